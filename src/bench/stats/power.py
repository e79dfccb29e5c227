"""How much more data would settle a difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bench.stats.paired import Comparison, Reading
from bench.stats.student import detectable

# Past so many times the data nobody annotates on.
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a difference of `points` (0 to 1) would take, at 80 % power and 5 % two-sided.

    `units` and `documents` are how many there would have to be in all, of the kind that there are; `None` where today's
    data does not say, or more than a hundred thousand documents would not do.
    """

    points: float
    units: int | None
    documents: int | None


def plan(comparison: Comparison, points: float, units: int, documents: int) -> Plan:
    """The plan from a comparison over so many units and documents: errors fall with the root of their number."""
    return Plan(points, _units(comparison.within, points, units), _documents(comparison.beyond, points, documents))


def _units(reading: Reading, points: float, n: int) -> int | None:
    if reading.detectable is None or points <= 0:
        return None
    return max(ceil(n * (reading.detectable / points) ** 2), 1)


def _documents(reading: Reading, points: float, n: int) -> int | None:
    """The least number of documents whose detectable difference is `points`: fewer degrees of freedom cost more."""
    if reading.detectable is None or points <= 0 or n < 2:
        return None
    error = reading.detectable / detectable(1.0, n - 1)

    def seen(m: int) -> float:
        return detectable(error * (n / m) ** 0.5, m - 1)

    low, high = 2, 4
    while seen(high) > points:
        low, high = high, 2 * high
        if high > _MOST:
            return None
    if seen(low) <= points:
        return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if seen(middle) > points else (low, middle)
    return high
