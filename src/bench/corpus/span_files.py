"""Files of spans as columns: what any tool writes, read and checked in one pass, no Python object a span.

Three kinds, told apart by the name's end: JSON Lines with a document a line, Parquet (`.parquet`) with a document a row
or a span a row, and tag sequences (`.conll`, `.bio`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.corpus.span_columns import Places, SpanFile, from_table, joined
from bench.corpus.span_lines import read_lines
from bench.corpus.span_parquet import read_parquet
from bench.corpus.tagged import TAG_FILES, read_tag_file
from bench.errors import InputError


def read_spans(path: Path, *, repair: str | None = None) -> SpanFile:
    """A whole file; raises `InputError` naming the line, the document and the value that is at fault.

    `repair` is for files of tags alone, as in `read_tags`.
    """
    return joined(path, list(read_parts(path, repair=repair)))


def read_parts(path: Path, *, repair: str | None = None) -> Iterator[SpanFile]:
    """The documents of a file in parts of some thousand, checked but for what concerns two parts."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a file of spans")
    if path.suffix in TAG_FILES:
        yield read_tag_file(path, repair=repair)
        return
    if repair is not None:
        raise InputError(f"{path}: only tags can be repaired; leave repair out for files of spans")
    if path.suffix == ".parquet":
        yield from read_parquet(path)
        return
    for table, numbers in read_lines(path):
        yield from_table(table, Places(path, numbers))
