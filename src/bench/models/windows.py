"""Windows over the tokens of a long text: where each begins and ends, and which of its tokens count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Window(NamedTuple):
    """Tokens `[start, end)` of a text that a model reads at once, and `[first, last)` of them whose scores are taken.

    A token's scores are taken from the window where it is most central: where its distance to the nearer edge of the
    window is largest, and from the earlier of two where it is the same.
    """

    start: int
    end: int
    first: int
    last: int


def make_windows(tokens: int, room: int, stride: int, sentences: Sequence[int]) -> list[Window]:
    """Windows of at most `room` tokens that together read a text of `tokens`; a text that fits is one window.

    A window holds as many tokens as fit. The next one begins with the last sentence that lets the two share `stride`
    tokens or more; `sentences` are the numbers of the tokens that begin one, in order. Where no sentence does, as the
    window lies in a single long one, the text is cut between tokens and the two share just `stride`.
    """
    assert 0 <= stride < room
    spans = []
    start, sentence = 0, 0
    while True:
        end = min(start + room, tokens)
        spans.append((start, end))
        if end == tokens:
            break
        while sentence < len(sentences) and sentences[sentence] <= end - stride:
            sentence += 1
        begin = sentences[sentence - 1] if sentence else 0
        start = begin if begin > start else end - stride
    # Of two windows that share tokens the later one is the better from the middle of what they share.
    cuts = [0, *((before[1] + after[0] + 1) // 2 for before, after in pairwise(spans)), tokens]
    return [Window(*span, cuts[i], cuts[i + 1]) for i, span in enumerate(spans)] if tokens else []
