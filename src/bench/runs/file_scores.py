"""Scores of span files as sums over parts: what a million documents need at flat memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.metrics.span_scores import Schemas, SchemaScore, SpanScores, macro_figures
from bench.metrics.span_tally import COUNTS, SCHEMAS, Figures, document_sums, error_counts, mean_figures
from bench.runs.figures import entries

Floats = npt.NDArray[np.float64]


class FileScores:
    """Scores of predictions against gold, as `SpanScores` gives them, and the signature of their figures.

    `documents` is how many there are, `required` how many gold mentions by label are not optional. What became of
    each mention is in `score_spans(…).pairs()`; here are sums alone.
    """

    def __init__(self, signature: str) -> None:
        self.signature = signature
        self.documents = 0
        self.required: Counter[str] = Counter()
        self._counts: dict[str, Floats] = {}
        self._confused: Counter[tuple[str, str]] = Counter()
        # Of each schema and figure the sum over documents, and over how many: shape [SCHEMAS, figures, 2].
        self._by_document = np.zeros((len(SCHEMAS), len(Figures._fields), 2))

    def add(self, scores: SpanScores, required: Mapping[str, int]) -> None:
        """Adds the documents of a part."""
        counts = scores.counts
        self.documents += len(counts)
        self.required.update(required)
        for label, sums in zip(scores.labels, counts.sum(axis=0), strict=True):
            self._counts[label] = self._counts.get(label, 0) + sums
        for i, j in zip(*(places.tolist() for places in np.nonzero(scores.confusion)), strict=True):
            self._confused[scores.labels[i], scores.labels[j]] += int(scores.confusion[i, j])
        self._by_document += document_sums(counts.sum(axis=1))
        self.__dict__.pop("by_label", None)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label of the gold or the predictions, in order."""
        return tuple(sorted(self._counts))

    @property
    def _sums(self) -> dict[str, float]:
        sums = sum(self._counts.values(), np.zeros(len(COUNTS)))
        return dict(zip(COUNTS, sums.tolist(), strict=True))

    def __getitem__(self, schema: str) -> SchemaScore:
        return Schemas(self._sums)[schema]

    @cached_property
    def by_label(self) -> dict[str, Schemas]:
        """The schemas of each label."""
        return {label: Schemas(dict(zip(COUNTS, self._counts[label].tolist(), strict=True))) for label in self.labels}

    @property
    def macro(self) -> dict[str, Figures]:
        """The mean of each figure over the labels that have gold mentions and for which it is known."""
        return macro_figures(self.by_label.values())

    @property
    def macro_labels(self) -> list[str]:
        """The labels that `macro` averages."""
        return [label for label, schemas in self.by_label.items() if schemas["strict"].counts.possible]

    @property
    def macro_documents(self) -> dict[str, Figures]:
        """The mean of each figure over documents; where gold and prediction are both empty, a document adds nothing."""
        return mean_figures(self._by_document)

    @property
    def errors(self) -> dict[str, int]:
        """How many gold mentions or predictions fall in each class of `ERRORS`; every one in exactly one."""
        return error_counts(self._sums)

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """Pairs by label of the gold (row) and of the prediction (column), in the order of `labels`."""
        cells = [[self._confused[gold, predicted] for predicted in self.labels] for gold in self.labels]
        return np.array(cells, dtype=np.int64).reshape(len(self.labels), len(self.labels))

    def to_json(self) -> dict[str, Any]:
        """Everything as `--json` writes it: figures 0 to 1, each with its signature and support."""
        micro = {schema: self[schema] for schema in SCHEMAS}
        support = sum(self.required.values())
        known = round(self._by_document[0, -1, 1])
        return {
            "schema_version": 1,
            "documents": self.documents,
            "metrics": entries(_flat(micro), support, self.signature),
            "by_label": {
                label: entries(_flat(schemas), self.required[label], self.signature)
                for label, schemas in self.by_label.items()
            },
            "macro": entries(_flat(self.macro), len(self.macro_labels), f"average:labels|{self.signature}"),
            "macro_documents": entries(_flat(self.macro_documents), known, f"average:documents|{self.signature}"),
            "errors": self.errors,
            "confusion": {"labels": list(self.labels), "matrix": self.confusion.tolist()},
        }


def _flat(found: Mapping[str, SchemaScore] | Mapping[str, Figures]) -> dict[str, float | None]:
    return {f"{schema}_{name}": getattr(found[schema], name) for schema in SCHEMAS for name in Figures._fields}
