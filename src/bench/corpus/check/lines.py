"""Lines of annotation files as their schema wants them."""

from __future__ import annotations

from pathlib import Path

from bench.corpus.folder import AnnotationFolder
from bench.corpus.mentions import Line, read_lines
from bench.errors import BenchError
from bench.text import Span


def readable(folder: AnnotationFolder, path: Path, schema: str) -> tuple[list[Line], list[str]]:
    """The lines that satisfy the schema, and the faults of the others."""
    from jsonschema import Draft202012Validator

    try:
        lines = list(read_lines(path))
    except BenchError as error:
        return [], [str(error)]
    validator = Draft202012Validator(folder.schema(schema))
    good: list[Line] = []
    broken: list[str] = []
    for line in lines:
        wrong = min(validator.iter_errors(line.value), key=lambda e: list(map(str, e.path)), default=None)
        if wrong is None:
            good.append(line)
        else:
            place = ".".join(map(str, wrong.path)) or "the line"
            broken.append(f"{line}: {place}: {wrong.message}; see schema/{schema}.json")
    return good, broken


def span_fault(span: Span, stated: str, text: str) -> str | None:
    """What is wrong with a span of `text` that is stated to hold `stated`, or `None`."""
    place = f"the span [{span.start}, {span.end})"
    if not span.start < span.end <= len(text):
        return f"{place} lies outside the article of {len(text)} characters; mend start or end"
    if span.of(text) != stated:
        return f"{place} holds {span.of(text)!r}, not {stated!r}; mend start, end or text"
    return None
