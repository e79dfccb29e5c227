"""`bench power`: how much more data would settle a difference between runs."""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.runs.measured import Measured

HELP = "plan: how many mentions or articles would settle a difference"
EXAMPLE = """examples:
  bench power runs                              every pair of runs of the same kind, for a point
  bench power runs/ner/banmian-clean --points 5"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", metavar="RUNS", type=Path, help="folders that hold runs")
    parser.add_argument("--points", type=float, default=1.0, help="the difference that should be seen (1.0)")
    parser.add_argument("--metric", metavar="NAME", help="strict_f1 for names, rouge1_f1 for summaries, or another")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write the plans there")


def do(options: argparse.Namespace) -> int:
    """Prints a plan for every pair of runs of one task, data, view and scoring."""
    from bench.cli.data.tables import Sheet, print_sheets
    from bench.runs import find_records
    from bench.runs.measured import measured

    if not options.points > 0:
        raise BenchError(f"--points is {options.points}; give points, over 0")
    runs = [measured(record) for folder in options.runs for record in find_records(folder) if not record.reference]
    plans = list(_plans(runs, options.metric, options.points))
    if not plans:
        raise BenchError(f"no two runs of one task and view under {', '.join(map(str, options.runs))}; run two models")
    if options.json:
        import json

        from bench.atomic import write_whole

        write_whole(options.json, json.dumps(plans, ensure_ascii=False, indent=1) + "\n")
    rows = [
        (
            f"{p['a']} – {p['b']}",
            f"{p['task']} {p['view']}",
            f"{p['difference']:+.1f}",
            _seen(p["within"]),
            _needed(p["mentions_needed"]),
            _seen(p["beyond"]),
            _needed(p["articles_needed"]),
        )
        for p in plans
    ]
    header = ("runs", "task", "difference", "within", "mentions", "beyond", "articles")
    notes = [
        "within, beyond: points that a comparison on this data sees with 80 % power, two-sided at 5 %.",
        f"mentions, articles: how many there would have to be in all, of this kind, for {options.points:g} "
        f"{'point' if options.points == 1 else 'points'}; – where this data does not say.",
    ]
    print_sheets([Sheet(f"To see a difference of {options.points:g}", [header, *rows], notes)])
    return 0


def _seen(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _needed(n: int | None) -> str:
    return "–" if n is None else f"{n:,}"


def _plans(runs: list[Measured], metric: str | None, points: float) -> Iterator[dict[str, Any]]:
    from bench.runs.measured import check_comparable, default_metric
    from bench.stats.paired import compare
    from bench.stats.power import plan

    for a, b in combinations(runs, 2):
        if (a.task, a.data, a.view, a.leading) != (b.task, b.data, b.view, b.leading):
            continue
        name = metric or default_metric(a.task)
        if metric and metric not in a.entries:
            continue
        check_comparable(a, b, name)
        found = compare(a.tally, b.tally, name)
        if found.difference is None:
            continue
        mentions, articles = int(a.entries[name]["n"]), len(a.tally.documents)
        # Mentions grow with units.
        planned = plan(found, points / 100, mentions, articles)
        now = {
            "within": _points(found.within.detectable),
            "beyond": _points(found.beyond.detectable),
        }
        yield {
            "a": a.model, "b": b.model, "task": a.task, "view": a.view, "metric": name, "points": points,
            "difference": 100 * found.difference, **now, "mentions": mentions, "mentions_needed": planned.units,
            "articles": articles, "articles_needed": planned.documents,
        }  # fmt: skip


def _points(value: float | None) -> float | None:
    return None if value is None else 100 * value
