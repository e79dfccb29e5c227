"""The pairing of all documents at once, and what became of every span.

Most groups of touching spans have one of either side or one against several; these are paired in columns. The rest are
solved one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bench.metrics.span_readings import Group, resolve
from bench.metrics.span_solve import EXACT, OVERLAP, SAME_LABEL, STRICT, Spans, relations, same_label_pairs, solve
from bench.metrics.span_sweep import GOLD, PREDICTED, Columns, Sweep, sweep
from bench.metrics.span_table import Bools, GoldTable, Ints, SpanTable

_READING, _IGNORED = 2, 3
ALONE = -1


@dataclass(frozen=True, eq=False)
class Pairing:
    """The distinct spans of both sides as rows of a sweep, and what became of each.

    `relation` says of each row what its pair is (a sum of the levels of `span_solve`, 0 without a partner); `fuzzy`
    which gold mentions are found by rule 4, `None` where they are those of a same-label pair; `counted` is false for
    what is optional or ignored. `special` says whether there is any of that, or any other reading. `twos` says of each
    row but the last whether it is paired with the next; the other pairs are in `joined`, gold rows and predicted ones.
    """

    labels: tuple[str, ...]
    rows: Sweep
    relation: npt.NDArray[np.uint8]
    fuzzy: Bools | None
    counted: Bools
    special: bool
    twos: Bools
    joined: tuple[Ints, Ints]

    @cached_property
    def partner(self) -> Ints:
        """The row of the paired span of the other side, or −1."""
        found = np.full(len(self.rows), ALONE, dtype=np.int64)
        low = np.flatnonzero(self.twos)
        found[low], found[low + 1] = low + 1, low
        first, second = self.joined
        found[first], found[second] = second, first
        return found

    @cached_property
    def gold(self) -> Ints:
        """The rows of the distinct gold mentions."""
        return np.flatnonzero(self.rows.side == GOLD)

    @cached_property
    def predicted(self) -> Ints:
        """The rows of the distinct predictions."""
        return np.flatnonzero(self.rows.side == PREDICTED)


def labels_of(gold: GoldTable, predicted: SpanTable) -> tuple[str, ...]:
    """Every label of either side, sorted."""
    return tuple(sorted({*gold.spans.labels, *predicted.labels, *(gold.readings.labels if gold.readings else ())}))


def pair(gold: GoldTable, predicted: SpanTable) -> Pairing:
    """Pairs the spans of every document; the order of rows never matters and duplicates count once."""
    labels = labels_of(gold, predicted)
    work = _Work(_sweep(gold, predicted, labels), gold, labels)
    work.pair_twos()
    work.pair_the_rest()
    return work.pairing()


def _sweep(gold: GoldTable, predicted: SpanTable, labels: tuple[str, ...]) -> Sweep:
    sides = [Columns(t.document, t.start, t.end, t.coded(labels)) for t in (gold.spans, predicted)]
    if gold.readings is not None or gold.ignored is not None:
        nothing = np.zeros(0, dtype=np.int64)
        for extra in (gold.readings, gold.ignored):
            # Numbers in place of labels: two mentions may share a reading, and neither row may be lost.
            sides.append(  # noqa: PERF401 the comment belongs here
                Columns(nothing, nothing, nothing, nothing)
                if extra is None
                else Columns(extra.document, extra.start, extra.end, np.arange(len(extra)))
            )
    return sweep(sides, None if gold.readings is None else np.unique(gold.readings.document))


class _Work:
    """The rows of a sweep while they are being paired."""

    def __init__(self, rows: Sweep, table: GoldTable, labels: tuple[str, ...]) -> None:
        self.rows, self.table, self.labels = rows, table, labels
        self.relation = np.zeros(len(rows), dtype=np.uint8)
        self.twos = np.zeros(max(len(rows) - 1, 0), dtype=bool)
        self.joined: list[tuple[Ints, Ints]] = []
        self.fuzzy: Bools | None = None
        self.counted = rows.side <= PREDICTED
        self.optional = self._optional()
        self.special = self._special()

    def _special(self) -> Bools | None:
        """Which groups have an optional mention, a reading or an ignored region; `None` where no group has."""
        marks = ~self.counted
        if self.optional is not None:
            marks |= self.optional
        return np.logical_or.reduceat(marks, self.rows.first) if marks.any() else None

    def _optional(self) -> Bools | None:
        """A mention that stands in the table twice is optional only if it is so each time."""
        stated = self.table.optional
        if stated is None or not stated.any():
            return None
        rows, spans = self.rows, self.table.spans
        own = rows.side == GOLD
        optional = np.zeros(len(rows), dtype=bool)
        optional[own] = stated[rows.row[own]]
        if int(own.sum()) < len(spans):
            required = ~stated
            columns = (spans.document, spans.start, spans.end, spans.coded(self.labels))
            keys = set(zip(*(c[required].tolist() for c in columns), strict=True))
            places = np.flatnonzero(optional)
            found = zip(*(c[places].tolist() for c in (rows.document, rows.start, rows.end, rows.label)), strict=True)
            optional[places] = [key not in keys for key in found]
        return optional

    def pairing(self) -> Pairing:
        nothing = np.zeros(0, dtype=np.int64)
        first, second = (np.concatenate(rows) for rows in zip((nothing, nothing), *self.joined, strict=True))
        return Pairing(
            self.labels, self.rows, self.relation, self.fuzzy, self.counted, self.special is not None, self.twos,
            (first, second),
        )  # fmt: skip

    def pair_twos(self) -> None:
        """Groups of one gold mention and one prediction."""
        rows, twos = self.rows, self.twos
        # A row that opens, one that does not, and one that opens. Neighbours are compared all along, which is faster
        # than picking the pairs out of every column.
        np.greater(rows.opens[:-1], rows.opens[1:], out=twos)
        twos[:-1] &= rows.opens[2:]
        twos &= rows.side[1:] != rows.side[:-1]
        if self.special is not None:
            twos &= ~np.repeat(self.special, rows.size)[1:]
        relation = rows.same_label * np.uint8(SAME_LABEL)
        relation += rows.same_span * np.uint8(EXACT)
        relation += (rows.same_label & rows.same_span) * np.uint8(STRICT)
        relation += np.uint8(OVERLAP)
        relation *= twos
        self.relation[:-1] = relation
        self.relation[1:] += relation

    def _join(self, first: Ints, second: Ints) -> None:
        """Pairs rows of the gold with rows of the predictions that are known to overlap."""
        self._pair(first, second, relations(self._spans(first), self._spans(second)))

    def _pair(self, first: Ints, second: Ints, relation: npt.NDArray[np.uint8]) -> None:
        self.joined.append((first, second))
        self.relation[first] = self.relation[second] = relation

    def _spans(self, rows: Ints) -> Spans:
        return Spans(self.rows.start[rows], self.rows.end[rows], self.rows.label[rows])

    def pair_the_rest(self) -> None:
        """Groups of more than two, and those with readings, optional mentions or ignored regions."""
        opens = self.rows.opens
        if self.special is None and bool((opens[1:-1] | opens[2:]).all()):
            return
        self.fuzzy = (self.relation & SAME_LABEL) > 0
        special = np.zeros(len(self.rows.first), dtype=bool) if self.special is None else self.special
        many = np.flatnonzero((self.rows.size > 2) & ~special)
        if len(many):
            golds = np.add.reduceat(self.rows.side == GOLD, self.rows.first)[many]
            predictions = self.rows.size[many] - golds
            one = (golds == 1) | (predictions == 1)
            both = (golds > 0) & (predictions > 0)
            if (one & both).any():
                self._pair_stars(many[one & both])
            for group in many[~one & both]:
                self._pair_group(self._rows_of(group))
        for group in np.flatnonzero(special):
            self._pair_special(self._rows_of(group))

    def _rows_of(self, group: np.int64) -> Ints:
        return np.arange(self.rows.first[group], self.rows.first[group] + self.rows.size[group])

    def _pair_stars(self, groups: Ints) -> None:
        """Groups of one span against several of the other side: the best of them; of equals the first in the text."""
        size = self.rows.size[groups]
        owner = np.repeat(np.arange(len(groups)), size)
        rows = np.repeat(self.rows.first[groups] - (np.cumsum(size) - size), size) + np.arange(len(owner))
        side = self.rows.side[rows]
        golds = np.bincount(owner[side == GOLD], minlength=len(groups))
        is_hub = side == np.where(golds == 1, GOLD, PREDICTED)[owner]
        hub = rows[is_hub]
        leaves, leaf_owner = rows[~is_hub], owner[~is_hub]
        relation = relations(self._spans(hub[leaf_owner]), self._spans(leaves))
        opens = np.flatnonzero(np.diff(leaf_owner, prepend=-1))
        rank = relation.astype(np.int64) * (len(leaves) + 1) - np.arange(len(leaves))
        best = np.maximum.reduceat(rank, opens)[leaf_owner]
        chosen = (rank == best) & (relation > 0)
        self._join_hubs(hub[leaf_owner[chosen]], leaves[chosen])
        assert self.fuzzy is not None
        self.fuzzy[rows] = (self.relation[rows] & SAME_LABEL) > 0
        # A hub may be paired exactly with another label, and found by a leaf of its own: for fuzzy that leaf counts.
        same = (relation & SAME_LABEL) > 0
        _, first = np.unique(leaf_owner[same], return_index=True)
        hubs, found = hub[leaf_owner[same][first]], leaves[same][first]
        is_gold = self.rows.side[hubs] == GOLD
        self.fuzzy[hubs[is_gold]] = True
        lacking = ~is_gold & ~self.fuzzy[leaves[chosen][leaf_owner[same][first]]]
        self.fuzzy[found[lacking]] = True

    def _join_hubs(self, hubs: Ints, leaves: Ints) -> None:
        is_gold = self.rows.side[hubs] == GOLD
        self._join(np.where(is_gold, hubs, leaves), np.where(is_gold, leaves, hubs))

    def _pair_group(self, rows: Ints) -> None:
        side = self.rows.side[rows]
        gold, predicted = rows[side == GOLD], rows[side == PREDICTED]
        ours, theirs = self._spans(gold), self._spans(predicted)
        first, second = solve(ours, theirs)
        self._join(gold[first], predicted[second])
        assert self.fuzzy is not None
        self.fuzzy[gold[same_label_pairs(ours, theirs)]] = True

    def _pair_special(self, rows: Ints) -> None:
        side = self.rows.side[rows]
        gold, predicted = rows[side == GOLD], rows[side == PREDICTED]
        outcome = resolve(self._group(gold, predicted, rows[side == _READING], rows[side == _IGNORED]))
        self.counted[gold], self.counted[predicted] = outcome.counted, outcome.kept
        self._pair(gold[outcome.first], predicted[outcome.second], outcome.relation)
        assert self.fuzzy is not None
        self.fuzzy[gold[outcome.fuzzy]] = True

    def _group(self, gold: Ints, predicted: Ints, reading_rows: Ints, ignored: Ints) -> Group:
        own = self._spans(gold)
        optional = np.zeros(len(gold), dtype=bool) if self.optional is None else self.optional[gold]
        readings, reading_of = own, np.arange(len(gold))
        if len(reading_rows) and self.table.readings is not None and self.table.reading_of is not None:
            number, others, spans = self.rows.label[reading_rows], self.table.readings, self.table.spans
            mention = self.table.reading_of[number]
            columns = (spans.start[mention], spans.end[mention], spans.coded(self.labels)[mention])
            place = {key: i for i, key in enumerate(zip(*(c.tolist() for c in own), strict=True))}
            other = Spans(others.start[number], others.end[number], others.coded(self.labels)[number])
            readings = Spans(*(np.concatenate(both) for both in zip(own, other, strict=True)))
            of = [place[key] for key in zip(*(c.tolist() for c in columns), strict=True)]
            reading_of = np.concatenate([reading_of, np.array(of, dtype=np.int64)])
        return Group(own, optional, readings, reading_of, self._spans(ignored), self._spans(predicted))
