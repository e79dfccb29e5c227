"""`bench gate`: runs against a baseline, for CI; it fails closed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.reports.gate import Judgement, Question

HELP = "judge runs against a baseline, for CI"
EXAMPLE = """examples:
  bench gate runs --baseline baseline.json --update-baseline   (then commit it)
  bench gate runs --baseline baseline.json --junit gate.xml --markdown gate.md
  bench gate runs/ner/banmian-clean/mine --baseline runs --against lac

A folder of runs must have a run for every one in the baseline; where RUNS names
the folders of single runs (or of a model at one place), those alone are judged.
Several runs of a model at one place (other seeds) are averaged.

exit code: 0 pass, 1 could not be judged, 2 regression, 3 inconclusive; the
worst counts, in the order 1, 2, 3, 0"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", metavar="RUNS", type=Path, help="runs, or folders of them")
    parser.add_argument("--baseline", metavar="DIR|FILE", type=Path, required=True, help="a folder of runs, or a file")
    parser.add_argument("--against", metavar="MODEL", help="judge against the runs of this model")
    parser.add_argument("--margin", metavar="POINTS", type=float, default=1.0, help="what may be lost (default 1.0)")
    parser.add_argument("--rule", choices=["observed", "interval"], default="observed", help="default: observed")
    parser.add_argument(
        "--metric", metavar="NAME", nargs="+", action="extend", default=[], help="default: strict_f1 and rouge1_f1"
    )
    parser.add_argument("--update-baseline", action="store_true", help="write RUNS to the file, and judge nothing")
    parser.add_argument("--junit", metavar="OUT.xml", type=Path, help="write JUnit XML there")
    parser.add_argument("--markdown", metavar="OUT.md", type=Path, help="write a summary for a pull request there")
    parser.add_argument("--allow-inconclusive", action="store_true", help="exit 0 where nothing is worse")


def do(options: argparse.Namespace) -> int:
    """Prints the verdicts and writes them where they are asked for; what could not be judged is one line and exit 1."""
    from bench.errors import BenchError
    from bench.reports.gate import ERROR, Judgement, Question, exit_code
    from bench.reports.wording import shown

    question = Question(options.margin, options.rule, tuple(options.metric), options.against)
    try:
        if options.update_baseline:
            return _update(options, question)
        judgements = _judged(options, question)
    except BenchError as error:
        # Without this an older report would stand there and tell of a pass.
        if not options.update_baseline:
            _publish([Judgement("", "", "", "", ERROR, str(error))], question, options)
        raise BenchError(shown(str(error))) from None
    _print(judgements, question)
    _publish(judgements, question, options)
    if errors := [judgement for judgement in judgements if judgement.verdict == ERROR]:
        more = f" (and {len(errors) - 1} more, see above)" if len(errors) > 1 else ""
        raise BenchError(shown(f"{errors[0].reason}{more}"))
    return exit_code(judgements, options.allow_inconclusive)


def _judged(options: argparse.Namespace, question: Question) -> list[Judgement]:
    from bench.reports.gate import judge
    from bench.runs.baseline import baseline_runs
    from bench.runs.sound import is_named, read_runs

    whole = not all(map(is_named, options.runs))
    return judge(read_runs(options.runs), baseline_runs(options.baseline), question, whole)


def _update(options: argparse.Namespace, question: Question) -> int:
    """Writes the file anew; where RUNS names runs themselves, the others in the file are kept."""
    from bench.atomic import write_whole
    from bench.errors import BenchError
    from bench.reports.gate import judge
    from bench.runs.baseline import read_baseline, replaced, write_baseline
    from bench.runs.measured import Measured
    from bench.runs.sound import is_named, read_runs

    path = options.baseline
    if options.against or options.junit or options.markdown:
        raise BenchError("--update-baseline judges nothing; leave out --against, --junit and --markdown")
    if path.is_dir():
        raise BenchError(f"{path}: a folder; name the file that --update-baseline is to write")
    read = read_runs(options.runs)
    # What cannot be judged against itself is no baseline.
    if fault := next((one.reason for one in judge(read, read, question) if one.verdict == "error"), None):
        raise BenchError(fault)
    runs = [run for run in read if isinstance(run, Measured)]
    if path.exists() and all(map(is_named, options.runs)):
        runs = replaced(read_baseline(path), runs)
    write_whole(path, write_baseline(runs, options.metric))
    print(f"{path}: {len(runs)} runs; look at what changed and commit it")
    return 0


def _print(judgements: list[Judgement], question: Question) -> None:
    from bench.cli.data.tables import print_sheets
    from bench.cli.gate_tables import sheets

    print_sheets(sheets(judgements, question))


def _publish(judgements: list[Judgement], question: Question, options: argparse.Namespace) -> None:
    """Writes the reports asked for, and tells GitHub Actions where it runs there."""
    import os

    from bench.atomic import write_whole
    from bench.reports.gate_junit import render_junit
    from bench.reports.gate_markdown import github_annotations, render_markdown

    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github_annotations(judgements):
            print(line)
    markdown = render_markdown(judgements, question)
    if options.junit:
        write_whole(options.junit, render_junit(judgements))
    if options.markdown:
        write_whole(options.markdown, markdown)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown + "\n")
