"""`bench report`: the leaderboard of runs that are there already."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.errors import BenchError

HELP = "write the page that people open, and the leaderboard as Markdown, CSV, LaTeX and JSON"
EXAMPLE = """example:
  bench report runs --out report"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", metavar="RUNS", type=Path, help="folders that `bench run` wrote to")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where the report goes")


def do(options: argparse.Namespace) -> int:
    """Reads the runs and writes the report."""
    from bench.reports import write_report
    from bench.runs import find_records

    records = [record for folder in options.runs for record in find_records(folder)]
    if not records:
        raise BenchError(f"no finished run under {', '.join(map(str, options.runs))}; run bench run out=DIR first")
    for path in write_report(records, options.out):
        print(path)
    return 0
