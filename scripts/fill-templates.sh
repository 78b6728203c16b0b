#!/usr/bin/env bash
# Fills the templates of packaging/ for Homebrew, AUR, Nix and Scoop from FOLDER/SHA256SUMS, into FOLDER.
#
#     scripts/fill-templates.sh VERSION URL FOLDER
#
# URL is where the archives of this version can be downloaded. If the sum of one is missing, nothing is written.
set -euo pipefail
version=${1:?VERSION} url=${2:?URL} folder=${3:?FOLDER}
python3 - "$(dirname "$0")/../packaging" "$version" "$url" "$folder" <<'PY'
import re, sys
from pathlib import Path

templates, version, url, folder = Path(sys.argv[1]), sys.argv[2], sys.argv[3].rstrip("/"), Path(sys.argv[4])
sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())

def archive(target):
    name = f"bouncedex-{version}-{target}.tar.gz"
    if name not in sums:
        sys.exit(f"SHA256SUMS lacks {name}")
    return name

def value(place):
    kind, _, target = place[1].partition(":")
    match kind:
        case "VERSION": return version
        case "URL": return f"{url}/{archive(target)}"
        case "SHA256": return sums[archive(target)]
    sys.exit(f"unknown: {place[0]}")

filled = {path.stem: re.sub(r"@([A-Z0-9]+(?::[a-z0-9_-]+)?)@", value, path.read_text()) for path in templates.glob("*.in")}
for name, text in filled.items():
    (folder / name).write_text(text)
PY
