"""Several questions asked at once: p-values and levels that keep the chance of one false answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
ALPHA = 0.05


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p-values, in the order given: the i-th smallest of m times m − i + 1, never falling (Holm 1979).

    Rejecting those at most α keeps the chance of any false rejection at α, whatever depends on what. A `ValueError`
    names a p that is no probability.
    """
    order = _ascending(p)
    found, least = [0.0] * len(p), 0.0
    for step, i in enumerate(order):
        least = max(least, min((len(p) - step) * p[i], 1.0))
        found[i] = least
    return found


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values, in the order given: the i-th smallest times m / i, never rising towards the small ones.

    Rejecting those at most α keeps the expected share of false rejections at α where the tests are independent or
    positively dependent (Benjamini and Hochberg 1995).
    """
    order = _ascending(p)
    found, least = [0.0] * len(p), 1.0
    for rank in range(len(p), 0, -1):
        i = order[rank - 1]
        least = min(least, len(p) * p[i] / rank)
        found[i] = least
    return found


def holm_levels(items: Iterable[Item], decided: Callable[[Item, float], bool], alpha: float = ALPHA) -> list[float]:
    """The α that each item's interval is read at, so that all decisions together are wrong with chance `alpha`.

    Holm's procedure told in intervals: of m items each is first read at α/m; where some are decided, the rest are read
    at α by their number, and so on until none is. What stays undecided keeps the last α. `decided(item, α)` must hold
    for every larger α too, as it does where intervals shrink as α grows.
    """
    waiting = dict(enumerate(items))
    levels = [alpha] * len(waiting)
    while waiting:
        each = alpha / len(waiting)
        done = [i for i, item in waiting.items() if decided(item, each)]
        for i in done or waiting:
            levels[i] = each
        if not done:
            break
        for i in done:
            del waiting[i]
    return levels


def _ascending(p: Sequence[float]) -> list[int]:
    for value in p:
        if not 0 <= value <= 1:
            raise ValueError(f"{value} is no probability")
    return sorted(range(len(p)), key=lambda i: p[i])
