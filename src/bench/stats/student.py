"""Student's t and the normal distribution: quantiles without SciPy, which takes seconds to import."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log
from statistics import NormalDist

_STEPS = 300


def normal_quantile(p: float) -> float:
    """The value that a standard normal variable stays under with probability `p`."""
    return NormalDist().inv_cdf(p)


@cache
def t_quantile(p: float, degrees: int) -> float:
    """The value that Student's t with `degrees` of freedom stays under with probability `p`, to twelve digits."""
    if not 0 < p < 1 or degrees < 1:
        raise ValueError(f"a quantile needs 0 < p < 1 and a degree of freedom, not {p} and {degrees}")
    if p < 0.5:
        return -t_quantile(1 - p, degrees)
    low, high = 0.0, 1.0
    while t_below(high, degrees) < p:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if t_below(middle, degrees) < p else (low, middle)
    return low


def t_below(value: float, degrees: int) -> float:
    """The probability that Student's t stays under `value`."""
    tail = _beta_share(degrees / (degrees + value * value), degrees / 2, 0.5) / 2
    return 1 - tail if value > 0 else tail


def t_two_sided(value: float, degrees: int) -> float:
    """The probability that Student's t is at least so far from 0."""
    return _beta_share(degrees / (degrees + value * value), degrees / 2, 0.5)


def beta_quantile(p: float, a: float, b: float) -> float:
    """The value that a beta variable stays under with probability `p`."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _beta_share(middle, a, b) < p else (low, middle)
    return low


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function (DLMF 8.17), by its continued fraction 8.17.22."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    return front / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) of DLMF 8.17.22, from the innermost outwards."""
    value = 1.0
    for m in range(_STEPS, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + even / (1 + odd / value)
    return 1 - (a + b) * x / ((a + 1) * value)


def detectable(error: float, degrees: int | None, level: float = 0.95, power: float = 0.8) -> float:
    """The least difference that a two-sided test at `level` finds with `power`, given the standard error of one.

    (q(1 − α/2) + q(power)) · error, q of Student's t with `degrees`, of the normal where there are none (Bloom 1995).
    """
    if degrees is None:
        return (normal_quantile((1 + level) / 2) + normal_quantile(power)) * error
    return (t_quantile((1 + level) / 2, degrees) + t_quantile(power, degrees)) * error
