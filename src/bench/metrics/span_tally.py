"""What a pairing counts, by unit and label, and the figures of every schema as folds over the counts.

Schemas strict, exact, partial and type are those of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013); fuzzy is HIPE's
(Ehrmann et al. 2020): same label and at least one shared character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.metrics.span_pairing import ALONE, Pairing
from bench.metrics.span_solve import EXACT, OVERLAP, SAME_LABEL, STRICT
from bench.metrics.span_sweep import GOLD, PREDICTED
from bench.metrics.span_table import Bools, Ints
from bench.metrics.tally import Tally, Unit, f1, ratio

SCHEMAS = ("strict", "exact", "partial", "type", "fuzzy")
COUNTS = ("possible", "predicted", "strict", "exact", "type", "overlap", "fuzzy", "spurious")
ERRORS = ("correct", "label", "boundary", "label_boundary", "missed", "spurious")
# The relations that there are: alone, overlap, same label, exact, both by different readings, strict.
_RELATIONS = (0, OVERLAP, OVERLAP | SAME_LABEL, OVERLAP | EXACT, OVERLAP | EXACT | SAME_LABEL, 15)
_LEVEL = np.zeros(16, dtype=np.int64)
_LEVEL[list(_RELATIONS)] = range(len(_RELATIONS))
# What a mention in each relation adds to possible, strict, exact, type, overlap.
_ADDS = np.array([[1, bool(r & STRICT), bool(r & EXACT), bool(r & SAME_LABEL), r > 0] for r in _RELATIONS])


@dataclass(frozen=True, eq=False)
class Units:
    """The rows of a tally: units in the order of documents and text, each with its document and where it begins."""

    names: tuple[Unit, ...]
    document: Ints
    start: Ints

    @classmethod
    def of_documents(cls, names: Sequence[str]) -> Units:
        """One unit a document."""
        units = tuple(Unit(name, name, "document") for name in names)
        return cls(units, np.arange(len(units)), np.zeros(len(units), dtype=np.int64))

    def row(self, document: Ints, position: Ints) -> Ints:
        """The unit of each position: the last of its document that begins at or before it, else the first."""
        if len(self.document) and self.document[-1] == len(self.document) - 1:
            return document  # one unit a document
        width = int(max(self.start.max(initial=0), position.max(initial=0))) + 2
        ends = np.searchsorted(self.document * width + self.start, document * width + position, side="right") - 1
        first = np.searchsorted(self.document, document, side="left")
        found: Ints = np.maximum(ends, first)
        return found


@dataclass(frozen=True, eq=False)
class Broken:
    """Predictions that have no place on the gold's text: spurious where they would begin."""

    document: Ints
    position: Ints
    label: Ints


class Figures(NamedTuple):
    """Precision, recall and F1, each 0 to 1, `None` where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    f1: float | None


class Counts(NamedTuple):
    """What a schema counts, with SemEval's names; `possible` are gold mentions, `actual` predictions."""

    correct: float
    incorrect: float
    partial: float
    missed: float
    spurious: float
    possible: float
    actual: float


def tally_pairing(
    pairing: Pairing,
    labels: Sequence[str],
    units: Units,
    broken: Broken | None = None,
    strata: Mapping[str, Bools] | None = None,
) -> Tally:
    """Counts by unit: `label=L/COUNT` for each of `COUNTS`, and `NAME/possible`, `NAME/strict` for strata of the gold.

    A pair's counts go to the unit and the label of its gold mention, an unpaired prediction's to the unit in which it
    starts; `predicted` counts a prediction under its own label, a strict one under that of its mention. `strata` are
    masks over `pairing.gold`.
    """
    rows, n = pairing.rows, len(units.names)
    counts = count_pairing(pairing, labels, units.row(rows.document, rows.start), n)
    if broken is not None and len(broken.label):
        cells = units.row(broken.document, broken.position) * len(labels) + broken.label
        found = np.bincount(cells, minlength=n * len(labels)).reshape(n, -1)
        counts[:, :, COUNTS.index("predicted")] += found
        counts[:, :, COUNTS.index("spurious")] += found
    columns = [f"label={label}/{count}" for label in labels for count in COUNTS]
    extra = {}
    gold = pairing.gold
    unit = units.row(rows.document[gold], rows.start[gold])
    strict = (pairing.relation[gold] & STRICT) > 0
    for name, mask in (strata or {}).items():
        inside = mask & pairing.counted[gold]
        for count, chosen in (("possible", inside), ("strict", inside & strict)):
            extra[f"{name}/{count}"] = np.bincount(unit[chosen], minlength=n)
    table = np.hstack([counts.reshape(n, -1), *(column[:, None] for column in extra.values())])
    return Tally(units.names, (*columns, *extra), table.astype(np.float64))


