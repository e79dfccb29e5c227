"""Spans of both sides in the order of the text, cut into groups that touch: what can be paired lies in one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

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
    (document, start, end, side, label, row), fresh = _sorted(sides)
    if not fresh.all():
        # Of equal rows the first of the table stands for all, and comes first here too.
        document, start, end, side, label, row = (c[fresh] for c in (document, start, end, side, label, row))
    first = np.flatnonzero(_opens(document, start, end, whole_documents))
    return Sweep(document, start, end, side, label, row, first)


Rows = tuple[Ints, Ints, Ints, Ints, Ints, Ints]


def _sorted(sides: Sequence[Columns]) -> tuple[Rows, Bools]:
    """All rows in order (document, start, end, side, label, row of the side's table), and which are no repetition."""
    used = [side for side in sides if len(side.start)]
    n = max((len(side.start) for side in used), default=0)
    highest = (
        max((int(side.document.max()) for side in used), default=0),
        max((int(side.start.max()) for side in used), default=0),
        max((int((side.end - side.start).max()) for side in used), default=0),
        len(sides),
        max((int(side.label.max()) for side in used), default=0),
        n,
    )
    bits = [value.bit_length() for value in highest]
    if sum(bits) > 63:
        return _sorted_by_columns(sides)
    key = _packed(sides, bits)
    fresh = np.ones(len(key), dtype=bool)
    # Large arrays are made as few times as can be: fresh memory costs more than the arithmetic.
    scratch = key >> bits[5]
    np.not_equal(scratch[1:], scratch[:-1], out=fresh[1:])
    width_of: Any = np.int32 if max(highest) < 2**31 else np.int64
    unpacked: list[npt.NDArray[Any]] = []
    for width in reversed(bits[1:]):
        np.bitwise_and(key, (1 << width) - 1, out=scratch)
        unpacked.append(scratch.astype(width_of))
        key >>= width
    row, label, side_number, span_length, start = unpacked
    span_length += start
    return (key.astype(width_of), start, span_length, side_number, label, row), fresh


def _packed(sides: Sequence[Columns], bits: Sequence[int]) -> Ints:
    """One number a row, sorted, with the row itself in its lowest bits: several times faster than sorting columns."""
    key = np.empty(sum(len(side.start) for side in sides), dtype=np.int64)
    first, in_order = 0, True
    for number, side in enumerate(sides):
        run = key[first : first + len(side.start)]
        first += len(run)
        np.left_shift(side.document, bits[1], out=run)
        run |= side.start
        run <<= bits[2]
        run += side.end
        run -= side.start
        run <<= bits[3] + bits[4]
        run |= number << bits[4]
        run |= side.label
        run <<= bits[5]
        run |= np.arange(len(run))
        in_order = in_order and bool((run[1:] > run[:-1]).all())
    # Runs that are sorted already are merged, which a stable sort does in one pass.
    key.sort(kind="stable" if in_order else None)
    return key


def _sorted_by_columns(sides: Sequence[Columns]) -> tuple[Rows, Bools]:
    document, start, end, label = (np.concatenate(columns) for columns in zip(*sides, strict=True))
    side = np.repeat(np.arange(len(sides)), [len(s.start) for s in sides])
    row = np.concatenate([np.arange(len(s.start)) for s in sides])
    order = np.lexsort((row, label, side, end, start, document))
    columns = [column[order] for column in (document, start, end, side, label)]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    document, start, end, side, label = columns
    return (document, start, end, side, label, row[order]), fresh


def _opens(document: Ints, start: Ints, end: Ints, whole_documents: Ints | None) -> Bools:
    """Where a row begins a group: it lies behind the end of all that came before, or in another document."""
    opens = np.ones(len(start), dtype=bool)
    if not len(start):
        return opens
    # One line for all documents: each begins behind the furthest end of any.
    base = document.astype(np.int64)
    base *= int(end.max()) + 1
    reached = base + end
    np.maximum.accumulate(reached, out=reached)
    base += start
    np.greater_equal(base[1:], reached[:-1], out=opens[1:])
    if whole_documents is not None and len(whole_documents):
        inside = np.zeros(len(start), dtype=bool)
        inside[1:] = document[1:] == document[:-1]
        opens &= ~(inside & np.isin(document, whole_documents))
    return opens
