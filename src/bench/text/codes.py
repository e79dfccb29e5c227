"""Tokens as single code points, so that a text of tokens is a string and string algorithms run on it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from bench.errors import InputError
from bench.text.characters import SPARE


class Codes(dict[str, str]):
    """A code point of `SPARE` for each token that is asked for, in the order of asking."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []
        self._lock = Lock()

    def __missing__(self, token: str) -> str:
        with self._lock:
            if token not in self:
                if len(self) == len(SPARE):
                    raise InputError(f"more than {len(SPARE):,} distinct tokens in one text: split it")
                self.tokens.append(token)
                self[token] = chr(SPARE[len(self)])
        return self[token]

    def packed(self, tokens: Iterable[str]) -> str:
        """The string that has one code point a token."""
        return "".join(map(self.__getitem__, tokens))

    def unpacked(self, packed: str) -> list[str]:
        """The tokens of a packed string."""
        return [self.tokens[ord(code) - SPARE.start] for code in packed]

    @property
    def spent(self) -> bool:
        """Whether new texts had better start with new codes."""
        return len(self) > len(SPARE) // 2
