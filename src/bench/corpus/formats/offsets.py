"""Offsets that a file states, against the article's text: what does not fit, and in which unit or shift it would."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, pairwise
from typing import Any

from bench.corpus.forms import brief

# Marks that end a clause; quotation marks and brackets may be part of a name.
CLAUSE_MARKS = "，。；：、！？…"
# Of an offset; where more are written it is left as a string.
MOST_DIGITS = 18

Spans = Sequence[tuple[int, int]]


def offsets_fault(spans: Sequence[tuple[Any, Any]], stated: Any, text: str) -> str | None:
    """What is wrong with a mention's offsets, with both strings and the remedy; `None` where they fit.

    `spans` are half-open pairs in code points of `text`, several where the format cuts a mention at line ends;
    `stated` is the file's own string for them, pieces joined by a space, or `None` where the format gives none.
    """
    for start, end in spans:
        for name, value in (("start", start), ("end", end)):
            if type(value) is not int:  # True is an int to isinstance
                kind = "is more than any text has" if _is_huge(value) else "is no whole number"
                return f"the {name} is {brief(value)}, which {kind}{_says(stated)}; give the offset as a number"
        if end <= start:
            return f"the span {_shown([(start, end)])} is empty or backwards{_says(stated)}; mend start or end"
        if start < 0 or end > len(text):
            return _outside(spans, stated, text)
    gap = next((text[a[1] : b[0]] for a, b in pairwise(spans) if _breaks(a, b, text)), None)
    if gap is not None:
        return f"the pieces {_shown(spans)} have {gap!r} between them, not line ends alone; make one span of them"
    found = _string(spans, text)
    if stated is None:
        return _edge_fault(spans[0][0], spans[-1][1], text)
    if found != stated:
        both = f"the file has {brief(stated)}, the article has {brief(found)} at {_shown(spans)}"
        return f"{both}; {_remedy(spans, stated, text)}"
    if found != found.strip():
        return (
            f"{found!r} at {_shown(spans)} begins or ends with white space, {found.strip()!r} does not; mend the span"
        )
    return None


def shift_fault(span: tuple[int, int], known: Collection[tuple[int, int]], text: str) -> str | None:
    """What a span without a string of its own looks like beside a mention of the gold that lies one character off.

    `known` are the gold's spans that the file itself does not have.
    """
    for moved in ((span[0] - 1, span[1] - 1), (span[0] + 1, span[1] + 1)):
        if moved in known:
            return (
                f"{_string([span], text)!r} at {_shown([span])} is {_string([moved], text)!r} of the gold at "
                f"{_shown([moved])} shifted by one; count characters from 0, the end not included"
            )
    return None


def _breaks(first: tuple[int, int], second: tuple[int, int], text: str) -> bool:
    """Whether more than line ends and spaces lies between two pieces, or they are out of order."""
    gap = text[first[1] : second[0]]
    return second[0] < first[1] or bool(gap.strip())


def _string(spans: Spans, text: str) -> str:
    return " ".join(text[start:end] for start, end in spans)


def _shown(spans: Spans) -> str:
    return ", ".join(f"[{brief(start)}, {brief(end)})" for start, end in spans)


def _is_huge(value: Any) -> bool:
    """Whether a reader left a number as it is written because it has too many digits."""
    return isinstance(value, str) and value.isdecimal() and len(value) > MOST_DIGITS


def _says(stated: Any) -> str:
    return "" if stated is None else f" (the file has {brief(stated)})"


def _outside(spans: Spans, stated: Any, text: str) -> str:
    return (
        f"{_shown(spans)} runs out of the article of {len(text)} characters, which ends with {text[-10:]!r}"
        f"{_says(stated)}; {_remedy(spans, stated, text)}"
    )


def _remedy(spans: Spans, stated: Any, text: str) -> str:
    """In which unit or shift the offsets would fit what the file states."""
    for unit, width in (("UTF-8 bytes", _utf8), ("UTF-16 units", _utf16)):
        read = _read_as(spans, text, width)
        if read is not None and (stated is None or _string(read, text) == stated):
            return f"as {unit} they are {_string(read, text)!r} at {_shown(read)}: write offsets in characters"
    if stated is not None:
        for shift in (-1, 1):
            moved = [(start + shift, end + shift) for start, end in spans]
            if moved[0][0] >= 0 and _string(moved, text) == stated:
                return f"shifted by one, to {_shown(moved)}, it fits: count from 0, the end not included"
        for start, end in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            moved = [(spans[0][0] + start, spans[-1][1] + end)]
            if len(spans) == 1 and moved[0][0] >= 0 and _string(moved, text) == stated:
                return f"with one edge moved by one, at {_shown(moved)}, it fits: count from 0, the end not included"
    return "mend the offsets or the string"


def _utf8(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def _utf16(character: str) -> int:
    return 1 + (ord(character) > 0xFFFF)


def _read_as(spans: Spans, text: str, width: Callable[[str], int]) -> list[tuple[int, int]] | None:
    """The spans in code points if their offsets count units of `width`; `None` where one falls inside a character."""
    place = {units: i for i, units in enumerate(accumulate(map(width, text), initial=0))}
    read = [(place.get(start), place.get(end)) for start, end in spans]
    fit = [(start, end) for start, end in read if start is not None and end is not None]
    return fit if len(fit) == len(spans) and fit != list(spans) else None


def _edge_fault(start: int, end: int, text: str) -> str | None:
    """A span without a string of its own shows a shift by its edges: white space or the mark that ends a clause."""
    found = text[start:end]
    trimmed = found.strip(CLAUSE_MARKS + "".join(c for c in set(found) if c.isspace()))
    if found == trimmed:
        return None
    at = start + found.index(trimmed) if trimmed else start
    neighbour = f"{trimmed!r} at [{at}, {at + len(trimmed)}) does not" if trimmed else "nothing else is in it"
    read = _read_as([(start, end)], text, _utf16)
    hint = f" or, as UTF-16 units, {_string(read, text)!r} at {_shown(read)}" if read else ""
    return (
        f"{found!r} at [{start}, {end}) begins or ends with white space or the mark of a clause, "
        f"{neighbour}{hint}: the offsets look shifted; count characters from 0, the end not included"
    )
