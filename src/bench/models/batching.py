"""Windows of many lengths to batches: by length within a budget of tokens, side by side on a CPU's cores."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Scores: TypeAlias = npt.NDArray[np.float32]


class Job(NamedTuple):
    """A window to score: its tokens, special ones among them, and where in it the tokens stand that are asked for."""

    tokens: Ints
    asked: Ints


class Scorer(Protocol):
    """What gives scores of labels to tokens. It is called from several threads at once."""

    def score(self, tokens: Ints, mask: Ints, rows: Ints, columns: Ints) -> Scores:
        """Scores `[n, labels]` of the tokens at `rows` and `columns` of a batch `[windows, tokens]`."""
        ...

    def make_room(self) -> None:
        """Gives back memory that is held without need; called when there was too little."""
        ...


class Batcher:
    """Scores windows with `scorer`, at most `budget` tokens a batch, padding among them.

    A batch that fails, for want of memory or for a window that the model cannot read, is halved until a window fails by
    itself. Later batches keep to what memory was enough for.
    """

    def __init__(self, scorer: Scorer, budget: int, padding: int) -> None:
        self._scorer, self._padding = scorer, padding
        self.budget = budget

    def submit(self, jobs: Sequence[Job], workers: Executor) -> list[Future[list[tuple[int, Scores | Exception]]]]:
        """Futures that give each job's number with its scores `[asked, labels]`, or why there are none."""
        return [
            workers.submit(self._score, jobs, batch) for batch in batches([len(j.tokens) for j in jobs], self.budget)
        ]

    def _score(self, jobs: Sequence[Job], batch: list[int]) -> list[tuple[int, Scores | Exception]]:
        try:
            return list(zip(batch, self._together([jobs[number] for number in batch]), strict=True))
        except Exception as error:  # whatever a model throws is its failure on these windows
            failure = error.with_traceback(None)  # a traceback would hold the tensors that fill the memory
        if _is_memory(failure):
            self._scorer.make_room()
            self.budget = min(self.budget, max(1, sum(len(jobs[number].tokens) for number in batch) // 2))
        if len(batch) == 1:
            return [(batch[0], failure)]
        half = len(batch) // 2
        return self._score(jobs, batch[:half]) + self._score(jobs, batch[half:])

    def _together(self, jobs: Sequence[Job]) -> list[Scores]:
        shape = len(jobs), max(len(job.tokens) for job in jobs)
        tokens, mask = np.full(shape, self._padding, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, job in enumerate(jobs):
            tokens[row, : len(job.tokens)] = job.tokens
            mask[row, : len(job.tokens)] = 1
        asked = [len(job.asked) for job in jobs]
        rows, columns = np.repeat(np.arange(len(jobs)), asked), np.concatenate([job.asked for job in jobs])
        return np.split(self._scorer.score(tokens, mask, rows, columns), np.cumsum(asked)[:-1])


def batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Numbers of windows in batches, the longest first, so that windows of like length go together.

    A batch has as many as its longest one allows within `budget`, and one where that is longer.
    """
    order = sorted(range(len(lengths)), key=lambda number: (-lengths[number], number))
    found = []
    first = 0
    while first < len(order):
        count = max(1, budget // max(1, lengths[order[first]]))
        found.append(order[first : first + count])
        first += count
    return found


def _is_memory(error: Exception) -> bool:
    """torch's own error, and those of other allocators, which have no class of theirs."""
    told = f"{type(error).__name__} {error}".lower()
    return isinstance(error, MemoryError) or any(word in told for word in ("out of memory", "outofmemory", "allocate"))
