"""From what files state to mentions of the clean text, or every fault that stands in the way; for all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bench.corpus.check.mentions import attribute_faults
from bench.corpus.folder import AnnotationFolder
from bench.corpus.formats.exchange import Format, fine_types, gather, in_order, text_view
from bench.corpus.formats.lines import mention_value, numbered
from bench.corpus.formats.nesting import Node, layers
from bench.corpus.formats.offsets import offsets_fault, shift_fault
from bench.corpus.formats.stated import Stated, StatedDocument, read_alt
from bench.corpus.forms import brief, form_fault, validator
from bench.corpus.mentions import Mention, Reading
from bench.corpus.page import Article
from bench.errors import BenchError
from bench.text import Alignment

# Near labels are looked for by this many characters of one.
_LONGEST_LABEL = 40
# Characters shown on each side of the first difference of two texts.
_CONTEXT = 8


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an import brings: mentions of the clean text by article, in the page's order; whole only without faults."""

    mentions: dict[str, list[Mention]]
    faults: list[str]


def read_format(chosen: Format, path: Path, folder: AnnotationFolder, view: str) -> Incoming:
    """Reads `path` as files of the format on texts of `view`.

    Faults are lines `place: what is wrong; what to do`, all of them. `BenchError` where nothing can be read at all.
    """
    if chosen.read is None:
        raise BenchError(f"{chosen.name} is not read back; import another format")
    if not path.exists():
        raise BenchError(f"{path}: no such file or folder; name what the tool exported")
    articles = {article.id: article for article in folder.articles()}
    faults: list[str] = []
    stated = chosen.read(path, {i: text_view(a, view).text for i, a in articles.items()}, faults)
    found = list(_known(stated, articles, path, faults))
    gold = {document.id: document.mentions or () for document in gather(folder, view).documents}
    acceptance = _Acceptance(fine_types(folder), folder.schema("mention"), view, "id" in chosen.holds)
    mentions = {}
    for document in found:
        mentions[document.id], more = acceptance.mentions(document, articles[document.id], gold[document.id])
        faults += more
    return Incoming({name: mentions[name] for name in articles if name in mentions}, faults)


def _known(
    stated: Sequence[StatedDocument], articles: Mapping[str, Article], path: Path, faults: list[str]
) -> Iterator[StatedDocument]:
    """The documents that are articles of the page, once each; faults of the others and of those that are missing."""
    seen: dict[str, str] = {}
    for document in stated:
        if not isinstance(document.id, str) or document.id not in articles:
            known = ", ".join(articles)
            faults.append(
                f"{document.place}: no article is called {brief(document.id)}; there are {known}; mend the id"
            )
        elif document.id in seen:
            faults.append(
                f"{document.place}: document {brief(document.id)} stands twice, also at {seen[document.id]}; keep one"
            )
        else:
            seen[document.id] = document.place
            yield document
    if missing := [name for name in articles if name not in seen]:
        faults.append(f"{path}: no document for {', '.join(map(repr, missing))}; export every article of the page")


