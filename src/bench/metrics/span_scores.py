"""`score_spans`: any tool's spans against gold spans, in every schema, with every mention traceable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.errors import InputError
from bench.metrics.span_chunks import chunks
from bench.metrics.span_pairing import Pairing, labels_of, pair
from bench.metrics.span_solve import EXACT, SAME_LABEL, STRICT
from bench.metrics.span_strings import check_ends, string_tables
from bench.metrics.span_table import DocumentSpans, GoldTable, SpanTable, table_of
from bench.metrics.span_tally import (
    COUNTS,
    SCHEMAS,
    Counts,
    Figures,
    count_pairing,
    document_sums,
    error_counts,
    mean_figures,
    prf,
    schema_counts,
)
from bench.metrics.tally import Tally, Unit

Spans = Sequence[DocumentSpans] | SpanTable
# A document has a row of counts whether it has spans or not: numbers with wide gaps are ids, not numbers from 0.
_FREE_NUMBERS, _NUMBERS_A_ROW = 100_000, 20


class Span(NamedTuple):
    """`[start, end)` in code points with its label."""

    start: int
    end: int
    label: str


class Pair(NamedTuple):
    """What became of a gold mention or a prediction: `error` is one of `ERRORS`; one side may be missing."""

    document: int
    gold: Span | None
    predicted: Span | None
    error: str


class Run(NamedTuple):
    """A run of documents: the number of the first, how many there are, and their spans paired."""

    first: int
    documents: int
    pairing: Pairing


@dataclass(frozen=True)
class SchemaScore:
    """One schema: counts, and precision, recall and F1 from 0 to 1, `None` where there is nothing to divide by."""

    counts: Counts
    precision: float | None
    recall: float | None
    f1: float | None


class Schemas(Mapping[str, SchemaScore]):
    """The schemas strict, exact, partial, type and fuzzy over one sum of counts."""

    def __init__(self, sums: Mapping[str, float]) -> None:
        self._sums = sums

    def __getitem__(self, schema: str) -> SchemaScore:
        if schema not in SCHEMAS:
            raise KeyError(f"no schema {schema!r}; there are {', '.join(SCHEMAS)}")
        return SchemaScore(schema_counts(schema, self._sums), *prf(schema, self._sums))

    def __iter__(self) -> Iterator[str]:
        return iter(SCHEMAS)

    def __len__(self) -> int:
        return len(SCHEMAS)


class SpanScores:
    """Scores of predictions against gold: `scores["strict"].f1`, `scores.by_label["PER"]["type"].counts`.

    Everything is a fold over `tally`, one row a document: `label=L/COUNT` for the counts of `span_tally.COUNTS`.
    `counts` are the same as an array of shape `[documents, labels, COUNTS]`. `strings` is the strict score of distinct
    strings, `None` where the texts were not given.
    """

    def __init__(
        self,
        runs: Sequence[Run],
        labels: Sequence[str],
        strings: SchemaScore | None = None,
    ) -> None:
        self._runs = runs
        self.strings = strings
        self.labels = tuple(labels)

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """Shape `[documents, labels, COUNTS]`."""
        none = np.zeros((0, len(self.labels), len(COUNTS)), dtype=np.int64)
        by_run = (count_pairing(p, self.labels, p.rows.document, n) for _, n, p in self._runs)
        return np.concatenate([none, *by_run])

    @cached_property
    def _by_label(self) -> npt.NDArray[np.int64]:
        """The sums over documents, shape `[labels, COUNTS]`."""
        found = np.zeros((len(self.labels), len(COUNTS)), dtype=np.int64)
        for run in self._runs:
            found += count_pairing(run.pairing, self.labels, None, 1)[0]
        return found

    @cached_property
    def tally(self) -> Tally:
        """The counts of each document."""
        units = tuple(Unit(name, name, "document") for name in map(str, range(len(self.counts))))
        columns = tuple(f"label={label}/{count}" for label in self.labels for count in COUNTS)
        return Tally(units, columns, self.counts.reshape(len(units), len(columns)).astype(np.float64))

    @cached_property
    def _micro(self) -> Schemas:
        return Schemas(_sums(self._by_label.sum(axis=0)))

    def __getitem__(self, schema: str) -> SchemaScore:
        return self._micro[schema]

    @cached_property
    def by_label(self) -> dict[str, Schemas]:
        """The schemas of each label that stands in the gold or the predictions."""
        return {label: Schemas(_sums(row)) for label, row in zip(self.labels, self._by_label, strict=True)}

    @cached_property
    def macro(self) -> dict[str, Figures]:
        """The mean of each figure over the labels that have gold mentions and for which it is known."""
        return macro_figures(self.by_label.values())

    @cached_property
    def macro_documents(self) -> dict[str, Figures]:
        """The mean of each figure over documents; where gold and prediction are both empty, a document adds nothing."""
        return mean_figures(document_sums(self.counts.sum(axis=1)))

    @cached_property
    def errors(self) -> dict[str, int]:
        """How many gold mentions or predictions fall in each class of `ERRORS`; every one in exactly one."""
        return error_counts(_sums(self._by_label.sum(axis=0)))

    @cached_property
    def confusion(self) -> npt.NDArray[np.int64]:
        """Pairs by label of the gold (row) and of the prediction (column), in the order of `labels`."""
        n = len(self.labels)
        found = np.zeros(n * n, dtype=np.int64)
        for _, _, pairing in self._runs:
            gold = pairing.gold[pairing.relation[pairing.gold] > 0]
            label = pairing.rows.label.astype(np.int64)
            found += np.bincount(label[gold] * n + label[pairing.partner[gold]], minlength=n * n)
        return found.reshape(n, n)

    def pairs(self) -> Iterator[Pair]:
        """Every counted gold mention with its prediction and the class of the pair, and every spurious prediction."""
        for first, _, pairing in self._runs:
            document = pairing.rows.document
            for i in pairing.gold[pairing.counted[pairing.gold]].tolist():
                other = int(pairing.partner[i])
                partner = _span(pairing, other) if other >= 0 else None
                yield Pair(first + int(document[i]), _span(pairing, i), partner, error_of(int(pairing.relation[i])))
            alone = pairing.counted[pairing.predicted] & (pairing.partner[pairing.predicted] < 0)
            for i in pairing.predicted[alone].tolist():
                yield Pair(first + int(document[i]), None, _span(pairing, i), "spurious")


def _span(pairing: Pairing, row: int) -> Span:
    rows = pairing.rows
    return Span(int(rows.start[row]), int(rows.end[row]), pairing.labels[int(rows.label[row])])


def _sums(row: npt.NDArray[np.int64]) -> dict[str, float]:
    return dict(zip(COUNTS, row.tolist(), strict=True))


def error_of(relation: int) -> str:
    """The class of a gold mention by what its pair is, a sum of the levels of `span_solve`."""
    if relation & STRICT:
        return "correct"
    if relation & EXACT:
        return "label"
    if relation & SAME_LABEL:
        return "boundary"
    return "label_boundary" if relation else "missed"


def macro_figures(by_label: Iterable[Schemas]) -> dict[str, Figures]:
    """The mean of each figure over the labels that have gold mentions and for which it is known."""
    with_support = [schemas for schemas in by_label if schemas["strict"].counts.possible]
    means = {}
    for schema in SCHEMAS:
        scores = [(s.precision, s.recall, s.f1) for s in (schemas[schema] for schemas in with_support)]
        columns = zip(*scores, strict=True) if scores else ((), (), ())
        known = [[value for value in column if value is not None] for column in columns]
        means[schema] = Figures(*(sum(values) / len(values) if values else None for values in known))
    return means


def score_spans(
    gold: Spans, predicted: Spans, *, ignored: Spans | None = None, texts: Sequence[str] | None = None
) -> SpanScores:
    """Scores predicted spans against gold spans.

    Each side is a list of documents, a document a list of `(start, end, label)` or of mappings with these keys, or a
    `SpanTable`. Offsets are half-open code points. A gold mapping may have `optional: true` (neither rewarded nor
    punished) and `alt`, a list of readings that are as good. `ignored` are regions whose predictions are dropped unless
    they touch a required mention. Layers may be scored together: nested spans of one document are as good as flat ones.

    With `texts` the offsets are checked against them, and `scores.strings` has the strict score on the level of entity
    strings: each distinct string with its label once a document. Raises `InputError` naming document and value where a
    span is none or ends past its text, or where the sides have different numbers of documents.
    """
    gold_table, n = _side(gold)
    predicted_table, m = _side(predicted)
    if n is not None and m is not None and n != m:
        raise InputError(f"{n} gold documents and {m} predicted ones; give each document on both sides, empty ones too")
    documents = max(n or 0, m or 0, gold_table.spans.documents, predicted_table.spans.documents)
    rows = len(gold_table.spans) + len(predicted_table.spans)
    if documents > max(n or 0, m or 0, _FREE_NUMBERS + _NUMBERS_A_ROW * rows):
        raise InputError(f"documents are numbered up to {documents - 1} for {rows} spans; number them from 0 on")
    if ignored is not None:
        regions, _ = _side(ignored)
        gold_table = GoldTable(
            gold_table.spans, gold_table.optional, gold_table.readings, gold_table.reading_of, regions.spans
        )
    if texts is None:
        return score_tables(gold_table, predicted_table.spans, documents)
    if len(texts) < documents:
        raise InputError(f"{len(texts)} texts for {documents} documents; give each document its text")
    for table in (gold_table.spans, gold_table.readings, predicted_table.spans):
        if table is not None:
            check_ends(table, texts)
    found = score_tables(gold_table, predicted_table.spans, documents)
    strings = score_tables(*string_tables(gold_table, predicted_table.spans, texts), documents)
    return SpanScores(found._runs, found.labels, strings["strict"])


def score_tables(gold: GoldTable, predicted: SpanTable, documents: int) -> SpanScores:
    """The scores of columns; `documents` is how many there are, those without a span too."""
    labels = labels_of(gold, predicted)
    gold = replace(gold, spans=gold.spans.relabelled(labels))
    predicted = predicted.relabelled(labels)
    runs = [Run(first, n, pair(mine, theirs)) for first, n, mine, theirs in chunks(gold, predicted, documents)]
    return SpanScores(runs, labels)


def _side(spans: Spans) -> tuple[GoldTable, int | None]:
    """The table, and how many documents there are where the input says."""
    if isinstance(spans, SpanTable):
        return GoldTable(spans), None
    return table_of(spans), len(spans)
