"""Sentence split of Chinese news: after 。！？, at line feeds, closing marks going with their sentence."""

from __future__ import annotations

import re

from bench.text.spans import Span

SENTENCE_END = "。！？"
CLOSING = "”’」』》）"

# A sentence runs up to its final marks and whatever closes with them, or to the end of the line.
_SENTENCE = re.compile(rf"[^{SENTENCE_END}\n]*[{SENTENCE_END}]+[{CLOSING}]*|[^{SENTENCE_END}\n]+")


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order; white space at their edges belongs to none.

    Every character that is no white space lies in exactly one of them, also where a
    final mark is missing or stands alone.
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        found = match.group()
        start = match.start() + len(found) - len(found.lstrip())
        end = match.end() - (len(found) - len(found.rstrip()))
        if start < end:
            spans.append(Span(start, end))
    return spans


def ends_sentence(line: str) -> bool:
    """Whether `line` closes a sentence: 。！？, then closing marks at most."""
    return line.rstrip(CLOSING).endswith(tuple(SENTENCE_END))
