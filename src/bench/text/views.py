"""A view is a text whose every character knows its place in the page that it was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from bench.text.sentences import ends_sentence
from bench.text.spans import Span

NO_OFFSET = -1

# Spaces that the extraction left beside a figure or after an opening mark; all others are the page's own.
_STRAY_SPACE = re.compile(r"(?<=[0-9%“‘《（]) +| +(?=[0-9%])")

# A line that fills less of its column than this is the last of its paragraph.
_SHORT_LINE = 0.6


@dataclass(frozen=True, slots=True)
class View:
    """`text` and, for each of its code points, the code-point offset in the page; -1 for a line feed the page lacks."""

    text: str
    offsets: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError(f"a view of {len(self.text)} characters has {len(self.offsets)} offsets")

    @classmethod
    def whole(cls, text: str, start: int = 0) -> View:
        """`text` as it stands at page offset `start`."""
        return cls(text, tuple(range(start, start + len(text))))

    @classmethod
    def joined(cls, paragraphs: Iterable[View]) -> View:
        """The paragraphs one a line; the line feeds between them stand on no page."""
        text: list[str] = []
        offsets: list[int] = []
        for paragraph in paragraphs:
            if text:
                text.append("\n")
                offsets.append(NO_OFFSET)
            text.append(paragraph.text)
            offsets.extend(paragraph.offsets)
        return cls("".join(text), tuple(offsets))

    def __getitem__(self, span: slice) -> View:
        return View(self.text[span], self.offsets[span])

    def keeping(self, positions: Sequence[int]) -> View:
        """The view without the characters whose positions are not listed."""
        return View("".join(self.text[i] for i in positions), tuple(self.offsets[i] for i in positions))


class _Line(NamedTuple):
    start: int
    end: int
    blank_after: bool


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank, without their line feeds."""
    lines: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            lines.append(_Line(start, end, False))
        elif lines:
            lines[-1] = lines[-1]._replace(blank_after=True)
        start = end + 1
    return lines


def _paragraphs(text: str) -> list[Span]:
    """Paragraphs of hard-wrapped text.

    A blank line ends a paragraph only after a complete sentence: where a column is cut by a
    picture the extraction leaves blank lines inside sentences. A line much shorter than its
    neighbours ends one always (a byline, a headline, a last line).
    """
    lines = _lines(text)
    if not lines:
        return []
    width = median(line.end - line.start for line in lines)
    spans: list[Span] = []
    start = lines[0].start
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        short = line.end - line.start < _SHORT_LINE * width
        complete = line.blank_after and ends_sentence(text[line.start : line.end])
        if following is None or short or complete:
            spans.append(Span(start, line.end))
            start = following.start if following else line.end
    return spans


def _kept(text: str) -> list[int]:
    """Positions that stay when a paragraph's line feeds and stray spaces are deleted."""
    unwrapped = [i for i, c in enumerate(text) if c != "\n"]
    joined = "".join(text[i] for i in unwrapped)
    stray = {i for match in _STRAY_SPACE.finditer(joined) for i in range(match.start(), match.end())}
    return [position for i, position in enumerate(unwrapped) if i not in stray]


def unwrap_line(view: View) -> View:
    """One paragraph from all of `view`: line feeds and stray spaces deleted, nothing substituted."""
    return view.keeping(_kept(view.text))


def unwrap(view: View) -> View:
    """Hard-wrapped text rejoined by rule, one paragraph a line; only line feeds and spaces are ever deleted."""
    return View.joined(unwrap_line(view[span.start : span.end]) for span in _paragraphs(view.text))
