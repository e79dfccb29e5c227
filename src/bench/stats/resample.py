"""Weighted sums of a table's rows under many draws: the one loop that intervals and tests share.

Values are rounded to multiples of 2^-30: every sum is then exact, so that a seed gives the same bytes on any number of
threads. Callers bring the rows in the order of their units; many rows are grouped, and equal ones drawn together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.memory import keep_freed_memory

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DRAWS = 10_000
SEED = 7
_GRAIN = 2.0**30
# Rows up to which the weights of every draw are kept, and distinct rows up to which drawing groups is faster.
FEW_ROWS, _FEW_GROUPS = 200, 600
# Weights of a block, in numbers, and the blocks from which on they are shared among threads.
_BLOCK = 1 << 17
_PARALLEL = 8


class Groups(NamedTuple):
    """Distinct rows, shape `[groups, k]`, in order, and how many there are of each."""

    rows: Floats
    counts: Ints


def exact(rows: Floats) -> Floats:
    """Rows as multiples of 2^-30."""
    found: Floats = np.round(np.asarray(rows, dtype=np.float64) * _GRAIN) / _GRAIN
    return found


def grouped(rows: Floats) -> Groups:
    """The distinct rows of a table with their numbers."""
    distinct, counts = np.unique(exact(rows), axis=0, return_counts=True)
    return Groups(distinct, counts.astype(np.int64))


def bootstrap_sums(rows: Floats, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Sums of as many rows as there are, drawn with replacement, shape `[draws, k]` (Efron 1979).

    `rows`, shape `[n, k]`, stand in the order of their units: in a small table every figure, and every system, is then
    drawn with the same weights.
    """
    n = len(rows)
    if n <= FEW_ROWS:
        found: Floats = _weights(n, draws, seed) @ exact(rows)
        return found
    groups = grouped(rows)
    if len(groups.counts) <= _FEW_GROUPS:
        share = groups.counts / n
        return _summed(groups.rows, draws, seed, lambda rng, size: rng.multinomial(n, share, size=size))
    rows = np.repeat(groups.rows, groups.counts, axis=0)
    return _summed(rows, draws, seed, lambda rng, size: _drawn(rng, size, n))


@lru_cache(maxsize=4)
def _weights(n: int, draws: int, seed: int) -> Floats:
    """How often each of `n` rows is drawn, shape `[draws, n]`."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, n])))
    return rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)


def swap_sums(rows: Floats, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Sums of rows of which each is taken with probability a half, shape `[draws, k]`: exchanges of two labels."""
    groups = grouped(rows)
    if len(groups.counts) <= _FEW_GROUPS:
        shape = len(groups.counts)
        return _summed(groups.rows, draws, seed, lambda rng, size: rng.binomial(groups.counts, 0.5, (size, shape)))
    rows = np.repeat(groups.rows, groups.counts, axis=0)
    return _summed(rows, draws, seed, lambda rng, size: rng.integers(0, 2, (size, len(rows)), dtype=np.uint8))


Weights = Callable[[np.random.Generator, int], npt.NDArray[Any]]


def _summed(rows: Floats, draws: int, seed: int, weights: Weights) -> Floats:
    """The sums block by block; each block has a stream of its own, so that memory is flat and nothing depends on it."""
    keep_freed_memory()
    found = np.empty((draws, rows.shape[1]))

    def fill(block: int, first: int, size: int) -> None:
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block])))
        found[first : first + size] = weights(rng, size).astype(np.float64) @ rows

    blocks = [(block, *span) for block, span in enumerate(_blocks(draws, len(rows)))]
    if len(blocks) < _PARALLEL:
        for block in blocks:
            fill(*block)
        return found
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as workers:
        for _ in workers.map(lambda block: fill(*block), blocks):
            pass
    return found


def _blocks(draws: int, width: int) -> Iterator[tuple[int, int]]:
    size = max(_BLOCK // max(width, 1), 1)
    for first in range(0, draws, size):
        yield first, min(size, draws - first)


def _drawn(rng: np.random.Generator, size: int, n: int) -> npt.NDArray[Any]:
    """How often each of `n` rows was drawn in each of `size` samples of `n`."""
    places = rng.integers(0, n, (size, n))
    places += np.arange(size)[:, None] * n
    return np.bincount(places.ravel(), minlength=size * n).reshape(size, n)
