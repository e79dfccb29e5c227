"""The newspaper page: its units, and the clean and raw view of each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.text import Alignment, Span, View, sentence_spans, unwrap, unwrap_line

# Headline, subhead and byline are one paragraph each however often they are broken.
_ONE_PARAGRAPH = ("headline", "subhead", "byline")
ROLES = (*_ONE_PARAGRAPH, "body", "caption")
TEXT_ROLES = ("body", "caption")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of an article's text with one role: headline, subhead, byline, body or caption."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One unit of the page in both views; `parts` and `units` are spans of the clean text."""

    id: str
    clean: View
    raw: View
    parts: tuple[Part, ...]

    @property
    def to_raw(self) -> Alignment:
        return Alignment(self.clean, self.raw)

    @property
    def to_clean(self) -> Alignment:
        return Alignment(self.raw, self.clean)

    def role_text(self, role: str) -> str:
        """The text of the parts with `role`, one a line; empty where there is none."""
        return "\n".join(self.clean.text[p.start : p.end] for p in self.parts if p.role == role)

    @property
    def sentences(self) -> list[Span]:
        """Sentences of body or caption: spans of the clean text."""
        return [
            Span(part.start + s.start, part.start + s.end)
            for part in self.parts
            if part.role in TEXT_ROLES
            for s in sentence_spans(self.clean.text[part.start : part.end])
        ]


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _article(page: str, starts: list[int], unit: dict[str, Any]) -> Article:
    def block(first: int, last: int) -> View:
        start, end = starts[first - 1], starts[last] - 1
        return View.whole(page[start:end], start)

    lines = [part["lines"] for part in unit["parts"]]
    raw = block(min(first for first, _ in lines), max(last for _, last in lines))
    paragraphs: list[View] = []
    parts: list[Part] = []
    position = 0
    for part in unit["parts"]:
        source = block(*part["lines"])
        view = unwrap_line(source) if part["role"] in _ONE_PARAGRAPH else unwrap(source)
        paragraphs.append(view)
        parts.append(Part(part["role"], position, position + len(view.text)))
        position += len(view.text) + 1
    return Article(unit["id"], View.joined(paragraphs), raw, tuple(parts))


def read_page(folder: Path) -> list[Article]:
    """The articles of the page in `folder`, in the page's order.

    Raises `ValueError` if the page file is not the one whose checksum stands beside it.
    """
    layout = json.loads((folder / "units.json").read_text(encoding="utf-8"))
    data = (folder / layout["page"]).read_bytes()
    wanted = (folder / "SHA256").read_text(encoding="utf-8").split()[0]
    if hashlib.sha256(data).hexdigest() != wanted:
        raise ValueError(f"{folder / layout['page']}: checksum differs from SHA256; restore the page file")
    page = data.decode("utf-8")
    starts = _line_starts(page)
    return [_article(page, starts, unit) for unit in layout["units"]]
