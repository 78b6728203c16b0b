#!/usr/bin/env python3
"""What is linked into the program: its licences, and a bill of materials in CycloneDX's format.

    scripts/dependencies.py TARGET --licences FILE --sbom FILE
"""
import argparse
import json
import subprocess
from pathlib import Path

LICENCES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE")
RULE = "=" * 78
HEAD = """Third-party software in bouncedex: its Rust packages, and the Rust standard library (MIT or Apache-2.0).

The Linux binary contains the GNU C Library, which is under the GNU Lesser General Public License 2.1 or later
(https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html). Whoever wants another version of it builds the program anew
from its source: `cargo build --release`.
"""


def linked(target):
    """The packages of the program, without those that only build or test it."""
    metadata = json.loads(
        subprocess.check_output(["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", target])
    )
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = next(id for id in metadata["workspace_members"] if packages[id]["name"] == "bouncedex")
    found, waiting = {}, [root]
    while waiting:
        id = waiting.pop()
        if id in found:
            continue
        needed = [
            dependency["pkg"]
            for dependency in nodes[id]["deps"]
            if any(kind["kind"] is None for kind in dependency["dep_kinds"])
        ]
        found[id] = (packages[id], sorted(needed))
        waiting += needed
    own = found.pop(root)
    return own, sorted(found.values(), key=lambda entry: (entry[0]["name"], entry[0]["version"]))


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def licences(others):
    """Each text once, under the packages that have it."""
    texts = {}
    for package, _ in others:
        title = f"{package['name']} {package['version']}: {package['license']}"
        files = sorted(
            path
            for path in Path(package["manifest_path"]).parent.iterdir()
            if path.is_file() and path.name.upper().startswith(LICENCES)
        )
        by = ", ".join(package["authors"]) or "its authors"
        for text in [path.read_text(errors="replace") for path in files] or [f"By {by}; the package has no text of it."]:
            texts.setdefault("\n".join(line.rstrip() for line in text.strip().splitlines()), []).append(title)
    parts = [HEAD, *("\n".join([RULE, *titles, RULE, "", text, ""]) for text, titles in texts.items())]
    return "\n".join(parts)


def sbom(own, others):
    def component(package, kind):
        found = {
            "type": kind,
            "bom-ref": reference(package),
            "name": package["name"],
            "version": package["version"],
            "purl": reference(package),
        }
        if package["license"]:
            # Old packages write `MIT/Apache-2.0`, which is no expression.
            found["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        return found

    names = {package["id"]: reference(package) for package, _ in [own, *others]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(own[0], "application")},
        "components": [component(package, "library") for package, _ in others],
        "dependencies": [
            {"ref": names[package["id"]], "dependsOn": [names[id] for id in needed]} for package, needed in [own, *others]
        ],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--licences", type=Path, required=True)
    parser.add_argument("--sbom", type=Path, required=True)
    arguments = parser.parse_args()
    own, others = linked(arguments.target)
    arguments.licences.write_text(licences(others))
    arguments.sbom.write_text(json.dumps(sbom(own, others), indent=1) + "\n")


main()
