"""The scores of summaries as tables at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.cli.data.tables import Sheet

if TYPE_CHECKING:
    from bench.metrics.faithfulness import Claim
    from bench.runs.score_summary_files import SummaryFile

_SHOWN = 12  # claims without support
_SHARES = ("coverage", "novel_bigrams", "repetition", "over_limit", "length_ratio")


def sheets(scored: SummaryFile) -> Iterator[Sheet]:
    """Overlap with the references, what the articles bear out with what to think of it, facts, form, and claims."""
    figures = scored.scores.figures
    n = len(scored.texts.ids)
    title = f"{n} document{'s' * (n != 1)}"
    if overlap := list(_overlap(figures)):
        notes = ["mean over documents, of several references the best; chrF and BLEU of all together", scored.signature]
        yield Sheet(title, [("against the references", "P", "R", "F1"), *overlap], notes)
    if faithful := list(_faithful(scored)):
        yield Sheet(
            "Against the articles",
            [("share of claims borne out", "", "claims", "caught*", "false alarms*"), *faithful],
            ["* of the defects it is for, and of faithful texts, on the contrast items by held-out articles"],
        )
    if facts := [(name.replace("_", " "), _points(v)) for name, v in figures.items() if name.startswith("fact_")]:
        yield Sheet("Facts", [("", ""), *facts])
    if form := [(n.replace("_", " "), _form(n, figures[n])) for n in _FORM if figures.get(n) is not None]:
        yield Sheet("Form", [("mean over documents", ""), *form])
    yield from _claims(scored)
    if warnings := scored.scores.warnings:
        yield Sheet("Take note", [("",), *((line,) for line in warnings)])


_FORM = ("compression", "coverage", "density", "novel_bigrams", "repetition", "characters")


def _points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _form(name: str, value: float | None) -> str:
    return _points(value) if name in _SHARES else f"{value:.1f}"


def _overlap(figures: dict[str, float | None]) -> Iterator[tuple[str, ...]]:
    for name in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
        if f"{name}_f1" in figures:
            shown = name.replace("rouge", "ROUGE-")
            yield shown, *(_points(figures[f"{name}_{part}"]) for part in ("precision", "recall", "f1"))
    for name, shown in (("chrf", "chrF"), ("bleu", "BLEU")):
        if name in figures:
            yield shown, "", "", _points(figures[name])


def _faithful(scored: SummaryFile) -> Iterator[tuple[str, ...]]:
    from bench.metrics.faithfulness import FAITHFULNESS_FIGURES
    from bench.runs.summary_entries import summary_entries

    found = summary_entries(scored.scores, scored.scores.tally, "")
    for name in FAITHFULNESS_FIGURES:
        if name not in found:
            continue
        entry = found[name]
        accuracy = entry.get("accuracy")
        caught = " ".join(f"{d} {k}/{n}" for d, (k, n) in accuracy["caught"].items()) if accuracy else "–"
        alarms = "{}/{}".format(*accuracy["false_alarms"]) if accuracy else "–"
        yield name.replace("_", " "), _points(entry["value"]), str(entry["n"]), caught, alarms


def _claims(scored: SummaryFile) -> Iterator[Sheet]:
    """The first claims without support."""
    failed = [
        (name, claim)
        for name, own in zip(scored.texts.ids, scored.scores.claims, strict=True)
        for claim in own
        if not claim.supported
    ]
    if failed:
        rows = [(name, claim.kind, claim.text, claim.reason) for name, claim in failed[:_SHOWN]]
        more = [f"{len(failed) - _SHOWN} more in --json"] if len(failed) > _SHOWN else []
        yield Sheet(_heading(failed), [("document", "kind", "claim", "why"), *rows], more)


def _heading(failed: list[tuple[str, Claim]]) -> str:
    return f"{len(failed)} claims without support" if len(failed) > 1 else "A claim without support"
