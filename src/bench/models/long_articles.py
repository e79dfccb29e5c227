"""What becomes of an article that a model cannot take whole: windows, its beginning, or a failure; never a silent cut.

A test `fits` says whether a text fits; more text never needs less room.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from bench.text import Span, sentence_spans

POLICIES = ("windows", "head", "error")

Fits = Callable[[str], bool]


class Division(NamedTuple):
    """The pieces of a text that a model is given, in order, and how many characters after them it is not given."""

    pieces: list[Span]
    truncated: int = 0


def divide(text: str, tokens: Callable[[str], int], room: int | None, policy: str) -> Division:
    """A text by one of `POLICIES` for a model that takes `room` tokens; `tokens` counts those of the whole input.

    White space at the text's end is not counted as cut. Raises `ValueError`, a line for the document, where the policy
    is `error` or not even a character fits.
    """
    count = tokens(text)
    if room is None or count <= room:
        return Division([Span(0, len(text))])
    if policy == "error":
        raise ValueError(f"{count} tokens, and the model takes {room}; take long=windows or long=head")
    alone = tokens("")
    if alone >= room:
        raise ValueError(
            f"what stands around the article has {alone} tokens, and the model takes {max(room, 0)} in all"
        )

    def fits(piece: str) -> bool:
        return tokens(piece) <= room

    if policy == "head":
        end = head_end(text, fits)
        return Division([Span(0, end)], len(text.rstrip()) - end)
    return Division(window_spans(text, fits))


def window_spans(text: str, fits: Fits) -> list[Span]:
    """Few windows of whole sentences, about as long as each other, that each fit; in order, nothing left out.

    A window begins where the one before it ends. A sentence that does not fit is cut between characters. `ValueError`
    where a single character does not fit.
    """
    if fits(text):
        return [Span(0, len(text))]
    starts = _starts(text, fits)
    for count in range(2, len(starts)):
        found = _even(starts, count, len(text))
        if all(fits(window.of(text)) for window in found):
            return found
    return [Span(*edges) for edges in pairwise([*starts, len(text)])]


def head_end(text: str, fits: Fits) -> int:
    """Where the longest beginning of whole sentences that fits ends.

    Where not even the first fits, it is cut between characters. `ValueError` where a single character does not fit.
    """
    if fits(text):
        return len(text)
    ends = [sentence.end for sentence in sentence_spans(text)]
    whole = _most(len(ends), lambda count: fits(text[: ends[count - 1]]))
    return ends[whole - 1] if whole else _characters(text, fits)


def _starts(text: str, fits: Fits) -> list[int]:
    """Where a window may begin: at the text's beginning, at sentences, and within one that does not fit."""
    firsts = [0, *(sentence.start for sentence in sentence_spans(text)[1:])]
    starts = []
    for start, end in pairwise([*firsts, len(text)]):
        position = start
        while position < end:
            starts.append(position)
            position += _characters(text[position:end], fits)
    return starts


def _characters(text: str, fits: Fits) -> int:
    """How many of the first characters fit."""
    if fits(text):
        return len(text)
    found = _most(len(text), lambda count: fits(text[:count]))
    if not found:
        raise ValueError("no room for a single character of the article")
    return found


def _most(count: int, holds: Callable[[int], bool]) -> int:
    """The largest number from 1 to `count` for which `holds` is true, 0 where it is for none: by halving."""
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _even(starts: list[int], count: int, length: int) -> list[Span]:
    """`count` windows at most that begin at some of `starts`, as near to equal shares as they allow."""
    cuts = {min(starts, key=lambda start: abs(start - length * share // count)) for share in range(1, count)}
    return [Span(*edges) for edges in pairwise([0, *sorted(cuts - {0}), length])]
