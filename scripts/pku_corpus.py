"""Parts of the PKU People's Daily corpus that share nothing, for training; `bench.corpus.pku98` reads it.

Read where it is installed, at training and test time; no text of it belongs into this repository.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from bench.corpus.pku98 import Paragraph, Piece, find_corpus, pieces, read_paragraphs, spans_of, text_of

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

__all__ = [
    "TWINS",
    "Paragraph",
    "Piece",
    "corpus_parts",
    "find_corpus",
    "pieces",
    "plain",
    "read_paragraphs",
    "spans_of",
    "split_parts",
    "text_of",
]


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
