"""The best one-to-one pairing of the spans of one group: an assignment, never greedy (scoring rules 2 and 3).

It maximises, in this order, strict pairs, exact pairs, same-label overlaps and overlaps, solved as one linear
assignment (Crouse 2016, in scipy); where many spans overlap little, over the overlapping pairs alone. The input is
sorted, so ties are decided by position and never by the order in which spans came.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.metrics.span_table import Ints

Floats = npt.NDArray[np.float64]
# Above so many possible pairs only those that overlap are looked at.
_DENSE = 2_000_000
STRICT, EXACT, SAME_LABEL, OVERLAP = 8, 4, 2, 1


class Spans(NamedTuple):
    """Columns of the spans of one side, in the order of the text."""

    start: Ints
    end: Ints
    label: Ints

    def take(self, rows: npt.NDArray[np.bool_] | Ints) -> Spans:
        """The rows given by a mask or by their places."""
        return Spans(self.start[rows], self.end[rows], self.label[rows])


def relations(gold: Spans, predicted: Spans) -> npt.NDArray[np.uint8]:
    """What each gold span is to each predicted one, elementwise by broadcasting: a sum of the four, 0 where apart."""
    overlap = (gold.start < predicted.end) & (predicted.start < gold.end)
    label = (gold.label == predicted.label) & overlap
    exact = (gold.start == predicted.start) & (gold.end == predicted.end)
    found: npt.NDArray[np.uint8] = overlap.astype(np.uint8)
    found += label * np.uint8(SAME_LABEL)
    found += exact * np.uint8(EXACT)
    found += (label & exact) * np.uint8(STRICT)
    return found


def solve(gold: Spans, predicted: Spans) -> tuple[Ints, Ints]:
    """The places of the paired gold and predicted spans. Both sides are sorted and without duplicates.

    Equal spans pair with each other in every best pairing, for each has one equal on the other side at most: they are
    taken out first.
    """
    strict_gold, strict_predicted = _equal(gold, predicted)
    rest_gold = np.setdiff1d(np.arange(len(gold.start)), strict_gold)
    rest_predicted = np.setdiff1d(np.arange(len(predicted.start)), strict_predicted)
    if not len(rest_gold) or not len(rest_predicted):
        return strict_gold, strict_predicted
    first, second = _assign(gold.take(rest_gold), predicted.take(rest_predicted))
    return np.concatenate([strict_gold, rest_gold[first]]), np.concatenate([strict_predicted, rest_predicted[second]])


def _equal(gold: Spans, predicted: Spans) -> tuple[Ints, Ints]:
    place = {span: i for i, span in enumerate(zip(*(c.tolist() for c in predicted), strict=True))}
    found = [(i, place[span]) for i, span in enumerate(zip(*(c.tolist() for c in gold), strict=True)) if span in place]
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _assign(gold: Spans, predicted: Spans, overlap_alone: bool = False) -> tuple[Ints, Ints]:
    base = 0.0 if overlap_alone else float(min(len(gold.start), len(predicted.start)) + 1)
    if len(gold.start) * len(predicted.start) <= _DENSE or _is_dense(gold, predicted):
        column = Spans(*(c[:, None] for c in gold))
        return assign(weights(relations(column, predicted), base))
    return _assign_sparse(gold, predicted, base)


def weights(relation: npt.NDArray[np.uint8], base: float) -> Floats:
    """Weights under which more of a higher level outweighs any number of a lower: powers of `base`.

    `base` is greater than the number of pairs that there can be; with 0 only overlap weighs.
    """
    table = np.zeros(16)
    for value in range(16):
        table[value] = sum(
            power * bool(value & level)
            for level, power in ((OVERLAP, 1.0), (SAME_LABEL, base), (EXACT, base**2), (STRICT, base**3))
        )
    return table[relation]


def assign(weight: Floats) -> tuple[Ints, Ints]:
    """The one-to-one pairs of positive weight that weigh most together."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(weight, maximize=True)
    kept = weight[rows, columns] > 0
    return rows[kept].astype(np.int64), columns[kept].astype(np.int64)


def _is_dense(gold: Spans, predicted: Spans) -> bool:
    """Whether more than a twentieth of all pairs overlap."""
    return bool(_overlap_counts(gold, predicted).sum() * 20 > len(gold.start) * len(predicted.start))


def _overlap_counts(gold: Spans, predicted: Spans) -> Ints:
    """For each gold span how many predicted ones overlap it: those that begin before its end, less those that end."""
    begun = np.searchsorted(np.sort(predicted.start), gold.end, side="left")
    ended = np.searchsorted(np.sort(predicted.end), gold.start, side="right")
    return begun - ended


def _assign_sparse(gold: Spans, predicted: Spans, base: float) -> tuple[Ints, Ints]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first, second = _overlapping(gold, predicted)
    weight = weights(relations(gold.take(first), predicted.take(second)), base)
    n, m = len(gold.start), len(predicted.start)
    # Every gold span may stay alone with a column of its own, at the price of a pair that weighs nothing.
    price = float(weight.max()) + 1
    rows = np.concatenate([first, np.arange(n)])
    columns = np.concatenate([second, m + np.arange(n)])
    cost = coo_array((np.concatenate([price - weight, np.full(n, price)]), (rows, columns)), shape=(n, m + n))
    paired, partner = min_weight_full_bipartite_matching(cost.tocsr())
    kept = partner < m
    return paired[kept].astype(np.int64), partner[kept].astype(np.int64)


def _overlapping(gold: Spans, predicted: Spans) -> tuple[Ints, Ints]:
    """All overlapping pairs: the gold span begins inside the predicted one, or the predicted one behind its start."""
    by_gold, by_predicted = np.argsort(gold.start, kind="stable"), np.argsort(predicted.start, kind="stable")
    low = np.searchsorted(gold.start[by_gold], predicted.start, side="left")
    high = np.searchsorted(gold.start[by_gold], predicted.end, side="left")
    second, place = _ranges(low, high)
    first = by_gold[place]
    low = np.searchsorted(predicted.start[by_predicted], gold.start, side="right")
    high = np.searchsorted(predicted.start[by_predicted], gold.end, side="left")
    more_first, place = _ranges(low, high)
    return np.concatenate([first, more_first]), np.concatenate([second, by_predicted[place]])


def _ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """For each i every place of `[low[i], high[i])`: the i and the places, as two columns."""
    count = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), count)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return owner, low[owner] + offset


def same_label_pairs(gold: Spans, predicted: Spans) -> Ints:
    """The gold spans of the largest one-to-one pairing of overlapping spans of the same label (fuzzy, rule 4)."""
    found = [np.zeros(0, dtype=np.int64)]
    for label in np.intersect1d(gold.label, predicted.label):
        ours, theirs = np.flatnonzero(gold.label == label), np.flatnonzero(predicted.label == label)
        first, _ = _assign(gold.take(ours), predicted.take(theirs), overlap_alone=True)
        found.append(ours[first])
    return np.concatenate(found)
