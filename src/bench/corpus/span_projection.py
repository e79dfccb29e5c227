"""Gold of a span file in a scheme's labels, where it carries the page's types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.corpus.forms import brief
from bench.corpus.mentions import COARSE, Mention, Reading, coarse
from bench.corpus.schemes import Scheme, project
from bench.corpus.span_columns import SpanColumns, SpanFile
from bench.errors import InputError


def check_labels(file: SpanFile, scheme: Scheme) -> None:
    """Refuses predictions with a label that the scheme lacks."""
    _check(file, file.spans, set(scheme.labels.values()), scheme, "")


def project_spans(file: SpanFile, scheme: Scheme) -> SpanFile:
    """The flat gold of the scheme: the outermost mentions that it can express (`project`).

    A label may be a coarse or fine type of the page, which wins, or one of the scheme's own.
    """
    own = {label: label for label in scheme.labels.values() if scheme.label(label) is None}
    scheme = replace(scheme, labels={**scheme.labels, **own})
    for spans in (file.spans, file.readings):
        if spans is not None:
            known = {label for label in spans.labels if scheme.label(label) is not None or coarse(label) in COARSE}
            _check(file, spans, known, scheme, " or one of the page's types")
    rows: list[tuple[int, int, int, str, int]] = []
    readings: list[tuple[int, int, int, str, int]] = []
    for document, mentions in _mentions(file):
        for span in project(mentions, scheme):
            row = int(span.id)
            readings += [(document, *reading, len(rows)) for reading in span.readings[1:]]
            rows.append((document, *span.readings[0], row))
    kept = np.array([row[-1] for row in rows], dtype=np.int64)
    of = np.array([row[-1] for row in readings], dtype=np.int64)
    return replace(
        file,
        spans=_columns(rows, scheme),
        optional=None if file.optional is None else file.optional[kept],
        readings=_columns(readings, scheme) if readings else None,
        reading_of=of if readings else None,
    )


def _check(file: SpanFile, spans: SpanColumns, known: set[str], scheme: Scheme, more: str) -> None:
    for code, label in enumerate(spans.labels):
        if label not in known and (spans.label == code).any():
            row = int((spans.label == code).argmax())
            raise InputError(
                f"{file.name(int(spans.document[row]))}: the label {brief(label)} is none of the scheme {scheme.name}"
                f"{more}; it has {', '.join(dict.fromkeys(scheme.labels.values()))}"
            )


def _mentions(file: SpanFile) -> list[tuple[int, list[Mention]]]:
    """The mentions of each document that has any; their ids are rows of the file."""
    alt: dict[int, list[Reading]] = {}
    if file.readings is not None and file.reading_of is not None:
        r = file.readings
        for of, start, end, label in zip(
            *(c.tolist() for c in (file.reading_of, r.start, r.end, r.label)), strict=True
        ):
            alt.setdefault(of, []).append(Reading(start, end, r.labels[label]))
    s, found = file.spans, dict[int, list[Mention]]()
    for row, (document, start, end, label) in enumerate(
        zip(*(c.tolist() for c in (s.document, s.start, s.end, s.label)), strict=True)
    ):
        mention = Mention(str(row), start, end, "", s.labels[label], alt=tuple(alt.get(row, ())))
        found.setdefault(document, []).append(mention)
    return list(found.items())


def _rows(spans: SpanColumns) -> Iterator[tuple[int, int, int, str]]:
    labels = (spans.labels[code] for code in spans.label.tolist())
    return zip(*(column.tolist() for column in (spans.document, spans.start, spans.end)), labels, strict=True)


def _columns(rows: list[tuple[int, int, int, str, int]], scheme: Scheme) -> SpanColumns:
    labels = tuple(dict.fromkeys((*scheme.labels.values(), *scheme.alt.values())))
    place = {label: i for i, label in enumerate(labels)}
    document, start, end, label, _ = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    columns = (document, start, end, [place[name] for name in label])
    return SpanColumns(labels, *(np.array(column, dtype=np.int64) for column in columns))
