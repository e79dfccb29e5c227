"""What the extractive summarizers share: the document's sentences, and how a choice of them is held to a limit."""

from __future__ import annotations

from bench.text import sentence_spans

_CLAUSE_MARKS = "，；：、。！？"


def sentences_of(document: str) -> list[str]:
    """The sentences of a document by the project's own split."""
    return [span.of(document) for span in sentence_spans(document)]


def cut(sentence: str, limit: int) -> str:
    """A sentence that is longer than `limit`: up to its last clause mark within it, or cut hard where it has none."""
    if len(sentence) <= limit:
        return sentence
    head = sentence[:limit]
    end = max(head.rfind(mark) for mark in _CLAUSE_MARKS)
    return head[:end] if end > 0 else head


def choose(sentences: list[str], order: list[int], limit: int) -> str:
    """Sentences in the order of preference as long as they fit, put back in the order of the text.

    One that does not fit is passed over; if none fits, the first choice is cut.
    """
    chosen: list[int] = []
    room = limit
    for index in order:
        if len(sentences[index]) <= room:
            chosen.append(index)
            room -= len(sentences[index])
    if not chosen and order:
        return cut(sentences[order[0]], limit)
    return "".join(sentences[index] for index in sorted(chosen))
