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
    """Prints the faults; 1 where there are any."""
    folder = open_folder(options)
    if report_faults(folder):
        return 1
    print(f"{folder.path}: no fault in page, passes and gold")
    return 0
