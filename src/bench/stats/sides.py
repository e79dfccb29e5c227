"""A figure of several runs on either side, over the same units: the difference of the means, and its sampling error.

Repeats of a stochastic model are averaged. In each draw every run has the same units, so the interval tells of other
sentences or articles for the mean of these runs; how far the runs of one side lie apart is told beside it.
"""

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
    ONE_DOCUMENT,
    ONE_UNIT,
    UNDEFINED,
    WHOLE,
    WITHOUT_ONE,
    document_rows,
)
from bench.stats.jackknife import jackknife_error
from bench.stats.paired import aligned
from bench.stats.resample import DRAWS, SEED, bootstrap_sums
from bench.stats.student import detectable, t_quantile

_UNDEFINED = 0.05
_TOLERANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Sampling:
    """How a difference would move with other units (`within`) or other documents (`beyond`), 0 to 1.

    Of `drawn` differences where there are any, else Student's t with `degrees` around `centre`.
    """

    estimand: str
    method: str
    centre: float
    error: float
    degrees: int | None = None
    drawn: Floats | None = None

    def interval(self, alpha: float) -> tuple[float, float]:
        """The interval at level 1 − `alpha`."""
        if self.drawn is not None:
            low, high = np.quantile(self.drawn, [alpha / 2, 1 - alpha / 2])
            return float(low), float(high)
        assert self.degrees is not None
        reach = t_quantile(1 - alpha / 2, self.degrees) * self.error
        return max(self.centre - reach, -1.0), min(self.centre + reach, 1.0)

    @property
    def detectable(self) -> float:
        """The difference that is seen at 95 % with 80 % power."""
        return detectable(self.error, self.degrees)


class Sides:
    """The rows of one figure, by run and unit; raises `InputError` where units or columns differ."""

    def __init__(
        self, ours: Sequence[Tally], theirs: Sequence[Tally], name: str, draws: int = DRAWS, seed: int = SEED
    ) -> None:
        tallies = aligned([*ours, *theirs])
        self.tally, self.draws, self.seed = tallies[0], draws, seed
        self.folds = [fold(tally, name) for tally in tallies]
        if len({found.rows.shape for found in self.folds}) > 1:
            raise InputError(f"{name} is made of different columns on either side; score both again")
        signs = [1 / len(ours)] * len(ours) + [-1 / len(theirs)] * len(theirs)
        self.weights = np.array(signs)
        self.values = [float(found.value(found.rows.sum(axis=0))) for found in self.folds]
        self.ours, self.theirs = self.values[: len(ours)], self.values[len(ours) :]

    @property
    def difference(self) -> float:
        """The mean of ours less the mean of theirs."""
        return float(np.mean(self.ours) - np.mean(self.theirs))

    @property
    def identical(self) -> bool:
        """Whether every run has the same counts in every unit."""
        return all(np.array_equal(found.rows, self.folds[0].rows) for found in self.folds)

    def sampling(self) -> Sampling | str:
        """Within where it is known, else beyond, else why there is neither."""
        found = self._within()
        return self._beyond() if isinstance(found, str) else found

    def _differences(self, sums: Sequence[Floats]) -> Floats:
        """Of sums of each run's rows, shape `[…, k]` each."""
        values = np.stack([found.value(part) for found, part in zip(self.folds, sums, strict=True)])
        difference: Floats = np.tensordot(self.weights, values, axes=1)
        return difference

    def _within(self) -> Sampling | str:
        units = self.tally.units
        if all(unit.id == unit.document for unit in units):
            return WHOLE
        if len(units) < 2:
            return ONE_UNIT
        return self._drawn([found.rows for found in self.folds], "within", "cluster-bootstrap")

    def _drawn(self, rows: Sequence[Floats], estimand: str, method: str) -> Sampling | str:
        sums = bootstrap_sums(np.concatenate(rows, axis=1), self.draws, self.seed)
        values = self._differences(np.split(sums, len(rows), axis=1))
        known = values[~np.isnan(values)]
        if len(known) < (1 - _UNDEFINED) * len(values):
            return UNDEFINED
        name = f"{method}-{self.draws}-seed{self.seed}"
        return Sampling(estimand, name, self.difference, float(np.std(known, ddof=1)), None, known)

    def _beyond(self) -> Sampling | str:
        by_document = [document_rows(self.tally, found.rows) for found in self.folds]
        supporting = np.any([rows.any(axis=1) for rows in by_document], axis=0)
        rows = [found[supporting] for found in by_document]
        n = int(supporting.sum())
        if n < 2:
            return ONE_DOCUMENT
        if n >= MANY:
            return self._drawn(rows, "beyond", "document-bootstrap")
        left_out = self._differences([found.sum(axis=0) - found for found in rows])
        if np.isnan(left_out).any():
            return WITHOUT_ONE
        error = jackknife_error(self.difference, left_out.tolist())
        if error < _TOLERANCE and not self.identical:
            return CONSTANT
        return Sampling("beyond", "jackknife-t", self.difference, error, n - 1)
