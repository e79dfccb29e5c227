"""Many systems on the same units: every pair tested at once, and ranks as ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bench.metrics.folds import Fold, fold
from bench.metrics.tally import Tally
from bench.stats.multiplicity import holm
from bench.stats.paired import aligned, compare
from bench.stats.resample import DRAWS, SEED, bootstrap_sums

ALPHA = 0.05
# Draws times pairs at a time: 32 MB an array.
_ROOM = 1 << 22


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems: the difference first − second, and p over all pairs together."""

    first: str
    second: str
    difference: float
    p: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Figures by system, every pair, and the range of each system's rank: `(1, 2)` is first or second.

    `estimand` is within or beyond, `test` how p was had; systems without the figure are left out.
    """

    figures: Mapping[str, float]
    pairs: tuple[Pair, ...]
    ranges: Mapping[str, tuple[int, int]]
    estimand: str
    test: str


def rank(tallies: Mapping[str, Tally], metric: str, *, draws: int = DRAWS, seed: int = SEED) -> Ranking:
    """Ranks systems by a figure, with p of every pair corrected for all of them, and ranks as ranges.

    Over sentences (`within`) by max-T: the studentised difference of a pair is held against the largest of all pairs'
    centred ones in each bootstrap draw (Romano and Wolf 2005). Where units are whole documents (`beyond`) by the exact
    test over exchanges of documents, corrected by Holm. A rank ranges over the systems that are not told apart.
    """
    sides = dict(zip(tallies, aligned(list(tallies.values())), strict=True))
    folds = {name: fold(tally, metric) for name, tally in sides.items()}
    figures = {name: float(f.value(f.rows.sum(axis=0))) for name, f in folds.items()}
    names = sorted((n for n, v in figures.items() if not np.isnan(v)), key=lambda name: (-figures[name], name))
    couples = list(combinations(names, 2))
    units = next(iter(sides.values())).units if sides else ()
    whole = all(unit.id == unit.document for unit in units)
    if whole or not couples:
        readings = [compare(sides[a], sides[b], metric, draws=draws, seed=seed).beyond for a, b in couples]
        corrected = holm([1.0 if reading.p is None else reading.p for reading in readings])
        test = "exchanges-of-documents-holm"
    else:
        corrected = _max_t([folds[name] for name in names], draws, seed)
        test = f"max-T-{draws}-seed{seed}"
    pairs = tuple(Pair(a, b, figures[a] - figures[b], p) for (a, b), p in zip(couples, corrected, strict=True))
    known = {name: figures[name] for name in names}
    return Ranking(known, pairs, rank_ranges(names, pairs), "beyond" if whole else "within", test)


def _max_t(folds: Sequence[Fold], draws: int, seed: int) -> list[float]:
    """p of every pair in order, over all pairs together."""
    width = folds[0].rows.shape[1]
    value = folds[0].value
    rows = np.concatenate([f.rows for f in folds], axis=1)
    sums = bootstrap_sums(rows, draws, seed).reshape(draws, len(folds), width)
    drawn = value(sums)
    observed = value(rows.sum(axis=0).reshape(len(folds), width))
    first, second = (np.array(side) for side in zip(*combinations(range(len(folds)), 2), strict=True))
    differences = observed[first] - observed[second]
    largest, t = np.zeros(draws), np.zeros(len(first))
    room = max(1, _ROOM // draws)
    for start in range(0, len(first), room):
        some = slice(start, start + room)
        centred = drawn[:, first[some]] - drawn[:, second[some]] - differences[some]
        error = np.nanstd(centred, axis=0, ddof=1)
        safe = np.where(error > 0, error, np.inf)
        np.maximum(largest, (np.abs(centred) / safe).max(axis=1), out=largest)
        t[some] = np.abs(differences[some]) / safe
    largest = np.where(np.isnan(largest), np.inf, largest)  # a draw without a figure claims nothing
    ordered = np.sort(largest)
    found: list[float] = ((draws - np.searchsorted(ordered, t - 1e-12) + 1) / (draws + 1)).tolist()
    return found


def rank_ranges(names: Sequence[str], pairs: Sequence[Pair], alpha: float = ALPHA) -> dict[str, tuple[int, int]]:
    """The best and the worst rank of each system: behind all that are better for sure, before all that are worse."""
    ahead, behind = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for pair in pairs:
        if pair.p <= alpha and pair.difference:
            better, worse = (pair.first, pair.second) if pair.difference > 0 else (pair.second, pair.first)
            ahead[worse] += 1
            behind[better] += 1
    return {name: (1 + ahead[name], len(names) - behind[name]) for name in names}
