"""Exact intervals of a share."""

from __future__ import annotations

from collections.abc import Callable
from math import comb


def clopper_pearson(k: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """The exact interval of a share of which `k` of `n` were seen (Clopper and Pearson 1934); `None` without any.

    Each end is the share under which what was seen, or more extreme, has probability (1 − level) / 2.
    """
    if n == 0:
        return None
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else _root(lambda p: tail - _at_least(k, n, p))
    high = 1.0 if k == n else _root(lambda p: 1 - tail - _at_least(k + 1, n, p))
    return low, high


def _at_least(k: int, n: int, p: float) -> float:
    """The probability of `k` or more successes of `n` at the share `p`."""
    if p in (0.0, 1.0):
        return p
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def _root(falling: Callable[[float], float]) -> float:
    """Where a falling function of a share is 0, by bisection to the last bit."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return low
