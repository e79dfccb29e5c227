"""Clauses of Chinese text: what lies between marks, the smallest piece that says something."""

from __future__ import annotations

import re
from functools import lru_cache

from bench.text.spans import Span

# A comma, point or colon between digits belongs to a number: 1,029, 10:30.
_CLAUSE = re.compile(r"(?:[^，；：。！？,;:!?\n…]|(?<=[0-9])[,:](?=[0-9]))+")
_PART = re.compile(r"(?:[^、和与及]|(?<=[参普涉以])[与及]|和(?=谐|平))+")


@lru_cache(maxsize=4096)
def clause_spans(text: str) -> tuple[Span, ...]:
    """Spans between commas, colons, semicolons, final marks and line feeds, in order, without white space at edges."""
    return tuple(_stripped(text, m.start(), m.end()) for m in _CLAUSE.finditer(text) if m.group().strip())


def part_spans(text: str, clause: Span) -> list[Span]:
    """The members of a list inside a clause: what lies between 、, 和, 与 and 及."""
    found = _PART.finditer(text, clause.start, clause.end)
    return [_stripped(text, m.start(), m.end()) for m in found if m.group().strip()]


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip())))
