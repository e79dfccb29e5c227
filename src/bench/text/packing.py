"""Texts as arrays with one code point a token: what the kernels of n-gram metrics take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.text.characters import SPARE, kind
from bench.text.codes import Codes
from bench.text.tokens import FOLD, Tokenizer, named, zh_char
from bench.text.words import Segmented

_LONGEST_KEPT, _MOST_KEPT = 16, 1 << 17
# What `zh-char` does with a code point: not asked yet, drops it, takes it alone, reads it with its neighbours.
_DROPPED, _ALONE, _IN_RUN = 1, 2, 3
_USES = np.zeros(SPARE.stop, np.uint8)


class Packed(NamedTuple):
    """Texts one after the other: a code point a token, equal where the tokens are equal; `lengths[i]` of text i."""

    codes: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.int64]

    def strings(self) -> list[str]:
        """Each text as a string of its code points."""
        text = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        ends = np.cumsum(self.lengths).tolist()
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


class _Runs(dict[str, str]):
    """Runs of digits, letters and the like to the code points of their tokens; short ones are kept."""

    _latest: _Runs | None = None

    def __init__(self) -> None:
        super().__init__()
        self.codes = Codes()

    @classmethod
    def current(cls) -> _Runs:
        """The one in use; a fresh one once that is full, so that memory stays flat."""
        found = cls._latest
        if found is None or len(found) > _MOST_KEPT or found.codes.spent:
            found = cls._latest = cls()
        return found

    def __missing__(self, run: str) -> str:
        packed = "".join(token if len(token) == 1 else self.codes[token] for token in zh_char(run))
        if len(run) <= _LONGEST_KEPT:
            self[run] = packed
        return packed


def pack(texts: Sequence[str], tokens: Tokenizer = "zh-char") -> Packed:
    """The tokens of the texts, as `tokenize` finds them, as code points; `InputError` as from `tokenize`.

    Code points of two calls are not comparable.
    """
    if callable(tokens):
        codes = Codes()
        return _of_strings([codes.packed(tokens(text)) for text in texts])
    named(tokens)
    if tokens == "zh-char":
        return _zh_char(texts)
    if tokens == "zh-word":
        return _of_strings(list(map(Segmented.current().packed, texts)))
    text = "".join(texts)
    # Most Chinese text has no space, which one look at all of it tells.
    return _of_strings(texts if text.split() == [text] else ["".join(text.split()) for text in texts])


def _of_strings(strings: Sequence[str]) -> Packed:
    return Packed(_points("".join(strings)), np.fromiter(map(len, strings), np.int64, len(strings)))


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _zh_char(texts: Sequence[str]) -> Packed:
    """Ideographs stay as they are; a run has no more tokens than characters, which are written over its beginning."""
    if not texts:
        return _of_strings([])
    text = "\n".join([*texts, ""])
    codes = _points(text).copy()
    uses = _uses(codes)
    kept = uses == _ALONE
    places: list[int] = []
    points: list[str] = []
    runs = _Runs.current()
    edges = np.flatnonzero(np.diff(uses == _IN_RUN, prepend=False))  # the last character is a line feed, in no run
    for start, end in edges.reshape(-1, 2).tolist():
        packed = runs[text[start:end]]
        points.append(packed)
        places.extend(range(start, start + len(packed)))
    codes[places] = _points("".join(points))
    kept[places] = True
    starts = np.cumsum([0, *map(len, texts)])[:-1] + np.arange(len(texts))
    return Packed(codes[kept], np.add.reduceat(kept, starts, dtype=np.int64))


def _uses(codes: npt.NDArray[np.uint32]) -> npt.NDArray[Any]:
    uses = _USES[codes]
    if not uses.all():
        for code in set(codes[uses == 0].tolist()):
            found = kind(chr(FOLD.get(code, code)))
            _USES[code] = {"i": _ALONE, "x": _DROPPED}.get(found, _IN_RUN)
        uses = _USES[codes]
    return uses
