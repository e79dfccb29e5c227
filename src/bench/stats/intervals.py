"""Intervals of a figure: other sentences like these, and other articles like these.

`within`: the same articles, other sentences: bootstrap of the units, percentile (Efron 1979). Where a unit is a whole
document there is nothing inside it to draw from. `beyond`: other articles: leave-one-document-out jackknife with
Student's t under 20 documents, bootstrap of the documents from there on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.metrics.folds import Floats, Fold, fold
from bench.metrics.tally import Tally, Unit
from bench.stats.jackknife import Interval, jackknife_interval
from bench.stats.resample import DRAWS, FEW_ROWS, SEED, bootstrap_sums

LEVEL = 0.95
# From so many documents on they are drawn, not left out one by one.
MANY = 20
# A draw without support has no figure; more of them than this, and the interval would hide it.
_UNDEFINED = 0.05
# Figures whose draws are held at once.
_TOGETHER = 64
NO_SUPPORT = "no support"
WHOLE = "a unit is a whole document: nothing inside it to draw from"
ONE_UNIT = "one unit: nothing to draw"
ONE_DOCUMENT = "one document: nothing to leave out"
CONSTANT = "the same whichever document is left out: no variation to measure"
UNDEFINED = "undefined in too many draws: too little support"
WITHOUT_ONE = "undefined without one of the documents"


@dataclass(frozen=True, slots=True)
class Intervals:
    """A figure with both intervals; `None` where one is not known, and the reason why."""

    value: float | None
    within: Interval | None
    beyond: Interval | None
    within_reason: str | None = None
    beyond_reason: str | None = None


def intervals(tally: Tally, name: str, *, draws: int = DRAWS, seed: int = SEED) -> Intervals:
    """The 95 % intervals of a figure of a tally (`bench.metrics.folds.fold` says which names there are).

    The same tally gives the same bytes, whatever the order of its rows.
    """
    return all_intervals(tally, [name], draws=draws, seed=seed)[name]


def all_intervals(tally: Tally, names: Sequence[str], *, draws: int = DRAWS, seed: int = SEED) -> dict[str, Intervals]:
    """The intervals of many figures, drawn together; each is what `intervals` gives."""
    tally = in_order(tally)
    folds = {name: fold(tally, name) for name in names}
    values = {name: known(f.value(f.rows.sum(axis=0))) for name, f in folds.items()}
    defined = {name: f for name, f in folds.items() if values[name] is not None}
    within = _all_within(tally, defined, draws, seed)
    found = {}
    for name, value in values.items():
        if value is None:
            found[name] = Intervals(None, None, None, NO_SUPPORT, NO_SUPPORT)
            continue
        rows = document_rows(tally, folds[name].rows)
        found[name] = Intervals(value, *pair(within[name], beyond_interval(rows, folds[name], value, draws, seed)))
    return found


def _all_within(tally: Tally, folds: Mapping[str, Fold], draws: int, seed: int) -> dict[str, Interval | str]:
    """The intervals over units, of as many figures at once as memory allows."""
    reason = WHOLE if all(u.id == u.document for u in tally.units) else ONE_UNIT if len(tally.units) < 2 else None
    if reason:
        return dict.fromkeys(folds, reason)
    method = f"cluster-bootstrap-{draws}-seed{seed}"
    found: dict[str, Interval | str] = {}
    names = list(folds)
    # A small table is drawn with the same weights whatever is drawn with it; in a large one equal rows are drawn
    # together, and figures side by side would have few.
    together = _TOGETHER if len(tally.units) <= FEW_ROWS else 1
    for begun in range(0, len(names), together):
        some = names[begun : begun + together]
        sums = bootstrap_sums(np.concatenate([folds[name].rows for name in some], axis=1), draws, seed)
        place = 0
        for name in some:
            width = folds[name].rows.shape[1]
            values = folds[name].value(sums[:, place : place + width])
            found[name] = percentile(values, method, "sentence")
            place += width
    return found


def in_order(tally: Tally) -> Tally:
    """The tally with its units in the order of document and unit."""
    keys = [(unit.document, unit.id) for unit in tally.units]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    if order == list(range(len(keys))):
        return tally
    return Tally(tuple(tally.units[i] for i in order), tally.columns, tally.counts[order])


def pair(within: Interval | str, beyond: Interval | str) -> tuple[Any, ...]:
    """Both intervals, then both reasons; each is one or the other."""
    found = [x if isinstance(x, Interval) else None for x in (within, beyond)]
    return (*found, *(None if isinstance(x, Interval) else x for x in (within, beyond)))


def known(value: Any) -> float | None:
    """A figure, `None` where it is NaN."""
    return None if math.isnan(value) else float(value)


def percentile(values: Floats, method: str, unit: str) -> Interval | str:
    """The middle 95 % of the draws that have a figure."""
    missing = np.isnan(values)
    defined = values[~missing] if missing.any() else values
    if len(defined) < (1 - _UNDEFINED) * len(values):
        return UNDEFINED
    return Interval(*quantiles(defined), method, unit)


def quantiles(values: Floats) -> tuple[float, float]:
    """Both ends of the middle 95 %, between neighbours in proportion (Hyndman and Fan 1996, type 7)."""
    places = [share * (len(values) - 1) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
    around = sorted({int(p) for p in places} | {min(int(p) + 1, len(values) - 1) for p in places})
    part = np.partition(values, around)
    ends = (part[int(p)] + (p - int(p)) * (part[min(int(p) + 1, len(values) - 1)] - part[int(p)]) for p in places)
    low, high = (float(end) for end in ends)
    return low, high


def document_rows(tally: Tally, rows: Floats) -> Floats:
    """The rows summed by document, in the order of the documents' names."""
    count, place = _documents(tally.units)
    found = np.zeros((count, rows.shape[1]))
    np.add.at(found, place, rows)
    return found


@lru_cache(maxsize=4)
def _documents(units: tuple[Unit, ...]) -> tuple[int, npt.NDArray[np.int64]]:
    """How many documents there are, and of each unit the number of its document in the order of their names."""
    names, place = np.unique([unit.document for unit in units], return_inverse=True)
    return len(names), place


def beyond_interval(
    documents: Floats, found: Fold, value: float, draws: int, seed: int, lowest: float = 0.0
) -> Interval | str:
    """The interval over documents, or why there is none. A document without support cannot move the figure."""
    supporting = documents[documents.any(axis=1)]
    n = len(supporting)
    if n < 2:
        return ONE_DOCUMENT
    if n >= MANY:
        method = f"document-bootstrap-{draws}-seed{seed}"
        return percentile(found.value(bootstrap_sums(supporting, draws, seed)), method, "document")
    left_out = found.value(supporting.sum(axis=0) - supporting)
    if np.isnan(left_out).any():
        return WITHOUT_ONE
    if left_out.max() - left_out.min() < 1e-12:
        return CONSTANT
    return jackknife_interval(value, left_out.tolist(), lowest)
