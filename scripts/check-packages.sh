#!/usr/bin/env bash
# Opens, installs and runs what `scripts/release.sh` left in dist/, on Linux: seconds.
#
#     scripts/check-packages.sh
#
# The commands of docs/install.md run as they stand there, in a home of their own and with nothing but the system's
# programs; `sudo`, `dpkg` and `rpm` are stand-ins that install into a scratch root.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
reply='550-5.7.26 This mail has been blocked because the sender is unauthenticated.'
entry=std-5-7-26

one() { # the only file of this kind
  local found=(dist/$1)
  [ ${#found[@]} = 1 ] && [ -f "${found[0]}" ] || { echo "dist/ has not one $1" >&2; return 1; }
  echo "${found[0]}"
}
archive=$(one '*.tar.gz') deb=$(one '*.deb') rpm=$(one '*.rpm')

at_most() { # FILE, BYTES
  local size
  size=$(stat -c %s "$1")
  echo "$(basename "$1"): $size bytes"
  [ "$size" -le "$2" ] || { echo "more than $2" >&2; return 1; }
}
runs() { # COMMAND…: it explains the reply
  "$@" --no-config explain --json "$reply" | grep -q "\"$entry\""
}
has() { # FOLDER, FILES…: none of which is empty
  local folder=$1 file
  shift
  for file; do [ -s "$folder/$file" ] || { echo "$folder lacks $file" >&2; return 1; }; done
}

echo "-- sums and bill of materials"
(cd dist && sha256sum --check --strict --quiet SHA256SUMS)
[ "$(wc -l < dist/SHA256SUMS)" = "$(find dist -type f ! -name SHA256SUMS | wc -l)" ]
python3 - "$(one '*.cdx.json')" <<'PY'
import json, sys
sbom = json.load(open(sys.argv[1]))
listed = {component["bom-ref"] for component in sbom["components"]} | {sbom["metadata"]["component"]["bom-ref"]}
assert all(component["licenses"] for component in sbom["components"])
assert {name for entry in sbom["dependencies"] for name in [entry["ref"], *entry["dependsOn"]]} == listed
assert {"ratatui", "memchr"} <= {component["name"] for component in sbom["components"]}
PY

echo "-- archive"
tar -C "$scratch" -xzf "$archive"
folder=$scratch/$(basename "$archive" .tar.gz)
has "$folder" bouncedex man/bouncedex{,-triage,-catalogue-check}.1 README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE THIRD-PARTY Containerfile \
  completions/{bouncedex.bash,_bouncedex,bouncedex.fish,bouncedex.elv,_bouncedex.ps1}
bash -n "$folder/completions/bouncedex.bash"
"$folder/bouncedex" --version | grep -qx "bouncedex $(basename "$archive" | cut -d- -f2)"
at_most "$folder/bouncedex" 8000000

echo "-- the binary in an empty root"
mkdir -p "$scratch/empty/tmp"
cp "$folder/bouncedex" "$scratch/empty"
within() { if [ "$(id -u)" = 0 ]; then chroot "$scratch/empty" "$@"; else unshare -r chroot "$scratch/empty" "$@"; fi; }
runs within /bouncedex
within /bouncedex triage --json < tests/fixtures/mail.log | python3 -c 'import json, sys; assert json.load(sys.stdin)["attempts"]'

echo "-- .deb and .rpm"
at_most "$deb" $((22 << 17))
dpkg-deb --info "$deb" > /dev/null
[ -z "$(dpkg-deb --field "$deb" Depends)" ]
python3 scripts/unpack_rpm.py "$rpm" "$scratch/rpm"
dpkg-deb --extract "$deb" "$scratch/deb"
for root in "$scratch"/{deb,rpm}; do
  has "$root/usr" bin/bouncedex share/bash-completion/completions/bouncedex share/fish/vendor_completions.d/bouncedex.fish
  cmp "$root/usr/bin/bouncedex" "$folder/bouncedex"
done
has "$scratch/deb/usr/share" man/man1/bouncedex{,-triage,-catalogue-check}.1.gz zsh/vendor-completions/_bouncedex \
  doc/bouncedex/{copyright,LICENSE-MIT,LICENSE-APACHE}
has "$scratch/rpm/usr/share" man/man1/bouncedex{,-triage,-catalogue-check}.1 zsh/site-functions/_bouncedex \
  licenses/bouncedex/{LICENSE-MIT,LICENSE-APACHE,THIRD-PARTY}
find "$scratch/deb/usr/share/doc/bouncedex" -name 'THIRD-PARTY*' -size +50k | grep -q .

echo "-- the commands of docs/install.md"
mkdir -p "$scratch"/{bin,home,root/var/lib/dpkg/{info,updates}}
touch "$scratch/root/var/lib/dpkg/status"
stand_in() { printf '#!/bin/sh\n%s\n' "$2" > "$scratch/bin/$1"; chmod +x "$scratch/bin/$1"; }
stand_in sudo 'exec "$@"'
stand_in rpm "shift; exec python3 '$project/scripts/unpack_rpm.py' \"\$1\" '$scratch/root'"
if [ "$(id -u)" = 0 ]; then
  stand_in dpkg "exec /usr/bin/dpkg --root='$scratch/root' \"\$@\""
else
  stand_in dpkg "exec unshare -r /usr/bin/dpkg --root='$scratch/root' \"\$@\""
fi
cp -r dist "$scratch/home/downloads"
# What is installed there is found first.
path=$scratch/bin:$scratch/root/usr/bin:$scratch/home/.local/bin:/usr/bin:/bin:/usr/sbin:/sbin
blocks=$(sed -n '/^```sh$/,/^```$/p' docs/install.md | grep -v '^```' |
  sed "s/x86_64/$(uname -m)/g; s/_amd64/_$(dpkg --print-architecture)/g")
[ "$(grep -c . <<< "$blocks")" -ge 8 ]
if ! docker info > /dev/null 2>&1; then
  echo "SKIPPED: docker does not run here; its commands are left out"
  blocks=$(grep -v '^docker ' <<< "$blocks")
fi
(cd "$scratch/home/downloads" && env -i HOME="$scratch/home" PATH="$path" bash -euxo pipefail -c "$blocks" < /dev/null)
for installed in "$scratch"/{root/usr,home/.local}/bin/bouncedex; do runs env -i "$installed"; done
grep -q '^Package: bouncedex$' "$scratch/root/var/lib/dpkg/status"

echo "-- templates"
mkdir "$scratch/filled"
for target in {x86_64,aarch64}-{unknown-linux-gnu,apple-darwin} x86_64-pc-windows-msvc; do
  printf '%s  bouncedex-0.9.8-%s.tar.gz\n' "$(sha256sum <<< "$target" | cut -d' ' -f1)" "$target"
done > "$scratch/filled/SHA256SUMS"
scripts/fill-templates.sh 0.9.8 https://example.org/downloads "$scratch/filled"
(
  cd "$scratch/filled"
  while read -r sum _; do grep -q "$sum" bouncedex.rb PKGBUILD bouncedex.nix bouncedex.json; done < SHA256SUMS
  if grep -E '@(VERSION|URL|SHA256)' bouncedex.rb PKGBUILD bouncedex.nix bouncedex.json; then exit 1; fi
  bash -n PKGBUILD
  python3 -m json.tool bouncedex.json > /dev/null
  if command -v ruby > /dev/null; then ruby -c bouncedex.rb; fi
  if command -v nix-instantiate > /dev/null; then nix-instantiate --parse bouncedex.nix > /dev/null; fi
)
# Without the sum of an archive that a template names, nothing is written.
sed -i /apple/d "$scratch/filled/SHA256SUMS"
rm "$scratch/filled/bouncedex.rb"
if scripts/fill-templates.sh 0.9.8 https://example.org/downloads "$scratch/filled" 2> /dev/null || [ -e "$scratch/filled/bouncedex.rb" ]; then
  echo "a template was filled without all sums" >&2
  exit 1
fi
echo "packages are fine"
