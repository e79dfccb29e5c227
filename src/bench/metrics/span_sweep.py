"""Spans of both sides in the order of the text, cut into groups that touch: what can be paired lies in one group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

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


class Places(NamedTuple):
    """Where the rows of a sweep stand."""

    document: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Sweep:
    """Unique rows of all sides, sorted by document, start, end, label and side.

    `same_span` and `same_label` say of each row but the last whether the next has the same bounds in the same document,
    and the same label. `opens` is true of the first row of each group: a run of rows in which each touches another, so
    that spans of different groups never overlap. Counting needs no more: `places` and `origins`, the rows' places among
    all sides one after another, make the other columns when these are asked for.
    """

    side: npt.NDArray[np.uint8]
    label: Ints
    same_span: Bools
    same_label: Bools
    opens: Bools
    sides: Sequence[Columns]
    places: Callable[[], Places]
    origins: Callable[[], Ints]

    def __len__(self) -> int:
        return len(self.side)

    @cached_property
    def _places(self) -> Places:
        return self.places()

    @property
    def document(self) -> Ints:
        """The document of each row."""
        return self._places.document

    @property
    def start(self) -> Ints:
        """The start of each row in its document."""
        return self._places.start

    @property
    def end(self) -> Ints:
        """The end of each row in its document."""
        return self._places.end

    @cached_property
    def row(self) -> Ints:
        """The first row of the side's own table that says the same."""
        return self.origins() - _firsts(self.sides)[self.side]

    @cached_property
    def first(self) -> Ints:
        """Where each group begins."""
        return np.flatnonzero(self.opens)

    @cached_property
    def size(self) -> Ints:
        """How many rows each group has."""
        return np.diff(self.first, append=len(self))


def sweep(sides: Sequence[Columns], whole_documents: Ints | None = None) -> Sweep:
    """Sorts and groups the rows of the gold, the predictions and what else there is, in this order.

    The rows of a document in `whole_documents` make one group: there a mention may have readings that lie apart.
    """
    bits = _bits(sides)
    return _by_key(sides, bits, whole_documents) if sum(bits) <= 63 else _by_columns(sides, whole_documents)


def _firsts(sides: Sequence[Columns]) -> Ints:
    """Where each side begins when they stand one after another."""
    return np.cumsum([0, *(len(side.start) for side in sides[:-1])])


class _Bits(NamedTuple):
    """How many bits each field of a key takes, the highest first.

    Starts have as many as the furthest end needs: so no span reaches into the line of the next document.
    """

    document: int
    start: int
    length: int
    label: int
    side: int


def _bits(sides: Sequence[Columns]) -> _Bits:
    used = [side for side in sides if len(side.start)]
    highest = (
        max((int(side.document.max()) for side in used), default=0),
        max((int(side.end.max()) for side in used), default=0),
        max((int((side.end - side.start).max()) for side in used), default=0),
        max((int(side.label.max()) for side in used), default=0),
        len(sides) - 1,
    )
    return _Bits(*(value.bit_length() for value in highest))


def _by_key(sides: Sequence[Columns], bits: _Bits, whole_documents: Ints | None) -> Sweep:
    """Sorts one number a row, several times faster than columns, and compares neighbours by the bits that differ."""
    key, in_order = _packed(sides, bits)
    if sum(bits) <= 31:  # half the memory, and a third of the time
        key = key.astype(np.int32)
    # Runs that are sorted already are merged, which a stable sort does in one pass.
    key.sort(kind="stable" if in_order else None)
    differs = key[1:] ^ key[:-1]
    if not differs.all():
        key = key[np.append(True, differs != 0)]
        differs = key[1:] ^ key[:-1]
    low = bits.label + bits.side
    length = key >> low
    line = length >> bits.length
    length &= _ones(bits.length)
    label = key >> bits.side
    label &= _ones(bits.label)
    documents = None if whole_documents is None else line >> bits.start
    opens = _opens(line, length, documents, whole_documents)

    def places() -> Places:
        line = key.astype(np.int64) >> (low + bits.length)
        start = line & _ones(bits.start)
        return Places(line >> bits.start, start, start + ((key >> low) & _ones(bits.length)))

    return Sweep(
        (key & _ones(bits.side)).astype(np.uint8),
        label,
        differs < 1 << low,
        (differs & (_ones(bits.label) << bits.side)) == 0,
        opens,
        sides,
        places,
        lambda: np.unique(_packed(sides, bits)[0], return_index=True)[1],
    )


def _ones(width: int) -> int:
    return (1 << width) - 1


def _packed(sides: Sequence[Columns], bits: _Bits) -> tuple[Ints, bool]:
    """The key of each row, side after side, and whether each side is in order."""
    key = np.empty(sum(len(side.start) for side in sides), dtype=np.int64)
    in_order = True
    for number, (first, side) in enumerate(zip(_firsts(sides).tolist(), sides, strict=True)):
        run = key[first : first + len(side.start)]
        np.left_shift(side.document, bits.start, out=run)
        run += side.start
        run <<= bits.length
        run += side.end
        run -= side.start
        run <<= bits.label
        run += side.label
        run <<= bits.side
        run += number
        in_order = in_order and bool((run[1:] >= run[:-1]).all())
    return key, in_order


def _by_columns(sides: Sequence[Columns], whole_documents: Ints | None) -> Sweep:
    """The same for numbers that are too large for one key."""
    document, start, end, label = (np.concatenate(columns) for columns in zip(*sides, strict=True))
    side = np.repeat(np.arange(len(sides), dtype=np.uint8), [len(s.start) for s in sides])
    order = np.lexsort((side, label, end, start, document))
    same = [column[order][1:] == column[order][:-1] for column in (document, start, end, label, side)]
    order = order[np.append(True, ~np.logical_and.reduce(same))]
    document, start, end, label, side = (column[order] for column in (document, start, end, label, side))
    same = [column[1:] == column[:-1] for column in (document, start, end, label)]
    line = document * (int(end.max()) + 1) + start
    return Sweep(
        side,
        label,
        same[0] & same[1] & same[2],
        same[3],
        _opens(line, end - start, document, whole_documents),
        sides,
        lambda: Places(document, start, end),
        lambda: order,
    )


def _opens(line: Ints, length: Ints, document: Ints | None, whole_documents: Ints | None) -> Bools:
    """Where a row begins a group: it lies behind the end of all that came before; uses up `length`.

    `line` are the starts on one line of all documents.
    """
    opens = np.ones(len(line), dtype=bool)
    length += line
    reached = _running_maximum(length)
    np.greater_equal(line[1:], reached[:-1], out=opens[1:])
    if document is not None and whole_documents is not None:
        inside = document[1:] == document[:-1]
        opens[1:] &= ~(inside & np.isin(document[1:], whole_documents))
    return opens


def _running_maximum(values: Ints) -> Ints:
    """`np.maximum.accumulate` in place, over windows twice as long each time, until nothing falls any more.

    Ends rise but where a span lies inside another, so that few rounds do, and each is many times faster.
    """
    step = 1
    while bool((values[1:] < values[:-1]).any()):
        np.maximum(values[step:], values[:-step], out=values[step:])
        step *= 2
    return values
