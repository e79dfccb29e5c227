"""Two systems on the same units: the difference of a figure with intervals, tests, and what could have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.errors import InputError
from bench.metrics.folds import Floats, fold
from bench.metrics.tally import Tally
from bench.stats.intervals import (
    CONSTANT,
    MANY,
    NO_SUPPORT,
    ONE_DOCUMENT,
    ONE_UNIT,
    WHOLE,
    WITHOUT_ONE,
    document_rows,
    in_order,
    known,
    percentile,
)
from bench.stats.jackknife import Interval, jackknife_error
from bench.stats.resample import DRAWS, SEED, bootstrap_sums, swap_sums
from bench.stats.student import detectable, t_quantile

# All patterns of exchanges are gone through up to so many documents: 2^16 of them.
_ALL_PATTERNS = 16
_TOLERANCE = 1e-12
BETTER, WORSE, EQUIVALENT, INCONCLUSIVE = "better", "worse", "equivalent", "inconclusive"


@dataclass(frozen=True, slots=True)
class Reading:
    """A difference read for other sentences (`within`) or other articles (`beyond`), on the scale of the figure.

    `interval` is 95 %. `p` is two-sided, and `floor` the least that it can be. `detectable` is the difference that
    would be seen with 80 % power. Where something is not known it is `None`, and `reason` says why.
    """

    interval: Interval | None
    p: float | None
    floor: float | None
    detectable: float | None
    verdict: str
    test: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of A and of B, their difference A − B, and both readings; `leading` is within where it is known."""

    metric: str
    a: float | None
    b: float | None
    difference: float | None
    within: Reading
    beyond: Reading

    @property
    def leading(self) -> Reading:
        return self.within if self.within.interval is not None else self.beyond

    @property
    def interval(self) -> Interval | None:
        return self.leading.interval

    @property
    def p(self) -> float | None:
        return self.leading.p

    @property
    def minimum_detectable_effect(self) -> float | None:
        return self.leading.detectable

    @property
    def verdict(self) -> str:
        return self.leading.verdict


class Paired:
    """The rows that two systems have of one figure, unit by unit, and what follows from them."""

    def __init__(self, a: Tally, b: Tally, name: str, draws: int = DRAWS, seed: int = SEED) -> None:
        a, b = aligned([a, b])
        self.tally, self.draws, self.seed = a, draws, seed
        self.a, self.b = fold(a, name), fold(b, name)
        if self.a.rows.shape != self.b.rows.shape:
            raise InputError(f"{name} is made of different columns on either side; score both again")

    def difference(self, a: Floats, b: Floats) -> Floats:
        """Of sums of the rows of either side, shape `[…, k]` each."""
        found: Floats = self.a.value(a) - self.b.value(b)
        return found

    @property
    def figures(self) -> tuple[float | None, float | None]:
        return tuple(known(f.value(f.rows.sum(axis=0))) for f in (self.a, self.b))  # type: ignore[return-value]

    def by_document(self) -> tuple[Floats, Floats]:
        return document_rows(self.tally, self.a.rows), document_rows(self.tally, self.b.rows)


def aligned(tallies: Sequence[Tally]) -> list[Tally]:
    """The tallies with their units in one order; `InputError` names a unit that one of them lacks."""
    found = [in_order(tally) for tally in tallies]
    first = found[0].units
    for other in found[1:]:
        if other.units != first:
            odd = sorted({(u.document, u.id) for u in first} ^ {(u.document, u.id) for u in other.units})
            named = f"{odd[0][1]} of {odd[0][0]} is in one alone" if odd else "they tell of their roles differently"
            raise InputError(f"the two have different units: {named}; compare runs on the same data")
    return found


def compare(
    a: Tally, b: Tally, metric: str, *, margin: float = 0.01, draws: int = DRAWS, seed: int = SEED
) -> Comparison:
    """Compares a figure of two tallies over the same units.

    `within`: bootstrap interval and paired randomisation test over units (Noreen 1989), p = (b + 1) / (R + 1).
    `beyond`: jackknife interval, and the test over all exchanges of whole documents. Better and worse where the
    interval leaves 0 on one side; equivalent where it lies within ± `margin`; else inconclusive. Raises `InputError`
    where the units differ or a side lacks the figure.
    """
    paired = Paired(a, b, metric, draws, seed)
    ours, theirs = paired.figures
    if ours is None or theirs is None:
        nothing = Reading(None, None, None, None, INCONCLUSIVE, "none", NO_SUPPORT)
        return Comparison(metric, ours, theirs, None, nothing, nothing)
    difference = ours - theirs
    return Comparison(
        metric, ours, theirs, difference, _within(paired, difference, margin), _beyond(paired, difference, margin)
    )


