#!/usr/bin/env python3
"""Unpacks the files of an .rpm whose payload is cpio in xz, where there is no rpm.

    scripts/unpack_rpm.py FILE FOLDER
"""
import lzma
import sys
from pathlib import Path

XZ = b"\xfd7zXZ\0"


def padded(number):
    return (number + 3) & ~3


def entries(cpio):
    """Name, mode and content of each entry of a `newc` archive."""
    at = 0
    while True:
        assert cpio[at : at + 5] == b"07070", "no cpio archive"
        fields = [int(cpio[at + 6 + 8 * i : at + 14 + 8 * i], 16) for i in range(13)]
        mode, size, length = fields[1], fields[6], fields[11]
        name = cpio[at + 110 : at + 110 + length - 1].decode()
        if name == "TRAILER!!!":
            return
        start = at + padded(110 + length)
        yield name, mode, cpio[start : start + size]
        at = start + padded(size)


def main():
    package = Path(sys.argv[1]).read_bytes()
    assert package.startswith(b"\xed\xab\xee\xdb"), "no rpm package"
    for name, mode, content in entries(lzma.decompress(package[package.index(XZ) :])):
        path = Path(sys.argv[2]) / name.lstrip("./")
        path.parent.mkdir(parents=True, exist_ok=True)
        if mode & 0o170000 == 0o040000:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content)
            path.chmod(mode & 0o777)


main()
