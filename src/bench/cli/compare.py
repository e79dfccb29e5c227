"""`bench compare`: do two runs differ, by how much, where, and could it be seen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.cli.data.tables import Sheet
    from bench.reports.comparison import RunComparison
    from bench.runs.measured import Measured
    from bench.stats.ranking import Ranking

HELP = "compare runs: difference, intervals, tests, where it comes from"
EXAMPLE = """examples:
  bench compare runs/ner/banmian-clean/lac runs/ner/banmian-clean/jieba
  bench compare runs/ner/banmian-clean/lac runs/ner/banmian-raw-lines/lac --across view
  bench compare runs/summary/banmian-clean/lead runs/summary/banmian-clean/lexrank --metric rougeL_f1
  bench compare A B C --json comparison.json      every pair, corrected, and ranges of ranks"""
_FLIPS = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", metavar="RUN", type=Path, help="folders of two runs or more")
    parser.add_argument("--metric", metavar="NAME", help="strict_f1 for names, rouge1_f1 for summaries, or another")
    parser.add_argument("--across", metavar="PART", action="append", default=[], help="compare across view, data …")
    parser.add_argument("--margin", type=float, default=1.0, help="points within which two are equivalent (1.0)")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write everything there, 0 to 1")


def do(options: argparse.Namespace) -> int:
    """Prints the comparison, and writes JSON where it is asked for."""
    from bench.cli.data.tables import print_sheets
    from bench.runs.measured import default_metric, one_run

    if len(options.runs) < 2:
        raise BenchError("bench compare needs two runs or more; name their folders")
    if not options.margin >= 0:
        raise BenchError(f"the margin is {options.margin}; give points, 0 or more")
    runs = [one_run(path) for path in options.runs]
    metric = options.metric or default_metric(runs[0].task)
    if len(runs) == 2:
        from bench.reports.comparison import compare_runs

        a, b = runs
        found = compare_runs(a, b, metric, across=options.across, margin=options.margin / 100)
        value, sheets = found.to_json(), _sheets(found)
    else:
        ranking = _ranking(runs, metric, options.across)
        value, sheets = _ranking_json(ranking, metric), _ranking_sheets(ranking, metric)
    if options.json:
        import json

        from bench.atomic import write_whole

        write_whole(options.json, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    print_sheets(sheets)
    return 0


def _points(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{100 * value:{sign}.1f}"


def _sheets(found: RunComparison) -> list[Sheet]:
    from bench.cli.data.tables import Sheet
    from bench.reports.comparison import READINGS, reading_line

    names, c = found.names, found.found
    head = [("", *names, "difference"), (c.metric, _points(c.a), _points(c.b), _points(c.difference, "+"))]
    lines = [f"{READINGS[e]} ({e}): {reading_line(getattr(c, e))}" for e in READINGS]
    sheets = [Sheet(found.words(), head, [*lines, found.a.signature(c.metric)])]
    for title, parts in (("By label", found.labels), ("By slice, strict recall", found.slices)):
        rows = [(p.name, str(p.n), _points(p.a), _points(p.b), _points(p.difference, "+")) for p in parts]
        if rows:
            sheets.append(Sheet(title, [("", "n", *names, "difference"), *rows]))
    if not found.labels:
        own = [(p.name, _points(p.a), _points(p.b), _points(p.difference, "+")) for p in found.documents]
        sheets.append(Sheet("By document", [("", *names, "difference"), *own]))
    if found.flips:
        sheets.append(_flips(found))
    return sheets


def _flips(found: RunComparison) -> Sheet:
    """The mentions that one side alone finds."""
    from bench.cli.data.tables import Sheet

    rows = [
        (f.document, f"{f.before}[{f.mention}]{f.after}", f.label, f.finder, f.other or "nothing")
        for f in found.flips[:_FLIPS]
    ]
    more = len(found.flips) - len(rows)
    notes = [f"{more} more in --json"] if more > 0 else []
    title = f"{len(found.flips)} mentions that one alone finds"
    return Sheet(title, [("article", "mention", "label", "found by", "the other found"), *rows], notes)


def _ranking(runs: list[Measured], metric: str, across: list[str]) -> Ranking:
    from bench.runs.measured import check_comparable
    from bench.stats.ranking import rank

    for other in runs[1:]:
        check_comparable(runs[0], other, metric, across)
    names = [run.model for run in runs]
    if len(set(names)) < len(names):
        names = [f"{run.model} {run.view}" for run in runs]
    if len(set(names)) < len(names):
        names = [f"{run.model} {run.view} #{run.fingerprint[:6]}" for run in runs]
    if len(set(names)) < len(names):
        raise BenchError("the same run is named twice; name each once")
    return rank({name: run.tally for name, run in zip(names, runs, strict=True)}, metric)


def _ranking_sheets(ranking: Ranking, metric: str) -> list[Sheet]:
    from bench.cli.data.tables import Sheet

    order = sorted(ranking.figures, key=lambda name: (-ranking.figures[name], name))
    ranks = [(_range(ranking.ranges[name]), name, _points(ranking.figures[name])) for name in order]
    pairs = [(p.first, p.second, _points(p.difference, "+"), f"{p.p:.2g}") for p in ranking.pairs]
    return [
        Sheet("Ranks, as ranges where they are not settled", [("rank", "run", metric), *ranks]),
        Sheet(
            "Every pair",
            [("first", "second", "difference", "p, corrected"), *pairs],
            [f"{ranking.estimand}: {ranking.test}"],
        ),
    ]


def _range(ranks: tuple[int, int]) -> str:
    return str(ranks[0]) if ranks[0] == ranks[1] else f"{ranks[0]}–{ranks[1]}"


def _ranking_json(ranking: Ranking, metric: str) -> dict[str, object]:
    from dataclasses import asdict

    return {"schema_version": 1, "metric": metric, **asdict(ranking)}
