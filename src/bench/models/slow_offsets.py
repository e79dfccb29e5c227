"""Offsets of tokenizers that are written in Python and tell none: derived in one of several ways, each verified.

A way holds when the pieces that it says are the very tokens of the whole text. Where none holds the text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeAlias
from unicodedata import category, normalize

from bench.errors import BenchError
from bench.text.characters import KINDS


class SlowTokens(NamedTuple):
    """Numbers of the tokens, `[start, end)` of each in code points, and the number of the word it is a piece of."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    words: list[int]


class _Piece(NamedTuple):
    token: str
    start: int
    end: int
    word: int


_Way: TypeAlias = Callable[[Any, str], "list[_Piece] | None"]
_Cut: TypeAlias = Callable[[str], Iterator["re.Match[str]"]]


def slow_tokens(tokenizer: Any, text: str) -> SlowTokens:
    """The tokens of `text`, without special ones. Raises `BenchError` where their offsets cannot be known exactly.

    The ways, in this order: SentencePiece's own offsets; the bytes of byte-level tokens; character by character; word
    by word, as BERT cuts them; by what stands between spaces; as a whole. In the last three a unit of several tokens
    must be spelled by them, under one of the usual normalisations.
    """
    tokens = tokenizer.tokenize(text)
    ways: list[_Way] = [_by_sentencepiece, _by_bytes, *(partial(_by_units, cut) for cut in _CUTS)]
    for way in ways:
        pieces = _along(way, tokenizer, text)
        if pieces is not None and [piece.token for piece in pieces] == tokens:
            offsets = [(piece.start, piece.end) for piece in pieces]
            return SlowTokens(tokenizer.convert_tokens_to_ids(tokens), offsets, [piece.word for piece in pieces])
    raise BenchError(
        f"{type(tokenizer).__name__} tells no offsets, and they cannot be derived for {text[:20]!r}…; take a model "
        "with a fast tokenizer (tokenizer.json)"
    )


def _along(way: _Way, tokenizer: Any, text: str) -> list[_Piece] | None:
    """The pieces of what stands between added tokens such as [MASK], and these themselves."""
    added = [token for token in tokenizer.added_tokens_decoder.values() if token.content]
    added.sort(key=lambda token: len(token.content), reverse=True)
    parts = re.split(f"({'|'.join(map(_with_spaces, added))})", text) if added else [text]
    pieces: list[_Piece] = []
    position = 0
    for number, part in enumerate(parts):
        found = [_Piece(part.strip(), 0, len(part), 0)] if number % 2 else way(tokenizer, part)
        if found is None:
            return None
        # Words of one part are no words of the next.
        first = pieces[-1].word + 1 if pieces else 0
        pieces += [_Piece(p.token, p.start + position, p.end + position, p.word + first) for p in found]
        position += len(part)
    return pieces


def _with_spaces(added: Any) -> str:
    """A pattern for an added token and the spaces beside it that it takes."""
    before, after = (r"\s*" if strips else "" for strips in (added.lstrip, added.rstrip))
    return f"{before}{re.escape(added.content)}{after}"


def _by_sentencepiece(tokenizer: Any, text: str) -> list[_Piece] | None:
    """What SentencePiece itself says."""
    model: Any = getattr(tokenizer, "sp_model", None)
    if not hasattr(model, "EncodeAsOffsetMapping"):
        return None
    found = model.EncodeAsOffsetMapping(text)
    pieces, word = [], 0
    for token, (start, end) in zip(found["pieces"], found["offsets"], strict=True):
        word += token.startswith("▁")
        # Of the pieces of one normalised character the last is told to have it; here all have it.
        shares = end == start < len(text) and not text[start].isspace()
        pieces.append(_Piece(token, start, end + shares, word))
    return pieces


