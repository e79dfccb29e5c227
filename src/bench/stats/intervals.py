"""Intervals of a figure: other sentences like these, and other articles like these.

`within`: the same articles, other sentences: bootstrap of the units, percentile (Efron 1979). Where a unit is a whole
document there is nothing inside it to draw from. `beyond`: other articles: leave-one-document-out jackknife with
Student's t under 20 documents, bootstrap of the documents from there on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.metrics.folds import Floats, Fold, fold
from bench.metrics.tally import Tally
from bench.stats.jackknife import Interval, jackknife_interval
from bench.stats.resample import DRAWS, SEED, bootstrap_sums

LEVEL = 0.95
# From so many documents on they are drawn, not left out one by one.
MANY = 20
# A draw without support has no figure; more of them than this, and the interval would hide it.
_UNDEFINED = 0.05
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
    tally = in_order(tally)
    found = fold(tally, name)
    value = known(found.value(found.rows.sum(axis=0)))
    if value is None:
        return Intervals(None, None, None, NO_SUPPORT, NO_SUPPORT)
    within = within_interval(tally, found, draws, seed)
    beyond = beyond_interval(document_rows(tally, found.rows), found, value, draws, seed)
    return Intervals(value, *pair(within, beyond))


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


def within_interval(tally: Tally, found: Fold, draws: int, seed: int) -> Interval | str:
    """The interval over units of the same documents, or why there is none."""
    if all(unit.id == unit.document for unit in tally.units):
        return WHOLE
    if len(tally.units) < 2:
        return ONE_UNIT
    method = f"cluster-bootstrap-{draws}-seed{seed}"
    return percentile(found.value(bootstrap_sums(found.rows, draws, seed)), method, "sentence")


def percentile(values: Floats, method: str, unit: str) -> Interval | str:
    """The middle 95 % of the draws that have a figure."""
    defined = values[~np.isnan(values)]
    if len(defined) < (1 - _UNDEFINED) * len(values):
        return UNDEFINED
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), method, unit)


def document_rows(tally: Tally, rows: Floats) -> Floats:
    """The rows summed by document, in the order of the documents' names."""
    names, place = np.unique([unit.document for unit in tally.units], return_inverse=True)
    found = np.zeros((len(names), rows.shape[1]))
    np.add.at(found, place, rows)
    return found


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
