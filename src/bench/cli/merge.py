"""`bench merge`: shards of runs to whole runs."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "put the shards of runs together, to the scores of a run made in one"
EXAMPLE = """examples:
  bench run model=lac shard=0/2 out=parts
  bench run model=lac shard=1/2 out=parts
  bench merge parts"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUNS", help="folders that hold all shards of runs")


def do(options: argparse.Namespace) -> int:
    """Merges every run whose shards are there; a line each."""
    from bench.runs.measured import default_metric
    from bench.runs.merge import merge
    from bench.text import printable

    code = 0
    for record in merge(options.runs):
        value = record.value(default_metric(record.task))
        shown = "unknown" if value is None else f"{100 * value:.1f}"
        failed = f", {record.status.failed} documents failed" if record.status.failed else ""
        print(
            printable(f"{record.path}: {record.status.done} documents, {default_metric(record.task)} {shown}{failed}")
        )
        code = code or (1 if record.status.failed else 0)
    return code
