"""The level of entity strings: a name counts once a document, however often it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bench.errors import InputError
from bench.metrics.span_table import GoldTable, Ints, SpanTable


def check_ends(table: SpanTable, texts: Sequence[str]) -> None:
    """Raises `InputError` where a span ends past its text."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    past = table.end > lengths[table.document]
    if past.any():
        row = int(past.argmax())
        number = int(table.document[row])
        raise InputError(
            f"document {number}: the span [{table.start[row]}, {table.end[row]}) ends past its text of "
            f"{lengths[number]} characters; mend the end"
        )


def string_tables(gold: GoldTable, predicted: SpanTable, texts: Sequence[str]) -> tuple[GoldTable, SpanTable]:
    """The tables with each span in place of its string: of length 1, at the number that its string has everywhere.

    A string is optional where each of its mentions is; the strings of other readings are as good.
    """
    numbers: dict[str, int] = {}

    def moved(table: SpanTable) -> SpanTable:
        columns = (table.document.tolist(), table.start.tolist(), table.end.tolist())
        strings = (texts[document][start:end] for document, start, end in zip(*columns, strict=True))
        at: Ints = np.fromiter((numbers.setdefault(s, len(numbers)) for s in strings), np.int64, len(table))
        return SpanTable(table.document, at, at + 1, table.label, table.labels)

    readings = None if gold.readings is None else moved(gold.readings)
    return replace(gold, spans=moved(gold.spans), readings=readings, ignored=None), moved(predicted)
