"""Tokens of a text with the code points that each covers, exact, for any tokenizer of transformers.

A character belongs to the first token that has a part of it: the bytes of one ideograph, or the `m` and `2` that ㎡
is normalised to, are several tokens, and the first stands for it; the others cover nothing. White space belongs to no
token, also where a tokenizer has tokens for it, and a `▁` that the tokenizer puts before a text covers nothing. A
combining mark or variation selector that normalisation takes away belongs with the character before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bench.errors import BenchError
from bench.models.slow_offsets import slow_tokens
from bench.text.characters import KINDS

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

# Characters that make words: digits, letters other than kana, marks. A word of them is one thing, whatever its pieces.
_WORDS = np.zeros(128, dtype=bool)
_WORDS[[ord(kind) for kind in "dlohm"]] = True


_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}


class Tokens(NamedTuple):
    """Tokens of one text as columns, without special tokens.

    `[start, end)` are code points, in order and shared by no two tokens; empty for a token that covers nothing, whose
    `start` is then where it stands. `continues` marks the further pieces of a word.
    """

    ids: Ints
    start: Ints
    end: Ints
    continues: Bools

    def head(self, count: int) -> Tokens:
        """The first tokens alone."""
        return Tokens(self.ids[:count], self.start[:count], self.end[:count], self.continues[:count])


class Frame(NamedTuple):
    """The special tokens that a tokenizer puts before and behind a text."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class TokenReader:
    """Reads texts with a tokenizer of transformers, fast or slow, which it sets for that.

    Raises `BenchError` for one without a vocabulary.
    """

    def __init__(self, tokenizer: Any) -> None:
        if len(tokenizer) <= len(set(tokenizer.all_special_ids)):
            raise BenchError(
                "the tokenizer has no vocabulary; add tokenizer.json, vocab.txt or the model of its pieces"
            )
        self._tokenizer = tokenizer
        self._backend = tokenizer.backend_tokenizer if tokenizer.is_fast else None
        if self._backend is not None:
            # A saved tokenizer may cut and pad; here neither is wanted.
            self._backend.no_truncation()
            self._backend.no_padding()
            _leave_spaces(self._backend.post_processor)
        self._blank = np.array(_blank_ids(tokenizer), dtype=np.int64)

    def frame(self) -> Frame:
        """The special tokens around a text. Raises `BenchError` where a model needs more than tokens."""
        more = set(self._tokenizer.model_input_names) - _INPUTS
        read = self._tokenizer("一", add_special_tokens=True)
        if more or any(read.get("token_type_ids", ())):
            told = ", ".join(sorted(more)) or "segments other than 0"
            raise BenchError(f"{type(self._tokenizer).__name__} has {told} beside its tokens; take another model")
        plain, framed = self._tokenizer("一", add_special_tokens=False)["input_ids"], read["input_ids"]
        for first in range(len(framed) - len(plain) + 1 if plain else 0):
            if framed[first : first + len(plain)] == plain:
                return Frame(tuple(framed[:first]), tuple(framed[first + len(plain) :]))
        raise BenchError(f"{type(self._tokenizer).__name__} hides a text between special tokens; take another model")

    def read(self, texts: Sequence[str]) -> Iterator[Tokens | BenchError]:
        """The tokens of each text; an error in the place of a text whose offsets cannot be known exactly.

        Texts given together are tokenized together, in the threads of a fast tokenizer.
        """
        if self._backend is None:
            yield from map(self._read_slow, texts)
            return
        for text, found in zip(texts, self._backend.encode_batch(list(texts), add_special_tokens=False), strict=True):
            offsets = np.array(found.offsets, dtype=np.int64).reshape(-1, 2)
            # A token of an added word has no number of a word.
            words = np.array([-1 if word is None else word for word in found.word_ids], dtype=np.int64)
            yield self._tokens(text, np.array(found.ids, dtype=np.int64), offsets, words)

    def _read_slow(self, text: str) -> Tokens | BenchError:
        try:
            found = slow_tokens(self._tokenizer, text)
        except BenchError as error:
            return error
        offsets = np.array(found.offsets, dtype=np.int64).reshape(-1, 2)
        return self._tokens(text, np.array(found.ids, dtype=np.int64), offsets, np.array(found.words, dtype=np.int64))

    def _tokens(self, text: str, ids: Ints, offsets: Ints, words: Ints) -> Tokens | BenchError:
        start, end = offsets[:, 0], offsets[:, 1]
        blank = np.isin(ids, self._blank)
        try:
            start, end = settle(text, start, end, blank)
        except ValueError as error:
            return BenchError(
                f"{type(self._tokenizer).__name__}: {error}: its offsets are not exact; take another model"
            )
        return Tokens(ids, start, end, _continues(text, start, end, words))


