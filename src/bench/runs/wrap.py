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
        """The span of the view's text for `[start, end)` of the segment, characters between them included.

        A line feed that the view lacks is no edge of a span. Raises `ValueError` for a span that is not in the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"the span {start}:{end} is not in the text of {len(self.text)} characters")
        places = [place for place in self.positions[start:end] if place != NO_OFFSET]
        if not places:
            raise ValueError(f"the span {start}:{end} covers a line feed alone, which the page lacks")
        return Span(places[0], places[-1] + 1)


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


def segments(document: Document, view: str, wrap: str | None, unit: str = "sentence") -> list[Segment]:
    """The texts that a tagger gets for one document: lines, sentences, or with `unit="document"` the whole article."""
    if wrap == "lines":
        return _lines(document.raw.text)
    whole = View.whole(document.clean.text) if view == "clean" else unwrap(View.whole(document.raw.text))
    return [Segment(whole.text, whole.offsets)] if unit == "document" else _sentences(whole)


def article_text(document: Document, view: str, wrap: str | None) -> str:
    """The text that a summarizer gets: body or caption, never headline, subhead or byline."""
    text = document.body[view]
    return unwrap(View.whole(text)).text if wrap == "join" else text


def source_text(document: Document, kind: str, view: str, wrap: str | None) -> str:
    """The text that a prediction is on: of names the view's whole text, of a summary what a summarizer gets."""
    if kind == "summarizer":
        return article_text(document, view, wrap)
    return (document.clean if view == "clean" else document.raw).text
