"""`bench rescore`: stored predictions, today's scoring, no model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.runs import RunRecord

HELP = "score the stored predictions of runs anew, without their models"
EXAMPLE = """examples:
  bench rescore runs
  bench rescore runs/ner/banmian-clean/lac"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUNS", help="folders of runs, or folders that hold some")


def do(options: argparse.Namespace) -> int:
    """Scores every finished run under the folders, a line each; 1 where one of them could not be scored."""
    from bench.runs.record import read_record
    from bench.runs.rescore import find_runs, rescore
    from bench.text import printable

    paths = list(dict.fromkeys(run for folder in options.runs for run in find_runs(folder)))
    failed = 0
    for path in paths:
        before = read_record(path)
        try:
            after = rescore(path)
        except BenchError as error:
            failed += 1
            print(f"bench: {printable(str(error))}", file=sys.stderr)
            continue
        print(f"{path}: {_change(before, after)}")
    return 1 if failed else 0


def _change(before: RunRecord | None, after: RunRecord) -> str:
    """The leading figure, and how many leading figures are not what they were."""
    from bench.runs.measured import default_metric

    metric = default_metric(after.task)
    value = after.value(metric)
    shown = f"{metric} {'unknown' if value is None else f'{100 * value:.1f}'}"
    if before is None:
        return f"{shown}, scored"
    ours, theirs = before.scores["metrics"], after.scores["metrics"]
    changed = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    if not changed:
        return f"{shown}, unchanged"
    return f"{shown}, {len(changed)} figure{'s' * (len(changed) > 1)} changed: {', '.join(changed[:5])}"
