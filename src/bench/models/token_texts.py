"""A text as a token classifier reads it: which tokens are asked for labels, in which windows, and where spans end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bench.models.batching import Job
from bench.models.decoding import Chunks, Ints
from bench.models.tokenizer_offsets import Frame, Tokens
from bench.models.windows import Window, make_windows
from bench.text import sentence_spans

PIECES = ("first", "all")


class Reading(NamedTuple):
    """How texts are read: tokens a window holds without special ones, tokens that windows share, pieces of a word that
    are asked for a label, and whether all but the first window is left unread.
    """  # fmt: skip

    room: int
    stride: int
    pieces: str
    truncate: bool


class ReadText:
    """A text's tokens, ready for windows.

    `asked` are the numbers of the tokens that are asked for a label: each that covers characters, or only the first of
    a word of letters or digits. `start` and `end` are the code points of each, a word's further pieces among them.
    """

    def __init__(self, text: str, tokens: Tokens, reading: Reading) -> None:
        windows = _windows(text, tokens, reading)
        self.truncated_characters = 0
        if reading.truncate and len(windows) > 1:
            kept = windows[0].end
            tokens = tokens.head(kept)
            windows = [Window(0, kept, 0, kept)]
            self.truncated_characters = len(text) - int(tokens.end.max(initial=0))
        self._tokens, self._windows = tokens, windows
        covering = np.flatnonzero(tokens.end > tokens.start)
        begins = ~tokens.continues[covering] if reading.pieces == "first" else np.ones(len(covering), dtype=bool)
        self.asked = covering[begins]
        self.start = tokens.start[self.asked]
        lasts = np.append(np.flatnonzero(begins)[1:], len(covering)) - 1
        self.end = tokens.end[covering[lasts]] if len(covering) else self.start
        self.lines = _lines(text, self.start)

    def jobs(self, frame: Frame) -> Iterator[tuple[int, Job]]:
        """Windows to score, each with the number of the first token of `asked` that it is to score."""
        before, after = (np.array(special, dtype=np.int64) for special in frame)
        for window in self._windows:
            first, last = np.searchsorted(self.asked, (window.first, window.last))
            if first < last:
                tokens = np.concatenate((before, self._tokens.ids[window.start : window.end], after))
                yield int(first), Job(tokens, self.asked[first:last] - window.start + len(before))

    def spans(self, chunks: Chunks) -> list[tuple[int, int, int]]:
        """Code points and type of spans of `asked`."""
        start, end = self.start[chunks.start], self.end[chunks.end - 1]
        return list(zip(start.tolist(), end.tolist(), chunks.type.tolist(), strict=True))


def _windows(text: str, tokens: Tokens, reading: Reading) -> list[Window]:
    count = len(tokens.ids)
    if count <= reading.room:
        return make_windows(count, reading.room, reading.stride, ())
    begins = np.searchsorted(tokens.start, [span.start for span in sentence_spans(text)])
    return make_windows(count, reading.room, reading.stride, np.unique(begins[begins < count]).tolist())


def _lines(text: str, start: Ints) -> Ints:
    """How many of the tokens stand in each line that has any: a name does not run from one line into the next."""
    feeds = np.flatnonzero(np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) == ord("\n"))
    counts = np.bincount(np.searchsorted(feeds, start), minlength=1)
    return counts[counts > 0].astype(np.int64)