def _by_bytes(tokenizer: Any, text: str) -> list[_Piece] | None:
    """The bytes that byte-level tokens stand for, one after the other, where they are those of the text."""
    values = getattr(tokenizer, "byte_decoder", None)
    tokens = tokenizer.tokenize(text)
    if values is None or any(letter not in values for token in tokens for letter in token):
        return None
    spelled = bytes(values[letter] for token in tokens for letter in token)
    if spelled not in (text.encode(), b" " + text.encode()):
        return None
    origin = [i for i, character in enumerate(text) for _ in character.encode()]
    pieces, position = [], len(origin) - len(spelled)  # below zero for the space that some put before a text
    for token in tokens:
        first, end = max(position, 0), position + len(token)
        span = (origin[first], origin[end - 1] + 1) if end > first else (0, 0)
        pieces.append(_Piece(token, *span, 0))
        position = end
    return pieces


def _by_units(cut: _Cut, tokenizer: Any, text: str) -> list[_Piece] | None:
    """The tokens of the units of a text, one after the other."""
    known: dict[str, list[str]] = {}
    pieces: list[_Piece] = []
    for word, match in enumerate(cut(text)):
        unit = text[match.start() : match.end()]
        if unit not in known:
            known[unit] = tokenizer.tokenize(unit)
        spans = _spelled(unit, known[unit])
        if spans is None:
            return None
        pieces += [
            _Piece(token, match.start() + start, match.start() + end, word)
            for token, (start, end) in zip(known[unit], spans, strict=True)
        ]
    return pieces


def _spelled(unit: str, tokens: list[str]) -> list[tuple[int, int]] | None:
    """Of each token the characters of `unit` that it spells; `None` where the tokens do not spell it."""
    if len(tokens) <= 1 or len(unit) == 1:
        return [(0, len(unit))] * len(tokens)
    surfaces = [re.sub(r"^(##|▁|Ġ)|(@@|</w>)$", "", token) for token in tokens]
    letters = [match.span() for match in re.finditer(r"[^m]m*|m+", unit.translate(KINDS))]  # with their marks
    for normal in _NORMALISATIONS:
        spelled = [normal(unit[start:end]) for start, end in letters]
        if "".join(spelled) == "".join(surfaces):
            return _lengths(surfaces, [span for span, told in zip(letters, spelled, strict=True) for _ in told])
    return None


def _lengths(surfaces: list[str], origin: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of surfaces one after the other; `origin` says which letter each normalised character comes from."""
    spans, position = [], 0
    for surface in surfaces:
        taken = origin[position : position + len(surface)]
        spans.append((taken[0][0], taken[-1][1]) if taken else (0, 0))
        position += len(surface)
    return spans


class _BertClasses(dict[int, str]):
    """By `text.translate`: `s`pace, `a` for what BERT makes a word of by itself, `w` for what words are made of."""

    _IDEOGRAPHS = (
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEAF), (0x2F800, 0x2FA1F)
    )  # fmt: skip

    def __missing__(self, code: int) -> str:
        character = chr(code)
        punctuation = category(character)[0] == "P" or (character.isascii() and not character.isalnum())
        if character.isspace():
            self[code] = "s"
        elif punctuation or any(first <= code <= last for first, last in self._IDEOGRAPHS):
            self[code] = "a"
        else:
            self[code] = "w"
        return self[code]


_BERT = _BertClasses()
# From small units to large ones; the matches need be of the text's length only.
_CUTS: tuple[_Cut, ...] = (
    re.compile(".", re.DOTALL).finditer,
    lambda text: re.finditer("w+|.", text.translate(_BERT)),
    re.compile(r"\S+|\s+").finditer,
    re.compile(".+", re.DOTALL).finditer,
)


def _bare(letter: str) -> str:
    """Without accents and what is not seen."""
    return "".join(c for c in normalize("NFD", letter) if category(c) not in ("Mn", "Cc", "Cf"))


_NORMALISATIONS: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    lambda letter: normalize("NFC", letter),
    lambda letter: _bare(letter.lower()),
    _bare,
    lambda letter: "" if letter.isspace() else letter,
    lambda letter: normalize("NFKC", letter),
    lambda letter: normalize("NFKC", letter).lower(),
    lambda letter: _bare(normalize("NFKC", letter).lower()),
)
