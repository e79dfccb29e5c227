"""`bench data check`: every fault of the annotation files, with file and line."""

from __future__ import annotations

import argparse

from bench.cli.data.folder import add_folder, open_folder, report_faults

HELP = "name every fault of the annotation files, with file and line"
EXAMPLE = """example:
  bench data check"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)


def do(options: argparse.Namespace) -> int:
    """Prints the faults, and which kinds of annotation are not there; 1 where there are faults."""
    from bench.corpus.folder import KINDS

    folder = open_folder(options)
    count = report_faults(folder, "mend them and check again")
    absent = folder.lacks(KINDS)
    if not count:
        there = "passes and gold" if not absent else ", ".join(kind for kind in KINDS if kind not in absent)
        print(f"{folder.path}: no fault in page{f', {there}' if there else ''}")
    if absent:
        print(f"not there yet: {', '.join(absent)}")
    return 1 if count else 0
