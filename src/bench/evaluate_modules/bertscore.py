"""`BertScore`: BERTScore with a model of one's own as a metric of `evaluate`.

As a class (`from bench.evaluate_modules import BertScore`) and by `evaluate.load` with this file's path, both offline
where the model is a folder; the module `bertscore` of `evaluate` itself can only be loaded from the hub.
"""

# One import a line and no `from __future__`: `evaluate` reads the imports of a module file line by line.
from typing import Any

import datasets
import evaluate

from bench.runs.bertscore import bertscore_figures, tally_bertscore

_DESCRIPTION = "BERTScore by the package bert_score, of several references the one with the best F1, not rescaled."
_INPUTS = """\
Args:
    predictions: summaries, a string each.
    references: of each summary a string, or a list of strings.
    model: a folder with a model, or a name on the hub.
    layers: the layer that is compared; bert_score knows it for the usual names alone.
Returns:
    bertscore_precision, bertscore_recall and bertscore_f1, each the mean over the summaries; None without any.
"""
_CITATION = """\
@inproceedings{bert-score,
    title = "{BERTS}core: Evaluating Text Generation with {BERT}",
    author = "Zhang, Tianyi and Kishore, Varsha and Wu, Felix and Weinberger, Kilian Q. and Artzi, Yoav",
    booktitle = "ICLR",
    year = "2020",
}
"""


class BertScore(evaluate.Metric):  # type: ignore[misc] # evaluate has no types
    """BERTScore of `bench.runs.bertscore` as flat figures."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=[
                datasets.Features({"predictions": text, "references": [text]}),
                datasets.Features({"predictions": text, "references": text}),
            ],
        )

    def _compute(
        self, predictions: Any, references: Any, model: str = "", layers: int | None = None
    ) -> dict[str, float | None]:
        names = [str(i) for i in range(len(predictions))]
        return bertscore_figures(tally_bertscore(names, predictions, references, model, layers).totals())
