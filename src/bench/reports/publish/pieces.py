"""A summary without the newspaper's words: what it copies is told by its place in the article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# As many characters in a row as stand in the article are a copy; fewer are words that anybody may use.
COPIED = 4


def pieces(summary: str, article: str) -> list[dict[str, Any]]:
    """The summary in order: `start` and `end` of a copy on the article's text, or `text` of its own.

    Copies are the longest from left to right, so no `text` holds `COPIED` characters in a row of the article.
    """
    found: list[dict[str, Any]] = []
    for start, end, text in _pieces(summary, article):
        if text and found and found[-1]["text"] is not None:
            found[-1]["text"] += text
        else:
            found.append({"start": start, "end": end, "text": text})
    return found


def _pieces(summary: str, article: str) -> Iterator[tuple[int | None, int | None, str | None]]:
    at = 0
    while at < len(summary):
        length, start = COPIED - 1, -1
        # A longer copy stands where the shorter one was found, or later.
        place = article.find(summary[at : at + COPIED]) if at + COPIED <= len(summary) else -1
        while place >= 0:
            length, start = length + 1, place
            place = article.find(summary[at : at + length + 1], place) if at + length < len(summary) else -1
        if start >= 0:
            yield start, start + length, None
            at += length
        else:
            yield None, None, summary[at]
            at += 1
