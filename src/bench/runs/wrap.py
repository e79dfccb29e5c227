"""How a document's text reaches a model: sentences of the clean view, or raw text by a named strategy."""

from __future__ import annotations

from typing import NamedTuple

from bench.corpus import Document
from bench.text import NO_OFFSET, Span, View, sentence_spans, unwrap


class Segment(NamedTuple):
    """A text given to a model; `positions[i]` is where its character `i` stands in the view's text."""

    text: str
    positions: tuple[int, ...]

    def locate(self, start: int, end: int) -> Span:
        """The span of the view's text for `[start, end)` of the segment, characters between them included."""
        return Span(self.positions[start], self.positions[end - 1] + 1)


def _sentences(view: View) -> list[Segment]:
    return [
        Segment(span.of(view.text), view.offsets[span.start : span.end])
        for span in sentence_spans(view.text)
        if NO_OFFSET not in view.offsets[span.start : span.end]
    ]


def _lines(text: str) -> list[Segment]:
    segments = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            segments.append(Segment(line, tuple(range(start, start + len(line)))))
        start += len(line) + 1
    return segments


def segments(document: Document, view: str, wrap: str | None) -> list[Segment]:
    """The texts that a tagger gets for one document."""
    if view == "clean":
        return _sentences(View.whole(document.clean.text))
    text = document.raw.text
    return _lines(text) if wrap == "lines" else _sentences(unwrap(View.whole(text)))


def article_text(document: Document, view: str, wrap: str | None) -> str:
    """The text that a summarizer gets: body or caption, never headline, subhead or byline."""
    text = document.body[view]
    return unwrap(View.whole(text)).text if wrap == "join" else text
