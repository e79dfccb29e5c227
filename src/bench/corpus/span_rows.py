"""Parquet files with a span a row: the columns document, start, end and label; optional may be absent.

A document without spans leaves no trace in them. Rows may stand in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.corpus.span_columns import Places, SpanColumns, SpanFile, check_spans
from bench.errors import InputError

COLUMNS = ("document", "start", "end", "label")
_OPTIONAL = "optional"
_ROW = "row"


def is_sparse(path: Path) -> bool:
    """Whether a file has a span a row."""
    if path.suffix != ".parquet" or not path.is_file():
        return False
    try:
        return "entities" not in pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError):
        return False


def is_text_type(kind: Any) -> bool:
    """Whether a column holds strings, or nothing."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def read_rows(path: Path, file: pq.ParquetFile) -> SpanFile:
    """The whole file."""
    return _Rows(path, file).whole()


def read_together(gold: Path, predictions: Path) -> Iterator[tuple[SpanFile, SpanFile]] | None:
    """Pieces of two files that have the spans of the same documents, each document in one piece.

    `None` where the row groups of a file are not in the order of documents, or documents are strings in the one and
    numbers in the other: these are to be read whole.
    """
    sides = []
    for path in (gold, predictions):
        file = pq.ParquetFile(path)
        if not set(COLUMNS) <= set(file.schema_arrow.names):
            return None
        sides.append(_Rows(path, file))
    first, second = sides
    if first.numbered != second.numbered or not (first.in_order and second.in_order):
        return None
    return _pieces(first, second)


def _pieces(first: _Rows, second: _Rows) -> Iterator[tuple[SpanFile, SpanFile]]:
    while limits := [side.unread for side in (first, second) if side.unread is not None]:
        # Whatever comes before the lowest document that is still unread is there on both sides.
        limit = min(limits)
        pieces = first.take(limit), second.take(limit)
        if any(map(len, pieces)):
            yield pieces
        for side in (first, second):
            if side.unread == limit:
                side.load()
    yield first.take(None), second.take(None)


class _Rows:
    """A file that is read by row groups."""

    def __init__(self, path: Path, file: pq.ParquetFile) -> None:
        types = {field.name: field.type for field in file.schema_arrow}
        self._columns = [name for name in (*COLUMNS, _OPTIONAL) if name in types]
        self.numbered = bool(pa.types.is_integer(types["document"]))
        fits = (self.numbered or is_text_type(types["document"])) and is_text_type(types["label"])
        fits = fits and all(pa.types.is_integer(types[name]) for name in ("start", "end"))
        if not fits or not pa.types.is_boolean(types.get(_OPTIONAL, pa.bool_())):
            shown = ", ".join(f"{name} {types[name]}" for name in self._columns)
            raise InputError(f"{path}: the columns are {shown}; give offsets as whole numbers and labels as strings")
        self._path, self._file = path, file
        self._bounds = self._bounds_of_groups()
        self._next = 0
        self._row = 1
        self._held: pa.Table | None = None

    def _bounds_of_groups(self) -> list[tuple[Any, Any]]:
        """The lowest and the highest document of each row group, as far as the file states them."""
        metadata = self._file.metadata
        names = [metadata.schema.column(i).path for i in range(metadata.num_columns)]
        place, bounds = names.index("document"), []
        for group in range(metadata.num_row_groups):
            stated = metadata.row_group(group).column(place).statistics
            if stated is None or not stated.has_min_max:
                return []
            bounds.append((stated.min, stated.max))
        return bounds

    @property
    def in_order(self) -> bool:
        """Whether row groups follow one another in the order of documents."""
        highest, lowest = [b[1] for b in self._bounds[:-1]], [b[0] for b in self._bounds[1:]]
        return bool(self._bounds) and all(a <= b for a, b in zip(highest, lowest, strict=True))

    @property
    def unread(self) -> Any:
        """The lowest document of the row groups not read yet."""
        return self._bounds[self._next][0] if self._next < len(self._bounds) else None

    def load(self) -> None:
        """Reads the next row group."""
        try:
            group = self._file.read_row_group(self._next, columns=self._columns)
        except (pa.ArrowInvalid, OSError):
            where = f"{self._path}: row group {self._next}"
            raise InputError(f"{where} cannot be read; the file is damaged, write it again") from None
        table = self._numbered(group)
        self._held = table if self._held is None else pa.concat_tables([self._held, table])
        self._next += 1

    def _numbered(self, table: pa.Table) -> pa.Table:
        rows = pa.array(np.arange(self._row, self._row + len(table)))
        self._row += len(table)
        for name in self._columns:
            if table[name].null_count:
                row = rows[int(np.asarray(table[name].is_null()).argmax())]
                raise InputError(f"{self._path}: row {row}: no {name}; give each span document, start, end and label")
        return table.append_column(_ROW, rows)

    def take(self, limit: Any) -> SpanFile:
        """What is held of documents before `limit`, or all; it is held no longer."""
        held = self._held
        if held is None:
            held = (
                self._file.schema_arrow.empty_table()
                .select(self._columns)
                .append_column(_ROW, pa.array([], pa.int64()))
            )
        if limit is None:
            self._held = None
            return self._file_of(held)
        document = held["document"]
        kind = document.type.value_type if pa.types.is_dictionary(document.type) else document.type
        before = pc.less(document.cast(kind), pa.scalar(limit, kind))
        self._held = held.filter(pc.invert(before))
        return self._file_of(held.filter(before))

    def whole(self) -> SpanFile:
        """All rows."""
        names = [name for name in ("document", "label") if is_text_type(self._file.schema_arrow.field(name).type)]
        table = pq.read_table(self._path, columns=self._columns, read_dictionary=names)
        return self._file_of(self._numbered(table))

    def _file_of(self, table: pa.Table) -> SpanFile:
        document, label = (_encoded(table[name]) for name in ("document", "label"))
        number = np.asarray(document.indices).astype(np.int64)
        columns = [number, *(np.asarray(table[name]).astype(np.int64) for name in ("start", "end"))]
        columns.append(np.asarray(label.indices).astype(np.int64))
        flags = np.asarray(table[_OPTIONAL]) if _OPTIONAL in self._columns else None
        rows = np.asarray(table[_ROW])
        if not bool((number[1:] >= number[:-1]).all()):
            order = np.argsort(number, kind="stable")
            columns, rows = [column[order] for column in columns], rows[order]
            flags = None if flags is None else flags[order]
        spans = SpanColumns(tuple(label.dictionary.cast(pa.string()).to_pylist()), *columns)
        ids = document.dictionary.cast(pa.string())
        nothing = pa.nulls(len(ids), pa.string())
        places = Places(self._path, rows[np.searchsorted(spans.document, np.arange(len(ids)))], ": row ")
        lengths = np.full(len(ids), -1, dtype=np.int64)
        found = SpanFile(places, ids, nothing, nothing, lengths, spans, flags, sparse=True)
        check_spans(found, spans)
        return found


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    found = column.unify_dictionaries().combine_chunks()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    # A dictionary in the file may hold values that no row has: only those that occur are documents or labels.
    used = np.bincount(np.asarray(found.indices), minlength=len(found.dictionary)) > 0
    return found if used.all() else found.cast(found.type.value_type).dictionary_encode()
