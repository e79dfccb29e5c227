"""Span JSON Lines as tables of documents: Arrow reads what is well formed; Python finds the fault in what is not."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from bench.corpus.forms import brief, is_text
from bench.corpus.span_columns import DOCUMENTS, Ints
from bench.errors import InputError

# Bytes of a file that are read at once: some thousand documents. Two parts of either file are in memory together.
_BLOCK = 1 << 23
_KEYS = {*DOCUMENTS.names, "start", "end", "label", "optional", "alt"}


def read_lines(path: Path) -> Iterator[tuple[pa.Table, Ints]]:
    """Tables of `DOCUMENTS`, each with the line numbers of its rows."""
    number = 1
    for data in _blocks(path):
        lines = data.count(b"\n") + (not data.endswith(b"\n"))
        table = _by_arrow(data)
        if table is not None and len(table) == lines:
            yield table, np.arange(number, number + lines)
        else:
            yield _by_python(path, data, number)
        number += lines


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line."""
    first = 0
    with path.open("rb") as file:
        while True:
            # Where a line ends is looked up before the block is read, so that it is never copied.
            file.seek(first + _BLOCK - 1)
            file.readline()
            last = file.tell()
            file.seek(first)
            data = file.read(last - first)
            if first == 0 and data.startswith(codecs.BOM_UTF8):
                raise InputError(f"{path}:1: begins with a UTF-8 byte order mark; save the file without it")
            if not data:
                return
            yield data
            first = last


def _by_arrow(data: bytes) -> pa.Table | None:
    """`None` where a line is not of the form, and where Arrow is stricter than the form."""
    options = pj.ParseOptions(explicit_schema=DOCUMENTS, unexpected_field_behavior="ignore")
    try:
        table = pj.read_json(pa.BufferReader(data), parse_options=options)
        table.validate(full=True)  # strings are UTF-8
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return table


def _by_python(path: Path, data: bytes, number: int) -> tuple[pa.Table, Ints]:
    documents, numbers = [], []
    for i, line in enumerate(data.split(b"\n"), number):
        if line.strip():
            documents.append(_document(f"{path}:{i}", line))
            numbers.append(i)
    return pa.Table.from_pylist(documents, DOCUMENTS), np.array(numbers, dtype=np.int64)


def _document(place: str, line: bytes) -> dict[str, Any]:
    value = _parsed(place, line)
    if not isinstance(value, dict):
        raise InputError(f"{place}: {brief(value)} is no object; give a document a line")
    _typed(place, "id", value.get("id"), str, "a string")
    place = f"{place}: document {brief(value.get('id'))}"
    for key in ("text", "sha256"):
        _typed(place, key, value.get(key), str, "a string")
    entities = _typed(place, "entities", value.get("entities"), list, "a list")
    for entity in entities or ():
        _span(place, entity, "entity")
        _typed(place, "optional", entity.get("optional"), bool, "true or false")
        for reading in _typed(place, "alt", entity.get("alt"), list, "a list") or ():
            _span(place, reading, "reading in alt")
    return {key: value.get(key) for key in DOCUMENTS.names}


def _parsed(place: str, line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        why = f"not UTF-8 at byte {error.start} of the line; save the file as UTF-8"
    except json.JSONDecodeError as error:
        why = f"no valid JSON at column {error.colno} ({error.msg}); mend the line"
    except RecursionError:
        why = "lists or objects are nested too deep to be read; mend the line"
    except InputError as error:
        why = str(error)
    except ValueError:  # Python reads no number of more than some thousand digits
        why = "a number has too many digits to be read; mend the line"
    raise InputError(f"{place}: {why}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = [key for key in value if key in _KEYS and keys.count(key) > 1]
        if twice:
            raise InputError(f"the key {brief(twice[0])} stands twice in one object; keep one")
    return value


def _span(place: str, value: Any, what: str) -> None:
    if not isinstance(value, dict):
        raise InputError(f"{place}: the {what} {brief(value)} is no object; give start, end and label")
    for key in ("start", "end"):
        offset = value.get(key)
        if offset is not None and (type(offset) is not int or abs(offset) >= 2**63):
            raise InputError(f"{place}: {key} is {brief(offset)}, no whole number; give the offset in code points")
    _typed(place, "label", value.get("label"), str, "a string")


Kind = TypeVar("Kind")


def _typed(place: str, key: str, value: Any, kind: type[Kind], wanted: str) -> Kind | None:
    if value is None:
        return None
    if not isinstance(value, kind):
        raise InputError(f"{place}: {key} is {brief(value)}, not {wanted}; mend the line")
    if isinstance(value, str) and not is_text(value):
        raise InputError(f"{place}: {key} has half a character in it; type it anew")
    return value
