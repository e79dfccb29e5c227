"""`bench data build`: Parquet files and checksums from the annotation files."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.cli.data.folder import add_folder, open_folder, report_faults
from bench.errors import BenchError

HELP = "write the Parquet files and their checksums from the annotation files"
EXAMPLE = """example:
  bench data build --out built     a folder of your own; without --out into data/ of the annotation folder"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the data goes (default: data/ in the folder)")


def do(options: argparse.Namespace) -> int:
    """Checks, builds, and prints the checksum of each view's rows."""
    from bench.corpus.build import build_rows, write_data

    folder = open_folder(options)
    if report_faults(folder):
        return 1
    out = options.out or folder.path / "data"
    try:
        checksums = write_data(build_rows(folder), out)
    except OSError as error:
        raise BenchError(f"{out}: cannot be written ({error.strerror}); choose another folder with --out") from None
    for view, checksum in checksums["rows"].items():
        print(f"{view}  rows {checksum}")
    print(out)
    return 0
