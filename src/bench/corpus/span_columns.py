"""Documents with spans as columns, and what is checked of them: no Python object a span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bench.corpus.forms import brief
from bench.errors import InputError

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("label", pa.string())])
ENTITY = pa.struct([*SPAN, ("optional", pa.bool_()), ("alt", pa.list_(SPAN))])
# What is read of a document; other keys and columns are left where they are.
DOCUMENTS = pa.schema([
    ("id", pa.string()), ("text", pa.string()), ("sha256", pa.string()), ("entities", pa.list_(ENTITY)),
])  # fmt: skip


@dataclass(frozen=True, eq=False)
class SpanColumns:
    """Spans in the order of their documents: the document's number, `[start, end)`, the label's place in `labels`."""

    labels: tuple[str, ...]
    document: Ints
    start: Ints
    end: Ints
    label: Ints

    def __len__(self) -> int:
        return len(self.start)

    def of_documents(self, first: int, last: int) -> tuple[SpanColumns, slice]:
        """The spans of the documents `[first, last)`, numbered from 0, and which rows they are."""
        low, high = np.searchsorted(self.document, (first, last)).tolist()
        rows = slice(low, high)
        columns = (self.document[rows] - first, self.start[rows], self.end[rows], self.label[rows])
        return SpanColumns(self.labels, *columns), rows

    def show(self, row: int) -> str:
        """A span for a message."""
        return f"[{self.start[row]}, {self.end[row]}) {brief(self.labels[int(self.label[row])])}"


@dataclass(frozen=True)
class Places:
    """Where the documents of a file stand: the line of each, or the row of a Parquet file, counted from 1."""

    path: Path
    numbers: Ints
    unit: str = ":"

    def __getitem__(self, document: int) -> str:
        return f"{self.path}{self.unit}{self.numbers[document]}"


@dataclass(frozen=True, eq=False)
class SpanFile:
    """Documents of a file, or a part of them.

    `texts` and `checksums` are null where a document states none, `lengths` are then −1; `optional` says of each span
    whether it is neither rewarded nor punished, `readings` are as good as the span whose row is in `reading_of`.
    `sparse` is true of files in which a document without spans leaves no trace. Offsets count code points of the
    text, or tokens (`counted`).
    """

    places: Places
    ids: pa.Array
    texts: pa.Array
    checksums: pa.Array
    lengths: Ints
    spans: SpanColumns
    optional: Bools | None = None
    readings: SpanColumns | None = None
    reading_of: Ints | None = None
    sparse: bool = False
    counted: str = "characters"

    def __len__(self) -> int:
        return len(self.ids)

    def name(self, document: int) -> str:
        """File, line and id of a document, for a message."""
        return f"{self.places[document]}: document {brief(self.ids[document].as_py())}"

    def documents(self, first: int, last: int) -> SpanFile:
        """The documents `[first, last)`."""
        if first == 0 and last == len(self):
            return self
        spans, rows = self.spans.of_documents(first, last)
        readings = of = None
        if self.readings is not None and self.reading_of is not None:
            readings, chosen = self.readings.of_documents(first, last)
            of = self.reading_of[chosen] - rows.start
        places = Places(self.places.path, self.places.numbers[first:last], self.places.unit)
        texts, checksums = (column.slice(first, last - first) for column in (self.texts, self.checksums))
        return SpanFile(
            places, self.ids.slice(first, last - first), texts, checksums, self.lengths[first:last], spans,
            None if self.optional is None else self.optional[rows], readings, of, self.sparse, self.counted,
        )  # fmt: skip


def from_table(table: pa.Table, places: Places) -> SpanFile:
    """The documents of a table with columns of `DOCUMENTS`, checked."""
    ids, texts, checksums, entities = (_one(table[name]) for name in DOCUMENTS.names)
    if ids.null_count:
        raise InputError(f"{places[_first(ids.is_null())]}: no id; give each document an id of its own")
    if entities.null_count:
        row = _first(entities.is_null())
        raise InputError(
            f"{places[row]}: document {brief(ids[row].as_py())} has no entities; write [] where there are none"
        )
    lengths = _numbers(pc.utf8_length(texts).cast(pa.int64()).fill_null(-1))
    found = SpanFile(places, ids, texts, checksums, lengths, _NOTHING)
    values = entities.flatten()
    document = np.repeat(np.arange(len(ids)), np.diff(entities.offsets.to_numpy()))
    spans = _columns(found, document, values, "entity")
    optional = values.field("optional")
    flags = None if optional.null_count == len(optional) else _numbers(optional.fill_null(False)).astype(bool)
    alt, readings, of = values.field("alt"), None, None
    if alt.null_count < len(alt):
        of = np.repeat(np.arange(len(alt)), _numbers(pc.list_value_length(alt).cast(pa.int64()).fill_null(0)))
        readings = _columns(found, document[of], alt.flatten(), "reading in alt")
    return SpanFile(places, ids, texts, checksums, lengths, spans, flags, readings, of)


_EMPTY = np.zeros(0, dtype=np.int64)
_NOTHING = SpanColumns((), _EMPTY, _EMPTY, _EMPTY, _EMPTY)


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, without copying one that is."""
    if column.num_chunks == 1:
        return column.chunk(0)
    found = column.combine_chunks()
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _first(flags: pa.Array) -> int:
    return int(flags.to_numpy(zero_copy_only=False).argmax())


