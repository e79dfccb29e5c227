"""What every format exchanges: an article's id, its text in one view, and the mentions on that text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.folder import GOLD, AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.mentions import Mention
from bench.corpus.page import Article
from bench.errors import BenchError
from bench.text import Alignment, Span, View, sentence_spans

if TYPE_CHECKING:
    from bench.corpus.formats.stated import StatedDocument

# What a mention has beside its span and its fine type, which every format holds.
ATTRIBUTES = ("layer", "form", "alt", "approx", "norm", "note", "id")
DEFAULTS = {"layer": "outer", "form": "full", "alt": (), "approx": None, "norm": None, "note": None, "id": None}


@dataclass(frozen=True, slots=True)
class Document:
    """An article in one view; all spans are on `text`, and `mentions` is `None` where there is no gold yet."""

    id: str
    text: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...] | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a format may write from: the folder, the view, the fine types, and the articles as documents."""

    folder: AnnotationFolder
    view: str
    labels: tuple[str, ...]
    documents: tuple[Document, ...]


# File names inside the folder that is written, and what the files hold.
Files = dict[str, bytes]
# Reads what a path holds; texts are by document id, faults are added as lines `place: what is wrong; what to do`.
Reader = Callable[[Path, Mapping[str, str], list[str]], "list[StatedDocument]"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name: what of `ATTRIBUTES` it holds, how it is written and, where it comes back, read."""

    name: str
    holds: frozenset[str]
    write: Callable[[Source], Files]
    read: Reader | None = None

    def losses(self, mentions: Iterable[Mention]) -> dict[str, int]:
        """For each attribute that the format cannot hold, how many mentions have it."""
        counts = Counter(
            name
            for mention in mentions
            for name in ATTRIBUTES
            if name not in self.holds and getattr(mention, name) != DEFAULTS[name]
        )
        return {name: counts[name] for name in ATTRIBUTES if counts[name]}


def fine_types(folder: AnnotationFolder) -> tuple[str, ...]:
    """The fine types that the folder's schema allows; `BenchError` where it names none."""
    try:
        return tuple(folder.schema("mention")["$defs"]["fine"]["enum"])
    except (KeyError, TypeError):
        path = folder.path / "schema" / "mention.json"
        raise BenchError(f"{path}: no $defs.fine.enum with the fine types; restore it from the repository") from None


def gather(folder: AnnotationFolder, view: str) -> Source:
    """The folder's articles with their gold, on the text of `view`; `BenchError` where a gold file is faulty."""
    documents = []
    for article in folder.articles():
        path = folder.path / GOLD / f"{article.id}.jsonl"
        gold = folder.mentions(GOLD, article.id) if path.exists() else None
        try:
            documents.append(document_of(article, view, gold))
        except ValueError as error:
            raise BenchError(f"{path}: {error}; bench data check names the line") from None
    return Source(folder, view, fine_types(folder), tuple(documents))


def document_of(article: Article, view: str, mentions: Sequence[Mention] | None) -> Document:
    """The article in `view`, its `mentions` of the clean text projected; `ValueError` where one has no place there."""
    shown = text_view(article, view)
    to_shown = Alignment(article.clean, shown)
    for mention in mentions or ():
        found = article.clean.text[mention.start : mention.end]
        if found != mention.text:
            raise ValueError(
                f"the span [{mention.start}, {mention.end}) holds {brief(found)}, not {brief(mention.text)}"
            )
    projected = None if mentions is None else [_shown(mention, to_shown, shown.text) for mention in mentions]
    sentences = [to_shown.project(*span) for span in sentence_spans(article.clean.text)]
    spans = sorted(span for span in sentences if span is not None)
    if projected is None:
        return Document(article.id, shown.text, tuple(spans), None)
    projected.sort(key=in_order)
    return Document(article.id, shown.text, tuple(_uncrossed(spans, projected)), tuple(projected))


def text_view(article: Article, view: str) -> View:
    """The article's clean or raw view."""
    return article.clean if view == "clean" else article.raw


def in_order(mention: Mention) -> tuple[int, int, bool]:
    """Sorts mentions as the gold has them: by start, the longer first, outer before inner."""
    return mention.start, -mention.end, mention.layer != "outer"


def _shown(mention: Mention, alignment: Alignment, text: str) -> Mention:
    start, end = _placed(alignment, mention.start, mention.end)
    readings = tuple(replace(r, **_placed(alignment, r.start, r.end)._asdict()) for r in mention.alt)
    return replace(mention, start=start, end=end, text=text[start:end], alt=readings)


def _placed(alignment: Alignment, start: int, end: int) -> Span:
    span = alignment.project(start, end)
    if span is None:
        raise ValueError(f"the span [{start}, {end}) is empty or crosses a paragraph")
    return span


def _uncrossed(sentences: Sequence[Span], mentions: Iterable[Mention]) -> list[Span]:
    """The sentences, those that a mention crosses joined: formats that go by sentences would cut it."""
    joined: list[Span] = []
    inside = [(mention.start, mention.end) for mention in mentions]
    for sentence in sentences:
        if joined and any(start < sentence.start < end for start, end in inside):
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return joined
