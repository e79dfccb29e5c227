"""Figures of summaries as `scores.json` holds them: each with its own support, and how far it can be trusted."""

from __future__ import annotations

from typing import Any

from bench.metrics import Tally
from bench.metrics.facts import FACT_FIGURES, MODALITIES
from bench.metrics.faithfulness import FAITHFULNESS_FIGURES
from bench.metrics.form import FORM_FIGURES
from bench.metrics.summary_scores import SummaryScores, summary_figures
from bench.runs.figures import entries, measure
from bench.runs.meta_evaluation import metric_accuracy

# The column that counts what a figure is a share or a mean of.
_SUPPORT = {
    **{name: f"{name.removesuffix('_faithfulness')}/claims" for name in FAITHFULNESS_FIGURES},
    **dict.fromkeys(FACT_FIGURES, "facts/all"),
    "fact_recall_normalised": "normalised/known",
    **{f"fact_recall_{modality}": f"facts/{modality}/all" for modality in MODALITIES},
    **{name: f"{name}/known" for name in FORM_FIGURES},
}


def summary_entries(scores: SummaryScores, tally: Tally, signed: str, *, whole: bool = True) -> dict[str, Any]:
    """The figures of a tally of these scores. `n` is documents, claims, facts, or documents where a measure is known.

    Of the whole tally each figure has its intervals, and beside a faithfulness metric stands its `accuracy` on the
    contrast items: what it catches, and its false alarms.
    """
    totals = tally.totals()
    found: dict[str, Any] = {}
    for name, value in summary_figures(totals).items():
        n = round(totals.get(_SUPPORT.get(name, ""), len(tally.units)))
        found.update(entries({name: value}, n, f"{scores.signature(name)}|{signed}"))
    if not whole:
        return found
    measure(found, tally)
    for name in found.keys() & metric_accuracy().keys():
        found[name]["accuracy"] = metric_accuracy()[name]
    return found
