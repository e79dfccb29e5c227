"""`ChineseRouge`: ROUGE of Chinese summaries as a metric of `evaluate`.

As a class (`from bench.evaluate_modules import ChineseRouge`), by `evaluate.load` with this file's path, which works
offline, and in `evaluate.combine`.
"""

# One import a line and no `from __future__`: `evaluate` reads the imports of a module file line by line.
from typing import Any

import datasets
import evaluate

from bench.metrics import rouge_figures, tally_rouge

_DESCRIPTION = """\
ROUGE-1, ROUGE-2, ROUGE-L and ROUGE-Lsum of Chinese text, equal to rouge_score 0.1.2 on the same tokens: the default
tokens of rouge_score drop Chinese and score it 0.
"""
_INPUTS = """\
Args:
    predictions: summaries, a string each.
    references: of each summary a string, or a list of strings.
    tokens: "zh-char" (the default: ideographs, numbers, runs of letters), "zh-word" (jieba) or "char".
    aggregate: what several references give: "best" (the default: the one with the best F1, variant by variant) or
        "mean".
Returns:
    rouge1_precision, rouge1_recall, rouge1_f1 and so on for rouge2, rougeL and rougeLsum (sentences end after 。！？
    and at line feeds), each the mean over the summaries from 0 to 1; None, not 0, without any.
"""
_CITATION = """\
@inproceedings{lin-2004-rouge,
    title = "{ROUGE}: A Package for Automatic Evaluation of Summaries",
    author = "Lin, Chin-Yew",
    booktitle = "Text Summarization Branches Out",
    year = "2004",
}
"""
_VARIANTS = ("rouge1", "rouge2", "rougeL", "rougeLsum")


class ChineseRouge(evaluate.Metric):  # type: ignore[misc] # evaluate has no types
    """ROUGE of `bench.score_summaries` as flat figures."""

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
        self, predictions: Any, references: Any, tokens: str = "zh-char", aggregate: str = "best"
    ) -> dict[str, float | None]:
        names = [str(i) for i in range(len(predictions))]
        tally = tally_rouge(names, predictions, references, tokens, _VARIANTS, aggregate)
        return rouge_figures(tally.totals())
