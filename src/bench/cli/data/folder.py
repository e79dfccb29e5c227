"""The annotation folder that an action works on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Declares `--folder`."""
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="annotation folder (default: the one that is installed)"
    )


def open_folder(options: argparse.Namespace) -> AnnotationFolder:
    """The folder that was named, or the installed one."""
    from bench.corpus import AnnotationFolder, installed

    folder = AnnotationFolder(options.folder or installed())
    if not folder.path.is_dir():
        raise BenchError(f"{folder.path}: no such folder; name an annotation folder with --folder")
    return folder


def report_faults(folder: AnnotationFolder, ending: str) -> int:
    """Prints the faults, a line each, then how many there are and `ending`; returns the number."""
    from bench.corpus.check import faults

    count = 0
    for count, fault in enumerate(faults(folder), 1):  # noqa: B007
        print(f"bench: {fault}", file=sys.stderr)
    if count:
        print(f"bench: {count} fault{'s' if count > 1 else ''} in {folder.path}; {ending}", file=sys.stderr)
    return count
