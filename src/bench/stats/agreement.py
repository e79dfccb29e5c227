"""Agreement of two annotations of the same text: what is counted, and the figures as folds over the counts.

Strict and span-only F1 of mentions (Hripcsak and Rothschild 2005), Cohen's κ of the label on matched spans
(Cohen 1960), Krippendorff's ordinal α of the grades of sentences (Krippendorff 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

import numpy as np

from bench.metrics import Tally, Unit, f1
from bench.stats.jackknife import Figure, Totals

Place: TypeAlias = tuple[int, int]
GRADES = (0, 1, 2, 3)


class Labelled(NamedTuple):
    """A mention as it is compared: `[start, end)`, its layer, and its label, the finest there is."""

    start: int
    end: int
    layer: str
    label: str


@dataclass(frozen=True)
class Annotation:
    """What one annotator gave each article: mentions, and grades of sentences by their span."""

    mentions: Mapping[str, Sequence[Labelled]]
    grades: Mapping[str, Mapping[Place, int]] = field(default_factory=dict)


def tally_agreement(first: Annotation, second: Annotation, layers: Sequence[str], labels: Sequence[str]) -> Tally:
    """One row an article of `first`; each figure below is the same with the annotations changed about.

    Columns: mentions by layer and label, `LAYER/first=F` and `LAYER/second=G`; spans that both have, by both labels,
    `LAYER/both=F,G`; sentences that both graded, by both grades, `grade=C,K`. Raises `ValueError` where a span has two
    labels in one layer: what it would be matched with is not defined.
    """
    columns = [
        name
        for layer in layers
        for name in (
            *(f"{layer}/{side}={label}" for side in ("first", "second") for label in labels),
            *(f"{layer}/both={f},{g}" for f in labels for g in labels),
        )
    ]
    columns += [f"grade={c},{k}" for c in GRADES for k in GRADES]
    column = {name: j for j, name in enumerate(columns)}
    counts = np.zeros((len(first.mentions), len(columns)))
    for row, article in zip(counts, first.mentions, strict=True):
        for layer in layers:
            ours, theirs = (_by_place(a.mentions.get(article, ()), layer) for a in (first, second))
            for side, found in (("first", ours), ("second", theirs)):
                for label in found.values():
                    row[column[f"{layer}/{side}={label}"]] += 1
            for place in ours.keys() & theirs.keys():
                row[column[f"{layer}/both={ours[place]},{theirs[place]}"]] += 1
        grades, others = (a.grades.get(article, {}) for a in (first, second))
        for place in grades.keys() & others.keys():
            row[column[f"grade={grades[place]},{others[place]}"]] += 1
    return Tally(tuple(Unit(a, a, "document") for a in first.mentions), tuple(columns), counts)


def _by_place(mentions: Iterable[Labelled], layer: str) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for m in mentions:
        if m.layer == layer and found.setdefault((m.start, m.end), m.label) != m.label:
            raise ValueError(f"the span [{m.start}, {m.end}) is {found[m.start, m.end]} and {m.label} in one layer")
    return found


@dataclass(frozen=True, slots=True)
class Level:
    """What a figure takes together: layers, and groups of labels that count as one label each.

    `{"PER": ("per.subject", "per.author"), …}` compares coarse types, `{"per.author": ("per.author",)}` a fine one.
    `universe` is every label of the tally; a span-only match may have any of them on the other side.
    """

    layers: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    universe: tuple[str, ...]

    def mentions(self, totals: Totals, side: str) -> float:
        """How many mentions of these labels one side has; `side` is first or second."""
        return sum(totals[f"{y}/{side}={f}"] for y in self.layers for group in self.groups.values() for f in group)

    def both(self, totals: Totals, first: Iterable[str], second: Iterable[str]) -> float:
        """How many spans both have, with one of these labels on each side."""
        pairs = [(f, g) for g in second for f in first]
        return sum(totals[f"{layer}/both={f},{g}"] for layer in self.layers for f, g in pairs)


def strict_f1(level: Level) -> Figure:
    """F1 of same start, end and group; `n` is the mentions of both sides together."""

    def value(totals: Totals) -> float | None:
        same = sum(level.both(totals, group, group) for group in level.groups.values())
        return f1(same, level.mentions(totals, "first"), level.mentions(totals, "second"))

    return Figure(value, _mentions_of_both(level))


def span_f1(level: Level) -> Figure:
    """F1 of the boundaries alone: a mention of these labels is found where the other side has its span, as whatever.

    `(a + b) / (possible + actual)`, `a` the mentions of the first that the second has a span for, `b` the other way
    round: 2·matched / (possible + actual) where all labels are taken together.
    """
    labels = [f for group in level.groups.values() for f in group]

    def value(totals: Totals) -> float | None:
        found = level.both(totals, labels, level.universe) + level.both(totals, level.universe, labels)
        return f1(found / 2, level.mentions(totals, "first"), level.mentions(totals, "second"))

    return Figure(value, _mentions_of_both(level))


def _mentions_of_both(level: Level) -> Callable[[Totals], float]:
    return lambda totals: level.mentions(totals, "first") + level.mentions(totals, "second")


def kappa(level: Level) -> Figure:
    """Cohen's κ of the group on spans that both have: (p_o − p_e) / (1 − p_e); `n` is those spans.

    `None` where both give every span the same one group: chance would agree always, too. A span that one side alone
    has is no part of it, and that is where a type is mostly lost: F1 says how much.
    """
    groups = list(level.groups.values())

    def matrix(totals: Totals) -> np.ndarray:
        return np.array([[level.both(totals, f, g) for g in groups] for f in groups])

    def value(totals: Totals) -> float | None:
        confusion = matrix(totals)
        n = confusion.sum()
        if not n:
            return None
        by_chance = float(confusion.sum(axis=0) @ confusion.sum(axis=1)) / n**2
        return None if by_chance == 1 else float((confusion.trace() / n - by_chance) / (1 - by_chance))

    return Figure(value, lambda totals: float(matrix(totals).sum()), lowest=-1.0)


def rest_kappa(level: Level) -> Figure:
    """Cohen's κ of these labels together against all others of the universe, on spans that both have."""
    own = tuple(f for group in level.groups.values() for f in group)
    others = tuple(f for f in level.universe if f not in own)
    return kappa(replace(level, groups={"own": own, "rest": others}))