def _numbers(column: pa.Array) -> Any:
    return column.to_numpy(zero_copy_only=False)


def _columns(found: SpanFile, document: Ints, values: pa.StructArray, what: str) -> SpanColumns:
    columns = {name: values.field(name) for name in ("start", "end", "label")}
    missing = [values.is_null(), *(column.is_null() for column in columns.values())]
    for name, absent in zip(("value", *columns), missing, strict=True):
        if absent.true_count:
            row = int(document[_first(absent)])
            raise InputError(f"{found.name(row)}: an {what} has no {name}; give start, end and label")
    label = columns["label"].dictionary_encode()
    start, end = (_numbers(columns[name]).astype(np.int64, copy=False) for name in ("start", "end"))
    labels = tuple(label.dictionary.to_pylist())
    spans = SpanColumns(labels, document, start, end, _numbers(label.indices).astype(np.int64))
    check_spans(found, spans, what)
    return spans


def check_spans(found: SpanFile, spans: SpanColumns, what: str = "entity", lengths: Ints | None = None) -> None:
    """Refuses spans that are empty, backwards, negative, past the text or without a label.

    `lengths` are those of the texts that the spans are on, −1 where unknown; without it those of the file's own.
    """
    lengths = found.lengths if lengths is None else lengths
    for wrong, why in (
        (spans.end <= spans.start, "is empty or backwards; end is the first character behind the span"),
        (spans.start < 0, "begins before the text; offsets are code points counted from 0"),
        ((spans.end > lengths[spans.document]) & (lengths[spans.document] >= 0), ""),
    ):
        if wrong.any():
            row = int(wrong.argmax())
            document = int(spans.document[row])
            why = why or (
                f"ends past the text of {lengths[document]} {found.counted}; "
                "offsets are code points, not bytes or UTF-16 units"
            )
            raise InputError(f"{found.name(document)}: the {what} {spans.show(row)} {why}")
    if "" in spans.labels:
        row = int((spans.label == spans.labels.index("")).argmax())
        raise InputError(f"{found.name(int(spans.document[row]))}: the {what} {spans.show(row)} has an empty label")


def joined(path: Path, parts: Sequence[SpanFile]) -> SpanFile:
    """The parts of a file as one; `InputError` where an id stands twice or there is no document at all."""
    if len(parts) == 1:
        check_ids(parts[0])
        return parts[0]
    if not parts:
        none = pa.array([], pa.string())
        return SpanFile(Places(path, _EMPTY), none, none, none, _EMPTY, _NOTHING)
    first = np.cumsum([0, *(len(part) for part in parts)])
    row = np.cumsum([0, *(len(part.spans) for part in parts)])
    spans = _stacked([part.spans for part in parts], first)
    optional = readings = of = None
    if any(part.optional is not None for part in parts):
        flags = (np.zeros(len(p.spans), dtype=bool) if p.optional is None else p.optional for p in parts)
        optional = np.concatenate(list(flags))
    if any(part.readings is not None for part in parts):
        readings = _stacked([part.readings or _NOTHING for part in parts], first)
        of = np.concatenate([p.reading_of + r for p, r in zip(parts, row, strict=False) if p.reading_of is not None])
    places = Places(path, np.concatenate([part.places.numbers for part in parts]), parts[0].places.unit)
    texts, checksums = (pa.chunked_array([getattr(part, name) for part in parts]) for name in ("texts", "checksums"))
    whole = SpanFile(
        places, pa.concat_arrays([part.ids for part in parts]), texts, checksums,
        np.concatenate([part.lengths for part in parts]), spans, optional, readings, of, parts[0].sparse,
    )  # fmt: skip
    check_ids(whole)
    return whole


def check_ids(file: SpanFile) -> None:
    """Refuses an id that stands twice."""
    distinct = pc.unique(file.ids)
    if len(distinct) < len(file):
        places = _numbers(pc.index_in(file.ids, value_set=distinct))
        row = int(np.setdiff1d(np.arange(len(file)), np.unique(places, return_index=True)[1])[0])
        first = int((places == places[row]).argmax())
        raise InputError(f"{file.name(row)} stands already at {file.places[first]}; give each document one line")


def _stacked(columns: Sequence[SpanColumns], first: Ints) -> SpanColumns:
    labels = tuple(dict.fromkeys(label for c in columns for label in c.labels))
    place = {label: i for i, label in enumerate(labels)}
    codes = [np.array([place[name] for name in c.labels] or [0], dtype=np.int64)[c.label] for c in columns]
    document = [c.document + shift for c, shift in zip(columns, first, strict=False)]
    start, end = ([getattr(c, name) for c in columns] for name in ("start", "end"))
    return SpanColumns(labels, *(np.concatenate(c) for c in (document, start, end, codes)))