def settle(text: str, start: Ints, end: Ints, blank: Bools) -> tuple[Ints, Ints]:
    """Offsets as a tokenizer tells them, made into spans that share no character.

    `blank` marks tokens that are nothing but a space's mark. Raises `ValueError` for offsets outside of the text or
    that go back.
    """
    if ((start < 0) | (end > len(text))).any():
        raise ValueError("offsets outside of the text")
    if (~blank & (start >= end)).any():
        raise ValueError("offsets without a character")
    covering = np.flatnonzero(~blank & (end > start))
    first, last = start[covering], end[covering]
    if (np.diff(first) < 0).any() or (np.diff(last) < 0).any():
        raise ValueError("offsets that go back in the text")
    space = np.fromiter(map(str.isspace, text), dtype=bool, count=len(text))
    first, last = _skip(space)[first], len(text) - _skip(space[::-1])[len(text) - last]
    first = np.maximum(first, np.concatenate(([0], np.maximum.accumulate(last)[:-1]))) if len(first) else first
    covering, first, last = (column[last > first] for column in (covering, first, last))
    marks = _kinds(text) == ord("m")
    if marks.any() and len(last):
        # Marks go with the token before, unless they are all that a token has.
        bare = _skip(marks)[first]
        first = np.where(bare < last, bare, first)
        last = np.minimum(_skip(marks)[last], np.append(first[1:], len(text)))
    settled = start.copy(), start.copy()
    settled[0][covering], settled[1][covering] = first, last
    return _in_order(*settled, blank)


def _in_order(start: Ints, end: Ints, blank: Bools) -> tuple[Ints, Ints]:
    """Empty tokens put where they stand: a space's mark at the next token, a part of a character at its beginning."""
    following = np.where(blank, np.iinfo(np.int64).max, start)
    following = np.minimum.accumulate(following[::-1])[::-1]
    empty = start == end
    start = np.where(blank & (following < np.iinfo(np.int64).max), following, start)
    start = np.maximum.accumulate(start) if len(start) else start
    return start, np.where(empty, start, end)


def _skip(flags: Bools) -> Ints:
    """Of each position, and of the end, the first one from there on that is not flagged."""
    positions = np.where(flags, len(flags), np.arange(len(flags)))
    return np.append(np.minimum.accumulate(positions[::-1])[::-1], len(flags)).astype(np.int64)


def _continues(text: str, start: Ints, end: Ints, words: Ints) -> Bools:
    """Whether a token is a further piece of a word: of the tokenizer's word and of a run of letters or digits."""
    found = np.zeros(len(start), dtype=bool)
    covering = np.flatnonzero(end > start)
    if len(covering) > 1:
        letters = _WORDS[_kinds(text)]
        first, last, word = start[covering], end[covering], words[covering]
        joined = (last[:-1] == first[1:]) & (word[:-1] == word[1:])
        found[covering[1:]] = joined & letters[last[:-1] - 1] & letters[first[1:]]
    return found


def _kinds(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.translate(KINDS).encode("ascii"), dtype=np.uint8)


def _leave_spaces(processor: Any) -> None:
    """Spaces left in the offsets of byte-level tokens: `trim_offsets` takes a character for a space that was put in."""
    for part in processor if type(processor).__name__ == "Sequence" else [processor]:
        if getattr(part, "trim_offsets", False):
            part.trim_offsets = False


def _blank_ids(tokenizer: Any) -> list[int]:
    """Tokens that are nothing but the mark of a space, `▁` of SentencePiece or `Ġ` of byte-level tokenizers."""
    byte_level = hasattr(tokenizer, "byte_decoder")
    byte_level |= tokenizer.is_fast and "ByteLevel" in str(tokenizer.backend_tokenizer.decoder)
    marks = "▁Ġ" if byte_level else "▁"
    return [number for token, number in tokenizer.get_vocab().items() if token and not token.strip(marks)]