def verdict(interval: Interval | None, margin: float) -> str:
    """What an interval of a difference says."""
    if interval is None:
        return INCONCLUSIVE
    if interval.low > 0:
        return BETTER
    if interval.high < 0:
        return WORSE
    return EQUIVALENT if interval.low >= -margin and interval.high <= margin else INCONCLUSIVE


def _within(paired: Paired, difference: float, margin: float) -> Reading:
    units = paired.tally.units
    test = f"paired-randomisation-{paired.draws}-seed{paired.seed}"
    reason = WHOLE if all(u.id == u.document for u in units) else ONE_UNIT if len(units) < 2 else None
    if reason:
        return Reading(None, None, None, None, INCONCLUSIVE, test, reason)
    drawn = bootstrap_differences(paired, paired.a.rows, paired.b.rows)
    found = percentile(drawn, f"cluster-bootstrap-{paired.draws}-seed{paired.seed}", "sentence")
    interval, reason = (found, None) if isinstance(found, Interval) else (None, found)
    p = randomisation_p(paired, paired.a.rows, paired.b.rows, difference)
    least = detectable(float(np.nanstd(drawn, ddof=1)), None) if interval else None
    return Reading(interval, p, 1 / (paired.draws + 1), least, verdict(interval, margin), test, reason)


def bootstrap_differences(paired: Paired, a: Floats, b: Floats) -> Floats:
    """The difference in each draw of rows, the same rows on both sides."""
    k = a.shape[1]
    sums = bootstrap_sums(np.concatenate([a, b], axis=1), paired.draws, paired.seed)
    return paired.difference(sums[:, :k], sums[:, k:])


def randomisation_p(paired: Paired, a: Floats, b: Floats, difference: float) -> float:
    """(b + 1) / (R + 1), b the exchanges of rows between the sides with a difference at least as large."""
    changed = (a != b).any(axis=1)
    moved = swap_sums((b - a)[changed], paired.draws, paired.seed) if changed.any() else 0.0
    values = paired.difference(a.sum(axis=0) + moved, b.sum(axis=0) - moved)
    return (_extreme(np.atleast_1d(values), difference, paired.draws) + 1) / (paired.draws + 1)


def _extreme(values: Floats, difference: float, draws: int) -> int:
    """How many are at least as far from 0; what has no figure counts as one, so that nothing is claimed from it."""
    if len(values) == 1:
        values = np.repeat(values, draws)
    return int((~(np.abs(values) < abs(difference) - _TOLERANCE)).sum())


def _beyond(paired: Paired, difference: float, margin: float) -> Reading:
    a, b = paired.by_document()
    supporting = a.any(axis=1) | b.any(axis=1)
    a, b = a[supporting], b[supporting]
    n = len(a)
    p, floor, test = _document_test(paired, a, b, difference)
    if n < 2:
        return Reading(None, None, None, None, INCONCLUSIVE, test, ONE_DOCUMENT)
    if n >= MANY:
        drawn = bootstrap_differences(paired, a, b)
        found = percentile(drawn, f"document-bootstrap-{paired.draws}-seed{paired.seed}", "document")
        interval, reason = (found, None) if isinstance(found, Interval) else (None, found)
        least = detectable(float(np.nanstd(drawn, ddof=1)), None) if interval else None
        return Reading(interval, p, floor, least, verdict(interval, margin), test, reason)
    left_out = paired.difference(a.sum(axis=0) - a, b.sum(axis=0) - b)
    if np.isnan(left_out).any():
        return Reading(None, p, floor, None, INCONCLUSIVE, test, WITHOUT_ONE)
    error = jackknife_error(difference, left_out.tolist())
    if error < _TOLERANCE and not np.array_equal(a, b):
        return Reading(None, p, floor, None, INCONCLUSIVE, test, CONSTANT)
    reach = t_quantile(0.975, n - 1) * error
    interval = Interval(max(difference - reach, -1.0), min(difference + reach, 1.0), "jackknife-t", "document")
    return Reading(interval, p, floor, detectable(error, n - 1), verdict(interval, margin), test)


def _document_test(paired: Paired, a: Floats, b: Floats, difference: float) -> tuple[float | None, float | None, str]:
    """p, its floor, and the name of the test over exchanges of whole documents."""
    n = len(a)
    if n < 2:
        return None, None, "none"
    if n > _ALL_PATTERNS:
        p = randomisation_p(paired, a, b, difference)
        return p, 1 / (paired.draws + 1), f"document-randomisation-{paired.draws}-seed{paired.seed}"
    values = pattern_differences(paired, a, b)
    return _extreme(values, difference, 1) / len(values), 2 / len(values), f"all-{len(values)}-exchanges-of-documents"


def pattern_differences(paired: Paired, a: Floats, b: Floats) -> Floats:
    """The difference under every exchange of documents between the sides, shape `[2^n]`."""
    n = len(a)
    patterns = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    moved = patterns.astype(np.float64) @ (b - a)
    return paired.difference(a.sum(axis=0) + moved, b.sum(axis=0) - moved)
