"""Parquet files of spans: a document a row, with the columns of span JSON Lines; for a span a row see `span_rows`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.corpus.forms import brief
from bench.corpus.span_columns import DOCUMENTS, ENTITY, SPAN, Places, SpanFile, from_table
from bench.corpus.span_rows import COLUMNS, is_text_type, read_rows
from bench.errors import InputError

# Rows that are read at once: some megabytes of documents.
_ROWS = 1 << 12
_REMEDY = "give id and entities as in span JSON Lines, or document, start, end and label"


def read_parquet(path: Path) -> Iterator[SpanFile]:
    """The documents of a file, part by part; a flat file in one part: its documents may stand in any order."""
    try:
        # Buffered: else all of a row group is in memory at once, and a row group may be all of a file.
        file = pq.ParquetFile(path, buffer_size=1 << 20)
        names = set(file.schema_arrow.names)
        if {"id", "entities"} <= names:
            yield from _nested(path, file)
        elif names.issuperset(COLUMNS):
            yield read_rows(path, file)
        else:
            raise InputError(f"{path}: has the columns {', '.join(file.schema_arrow.names)}; {_REMEDY}")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise InputError(f"{path}: no Parquet file that can be read ({_line(error)}); write it again") from None


def _line(error: Exception) -> str:
    return brief(str(error).partition("\n")[0])


def _nested(path: Path, file: pq.ParquetFile) -> Iterator[SpanFile]:
    schema = file.schema_arrow
    for name in DOCUMENTS.names:
        if name in schema.names:
            _check(path, name, schema.field(name).type)
    columns = [name for name in DOCUMENTS.names if name in schema.names]
    row = 1
    # One row group at a time: labels as a dictionary cannot be read across two of them.
    groups = range(file.num_row_groups)
    for batch in (b for group in groups for b in file.iter_batches(_ROWS, row_groups=[group], columns=columns)):
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
        fits = is_text_type(kind)
    else:
        fits = _is_list(kind) and _is_span(kind.value_type)
        if fits and (alt := kind.value_type.get_field_index("alt")) >= 0:
            inner = kind.value_type.field(alt).type
            fits = pa.types.is_null(inner) or (
                _is_list(inner) and (_is_span(inner.value_type) or pa.types.is_null(inner.value_type))
            )
    if not fits:
        raise InputError(f"{path}: the column {name} holds {brief(str(kind))}; {_REMEDY}, offsets as whole numbers")


def _is_list(kind: Any) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _is_span(kind: Any) -> bool:
    if not pa.types.is_struct(kind):
        return False
    types = {field.name: field.type for field in kind}
    optional = types.get("optional", pa.null())
    return (
        all(pa.types.is_integer(types.get(name, pa.null())) for name in ("start", "end"))
        and is_text_type(types.get("label", pa.null()))
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
