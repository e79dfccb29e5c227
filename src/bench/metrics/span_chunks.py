"""Large tables in runs of documents: small arrays stay in the cache, and the memory of one run serves the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.metrics.span_table import GoldTable, Ints, SpanTable

# Rows of both sides together in one run; measured to be fastest between 15,000 and 60,000.
_ROWS = 30_000


def chunks(gold: GoldTable, predicted: SpanTable, documents: int) -> Iterator[tuple[int, int, GoldTable, SpanTable]]:
    """`(first document, number of documents, gold, predictions)` of each run, its documents numbered from 0."""
    rows = len(gold.spans) + len(predicted)
    if rows <= 2 * _ROWS:
        yield 0, documents, gold, predicted
        return
    gold, predicted = _by_document(gold), predicted.take(_order(predicted.document))
    step = max(documents * _ROWS // rows, 1)
    edges = np.append(np.arange(0, documents, step), documents)
    places = [np.searchsorted(t.document, edges) for t in (gold.spans, predicted)]
    extras = [t and (t, np.searchsorted(t.document, edges)) for t in (gold.readings, gold.ignored)]
    for k, first in enumerate(edges[:-1].tolist()):
        mine, theirs = (slice(place[k], place[k + 1]) for place in places)
        readings, ignored = (e and e[0].run(slice(e[1][k], e[1][k + 1]), first) for e in extras)
        of = gold.reading_of
        yield (
            first,
            int(edges[k + 1]) - first,
            GoldTable(
                gold.spans.run(mine, first),
                None if gold.optional is None else gold.optional[mine],
                readings or None,
                None if of is None or not extras[0] else of[extras[0][1][k] : extras[0][1][k + 1]] - mine.start,
                ignored or None,
            ),
            predicted.run(theirs, first),
        )


def _order(document: Ints) -> Ints | slice:
    """What sorts the rows by document and keeps their order otherwise."""
    if bool((document[1:] >= document[:-1]).all()):
        return slice(None)
    return np.argsort(document, kind="stable")


def _by_document(gold: GoldTable) -> GoldTable:
    order = _order(gold.spans.document)
    if not isinstance(order, slice):
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        gold = replace(
            gold,
            spans=gold.spans.take(order),
            optional=None if gold.optional is None else gold.optional[order],
            reading_of=None if gold.reading_of is None else place[gold.reading_of],
        )
    if gold.readings is not None and gold.reading_of is not None:
        order = _order(gold.readings.document)
        gold = replace(gold, readings=gold.readings.take(order), reading_of=gold.reading_of[order])
    if gold.ignored is not None:
        gold = replace(gold, ignored=gold.ignored.take(_order(gold.ignored.document)))
    return gold