class _Acceptance:
    """Checks the documents of one import against the folder's fine types and its schema of a mention."""

    def __init__(self, labels: tuple[str, ...], schema: dict[str, Any], view: str, holds_ids: bool) -> None:
        self._labels = labels
        self._form = validator(schema)
        self._view = view
        self._holds_ids = holds_ids

    def mentions(
        self, document: StatedDocument, article: Article, gold: Sequence[Mention]
    ) -> tuple[list[Mention], list[str]]:
        """The document's mentions on the clean text, in order; and the faults, lines with their place.

        `gold` are the present mentions on the text of the view: what lies beside one looks shifted and, in a format
        that holds ids, no new mention gets the number of one.
        """
        text = text_view(article, self._view).text
        if fault := _text_fault(document.text, text):
            return [], [f"{document.place}: document {brief(document.id)}: {fault}"]
        faults: list[str] = []
        placed = list(self._placed(document, text, {(m.start, m.end) for m in gold}, faults))
        found_layers, nesting = layers([n for _, n in placed], complete=len(placed) == len(document.mentions))
        faults += nesting
        found: list[tuple[Mention, str]] = []
        alignment = Alignment(text_view(article, self._view), article.clean)
        for (stated, node), layer in zip(placed, found_layers, strict=True):
            try:
                if stated.fine in self._labels:
                    found.append((self._mention(stated, node, layer, alignment, article.clean.text), node.place))
            except ValueError as error:  # noqa: PERF203 each mention has its own fault
                faults.append(f"{node.place}: {error}")
        found.sort(key=lambda pair: in_order(pair[0]))
        mentions = numbered(article.id, [mention for mention, _ in found], gold if self._holds_ids else ())
        faults += self._mention_faults(zip(mentions, (where for _, where in found), strict=True), article)
        return mentions, faults

    def _placed(
        self, document: StatedDocument, text: str, gold: set[tuple[int, int]], faults: list[str]
    ) -> Iterator[tuple[Stated, Node]]:
        """The mentions whose offsets fit the text, each with its node; faults of labels and of the other offsets."""
        spans = (span for stated in document.mentions for span in stated.spans)
        gone = gold - {span for span in spans if all(type(offset) is int for offset in span)}
        for stated in document.mentions:
            where = f"{stated.place}: document {brief(document.id)}"
            if fault := self._label_fault(stated.fine):
                faults.append(f"{where}: {fault}")
            fault = offsets_fault(stated.spans, stated.text, text)
            if fault is None and stated.text is None and stated.spans[0] not in gold:
                fault = shift_fault(stated.spans[0], gone, text)
            if fault:
                faults.append(f"{where}: {fault}")
            else:
                start, end = stated.spans[0][0], stated.spans[-1][1]
                yield stated, Node(start, end, stated.layer, text[start:end], where)

    def _label_fault(self, fine: Any) -> str | None:
        if fine in self._labels:
            return None
        near = get_close_matches(str(fine).lower()[:_LONGEST_LABEL], self._labels, n=3, cutoff=0.5)
        groups = dict.fromkeys(f"{label.partition('.')[0]}.…" if "." in label else label for label in self._labels)
        hint = f"near are {', '.join(near)}" if near else f"there are {', '.join(groups)}"
        return f"no fine type is called {brief(fine)}; {hint}; mend the label"

    def _mention(self, stated: Stated, node: Node, layer: str, alignment: Alignment, clean: str) -> Mention:
        span = alignment.project(node.start, node.end)
        if span is None:
            raise ValueError(f"{node.shown} crosses a paragraph; end it before the line feed")
        return Mention(
            id=stated.id or "", start=span.start, end=span.end, text=span.of(clean), fine=stated.fine, layer=layer,
            form=stated.form or "full", alt=() if stated.alt is None else self._readings(stated.alt, alignment),
            approx=stated.approx, norm=stated.norm, note=stated.note,
        )  # fmt: skip

    def _readings(self, written: str, alignment: Alignment) -> tuple[Reading, ...]:
        try:
            readings = read_alt(written)
        except ValueError:
            raise ValueError(f"the alt {brief(written)} is not `start end type; …`; mend it") from None
        placed = []
        for reading in readings:
            try:
                span = alignment.project(reading.start, reading.end)
            except ValueError as error:
                raise ValueError(f"the alt {brief(written)}: {error}; mend it") from None
            if span is None or self._label_fault(reading.fine):
                raise ValueError(f"the alt {brief(written)} crosses a paragraph or has no type that there is; mend it")
            placed.append(replace(reading, start=span.start, end=span.end))
        return tuple(placed)

    def _mention_faults(self, placed: Iterable[tuple[Mention, str]], article: Article) -> Iterator[str]:
        """Faults of the mentions as lines of the gold: what `bench data check` would find in them."""
        seen: set[str] = set()
        for mention, where in placed:
            if fault := form_fault(self._form, mention_value(mention)):
                yield f"{where}: {brief(mention.text)}: {fault}; see schema/mention.json"
            else:
                yield from (f"{where}: {fault}" for fault in attribute_faults(mention, article))
            if mention.id in seen:
                yield f"{where}: {brief(mention.text)}: the id {brief(mention.id)} stands twice; give each its own"
            seen.add(mention.id)


def _text_fault(stated: Any, text: str) -> str | None:
    """Where the stated text leaves the article's, with both strings there; `None` where they are the same."""
    if stated is None or stated == text:
        return None
    if not isinstance(stated, str):
        return f"the text is {brief(stated)}, no string; export it again"
    pairs = zip(stated, text, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(stated), len(text)))
    here = slice(max(0, at - _CONTEXT), at + _CONTEXT)
    hint = "save it with LF line ends" if "\r" in stated and "\r" not in text else "export the text again"
    return f"the text differs at {at}: the file has {brief(stated[here])}, the article has {brief(text[here])}; {hint}"
