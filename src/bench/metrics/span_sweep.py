"""Spans of both sides in the order of the text, cut into groups that touch: what can be paired lies in one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bench.metrics.span_table import Bools, Ints

GOLD, PREDICTED = 0, 1


class Columns(NamedTuple):
    """Rows of one side; `label` are codes that both sides share."""

    document: Ints
    start: Ints
    end: Ints
    label: Ints


@dataclass(frozen=True, eq=False)
class Sweep:
    """Unique rows of all sides, sorted by document, start, end, side and label.

    `row` is the first row of the side's own table that says the same. `first` is where each group begins: a run of rows
    in which each touches another, so that spans of different groups never overlap.
    """

    document: Ints
    start: Ints
    end: Ints
    side: Ints
    label: Ints
    row: Ints
    first: Ints

    @cached_property
    def size(self) -> Ints:
        """How many rows each group has."""
        return np.diff(self.first, append=len(self.start))


def sweep(sides: Sequence[Columns], whole_documents: Ints | None = None) -> Sweep:
    """Sorts and groups the rows of the gold, the predictions and what else there is, in this order.

    The rows of a document in `whole_documents` make one group: there a mention may have readings that lie apart.
    """
    document, start, end, side, label, row = _sorted(sides)
    fresh = np.ones(len(start), dtype=bool)
    fresh[1:] = (start[1:] != start[:-1]) | (document[1:] != document[:-1]) | (end[1:] != end[:-1])
    fresh[1:] |= (side[1:] != side[:-1]) | (label[1:] != label[:-1])
    if not fresh.all():
        # Of equal rows the first of the table stands for all: rows come sorted, so it is the first here too.
        document, start, end, side, label, row = (c[fresh] for c in (document, start, end, side, label, row))
    first = np.flatnonzero(_opens(document, start, end, whole_documents))
    return Sweep(document, start, end, side, label, row, first)


def _sorted(sides: Sequence[Columns]) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """All rows in order: document, start, end, side, label and, last, the row of the side's table."""
    used = [side for side in sides if len(side.start)]
    n = max((len(side.start) for side in used), default=0)
    length = [side.end - side.start for side in used]
    highest = (
        max((int(side.document.max()) for side in used), default=0),
        max((int(side.start.max()) for side in used), default=0),
        max((int(column.max()) for column in length), default=0),
        len(sides),
        max((int(side.label.max()) for side in used), default=0),
        n,
    )
    bits = [value.bit_length() for value in highest]
    if sum(bits) > 63:
        return _sorted_by_columns(sides)
    # One number a row, the row itself in its lowest bits: sorting these is several times faster than sorting columns.
    runs = []
    for number, side in enumerate(sides):
        key = side.document << bits[1]
        key |= side.start
        key <<= bits[2]
        key |= side.end - side.start
        key <<= bits[3]
        key |= number
        key <<= bits[4]
        key |= side.label
        key <<= bits[5]
        key |= np.arange(len(key))
        runs.append(key)
    in_order = all(bool((run[1:] > run[:-1]).all()) for run in runs)
    # Runs that are sorted already are merged, which a stable sort does in one pass.
    key = np.sort(np.concatenate(runs), kind="stable" if in_order else None)
    unpacked = []
    for width in reversed(bits[1:]):
        unpacked.append(key & ((1 << width) - 1))
        key = key >> width
    row, label, side_number, span_length, start = unpacked
    return key, start, start + span_length, side_number, label, row


def _sorted_by_columns(sides: Sequence[Columns]) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    document, start, end, label = (np.concatenate(columns) for columns in zip(*sides, strict=True))
    side = np.repeat(np.arange(len(sides)), [len(s.start) for s in sides])
    row = np.concatenate([np.arange(len(s.start)) for s in sides])
    order = np.lexsort((row, label, side, end, start, document))
    return document[order], start[order], end[order], side[order], label[order], row[order]


def _opens(document: Ints, start: Ints, end: Ints, whole_documents: Ints | None) -> Bools:
    """Where a row begins a group: it lies behind the end of all that came before, or in another document."""
    opens = np.ones(len(start), dtype=bool)
    if not len(start):
        return opens
    # One line for all documents: each begins behind the furthest end of any.
    base = document * (int(end.max()) + 1)
    reached = np.maximum.accumulate(base + end)
    base += start
    opens[1:] = base[1:] >= reached[:-1]
    if whole_documents is not None and len(whole_documents):
        inside = np.zeros(len(start), dtype=bool)
        inside[1:] = document[1:] == document[:-1]
        opens &= ~(inside & np.isin(document, whole_documents))
    return opens
