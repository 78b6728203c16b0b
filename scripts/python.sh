#!/usr/bin/env bash
# Builds the Python packages, installs them into an environment of their own in target/python, and tests them there.
#
#     scripts/python.sh [PROFILE]
#
# PROFILE is cargo's: `dev` (the default) is built in seconds, `python` is what is shipped. The wheels are left in
# target/python/wheels.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${1:-dev}
# The program has no interpreter to take care of.
program_profile=$([ "$profile" = python ] && echo release || echo "$profile")
home=target/python
python=$home/venv/bin/python
wheels=$home/wheels

[ -x "$python" ] || python3 -m venv "$home/venv"
"$python" -m pip install --quiet --disable-pip-version-check --requirement python/tests/requirements.txt
rm -rf "$wheels"
maturin=("$python" -m maturin build --quiet --out "$wheels")
"${maturin[@]}" --manifest-path python/Cargo.toml --profile "$profile"
(cd python/program && "../../${maturin[0]}" "${maturin[@]:1:4}" --out "../../$wheels" --profile "$program_profile")

# As users do: one name, from an index that has both.
"$python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" --force-reinstall bouncedex
"$home/venv/bin/bouncedex" --version
"$python" -m pytest --quiet python/tests
