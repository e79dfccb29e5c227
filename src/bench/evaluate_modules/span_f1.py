"""`SpanF1`: span scores as a metric of `evaluate`.

As a class (`from bench.evaluate_modules import SpanF1`), by `evaluate.load` with this file's path, which works offline,
and in `evaluate.combine`.
"""

# One import a line and no `from __future__`: `evaluate` reads the imports of a module file line by line.
from collections.abc import Iterable, Mapping
from typing import Any

import datasets
import evaluate

from bench.metrics import score_spans
from bench.metrics.span_table import table_of

_DESCRIPTION = """\
Precision, recall and F1 of labelled spans in the schemas strict, exact, partial and type of SemEval-2013 (optimal
one-to-one pairing) and fuzzy of HIPE, micro over all spans.
"""
_INPUTS = """\
Args:
    predictions: one list of spans a document, a span as (0, 3, "PER") or {"start": 0, "end": 3, "label": "PER"}:
        half-open offsets.
    references: the same for the gold; a span may also have "optional": true (neither rewarded nor punished) and
        "alt": a list of readings that are as good.
    by_label: whether figures of each label are added, as "PER_strict_f1".
Returns:
    strict_precision, strict_recall, strict_f1 and so on for exact, partial, type and fuzzy, each from 0 to 1; None, not
    0, where there is nothing to divide by.
"""
_CITATION = """\
@inproceedings{segura-bedmar-etal-2013-semeval,
    title = "{S}em{E}val-2013 Task 9: Extraction of Drug-Drug Interactions from Biomedical Texts",
    author = "Segura-Bedmar, Isabel and Mart{\\'\\i}nez, Paloma and Herrero-Zazo, Mar{\\'\\i}a",
    booktitle = "Proceedings of SemEval 2013",
    year = "2013",
}
"""


_PLAIN = ("start", "end", "label")
_FULL = ("start", "end", "label", "optional", "alt")


def _span() -> dict[str, Any]:
    return {
        "start": datasets.Value("int64"),
        "end": datasets.Value("int64"),
        "label": datasets.Value("string"),
    }


class SpanF1(evaluate.Metric):  # type: ignore[misc] # evaluate has no types
    """Span scores of `bench.score_spans` as flat figures."""

    def _info(self) -> Any:
        reference = {**_span(), "optional": datasets.Value("bool"), "alt": [_span()]}
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=datasets.Features({"predictions": [_span()], "references": [reference]}),
        )

    def add_batch(self, *, predictions: Any = None, references: Any = None, **kwargs: Any) -> None:
        """Adds documents; `InputError` names the document of the batch and the span that is none."""
        super().add_batch(predictions=_checked(predictions, _PLAIN), references=_checked(references, _FULL), **kwargs)

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Adds one document."""
        prediction, reference = _checked([prediction], _PLAIN)[0], _checked([reference], _FULL)[0]
        super().add(prediction=prediction, reference=reference, **kwargs)

    def _compute(self, predictions: Any, references: Any, by_label: bool = False) -> dict[str, float | None]:
        scores = score_spans(references, predictions)
        figures = _flat("", scores)
        if by_label:
            for label, of_label in scores.by_label.items():
                figures.update(_flat(label + "_", of_label))
        return figures


def _checked(documents: Any, keys: Iterable[str]) -> list[list[dict[str, Any]]]:
    """The documents in the one form that `evaluate` can store; what it would cast quietly is refused first."""
    table_of(documents)
    return [[_complete(span, keys) for span in document] for document in documents]


def _complete(span: Any, keys: Iterable[str]) -> dict[str, Any]:
    if not isinstance(span, Mapping):
        span = dict(zip(_PLAIN, span, strict=True))
    span = {"optional": False, **span}
    span["alt"] = [_complete(reading, _PLAIN) for reading in span.get("alt") or ()]
    return {key: span[key] for key in keys}


def _flat(prefix: str, schemas: Any) -> dict[str, float | None]:
    figures = {}
    for schema in ("strict", "exact", "partial", "type", "fuzzy"):
        score = schemas[schema]
        figures[prefix + schema + "_precision"] = score.precision
        figures[prefix + schema + "_recall"] = score.recall
        figures[prefix + schema + "_f1"] = score.f1
    return figures
