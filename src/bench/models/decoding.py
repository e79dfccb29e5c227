"""From scores of labels to spans: BIO, BIOES (IOBES, BILOU, BMES) and plain labels, columns instead of loops.

Scores of many sequences stand in one array `[tokens, labels]`, one sequence after the other; `lengths` says how many
tokens each has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bench.errors import BenchError

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

_OUTSIDE, _BEGIN, _INSIDE, _END, _SINGLE = range(5)
# BILOU's Last and Unit, and the Middle and Whole of Chinese corpora, are other letters for the same things.
_KINDS = {"B": _BEGIN, "I": _INSIDE, "M": _INSIDE, "E": _END, "L": _END, "S": _SINGLE, "U": _SINGLE, "W": _SINGLE}
_PREFIXED = re.compile(r"([BIMELSUW])[-_](.+)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Labels:
    """A label set as its columns: of each label the kind, and the type as a number into `types` (-1 outside).

    `scheme` is `bio`, `bioes` or `plain`. In `plain` a run of one label is one span.
    """

    names: tuple[str, ...]
    scheme: str
    types: tuple[str, ...]
    kind: Ints
    type: Ints
    follows: Bools  # [before, after]
    first: Bools  # may stand first in a sequence
    last: Bools  # may stand last in a sequence


class Chunks(NamedTuple):
    """Spans of tokens as columns: half-open numbers of tokens over all sequences, and the number of the type."""

    start: Ints
    end: Ints
    type: Ints


def read_labels(names: Sequence[str]) -> Labels:
    """The scheme that labels are written in, told from the labels themselves.

    With prefixes (`B-PER`, `I_PER`, …), labels without one are outside; without any, every label but `O` is a type. A
    type that has no `B` begins with its `I`. Raises `BenchError` where a sequence of one token could have no label.
    """
    split = [_PREFIXED.fullmatch(name) for name in names]
    if any(split):
        parts = [(_KINDS[found[1]], found[2]) if found else (_OUTSIDE, "") for found in split]
        scheme = "bioes" if any(kind in (_END, _SINGLE) for kind, _ in parts) else "bio"
    else:
        parts = [(_OUTSIDE, "") if name == "O" else (_INSIDE, name) for name in names]
        scheme = "plain"
    types = tuple(dict.fromkeys(name for _, name in parts if name))
    kind = np.array([kind for kind, _ in parts], dtype=np.int64)
    numbers = {name: number for number, name in enumerate(types)}
    type_ = np.array([numbers.get(name, -1) for _, name in parts], dtype=np.int64)
    begun = set(type_[kind == _BEGIN].tolist())
    free = np.isin(kind, (_OUTSIDE, _BEGIN, _SINGLE)) | ((kind == _INSIDE) & ~np.isin(type_, list(begun)))
    closes = np.isin(kind, (_OUTSIDE, _END, _SINGLE)) if scheme == "bioes" else np.ones(len(names), dtype=bool)
    if not (free & closes).any():
        raise BenchError(f"the labels {', '.join(names)} have none for a token by itself, O or S; mend id2label")
    opens = np.isin(kind, (_BEGIN, _INSIDE))
    same = type_[:, None] == type_[None, :]
    follows = (closes[:, None] & free[None, :]) | (opens[:, None] & ~free[None, :] & same)
    return Labels(tuple(names), scheme, types, kind, type_, follows, first=free, last=closes)


def viterbi(scores: npt.NDArray[Any], lengths: Ints, labels: Labels) -> Ints:
    """Of each token the label on the best path of its sequence that keeps the rules of the scheme.

    The best path is the one with the largest sum of log-probabilities, as for a CRF whose transitions are allowed or
    not; logits give the same path, as a token's normaliser is the same for all its labels. Where the best label of
    every token already makes a path that keeps the rules, that is it; only the other sequences are searched, side by
    side, a step a token.
    """
    path = scores.argmax(axis=1).astype(np.int64) if len(scores) else np.zeros(0, dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    searched = np.flatnonzero(_breaks_rules(path, lengths, labels))
    # The longest first: the sequences that still go on are then the first rows.
    searched = searched[np.argsort(-lengths[searched], kind="stable")]
    if len(searched):
        _search(scores, path, starts[searched], lengths[searched], labels)
    return path


def _breaks_rules(path: Ints, lengths: Ints, labels: Labels) -> Bools:
    """Of each sequence whether its path has a label that may not stand where it stands."""
    broken = np.zeros(len(path), dtype=bool)
    firsts = _firsts(lengths, len(path))
    lasts = np.roll(firsts, -1)
    broken[1:] = ~labels.follows[path[:-1], path[1:]] & ~firsts[1:]
    broken |= (firsts & ~labels.first[path]) | (lasts & ~labels.last[path])
    sequence = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(sequence[broken], minlength=len(lengths)) > 0


def _firsts(lengths: Ints, tokens: int) -> Bools:
    """Of each token whether a sequence begins with it."""
    firsts = np.zeros(tokens, dtype=bool)
    firsts[(np.cumsum(lengths) - lengths)[lengths > 0]] = True
    return firsts


def _search(scores: npt.NDArray[Any], path: Ints, starts: Ints, lengths: Ints, labels: Labels) -> None:
    """Writes the best paths of the sequences at `starts`, longest first, into `path`."""
    steps = int(lengths[0])
    going = np.searchsorted(-lengths, -np.arange(steps), side="left")  # sequences longer than each step
    before = _Before(labels)
    best = np.where(labels.first, scores[starts].astype(np.float64), -np.inf)
    back: list[npt.NDArray[np.int16]] = []
    state = np.zeros(len(starts), dtype=np.int64)
    ended = np.where(labels.last, 0.0, -np.inf)
    for step in range(1, steps + 1):
        count = int(going[step]) if step < steps else 0
        state[count : len(best)] = (best[count:] + ended).argmax(axis=1)
        if count:
            reached, origin = before(best[:count])
            best = reached + scores[starts[:count] + step]
            back.append(origin)
    for step in range(steps - 1, -1, -1):
        count = int(going[step])
        path[starts[:count] + step] = state[:count]
        if step:
            state[:count] = back[step - 1][np.arange(count), state[:count]]


class _Before:
    """The best label before each label. Labels that begin something share one answer; the others have few before them.

    So a step costs a pass over the labels, not over their pairs.
    """

    def __init__(self, labels: Labels) -> None:
        self._free = np.flatnonzero(labels.first)
        self._closing = np.flatnonzero(labels.last)
        self._bound = np.flatnonzero(~labels.first)
        choices = [np.flatnonzero(labels.follows[:, label]) for label in self._bound]
        width = max((len(c) for c in choices), default=0)
        # Lists of choices are made equally long with their first; one that has none can never be reached.
        self._choices = np.array(
            [np.resize(c, width) if len(c) else np.zeros(width, dtype=np.int64) for c in choices], dtype=np.int64
        ).reshape(len(choices), width)
        self._never = np.array([len(c) == 0 for c in choices], dtype=bool)
        self._labels = len(labels.names)

    def __call__(self, best: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int16]]:
        rows = np.arange(len(best))
        reached = np.full((len(best), self._labels), -np.inf)
        origin = np.zeros((len(best), self._labels), dtype=np.int16)
        closed = self._closing[best[:, self._closing].argmax(axis=1)]
        reached[:, self._free] = best[rows, closed][:, None]
        origin[:, self._free] = closed[:, None]
        if self._choices.size:
            offered = best[:, self._choices]
            chosen = offered.argmax(axis=2)
            found = np.take_along_axis(offered, chosen[:, :, None], axis=2)[:, :, 0]
            reached[:, self._bound] = np.where(self._never, -np.inf, found)
            origin[:, self._bound] = self._choices[np.arange(len(self._bound)), chosen]
        return reached, origin


def chunks(path: Ints, lengths: Ints, labels: Labels) -> Chunks:
    """The spans that labels say, also where they break the rules of their scheme.

    Repaired as conlleval does: a span begins where `I` or `E` follows no span of its type, and ends where the next one
    begins or the scheme says that it ends.
    """
    kind, type_ = labels.kind[path], labels.type[path]
    firsts = _firsts(lengths, len(path))
    other = np.ones(len(path), dtype=bool)
    other[1:] = type_[1:] != type_[:-1]
    closed = np.ones(len(path), dtype=bool)
    closed[1:] = np.isin(kind[:-1], (_OUTSIDE, _END, _SINGLE))
    inside = kind != _OUTSIDE
    begins = inside & (firsts | other | closed | np.isin(kind, (_BEGIN, _SINGLE)))
    start = np.flatnonzero(begins)
    # A token outside belongs to nothing, so that the next token outside or beginning ends a span.
    stops = np.append(np.flatnonzero(begins | ~inside), len(path))
    end = stops[np.searchsorted(stops, start, side="right")]
    return Chunks(start, end, type_[start])
