"""Parquet files of spans: a document a row, with the columns of span JSON Lines, or a span a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.corpus.forms import brief
from bench.corpus.span_files import (
    DOCUMENTS,
    ENTITY,
    SPAN,
    Places,
    SpanColumns,
    SpanFile,
    check_spans,
    from_table,
)
from bench.errors import InputError

# Rows that are read at once: some tens of megabytes of documents.
_ROWS = 1 << 14
_FLAT = ("document", "start", "end", "label")
_REMEDY = "give id and entities as in span JSON Lines, or document, start, end and label"


def read_parquet(path: Path) -> Iterator[SpanFile]:
    """The documents of a file, part by part; a flat file in one part: its documents may stand in any order."""
    try:
        file = pq.ParquetFile(path)
        names = set(file.schema_arrow.names)
        if {"id", "entities"} <= names:
            yield from _nested(path, file)
        elif names.issuperset(_FLAT):
            yield _flat(path, file)
        else:
            raise InputError(f"{path}: has the columns {', '.join(file.schema_arrow.names)}; {_REMEDY}")
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: no Parquet file that can be read ({_line(error)}); write it again") from None


def is_sparse(path: Path) -> bool:
    """Whether a file has a span a row, so that a document without spans leaves no trace."""
    if path.suffix != ".parquet" or not path.is_file():
        return False
    try:
        return "entities" not in pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError):
        return False


def _line(error: Exception) -> str:
    return brief(str(error).partition("\n")[0])


def _nested(path: Path, file: pq.ParquetFile) -> Iterator[SpanFile]:
    schema = file.schema_arrow
    for name in DOCUMENTS.names:
        if name in schema.names:
            _check(path, name, schema.field(name).type)
    columns = [name for name in DOCUMENTS.names if name in schema.names]
    row = 1
    for batch in file.iter_batches(_ROWS, columns=columns):
        found = {name: batch.column(name) if name in columns else None for name in DOCUMENTS.names}
        for name, column in found.items():
            if column is None:
                found[name] = pa.nulls(len(batch), DOCUMENTS.field(name).type)
            elif name == "entities":
                found[name] = _entities(column)
            else:
                found[name] = column.cast(pa.string())
        table = pa.table(found)
        yield from_table(table, Places(path, np.arange(row, row + len(batch)), ": row "))
        row += len(batch)


def _check(path: Path, name: str, kind: Any) -> None:
    """Refuses a column whose type would have to be guessed or cut: 3.0 is no offset, and neither is true."""
    if name != "entities":
        fits = _is_text(kind)
    else:
        fits = _is_list(kind) and _is_span(kind.value_type)
        if fits and (alt := kind.value_type.get_field_index("alt")) >= 0:
            inner = kind.value_type.field(alt).type
            fits = pa.types.is_null(inner) or (
                _is_list(inner) and (_is_span(inner.value_type) or pa.types.is_null(inner.value_type))
            )
    if not fits:
        raise InputError(f"{path}: the column {name} holds {brief(str(kind))}; {_REMEDY}, offsets as whole numbers")


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _is_list(kind: Any) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _is_span(kind: Any) -> bool:
    if not pa.types.is_struct(kind):
        return False
    types = {field.name: field.type for field in kind}
    optional = types.get("optional", pa.null())
    return (
        all(pa.types.is_integer(types.get(name, pa.null())) for name in ("start", "end"))
        and _is_text(types.get("label", pa.null()))
        and bool(pa.types.is_boolean(optional) or pa.types.is_null(optional))
    )


def _entities(column: pa.Array) -> pa.Array:
    """The lists with the fields of `ENTITY` in their order and types."""
    return _lists(column, ENTITY)


def _lists(column: pa.Array, wanted: pa.StructType) -> pa.Array:
    lengths = np.asarray(column.value_lengths().fill_null(0)).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = column.flatten()
    fields = []
    for field in wanted:
        place = values.type.get_field_index(field.name) if pa.types.is_struct(values.type) else -1
        if place < 0 or pa.types.is_null(values.type.field(place).type):
            fields.append(pa.nulls(len(values), field.type))
        elif field.name == "alt":
            fields.append(_lists(values.field(place), SPAN))
        else:
            child = values.field(place)
            fields.append(child if field.name == "label" else child.cast(field.type))
    names = [pa.field(field.name, child.type) for field, child in zip(wanted, fields, strict=True)]
    mask = values.is_null() if values.null_count else None
    structs = pa.StructArray.from_arrays(fields, fields=names, mask=mask)
    nulls = column.is_null() if column.null_count else None
    return pa.ListArray.from_arrays(pa.array(offsets), structs, mask=nulls)


def _flat(path: Path, file: pq.ParquetFile) -> SpanFile:
    """A span a row; a document without spans has none."""
    types = {field.name: field.type for field in file.schema_arrow}
    optional = [name for name in ("optional",) if name in types]
    numbers = all(pa.types.is_integer(types[name]) for name in ("start", "end"))
    named = _is_text(types["document"]) or pa.types.is_integer(types["document"])
    if not (numbers and named and _is_text(types["label"])) or any(not pa.types.is_boolean(types[o]) for o in optional):
        shown = ", ".join(f"{name} {types[name]}" for name in (*_FLAT, *optional))
        raise InputError(f"{path}: the columns are {shown}; give offsets as whole numbers and labels as strings")
    table = pq.read_table(path, columns=[*_FLAT, *optional], read_dictionary=["document", "label"])
    for name in (*_FLAT, *optional):
        if table[name].null_count:
            row = int(np.asarray(table[name].is_null()).argmax()) + 1
            raise InputError(f"{path}: row {row}: no {name}; give each span document, start, end and label")
    document, label = (_encoded(table[name]) for name in ("document", "label"))
    number = np.asarray(document.indices).astype(np.int64)
    order = None if bool((number[1:] >= number[:-1]).all()) else np.argsort(number, kind="stable")
    first = np.zeros(len(document.dictionary), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number), 0, -1)
    columns = [number, *(np.asarray(table[n]).astype(np.int64) for n in ("start", "end"))]
    columns.append(np.asarray(label.indices).astype(np.int64))
    flags = np.asarray(table["optional"]) if optional else None
    if order is not None:
        columns = [column[order] for column in columns]
        flags = None if flags is None else flags[order]
    spans = SpanColumns(tuple(label.dictionary.to_pylist()), *columns)
    ids = document.dictionary.cast(pa.string())
    nothing = pa.nulls(len(ids), pa.string())
    lengths = np.full(len(ids), -1, dtype=np.int64)
    found = SpanFile(Places(path, first, ": row "), ids, nothing, nothing, lengths, spans, flags, sparse=True)
    check_spans(found, spans)
    return found


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    found = column.unify_dictionaries().combine_chunks()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    # A dictionary in the file may hold values that no row has: only those that occur are documents or labels.
    if len(found) and len(np.unique(np.asarray(found.indices))) < len(found.dictionary):
        found = found.cast(found.type.value_type).dictionary_encode()
    return found