def _grade_pairs(totals: Totals) -> np.ndarray:
    return np.array([[totals[f"grade={c},{k}"] for k in GRADES] for c in GRADES])


def _alpha(totals: Totals) -> float | None:
    pairs = _grade_pairs(totals)
    coincidences = pairs + pairs.T
    marginals = coincidences.sum(axis=0)
    n = marginals.sum()
    distance = np.array(
        [[(marginals[min(c, k) : max(c, k) + 1].sum() - (marginals[c] + marginals[k]) / 2) ** 2 for k in GRADES]
         for c in GRADES]
    )  # fmt: skip
    expected = float(marginals @ distance @ marginals)
    return 1 - (n - 1) * float((coincidences * distance).sum()) / expected if expected else None


ALPHA = Figure(_alpha, lambda totals: float(_grade_pairs(totals).sum()), lowest=-1.0)
"""Krippendorff's α of two graders' ordinal grades, 1 − (n−1)·Σ o_ck·δ²_ck / Σ n_c·n_k·δ²_ck (Krippendorff 2011).

`o` are the coincidences (each sentence once in either order), `n_c` their marginals, n their sum, and
δ_ck = Σ_{g=c}^{k} n_g − (n_c + n_k)/2: the distance of two grades depends on how often those between are given, so it
is taken from the summed counts. `None` where every grade is the same. `n` of the figure is the sentences.
"""
