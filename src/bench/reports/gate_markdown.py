"""The verdicts of a gate as Markdown for a pull request, as annotations of GitHub's, and each as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bench.reports.gate import ERROR, EXIT_CODES, INCONCLUSIVE, OBSERVED, PASS, REGRESSION, Judgement, Question
from bench.reports.wording import in_points, shown

_MARKS = {PASS: "✅ pass", REGRESSION: "❌ regression", INCONCLUSIVE: "❔ inconclusive", ERROR: "⛔ error"}
_LEVELS = {REGRESSION: "error", ERROR: "error", INCONCLUSIVE: "warning"}
_HEADER = ("", "task", "data", "model", "figure", "baseline", "run", "difference", "interval", "MDE")


def render_markdown(judgements: Sequence[Judgement], question: Question) -> str:
    """A heading with the outcome, a table with the worst first, and what its columns mean."""
    ordered = sorted(judgements, key=lambda j: list(EXIT_CODES).index(j.verdict))
    lines = [f"## bench gate: {counted(judgements)}", ""]
    if judged := [j for j in ordered if j.difference is not None]:
        lines += ["| " + " | ".join(_HEADER) + " |", "| :--- " * 5 + "| ---: " * 5 + "|"]
        lines += ["| " + " | ".join(_row(j)) + " |" for j in judged]
        lines += ["", legend(question), ""]
    lines += [f"* {_MARKS[j.verdict]}: {code(sentence(j))}" for j in ordered if j.difference is None]
    lines += [f"* {code(j.model)}, {code(j.metric)}: {seeds(j)}" for j in judged if max(j.runs) > 1]
    return "\n".join(lines).rstrip() + "\n"


def _row(j: Judgement) -> list[str]:
    model = code(j.model) + (f" against {code(j.against)}" if j.against not in (None, j.model) else "")
    figures = [in_points(j.baseline), in_points(j.value), in_points(j.difference, signed=True)]
    return [_MARKS[j.verdict], code(j.task), code(j.where), model, code(j.metric), *figures, reach(j), mde(j)]


def counted(judgements: Sequence[Judgement]) -> str:
    """`1 regression, 9 pass`, the worst first."""
    numbers = {verdict: sum(j.verdict == verdict for j in judgements) for verdict in EXIT_CODES}
    plural = {ERROR, REGRESSION}
    told = (f"{n} {verdict}{'s' * (n > 1 and verdict in plural)}" for verdict, n in numbers.items() if n)
    return ", ".join(told) or "nothing was judged"


def reach(j: Judgement) -> str:
    """The interval of the difference, in points."""
    if j.interval is None:
        return "–"
    return f"{in_points(j.interval.low)} to {in_points(j.interval.high)}"


def mde(j: Judgement) -> str:
    """The minimum detectable effect, in points; – where no unit differs, or where it is unknown."""
    return in_points(j.detectable)


def legend(question: Question) -> str:
    """What decides, and what the columns mean."""
    drop = f"drop of more than {question.margin:g} point{'s' * (question.margin != 1)}"
    rule = (
        f"A regression is a {drop}."
        if question.rule == OBSERVED
        else f"A pass is an interval without a {drop}, a regression one under 0 with such a drop observed; over "
        "several figures of a run the level follows Holm."
    )
    return (
        f"Points of 0 to 100. {rule} The interval (95 % for one figure) is about other sentences like "
        "these; for summaries, whose documents are the units, other articles. MDE: the difference that would be seen "
        "with 80 % power; – where no unit differs."
    )


def seeds(j: Judgement) -> str:
    """How many runs were averaged, and how far they lie apart."""
    sides = zip(("run", "baseline"), j.runs, j.spread, strict=True)
    told = (f"{side}: {n} (SD {in_points(sd)})" if sd is not None else f"{side}: {n}" for side, n, sd in sides)
    return f"means over several runs, {', '.join(told)}; their spread is no part of the interval"


def sentence(j: Judgement) -> str:
    """One verdict in one plain line."""
    who = " ".join(filter(None, (j.model, j.task, j.where, j.metric)))
    if j.difference is None:
        return shown(f"{who}: {j.reason}" if who else str(j.reason))
    what = f"{in_points(j.value)} after {in_points(j.baseline)}, {in_points(j.difference, signed=True)} points"
    against = f" against {j.against}" if j.against not in (None, j.model) else ""
    level = f"; {j.interval.level:.4g} % interval {reach(j)} ({j.interval.estimand})" if j.interval else f"; {j.reason}"
    apart = f"; {seeds(j)}" if max(j.runs) > 1 else ""
    return shown(f"{who}: {j.verdict}{against}: {what}{level}, MDE {mde(j)}{apart}")


def code(text: str) -> str:
    """A text as a code span of a table: no markup, link, mention or cell border works in it."""
    plain = shown(text).replace("`", "\\u0060").replace("|", "\\u007c")
    return f"`{plain}`" if plain else "–"


def github_annotations(judgements: Sequence[Judgement]) -> list[str]:
    """Workflow commands of GitHub Actions, a line each, for all that is no pass."""
    return [
        f"::{_LEVELS[j.verdict]} title={_property(f'bench gate: {j.verdict}')}::{_data(sentence(j))}"
        for j in judgements
        if j.verdict in _LEVELS
    ]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
