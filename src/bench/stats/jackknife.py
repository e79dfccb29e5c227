"""Other articles like these: leave-one-document-out jackknife of any figure of a tally (`beyond` in the scoring)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from bench.metrics.tally import Tally
from bench.stats.student import t_quantile

Totals: TypeAlias = Mapping[str, float]
METHOD = "jackknife-t"
LOGIT_METHOD = "jackknife-t-logit"
# Near 1 an interval on the figure's own scale would reach past 1.
_LOGIT_OVER = 0.9
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """What is computed from totals: `value` (`None` without support) and `support`, how much it rests on.

    A document without support cannot move the figure and is no document of it. `lowest` is the least value the figure
    can take; the greatest is 1.
    """

    value: Callable[[Totals], float | None]
    support: Callable[[Totals], float]
    lowest: float = 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, how it was made, and what was left out in turn."""

    low: float
    high: float
    method: str
    unit: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its support `n`, how many documents have any, and its interval or the reason why there is none."""

    value: float | None
    n: int
    documents: int
    beyond: Interval | None
    reason: str | None


def estimate(tally: Tally, figure: Figure) -> Estimate:
    """The figure of all rows, with its jackknife interval over the documents that support it.

    No interval, and a reason, where there are fewer than two such documents, where leaving one out leaves the figure
    undefined, and where the figure is the same whichever is left out. The last is how perfect agreement looks: nothing
    in the data says how far under 1 other articles would fall, and [1, 1] would say that none would.
    """
    totals = tally.totals()
    value, n = figure.value(totals), round(figure.support(totals))
    supporting = [d for d in tally.documents if figure.support(tally.totals(_only(tally, d))) > 0]
    if value is None:
        return Estimate(None, n, len(supporting), None, "no support" if not n else "undefined: no variation to compare")
    interval: Interval | None = None
    reason: str | None = None
    if len(supporting) < 2:
        reason = "one document: nothing to leave out"
    else:
        left_out = [figure.value(tally.totals(1 - _only(tally, d))) for d in supporting]
        defined = [v for v in left_out if v is not None]
        if len(defined) < len(left_out):
            reason = "undefined without one of the documents"
        elif max(defined) - min(defined) < 1e-12:
            reason = "the same whichever document is left out: no variation to measure"
        else:
            interval = jackknife_interval(value, defined, figure.lowest)
    return Estimate(value, n, len(supporting), interval, reason)


def _only(tally: Tally, document: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Weights that keep the rows of one document; their complement leaves it out."""
    return np.array([float(unit.document == document) for unit in tally.units])


def pseudo_values(value: float, left_out: list[float]) -> list[float]:
    """`n·value − (n−1)·v` for the value `v` without each of `n` documents (Tukey 1958); of a mean, the data."""
    n = len(left_out)
    return [n * value - (n - 1) * v for v in left_out]


def jackknife_error(value: float, left_out: list[float]) -> float:
    """The standard error of a figure: the deviation of its pseudo-values by √n."""
    return float(np.std(pseudo_values(value, left_out), ddof=1)) / math.sqrt(len(left_out))


def jackknife_interval(value: float, left_out: list[float], lowest: float = 0.0) -> Interval:
    """`value ± t·s/√n` with n−1 degrees, `s` the deviation of the pseudo-values (Tukey 1958; Efron and Stein 1981).

    Over 0.9 the same error is carried to the logit scale by the delta method, `s/√n / (value·(1−value))`, and the ends
    are carried back. Taking the logit of each leave-one-out value is no way: without the only document with a
    difference it is 1, and its logit infinite. Elsewhere the ends are cut at `lowest` and 1. Centred at the value,
    not at the mean of the pseudo-values, so that the interval holds the figure it stands beside.
    """
    n = len(left_out)
    error = jackknife_error(value, left_out)
    t = t_quantile((1 + _LEVEL) / 2, n - 1)
    if _LOGIT_OVER < value < 1:
        centre = math.log(value / (1 - value))
        reach = t * error / (value * (1 - value))
        low, high = (1 / (1 + math.exp(-end)) for end in (centre - reach, centre + reach))
        return Interval(low, high, LOGIT_METHOD, "document")
    return Interval(max(value - t * error, lowest), min(value + t * error, 1.0), METHOD, "document")
