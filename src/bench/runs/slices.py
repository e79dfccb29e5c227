"""Strata of the gold: what a mention is like, where it stands, and what the layout does to it.

Those by span length, sentence length, density and strings seen elsewhere are ExplainaBoard's (Fu et al. 2020); those of
parts and of line ends are the page's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from bench.corpus import Document, GoldSpan

# Upper bounds of the bins, and their names.
_LENGTHS = ((2, "1-2"), (3, "3"), (4, "4"), (7, "5-7"), (None, "8+"))
_SENTENCES = ((40, "1-40"), (80, "41-80"), (160, "81-160"), (None, "161+"))
_DENSITIES = ((4, "0-4"), (8, "4-8"), (None, "8+"))
_YES = {True: "true", False: "false"}
CUT, REST = "crosses_line=true", "crosses_line=false"


def _bin(value: float, bins: Sequence[tuple[float | None, str]]) -> str:
    return next(name for bound, name in bins if bound is None or value <= bound)


def slice_names() -> list[str]:
    """Every slice that a record has, with or without support: `length=3`, `role=headline`, `crosses_line=true` …"""
    names = [f"length={name}" for _, name in _LENGTHS]
    names += [f"sentence={name}" for _, name in _SENTENCES]
    names += [f"density={name}" for _, name in _DENSITIES]
    names += [f"role={role}" for role in ("headline", "subhead", "byline", "body", "caption")]
    return names + [f"{name}={yes}" for name in ("seen", "nested", "crosses_line") for yes in ("true", "false")]


def slices_of(documents: Sequence[Document], spans: Sequence[Sequence[GoldSpan]]) -> list[list[tuple[str, ...]]]:
    """For each document, for each gold span of a scheme, the slices that it belongs to.

    `sentence` is the length in characters of the unit (sentence, headline …) that it stands in, `density` that unit's
    gold spans a hundred characters; `seen` whether its string is a gold span elsewhere on the page too; `nested`
    whether it holds another mention or lies in one.
    """
    strings = Counter(_string(d, span) for d, found in zip(documents, spans, strict=True) for span in found)
    return [_of_document(d, found, strings) for d, found in zip(documents, spans, strict=True)]


def _string(document: Document, span: GoldSpan) -> str:
    start, end, _ = span.readings[0]
    return document.clean.text[start:end]


def _of_document(document: Document, spans: Sequence[GoldSpan], strings: Counter[str]) -> list[tuple[str, ...]]:
    units = document.units
    starts = [start for _, _, start, _ in units]
    at = [max(bisect_right(starts, span.readings[0][0]) - 1, 0) for span in spans]
    inside = Counter(at)
    found: list[tuple[str, ...]] = []
    for span, unit in zip(spans, at, strict=True):
        start, end, _ = span.readings[0]
        _, role, first, last = units[unit]
        around = [m for m in document.mentions if m.id != span.id and m.start < end and start < m.end]
        found.append(
            (
                f"length={_bin(end - start, _LENGTHS)}",
                f"sentence={_bin(last - first, _SENTENCES)}",
                f"density={_bin(100 * inside[unit] / (last - first), _DENSITIES)}",
                f"role={role}",
                f"seen={_YES[strings[_string(document, span)] > 1]}",
                f"nested={_YES[bool(around)]}",
                CUT if span.id in document.crosses_line else REST,
            )
        )
    return found
