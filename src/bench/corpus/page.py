"""The newspaper page: its units, and the clean and raw view of each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus.forms import form_fault, validator
from bench.corpus.mentions import as_json, read_text
from bench.errors import BenchError
from bench.text import Alignment, Span, View, sentence_spans, unwrap, unwrap_line

# Headline, subhead and byline are one paragraph each however often they are broken.
_ONE_PARAGRAPH = ("headline", "subhead", "byline")
ROLES = (*_ONE_PARAGRAPH, "body", "caption")
TEXT_ROLES = ("body", "caption")
_ID = re.compile(r"[A-Za-z0-9_-]+")
# passes/pass_a/salience.jsonl stands beside the mentions of each article.
_RESERVED = "salience"
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 9_999_999}
_PART = {
    "type": "object",
    "required": ["role", "lines"],
    "properties": {
        "role": {"enum": list(ROLES)},
        "lines": {"type": "array", "minItems": 2, "maxItems": 2, "items": _NUMBER},
    },
}
_UNIT = {
    "type": "object",
    "required": ["id", "parts"],
    "properties": {
        "id": {"type": "string", "maxLength": 40},
        "parts": {"type": "array", "minItems": 1, "items": _PART},
    },
}
_FORM = {
    "type": "object",
    "required": ["page", "units"],
    "properties": {
        "page": {"type": "string", "maxLength": 200, "pattern": "^[^/\\0]+$"},
        "units": {"type": "array", "minItems": 1, "items": _UNIT},
    },
}


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


def page_file(folder: Path) -> Path:
    """The page file that units.json in `folder` names."""
    return folder / str(_layout(folder / "units.json")["page"])


def read_page(folder: Path) -> list[Article]:
    """The articles of the page in `folder`, in the page's order.

    Raises `BenchError` where units.json is not whole or the page file is not the one whose checksum stands beside it.
    """
    path = folder / "units.json"
    layout = _layout(path)
    file = folder / layout["page"]
    page = read_text(file)
    if [hashlib.sha256(page.encode()).hexdigest()] != read_text(folder / "SHA256").split()[:1]:
        raise BenchError(f"{file}: checksum differs from SHA256; restore the page file")
    starts = _line_starts(page)
    for unit in layout["units"]:
        if fault := _unit_fault(unit, len(starts) - 1):
            raise BenchError(f"{path}: the unit {unit['id']!r}: {fault}")
    articles = [_article(page, starts, unit) for unit in layout["units"]]
    for article in articles:
        if empty := [part.role for part in article.parts if part.start == part.end]:
            raise BenchError(f"{path}: the unit {article.id!r}: the lines of its {empty[0]} are blank; mend them")
    return articles


def _layout(path: Path) -> dict[str, Any]:
    """What units.json says, in its form, the ids of its units such as file names and ids of mentions can have."""
    layout = as_json(read_text(path), str(path), "mend the file")
    if not isinstance(layout, dict):
        raise BenchError(f"{path}: no JSON object; mend the file")
    if fault := form_fault(validator(_FORM), layout):
        raise BenchError(f"{path}: {fault}; mend it")
    names = [unit["id"] for unit in layout["units"]]
    for number, name in enumerate(names):
        if not _ID.fullmatch(name) or name == _RESERVED:
            raise BenchError(
                f"{path}: the unit id {name!r} is not of letters A to Z, digits, _ and - alone, or is {_RESERVED!r}, "
                "which names the grades of sentences; choose another id"
            )
        if name in names[:number]:
            raise BenchError(f"{path}: the unit id {name!r} stands twice; give each unit its own")
    return layout


def _unit_fault(unit: dict[str, Any], last: int) -> str | None:
    taken: set[int] = set()
    for begin, end in (part["lines"] for part in unit["parts"]):
        lines = set(range(begin, end + 1))
        if begin > end or end > last:
            return f"the lines {begin} to {end} are none of a page of {last} lines; mend them"
        if lines & taken:
            return f"line {min(lines & taken)} is in two parts; leave it in one"
        taken |= lines
    return None