def count_pairing(pairing: Pairing, labels: Sequence[str], unit: Ints, n: int) -> npt.NDArray[np.int64]:
    """The counts, shape `[n, labels, COUNTS]`; `unit` has the unit of each row of the sweep."""
    rows, width = pairing.rows, len(labels)
    inside, label = pairing.counted, rows.label
    code = _places(pairing.labels, labels)
    if code is not None:
        label = code[np.where(rows.side <= PREDICTED, label, 0)]
        inside = inside & (label >= 0)
    cell = unit * width + label
    counts = np.zeros((n, width, len(COUNTS)), dtype=np.int64)
    gold = np.flatnonzero(inside & (rows.side == GOLD))
    level = _LEVEL[pairing.relation[gold]]
    by_level = np.bincount(cell[gold] * len(_RELATIONS) + level, minlength=n * width * len(_RELATIONS))
    added = by_level.reshape(n, width, len(_RELATIONS)) @ _ADDS
    for i, name in enumerate(("possible", "strict", "exact", "type", "overlap")):
        counts[:, :, COUNTS.index(name)] = added[:, :, i]
    counts[:, :, COUNTS.index("fuzzy")] = _fuzzy(pairing, gold, cell, added[:, :, 3])
    predicted = np.flatnonzero(inside & (rows.side == PREDICTED))
    partner = pairing.partner[predicted]
    alone = partner == ALONE
    spurious = np.bincount(cell[predicted[alone]], minlength=n * width).reshape(n, width)
    paired, mention = predicted[~alone], partner[~alone]
    # A pair counts in the unit of its mention; a strict one under the mention's label, found by whatever reading.
    own = unit[mention] * width + label[paired]
    cells = np.where((pairing.relation[mention] & STRICT) > 0, cell[mention], own)
    counts[:, :, COUNTS.index("spurious")] = spurious
    counts[:, :, COUNTS.index("predicted")] = spurious + np.bincount(cells, minlength=n * width).reshape(n, width)
    return counts


def _places(own: Sequence[str], labels: Sequence[str]) -> Ints | None:
    """The place of each of the pairing's labels among `labels`, −1 for one that is not; `None` if they are the same."""
    if tuple(own) == tuple(labels):
        return None
    place = {label: i for i, label in enumerate(labels)}
    return np.array([place.get(label, -1) for label in own] or [-1])


def _fuzzy(pairing: Pairing, gold: Ints, cell: Ints, by_type: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Fuzzy matches are those of type, but where several spans touch: there they have a pairing of their own."""
    same, fuzzy = (pairing.relation[gold] & SAME_LABEL) > 0, pairing.fuzzy[gold]
    if np.array_equal(same, fuzzy):
        return by_type
    return np.bincount(cell[gold[fuzzy]], minlength=by_type.size).reshape(by_type.shape)


def label_sums(totals: Mapping[str, float], labels: Iterable[str]) -> dict[str, float]:
    """The sum of each of `COUNTS` over labels."""
    chosen = list(labels)
    return {count: sum(totals[f"label={label}/{count}"] for label in chosen) for count in COUNTS}


def span_errors(totals: Mapping[str, float], labels: Iterable[str]) -> dict[str, int]:
    """How many gold mentions or predictions fall in each class of `ERRORS`; every one in exactly one."""
    return error_counts(label_sums(totals, labels))


def error_counts(sums: Mapping[str, float]) -> dict[str, int]:
    """The classes of `ERRORS` from sums of `COUNTS`."""
    n = {name: int(value) for name, value in sums.items()}
    return {
        "correct": n["strict"],
        "label": n["exact"] - n["strict"],
        "boundary": n["type"] - n["strict"],
        "label_boundary": n["overlap"] - n["exact"] - n["type"] + n["strict"],
        "missed": n["possible"] - n["overlap"],
        "spurious": n["spurious"],
    }


def stratum_recall(totals: Mapping[str, float], name: str) -> float | None:
    """Strict recall on the mentions of one stratum."""
    return ratio(totals[f"{name}/strict"], totals[f"{name}/possible"])


def span_figures(totals: Mapping[str, float], labels: Iterable[str]) -> dict[str, float | None]:
    """`strict_precision` … `fuzzy_f1`, each 0 to 1, micro over `labels`; `None` where there is nothing to divide by."""
    sums = label_sums(totals, labels)
    return {f"{schema}_{name}": value for schema in SCHEMAS for name, value in prf(schema, sums)._asdict().items()}


def prf(schema: str, sums: Mapping[str, float]) -> Figures:
    """Precision, recall and F1 of one schema from sums of `COUNTS`; a partial match is worth a half."""
    counts = schema_counts(schema, sums)
    correct = counts.correct + counts.partial / 2
    return Figures(
        ratio(correct, counts.actual), ratio(correct, counts.possible), f1(correct, counts.possible, counts.actual)
    )


def schema_counts(schema: str, sums: Mapping[str, float]) -> Counts:
    """The counts of one schema from sums of `COUNTS` over units and labels.

    Where a schema looks at labels (strict, type, fuzzy), `actual` are the predictions with these labels; where it does
    not (exact, partial), a paired prediction stands under its mention's label. Over all labels it is the same.
    """
    found = {
        "strict": sums["strict"], "exact": sums["exact"], "partial": sums["exact"],
        "type": sums["type"], "fuzzy": sums["fuzzy"],
    }  # fmt: skip
    correct, overlap = found[schema], sums["overlap"]
    by_label = schema in ("strict", "type", "fuzzy")
    actual = sums["predicted"] if by_label else overlap + sums["spurious"]
    if schema == "fuzzy":  # a pairing of its own, in which nothing is paired wrongly
        return Counts(correct, 0, 0, sums["possible"] - correct, actual - correct, sums["possible"], actual)
    partial = overlap - correct if schema == "partial" else 0
    missed = sums["possible"] - overlap
    return Counts(correct, overlap - correct - partial, partial, missed, sums["spurious"], sums["possible"], actual)
