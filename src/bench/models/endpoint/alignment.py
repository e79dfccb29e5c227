"""Where the names that a model wrote stand in the text: the k-th listing of a string is its k-th occurrence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from bench.models.base import Tagged
from bench.models.endpoint.parsing import read_mentions
from bench.text import Span
from bench.text.characters import FOLD


class Found(NamedTuple):
    """The names in an answer, in the text's order and once each; `whole` where it could be read to its end."""

    spans: list[Tagged]
    whole: bool
    counts: Mapping[str, int]


def find_names(answer: str, text: str, types: Collection[str]) -> Found:
    """What a model's answer on `text` says: names of `types`, with their places.

    Counted is what `align` counts, and names of `unknown_types`, which are left out. Never raises.
    """
    mentions, whole = read_mentions(answer)
    spans, counts = align(text, [mention.text for mention in mentions])
    known = [mention.type in types for mention in mentions]
    tagged = zip(mentions, spans, known, strict=True)
    found = {Tagged(*span, mention.type) for mention, span, fits in tagged if span and fits}
    return Found(sorted(found), whole, +Counter({**counts, "unknown_types": known.count(False)}))


class Aligned(NamedTuple):
    """For each name its span, `None` where it stands nowhere; `counts` of what went not smoothly, see `align`."""

    spans: list[Span | None]
    counts: Mapping[str, int]


def align(text: str, names: Sequence[str]) -> Aligned:
    """The span of each of `names`, in the model's order, as half-open code points of `text`.

    The k-th time that a string is listed, it is its k-th occurrence that touches no longer name of the list, as names
    are asked for without the names inside them; where there are fewer, those that do touch one come after. Occurrences
    of a string do not overlap each other.

    A string that `text` does not hold is searched again with full-width forms taken for half-width ones and without
    any white space, line feeds included; then, and only then, such differences are overlooked. Counted are names that
    are `unaligned` (no occurrence, or listed more often than it occurs), `ambiguous` (there are more occurrences than
    listings, so that it is a guess which are meant) and `loosely_aligned`.
    """
    folded, positions = _folded(text)
    groups: dict[tuple[bool, str], list[int]] = {}
    for number, name in enumerate(names):
        plain = bool(name) and name in text
        groups.setdefault((plain, name if plain else _folded(name)[0]), []).append(number)
    spans: list[Span | None] = [None] * len(names)
    counts: Counter[str] = Counter()
    used = bytearray(len(text))
    by_length = sorted(groups.items(), key=lambda group: -len(group[0][1]))
    for _, alike in groupby(by_length, key=lambda group: len(group[0][1])):
        placed: list[Span] = []
        for (plain, string), listed in alike:
            places = _places(text, string) if plain else [_back(p, positions) for p in _places(folded, string)]
            touching = [1 in used[place.start : place.end] for place in places]
            # Sorting keeps the text's order among the free ones, and among the others.
            found = [place for _, place in sorted(zip(touching, places, strict=True))][: len(listed)]
            for number, place in zip(listed, found, strict=False):
                spans[number] = place
            counts["unaligned"] += len(listed) - len(found)
            counts["ambiguous"] += _guessed(len(listed), touching.count(False), len(places))
            counts["loosely_aligned"] += 0 if plain else len(found)
            placed += found
        for start, end in placed:
            used[start:end] = b"\1" * (end - start)
    return Aligned(spans, +counts)


def _guessed(listed: int, free: int, places: int) -> int:
    """How many of a string's listings could as well be other occurrences."""
    if listed < free:
        return listed
    return listed - free if listed < places else 0


def _places(text: str, string: str) -> list[Span]:
    return [Span(*found.span()) for found in re.finditer(re.escape(string), text)] if string else []


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without white space, in half-width forms, and where each of its characters stands."""
    positions = [position for position, character in enumerate(text) if not character.isspace()]
    return "".join(text[position] for position in positions).translate(FOLD), positions


def _back(place: Span, positions: Sequence[int]) -> Span:
    return Span(positions[place.start], positions[place.end - 1] + 1)
