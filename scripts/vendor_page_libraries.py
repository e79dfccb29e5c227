#!/usr/bin/env python3
"""Fetches the page's libraries from the npm registry: pinned, checked, with their licences.

    python scripts/vendor_page_libraries.py

Observable Plot draws the charts, on D3. Plot's file holds three more packages; their licences are kept too.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

OUT = Path(__file__).resolve().parent.parent / "src/bench/reports/page/vendor"
REGISTRY = "https://registry.npmjs.org"


class Package(NamedTuple):
    """A package of npm, the sha512 of its archive as the registry states it, and the file that is taken, if any."""

    name: str
    version: str
    sha512: str
    file: str = ""


PACKAGES = (
    Package(
        "@observablehq/plot",
        "0.6.17",
        "/qaXP/7mc4MUS0s4cPPFASDRjtsWp85/TbfsciqDgU1HwYixbSbbytNuInD8AcTYC3xaxACgVX06agdfQy9W+g==",
        "dist/plot.umd.min.js",
    ),
    Package(
        "d3",
        "7.9.2",
        "ZKb/mONPVKzaO5UlcWcwN8bS4ezvQaYu+bsou+XgNABdGC800kwH651ADTbbTxMPHW13UlvbQafdmJQDk1w7Mg==",
        "dist/d3.min.js",
    ),
    Package(
        "interval-tree-1d",
        "1.0.4",
        "wY8QJH+6wNI0uh4pDQzMvl+478Qh7Rl4qLmqiluxALlNvl+I+o5x38Pw3/z7mDPTPS1dQalZJXsmbvxx5gclhQ==",
    ),
    Package(
        "isoformat", "0.2.1", "tFLRAygk9NqrRPhJSnNGh7g7oaVWDwR0wKh/GM2LgmPa50Eg4UfyaCO4I8k6EqJHl1/uh2RAD6g06n5ygEnrjQ=="
    ),
    Package(
        "binary-search-bounds",
        "2.0.5",
        "H0ea4Fd3lS1+sTEB2TgcLoK21lLhwEJzlQv3IN47pJS976Gx4zoWe0ak3q+uYh60ppQxg9F16Ri4tS1sfD4+jA==",
    ),
)


def archive(package: Package) -> tarfile.TarFile:
    """The package's archive; exits where its sum is another."""
    base = package.name.rpartition("/")[2]
    address = f"{REGISTRY}/{package.name}/-/{base}-{package.version}.tgz"
    with urllib.request.urlopen(address, timeout=60) as answer:
        data = answer.read()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != package.sha512:
        raise SystemExit(f"{address}: its sha512 is {found}, not {package.sha512}")
    return tarfile.open(fileobj=io.BytesIO(data))


def member(tar: tarfile.TarFile, name: str) -> bytes:
    """A file of the archive."""
    file = tar.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


def main() -> None:
    OUT.mkdir(exist_ok=True)
    licences = []
    for package in PACKAGES:
        with archive(package) as tar:
            if package.file:
                (OUT / package.file.rpartition("/")[2]).write_bytes(member(tar, package.file))
            listed = [m.name.removeprefix("package/") for m in tar.getmembers()]
            licence = next(name for name in listed if name.upper().startswith("LICENSE"))
            licences.append(f"{package.name} {package.version}\n\n{member(tar, licence).decode().strip()}\n")
    (OUT / "LICENSES.txt").write_text(("\n" + "-" * 72 + "\n\n").join(licences), encoding="utf-8")


if __name__ == "__main__":
    main()
