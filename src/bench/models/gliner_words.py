"""The words of Chinese text that GLiNER is given, and which spans they leave within its reach."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from bench.text import Span
from bench.text.characters import FOLD, KINDS
from bench.text.words import jieba_tokenizer

Splitter: TypeAlias = Callable[[str], list[Span]]

# Over the kinds of the characters: GLiNER has learned on whole numbers and whole Latin words.
_CHARACTER = re.compile(r"d+|l[lm]*|.", re.DOTALL)


def characters(text: str) -> list[Span]:
    """Each character as a word, but runs of digits and of Latin letters as one; white space is in none."""
    kinds = text.translate(FOLD).translate(KINDS)
    return [Span(*word.span()) for word in _CHARACTER.finditer(kinds) if not text[word.start()].isspace()]


def words(text: str) -> list[Span]:
    """jieba's words; white space is in none."""
    spans, position = [], 0
    for word in jieba_tokenizer().cut(text):
        if not word.isspace():
            spans.append(Span(position, position + len(word)))
        position += len(word)
    return spans


SPLITTERS: dict[str, Splitter] = {"char": characters, "jieba": words}


def expressible(text: str, spans: Iterable[Sequence[Any]], splitter: Splitter, width: int | None = None) -> list[bool]:
    """Of each span of `text` whether it is a run of the splitter's words, of `width` words at most.

    Only a span's first two items, start and end, are read. The share of the gold for which this is true is a ceiling
    of recall that no model with these words can pass.
    """
    found = splitter(text)
    firsts = {word.start: number for number, word in enumerate(found)}
    lasts = {word.end: number for number, word in enumerate(found)}
    whole = [(firsts.get(span[0]), lasts.get(span[1])) for span in spans]
    return [first is not None and last is not None and (width is None or last - first < width) for first, last in whole]
