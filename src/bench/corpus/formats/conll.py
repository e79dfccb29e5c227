"""Columns after CoNLL: a character a line, its BIO2 tag on each of three levels, a blank line between sentences.

White space is left out; the article's text says where it stood. The first level has the outer mentions, the second the
inner ones in them, the third the inner ones in those: the column is the layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.corpus.formats.exchange import Document, Files, Format, Source
from bench.corpus.formats.stated import Stated, StatedDocument, inside, read_rows
from bench.corpus.forms import brief

_FILE = "page.conll"
_LEVELS = ("outer", "inner", "inner in inner")
_ID = "# id = "


def write(source: Source) -> Files:
    """`page.conll`; an article without gold has `O` throughout."""
    head = [
        "# global.columns = FORM OUTER INNER INNER2",
        f"# labels = {' '.join(source.labels)}",
        "",
    ]
    body = [line for document in source.documents for line in (f"{_ID}{document.id}", *_rows(document), "")]
    return {_FILE: "".join(f"{line}\n" for line in head + body).encode()}


def _rows(document: Document) -> Iterator[str]:
    tags = [["O"] * len(_LEVELS) for _ in document.text]
    open_ends: list[int] = []
    for mention in document.mentions or ():
        open_ends = [end for end in open_ends if end > mention.start]
        for i in range(mention.start, mention.end):
            tags[i][len(open_ends)] = ("B-" if i == mention.start else "I-") + mention.fine
        open_ends.append(mention.end)
    starts = {sentence.start for sentence in document.sentences}
    begun = False
    for i, character in enumerate(document.text):
        if not character.isspace():
            if begun and i in starts:
                yield ""
            begun = True
            yield "\t".join((character, *tags[i]))


def read(path: Path, texts: Mapping[str, str], faults: list[str]) -> list[StatedDocument]:
    """The documents of a file; each begins with its `# id = ` line."""
    path = inside(path, _FILE)
    documents: list[tuple[int, str, list[tuple[int, str]]]] = []
    for number, line in enumerate(read_rows(path), 1):
        if line.startswith(_ID):
            documents.append((number, line.removeprefix(_ID), []))
        elif line.startswith("# "):
            continue
        elif documents:
            documents[-1][2].append((number, line))
        elif line:
            faults.append(f"{path}:{number}: {brief(line)} stands before the first `{_ID}`; put that line in front")
    return [_document(path, number, name, rows, texts, faults) for number, name, rows in documents]


def _document(
    path: Path, number: int, name: str, rows: list[tuple[int, str]], texts: Mapping[str, str], faults: list[str]
) -> StatedDocument:
    text = texts.get(name, "")
    found = list(_placed(path, name, rows, text, faults)) if name in texts else []
    mentions = [m for level in range(len(_LEVELS)) for m in _Level(path, name, level, text, faults).mentions(found)]
    return StatedDocument(f"{path}:{number}", name, None, tuple(mentions))


_Row = tuple[int, int, tuple[str, ...]]  # line, offset in the article (-1 for a blank line), tags


def _placed(path: Path, name: str, rows: list[tuple[int, str]], text: str, faults: list[str]) -> Iterator[_Row]:
    """The rows with the offsets of their characters; ends at the first that is not the article's."""
    offsets = iter([i for i, c in enumerate(text) if not c.isspace()])
    number = 0
    for number, line in rows:
        where = f"{path}:{number}: document {brief(name)}"
        if not line:
            yield number, -1, ()
            continue
        character, *tags = line.split("\t")
        if len(tags) != len(_LEVELS):
            faults.append(f"{where}: {brief(line)} is not a character and {len(_LEVELS)} tags with tabs; mend the line")
            return
        at = next(offsets, None)
        if at is None or text[at] != character:
            has = "the article has no more" if at is None else f"the article has {text[at]!r} at {at}"
            faults.append(f"{where}: the file has {brief(character)}, {has}; export the text again, change tags alone")
            return
        yield number, at, tuple(tags)
    rest = next(offsets, None)
    if rest is not None:
        faults.append(
            f"{path}:{number}: document {brief(name)}: the file ends, the article goes on with "
            f"{text[rest : rest + 8]!r} at {rest}; export the text again"
        )


class _Level:
    """Reads one column of tags, strictly: an `I-` goes on with its own label or is a fault."""

    def __init__(self, path: Path, name: str, level: int, text: str, faults: list[str]) -> None:
        self._path = path
        self._name = name
        self._level = level
        self._text = text
        self._faults = faults

    def mentions(self, rows: list[_Row]) -> Iterator[Stated]:
        """The mentions that the column's tags make."""
        first = last = number = -1
        before, label = "O", ""
        for line, at, tags in [*rows, (0, -1, ())]:
            tag = tags[self._level] if tags else "O"
            goes_on = bool(label) and tag == f"I-{label}"
            if label and not goes_on:
                yield self._stated(number, first, last + 1, label)
                label = ""
            if tag.startswith("B-") and tag != "B-":
                first, number, label = at, line, tag[2:]
            elif tag != "O" and not goes_on and tag != before:  # the tags behind a fault are no faults of their own
                self._fault(line, tag, before if at >= 0 else "a blank line")
            last, before = at, tag if tags else "a blank line"

    def _stated(self, line: int, start: int, end: int, label: str) -> Stated:
        layer = "outer" if self._level == 0 else "inner"
        return Stated(f"{self._path}:{line}", ((start, end),), label, self._text[start:end], layer)

    def _fault(self, line: int, tag: str, before: str) -> None:
        self._faults.append(
            f"{self._path}:{line}: document {brief(self._name)}: {brief(tag)} follows {brief(before)} on the level "
            f"{_LEVELS[self._level]}; begin a mention with its B-, go on with I- and the same label, else write O"
        )


FORMAT = Format("conll", frozenset({"layer"}), write, read)
