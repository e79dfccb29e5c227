"""Small shares: score and Bayesian intervals, and the exact test of paired yes and no."""

from __future__ import annotations

from math import comb, sqrt

from bench.stats.student import beta_quantile, normal_quantile

LEVEL = 0.95


def wilson(k: float, n: float, level: float = LEVEL) -> tuple[float, float] | None:
    """The score interval of a share of which `k` of `n` were seen (Wilson 1927); `None` without any."""
    if n == 0:
        return None
    z = normal_quantile((1 + level) / 2)
    share, spread = k / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def jeffreys(k: float, n: float, level: float = LEVEL) -> tuple[float, float] | None:
    """The equal-tailed interval under Jeffreys' prior, beta(½, ½), to 0 or 1 where none or all were seen.

    Brown, Cai and DasGupta 2001. `None` without any.
    """
    if n == 0:
        return None
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k + 0.5, n - k + 0.5)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 0.5, n - k + 0.5)
    return low, high


def mcnemar(only_a: int, only_b: int) -> float:
    """The exact two-sided p of pairs that one side alone gets right (McNemar 1947, exact binomial)."""
    n = only_a + only_b
    tail = sum(comb(n, i) for i in range(min(only_a, only_b) + 1))
    return min(1.0, float(2 * tail / 2**n))
