"""What the checks of several kinds of annotation share: files of articles, and spans that quote the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.corpus.folder import AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.mentions import Line
from bench.corpus.page import Article
from bench.text import Span


def stray_faults(folder: AnnotationFolder, kind: str, articles: Sequence[Article]) -> Iterator[str]:
    """Files of a kind that are named like no article: nothing would ever read them."""
    known = {*(f"{article.id}.jsonl" for article in articles), "salience.jsonl"}
    for path in sorted((folder.path / kind).glob("*.jsonl")):
        if path.name not in known:
            yield f"{path}: no article is called {path.stem!r}; rename the file or take it out"


def quote_fault(span: Span, stated: str, text: str) -> str | None:
    """What is wrong with a span of `text` that is stated to hold `stated`, or `None`."""
    place = f"the span [{span.start}, {span.end})"
    if not span.start < span.end <= len(text):
        return f"{place} lies outside the article of {len(text)} characters; mend start or end"
    if span.of(text) != stated:
        return f"{place} holds {brief(span.of(text))}, not {brief(stated)}; mend start, end or text"
    return None


def evidence_faults(line: Line, text: str) -> list[str]:
    """What is wrong with the spans of the article's text that a fact or a contrast item rests on."""
    spans = ((Span(e["start"], e["end"]), e["text"]) for e in line.value["evidence"])
    return [fault for span, stated in spans if (fault := quote_fault(span, stated, text))]
