"""Spans of many documents as columns: what the scorer works on, checked once at the border."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.errors import InputError

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SpanTable:
    """Labelled spans `[start, end)` in code points, one a row, as four equally long columns.

    `document` are whole numbers from 0; `label` are strings, or codes into `labels`. The order of rows never matters
    and duplicates count once. Raises `InputError` naming the row where a span is empty, backwards or negative, or an
    offset is no whole number.
    """

    document: Ints
    start: Ints
    end: Ints
    label: Ints
    labels: tuple[str, ...]

    def __init__(self, document: Any, start: Any, end: Any, label: Any, labels: Iterable[str] | None = None) -> None:
        columns = {"document": document, "start": start, "end": end}
        checked = {name: _whole_numbers(name, column) for name, column in columns.items()}
        codes, names = _codes(label, None if labels is None else tuple(labels))
        lengths = {name: len(column) for name, column in {**checked, "label": codes}.items()}
        if len(set(lengths.values())) > 1:
            raise InputError(f"columns of different lengths: {lengths}")
        _check_spans(checked["document"], checked["start"], checked["end"])
        for name, value in {**checked, "label": codes, "labels": names}.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def documents(self) -> int:
        """How many documents the rows can be of: one more than the highest number."""
        return int(self.document.max()) + 1 if len(self) else 0

    def take(self, rows: Ints | slice) -> SpanTable:
        """The table of these rows, which are sound already."""
        found = object.__new__(SpanTable)
        for name in ("document", "start", "end", "label"):
            object.__setattr__(found, name, getattr(self, name)[rows])
        object.__setattr__(found, "labels", self.labels)
        return found

    def run(self, rows: slice, first: int) -> SpanTable:
        """The rows of a run of documents, numbered from 0."""
        found = self.take(rows)
        object.__setattr__(found, "document", found.document - first)
        return found

    def relabelled(self, labels: tuple[str, ...]) -> SpanTable:
        """The same table with its codes as places in `labels`."""
        found = self.take(slice(None))
        object.__setattr__(found, "label", self.coded(labels))
        object.__setattr__(found, "labels", labels)
        return found

    def coded(self, labels: Sequence[str]) -> Ints:
        """The label of each row as its place in `labels`, which holds every one of them."""
        if self.labels == tuple(labels):
            return self.label
        place = {name: code for code, name in enumerate(labels)}
        moved = np.array([place[name] for name in self.labels], dtype=np.int64)
        return moved[self.label] if len(self) else self.label


def _whole_numbers(name: str, column: Any) -> Ints:
    values = column if isinstance(column, np.ndarray) else _array(name, column)
    if values.ndim != 1:
        raise InputError(f"the column {name} has {values.ndim} dimensions; give one value a row")
    if values.dtype.kind not in "iu" and len(values):
        raise InputError(f"the column {name} holds {values.dtype}, such as {values[0]!r}; give whole numbers")
    return values.astype(np.int64, copy=False)


def _array(name: str, column: Iterable[Any]) -> npt.NDArray[Any]:
    values = column if isinstance(column, list) else list(column)
    for kind in set(map(type, values)):
        if kind is bool or not issubclass(kind, (int, np.integer)):
            row = next(i for i, value in enumerate(values) if type(value) is kind)
            raise InputError(f"row {row}: the {name} is {values[row]!r}, no whole number; give the offset as a number")
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        raise InputError(f"the column {name} holds a number beyond 64 bits; no text is that long") from None


def _codes(label: Any, labels: tuple[str, ...] | None) -> tuple[Ints, tuple[str, ...]]:
    if labels is not None:
        if len(set(labels)) < len(labels):
            raise InputError(f"a label stands twice in {labels}")
        codes = _whole_numbers("label", label)
        if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < len(labels):
            row = int(((codes < 0) | (codes >= len(labels))).argmax())
            raise InputError(f"row {row}: the label code is {codes[row]}, there are {len(labels)} labels")
        return codes, labels
    values = label.tolist() if isinstance(label, np.ndarray) else list(label)
    place = {value: code for code, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(place.__getitem__, values), np.int64, len(values))
    for value in place:
        if not isinstance(value, str):
            raise InputError(f"the label {value!r} is no string; give labels= where labels are codes")
    return codes, tuple(place)


# No text has so many characters; below it, documents laid out on one line stay within 64 bits.
_LONGEST = 2**32


def _check_spans(document: Ints, start: Ints, end: Ints) -> None:
    if not len(end):
        return
    if int(end.max()) > _LONGEST:
        row = int(end.argmax())
        raise InputError(
            f"row {row}: document {document[row]} has a span that ends at {end[row]}; no text is that long"
        )
    # The least of a column is found faster than the rows that are wrong, of which there are none as a rule.
    if bool((end <= start).any()) or min(int(start.min()), int(document.min())) < 0:
        wrong = (end <= start) | (start < 0) | (document < 0)
        row = int(wrong.argmax())
        raise InputError(
            f"row {row}: document {document[row]} has the span [{start[row]}, {end[row]}), "
            "which is empty, backwards or negative; mend it"
        )


@dataclass(frozen=True, eq=False)
class GoldTable:
    """Gold spans with what may stand beside them.

    `optional` says of each row whether it is neither rewarded nor punished. `readings` are other spans or labels that
    are as good: its rows have the row of their mention in `reading_of`. `ignored` are regions whose predictions are
    dropped.
    """

    spans: SpanTable
    optional: Bools | None = None
    readings: SpanTable | None = None
    reading_of: Ints | None = None
    ignored: SpanTable | None = None


DocumentSpans = Iterable[Sequence[Any] | Mapping[str, Any]]


def table_of(documents: Sequence[DocumentSpans]) -> GoldTable:
    """The table of documents given as lists of `(start, end, label)` or of mappings with these keys.

    A mapping may have `optional` (a boolean) and `alt` (a list of readings, each a mapping or a tuple). Raises
    `ValueError` naming document and span where one is no span.
    """
    lists = [found if isinstance(found, list) else list(found) for found in documents]
    flat: list[Any] = list(chain.from_iterable(lists))
    numbers = np.repeat(np.arange(len(lists)), [len(found) for found in lists])
    mappings = any(issubclass(kind, Mapping) for kind in set(map(type, flat)))
    try:
        if mappings:
            return _table_of_mappings(flat, numbers)
        if set(map(len, flat)) - {3}:
            raise InputError("a span is (start, end, label)")
        columns = list(chain.from_iterable(flat))
        return GoldTable(SpanTable(numbers, columns[0::3], columns[1::3], columns[2::3]))
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(_named(lists, error)) from None


def _table_of_mappings(flat: Sequence[Any], numbers: Ints) -> GoldTable:
    spans: list[tuple[Any, Any, Any]] = []
    optional: list[bool] = []
    readings: list[tuple[int, int, Any, Any, Any]] = []
    for row, value in enumerate(flat):
        spans.append(_triple(value))
        flag = value.get("optional", False) if isinstance(value, Mapping) else False
        if not isinstance(flag, bool):
            raise InputError(f"optional is {flag!r}, no boolean")
        optional.append(flag)
        others = (value.get("alt") or ()) if isinstance(value, Mapping) else ()
        readings += [(row, int(numbers[row]), *_triple(other)) for other in others]
    start, end, label = zip(*spans, strict=True)
    table = SpanTable(numbers, list(start), list(end), label)
    if not readings:
        return GoldTable(table, np.array(optional))
    row_of, document, start, end, label = zip(*readings, strict=True)
    return GoldTable(
        table, np.array(optional), SpanTable(list(document), list(start), list(end), label), np.array(row_of)
    )


def _triple(value: Any) -> tuple[Any, Any, Any]:
    if isinstance(value, Mapping):
        return value["start"], value["end"], value["label"]
    start, end, label = value
    return start, end, label


def _named(lists: Sequence[list[Any]], error: Exception) -> str:
    """The error with the document and the span that are at fault."""
    for number, found in enumerate(lists):
        for value in found:
            try:
                triples = [_triple(value)]
                triples += [_triple(v) for v in (value.get("alt") or ())] if isinstance(value, Mapping) else []
                for start, end, label in triples:
                    SpanTable([number], [start], [end], [label])
                if isinstance(value, Mapping) and not isinstance(value.get("optional", False), bool):
                    raise InputError(f"optional is {value['optional']!r}, no boolean")
            except (ValueError, TypeError, KeyError) as found_error:  # noqa: PERF203
                return f"document {number}: {value!r}: {str(found_error).removeprefix('row 0: ')}"
    return str(error)
