"""`FactRecall`: which facts of an article a summary states, as a metric of `evaluate`.

As a class (`from bench.evaluate_modules import FactRecall`), by `evaluate.load` with this file's path, which works
offline, and in `evaluate.combine`.
"""

# One import a line and no `from __future__`: `evaluate` reads the imports of a module file line by line.
from typing import Any

import datasets
import evaluate

from bench.metrics.facts import fact_figures, tally_facts

_DESCRIPTION = """\
Share of an article's facts that its summary states as they are: every group of a fact's anchors has a hit, in any
spelling of its numbers, and the clause neither negates it nor tells a target or forecast as a result, or the reverse.
"""
_INPUTS = """\
Args:
    predictions: summaries, a string each.
    references: of each summary the facts, a list of {"text", "modality", "salience", "anchors"}: modality is actual,
        forecast, target or plan; anchors is a list of groups, a group a list of alternatives.
Returns:
    fact_recall, fact_recall_weighted (by salience), fact_distortion, and fact_recall_actual, _forecast, _target, _plan,
    each from 0 to 1; None, not 0, without such facts.
"""
_CITATION = """\
@inproceedings{liu-etal-2023-revisiting,
    title = "Revisiting the Gold Standard: Grounding Summarization Evaluation with Robust Human Evaluation",
    author = "Liu, Yixin and others",
    booktitle = "ACL",
    year = "2023",
}
"""


class FactRecall(evaluate.Metric):  # type: ignore[misc] # evaluate has no types
    """Fact recall of `bench.score_summaries` as flat figures."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        fact = {
            "text": text,
            "modality": text,
            "salience": datasets.Value("int64"),
            "anchors": datasets.List(datasets.List(text)),
        }
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=datasets.Features({"predictions": text, "references": datasets.List(fact)}),
        )

    def _compute(self, predictions: Any, references: Any) -> dict[str, float | None]:
        names = [str(i) for i in range(len(predictions))]
        figures = fact_figures(tally_facts(names, predictions, references).totals())
        return {name: value for name, value in figures.items() if name != "fact_recall_normalised"}
