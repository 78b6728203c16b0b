#!/usr/bin/env bash
# Builds what a release consists of into dist/, from one binary for the machine that it runs on.
#
#     scripts/release.sh VERSION
#
# VERSION is the one in Cargo.toml. On Linux the binary is static, and there are a .deb and an .rpm beside the archive.
# Wheels are built where maturin is at hand, or scripts/python.sh has fetched it; not with
# WHEELS=0. `cargo deb` and `cargo generate-rpm` are installed into target/tools if missing.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?usage: scripts/release.sh VERSION}
if ! grep -qx "version = \"$version\"" Cargo.toml; then
  echo "Cargo.toml has another version than $version" >&2
  exit 2
fi

# With --target, build scripts and procedural macros are not linked statically, which they could not be.
target=$(rustc -vV | sed -n 's/^host: //p')
flags=${RUSTFLAGS:-}
# What is inlined less costs some percent of speed, and saves half a megabyte.
case $target in *-linux-gnu) flags+=" -C target-feature=+crt-static -C force-unwind-tables=no -C llvm-args=-inline-threshold=35 -C llvm-args=-inlinehint-threshold=260" ;; esac
# Rust links with LLD there, which keeps only one of functions that are the same.
case $target in x86_64-*-linux-gnu) flags+=" -C link-arg=-Wl,--icf=all,-T,packaging/without-unwinding.ld" ;; esac
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct || date +%s)}
RUSTFLAGS=$flags cargo build --release --locked --bin bouncedex --target "$target"
binary=target/$target/release/bouncedex
case $target in *-windows-*) binary+=.exe ;; esac

rm -rf dist target/packaging
name=bouncedex-$version-$target
folder=target/packaging/$name
mkdir -p dist "$folder/completions"
python3 scripts/dependencies.py "$target" --licences target/packaging/THIRD-PARTY --sbom "dist/$name.cdx.json"
cp "$binary" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE target/packaging/THIRD-PARTY "$folder"
cp -r assets/man "$folder"
case $target in *-linux-*) cp packaging/Containerfile "$folder" ;; esac
cp assets/bouncedex.{bash,elv,fish} assets/_bouncedex{,.ps1} "$folder/completions"

# The same commit gives the same archive.
same=()
if [[ $(tar --version) == *GNU* ]]; then
  same=(--sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX)
fi
tar -C target/packaging ${same[@]+"${same[@]}"} -cf - "$name" | gzip -9n > "dist/$name.tar.gz"

case $target in *-linux-*)
  export PATH="$PWD/target/tools/bin:$PATH"
  for tool in cargo-deb cargo-generate-rpm; do
    command -v "$tool" > /dev/null ||
      CARGO_TARGET_DIR=target/tools cargo install --quiet --locked --debug "$tool" --root target/tools
  done
  cargo deb --quiet --package bouncedex --no-build --no-strip --target "$target" --output dist/
  cargo generate-rpm --target "$target" --payload-compress xz --output dist/
  ;;
esac

if [ -x target/python/venv/bin/maturin ] || command -v maturin > /dev/null; then has_maturin=1; else has_maturin=0; fi
if [ "${WHEELS:-$has_maturin}" != 0 ]; then
  scripts/python.sh python
  cp target/python/wheels/*.whl dist/
fi

if ! command -v sha256sum > /dev/null; then
  sha256sum() { shasum -a 256 "$@"; }
fi
sums=$(cd dist && sha256sum -- *)
echo "$sums" > dist/SHA256SUMS
ls -l dist
