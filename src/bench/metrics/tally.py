"""The table of counts that every figure is a fold over: one row a unit, one column a count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Counts: TypeAlias = npt.NDArray[np.float64]


class Unit(NamedTuple):
    """The smallest thing that is counted: a sentence, a headline, or a whole document (`id` is then `document`)."""

    document: str
    id: str
    role: str


@dataclass(frozen=True)
class Tally:
    """`counts[i, j]` is what column `columns[j]` counts in unit `units[i]`.

    A figure is computed from a sum of rows (`totals`), under any weights: a bootstrap draw, a slice and a merge of
    shards differ in the weights alone.
    """

    units: tuple[Unit, ...]
    columns: tuple[str, ...]
    counts: Counts

    def __post_init__(self) -> None:
        if self.counts.shape != (len(self.units), len(self.columns)):
            raise ValueError(f"{self.counts.shape} counts for {len(self.units)} units and {len(self.columns)} columns")

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each column stands."""
        return {column: i for i, column in enumerate(self.columns)}

    def under(self, prefix: str) -> Tally:
        """The columns `PREFIX/…`, without the prefix."""
        kept = [i for i, column in enumerate(self.columns) if column.startswith(f"{prefix}/")]
        names = tuple(self.columns[i].removeprefix(f"{prefix}/") for i in kept)
        return Tally(self.units, names, self.counts[:, kept])

    def named(self, prefix: str) -> Tally:
        """The columns as `PREFIX/…`."""
        return Tally(self.units, tuple(f"{prefix}/{column}" for column in self.columns), self.counts)

    def beside(self, *others: Tally) -> Tally:
        """This table with the columns of others that have the same units; a column of the same name stands once."""
        columns = dict(zip(self.columns, self.counts.T, strict=True))
        for other in others:
            if other.units != self.units:
                raise ValueError("tables of different units do not stand side by side")
            columns.update(zip(other.columns, other.counts.T, strict=True))
        return Tally(self.units, tuple(columns), np.stack(list(columns.values()), axis=1))

    def totals(self, weights: Counts | None = None) -> dict[str, float]:
        """The weighted sum of the rows, by column; every row once without weights (shape `[units]`)."""
        sums = self.counts.sum(axis=0) if weights is None else weights @ self.counts
        return dict(zip(self.columns, sums.tolist(), strict=True))

    def of_documents(self, documents: Sequence[str]) -> Tally:
        """The rows of the named documents."""
        wanted = set(documents)
        return self._rows(lambda unit: unit.document in wanted)

    def _rows(self, keep: Callable[[Unit], bool]) -> Tally:
        kept = [i for i, unit in enumerate(self.units) if keep(unit)]
        return Tally(tuple(self.units[i] for i in kept), self.columns, self.counts[kept])

    @property
    def documents(self) -> list[str]:
        """The documents in their order."""
        return list(dict.fromkeys(unit.document for unit in self.units))


def ratio(part: float, whole: float) -> float | None:
    """`part / whole`; `None`, not 0, where there is nothing to divide by."""
    return part / whole if whole else None


def f1(correct: float, possible: float, actual: float) -> float | None:
    """Harmonic mean of precision and recall, as 2·correct / (possible + actual) (van Rijsbergen 1979).

    0 where one side is empty and the other is not; `None` where both are.
    """
    return ratio(2 * correct, possible + actual)
