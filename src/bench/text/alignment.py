"""Projection of spans between two views of one page."""

from __future__ import annotations

from itertools import pairwise

from bench.text.spans import Span
from bench.text.views import NO_OFFSET, View


class Alignment:
    """Maps spans of `source` to spans of `target` through the page offsets that they share.

    A projected span covers the same characters of the page; characters that only one view has
    (line feeds and stray spaces of the raw text) may stand inside it, never at its edges.
    """

    def __init__(self, source: View, target: View) -> None:
        place = {offset: i for i, offset in enumerate(target.offsets) if offset != NO_OFFSET}
        self._to_target = [place.get(offset) for offset in source.offsets]
        shared = {place[offset] for offset in source.offsets if offset in place}
        # How many shared characters the target has before each position: a gap is harmless where this stands still.
        self._shared_before = [0]
        for i in range(len(target.offsets)):
            self._shared_before.append(self._shared_before[-1] + (i in shared))
        self._source_break = [offset == NO_OFFSET for offset in source.offsets]
        self._target_break = [offset == NO_OFFSET for offset in target.offsets]

    def project(self, start: int, end: int) -> Span | None:
        """The span of `target` for `[start, end)` of `source`.

        `None` where there is none: the span is empty or holds only characters that the target lacks,
        crosses a paragraph of either view, or its characters do not follow each other in the target.
        """
        if not 0 <= start <= end <= len(self._to_target):
            raise ValueError(f"span [{start}, {end}) outside a text of {len(self._to_target)} characters")
        places = [p for p in self._to_target[start:end] if p is not None]
        if not places or any(self._source_break[start:end]):
            return None
        first, last = places[0], places[-1]
        in_order = all(a < b for a, b in pairwise(places))
        complete = self._shared_before[last + 1] - self._shared_before[first] == len(places)
        if not (in_order and complete) or any(self._target_break[first : last + 1]):
            return None
        return Span(first, last + 1)

    def place(self, position: int) -> int:
        """The target position of the first shared character from `position` on, else of the last before; 0 if none."""
        after = (p for p in self._to_target[position:] if p is not None)
        before = (p for p in reversed(self._to_target[:position]) if p is not None)
        return next(after, next(before, 0))
