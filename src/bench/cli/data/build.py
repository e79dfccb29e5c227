"""`bench data build`: Parquet files and checksums from the annotation files."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.cli.data.folder import add_folder, open_folder, report_faults
from bench.errors import BenchError

HELP = "write the Parquet files and their checksums from the annotation files"
EXAMPLE = """example:
  bench data build --out built     a folder of your own; without --out into data/ of the annotation folder
  bench data build --standoff standoff.jsonl --page jining-daily-2024-01.txt --out built
                                   the same files from offsets and the page"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)
    parser.add_argument("--standoff", type=Path, metavar="FILE", help="build from a standoff file instead, with --page")
    parser.add_argument("--page", type=Path, metavar="FILE", help="the page file that a standoff file was cut from")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the data goes (default: data/ in the folder)")


def do(options: argparse.Namespace) -> int:
    """Checks, builds, and prints the checksums of the rows."""
    from bench.corpus.build import write_data

    if (options.standoff is None) != (options.page is None):
        raise BenchError("--standoff and --page go together; name both or none")
    if options.standoff is not None:
        from bench.corpus.formats.standoff import restore

        if options.out is None:
            raise BenchError("a build from a standoff file needs a folder of its own; name it with --out")
        rows, out = restore(options.standoff, options.page), options.out
    else:
        from bench.corpus.build import build_rows, require_kinds

        folder = open_folder(options)
        require_kinds(folder)
        if report_faults(folder, "nothing was written"):
            return 1
        rows, out = build_rows(folder), options.out or folder.path / "data"
    for name, checksum in write_data(rows, out)["rows"].items():
        print(f"{name:<8}  rows {checksum}")
    print(out)
    return 0
