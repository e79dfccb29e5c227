"""What a pairing counts, by unit and label, and the figures of every schema as folds over the counts.

Schemas strict, exact, partial and type are those of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013); fuzzy is HIPE's
(Ehrmann et al. 2020): same label and at least one shared character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.metrics.span_pairing import Pairing
from bench.metrics.span_solve import EXACT, OVERLAP, SAME_LABEL, STRICT
from bench.metrics.span_sweep import GOLD
from bench.metrics.span_table import Bools, Ints, SpanTable
from bench.metrics.tally import Tally, Unit, ratio

SCHEMAS = ("strict", "exact", "partial", "type", "fuzzy")
COUNTS = ("possible", "predicted", "strict", "exact", "type", "overlap", "fuzzy", "spurious")
OTHER = "spurious=other"
ERRORS = ("correct", "label", "boundary", "label_boundary", "missed", "spurious")
# The relations that there are, in the order of their place in a count: alone, overlap, same label, exact, both by
# different readings, strict. Behind them the places of a prediction with a partner and of one without.
_RELATIONS = (0, OVERLAP, OVERLAP | SAME_LABEL, OVERLAP | EXACT, OVERLAP | EXACT | SAME_LABEL, 15)
_PAIRED, _SPURIOUS = range(len(_RELATIONS), len(_RELATIONS) + 2)


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
        if np.array_equal(self.document, np.arange(len(self.document))):
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
    elsewhere: SpanTable | None = None,
) -> Tally:
    """Counts by unit: `label=L/COUNT` for each of `COUNTS`, and `NAME/possible`, `NAME/strict` for strata of the gold.

    With `elsewhere`, mentions that the scheme has no label for, `spurious=other` counts the spurious predictions that
    touch one of them; the rest stand on nothing.

    A pair's counts go to the unit and the label of its gold mention, an unpaired prediction's to the unit in which it
    starts; `predicted` counts a prediction under its own label, a strict one under that of its mention. `strata` are
    masks over `pairing.gold`.
    """
    rows, n = pairing.rows, len(units.names)
    counts = count_pairing(pairing, labels, units.row(rows.document, rows.start), n)
    if broken is not None and len(broken.label):
        cells = units.row(broken.document, broken.position) * len(labels) + broken.label
        found = np.bincount(cells, minlength=n * len(labels)).reshape(n, len(labels))
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
    if elsewhere is not None:
        alone = pairing.predicted[pairing.counted[pairing.predicted] & (pairing.relation[pairing.predicted] == 0)]
        on_other = alone[_touching(rows.document[alone], rows.start[alone], rows.end[alone], elsewhere)]
        extra[OTHER] = np.bincount(units.row(rows.document[on_other], rows.start[on_other]), minlength=n)
    by_label = counts.reshape(n, len(columns))
    table = np.hstack([by_label, *(column[:, None] for column in extra.values())])
    return Tally(units.names, (*columns, *extra), table.astype(np.float64))


def _touching(document: Ints, start: Ints, end: Ints, table: SpanTable) -> Bools:
    """Which spans share a character with a row of the table: more rows begin before their end than end before them."""
    width = int(max(end.max(initial=0), table.end.max(initial=0))) + 1
    begun = np.searchsorted(np.sort(table.document * width + table.start), document * width + end, side="left")
    ended = np.searchsorted(np.sort(table.document * width + table.end), document * width + start, side="right")
    found: Bools = begun > ended
    return found


def count_pairing(pairing: Pairing, labels: Sequence[str], unit: Ints | None, n: int) -> npt.NDArray[np.int64]:
    """The counts, shape `[n, labels, COUNTS]`; `unit` has the unit of each row of the sweep, `None` is one for all."""
    rows, width = pairing.rows, len(pairing.labels)
    cells = n * width
    cell = rows.label if unit is None else unit * width + rows.label
    # The place of each row among all that can become of it, and one count over places and cells.
    place = _places(pairing)
    at = place.astype(np.int64)
    at *= cells
    at += cell
    if pairing.special:
        at = at[pairing.counted]
    found = np.bincount(at, minlength=(_SPURIOUS + 1) * cells).reshape(_SPURIOUS + 1, cells)
    counts = np.zeros((len(COUNTS), cells), dtype=np.int64)
    overlap, same, exact, both, strict = found[1 : len(_RELATIONS)]
    counts[COUNTS.index("overlap")] = overlap + same + exact + both + strict
    counts[COUNTS.index("possible")] = found[0] + counts[COUNTS.index("overlap")]
    counts[COUNTS.index("strict")] = strict
    counts[COUNTS.index("exact")] = exact + both + strict
    counts[COUNTS.index("type")] = same + both + strict
    counts[COUNTS.index("fuzzy")] = _fuzzy(pairing, place, cell, counts[COUNTS.index("type")])
    counts[COUNTS.index("spurious")] = found[_SPURIOUS]
    counts[COUNTS.index("predicted")] = found[_PAIRED] + found[_SPURIOUS]
    if pairing.special or not (unit is None or unit is rows.document):
        counts[COUNTS.index("predicted")] += _moved(pairing, place, cell, width, cells)
    return _chosen(counts.T.reshape(n, width, len(COUNTS)), pairing.labels, labels)


def _places(pairing: Pairing) -> npt.NDArray[np.uint8]:
    """The place in a count of what became of each row."""
    relation, is_gold = pairing.relation, pairing.rows.side == GOLD
    # 0, 1, 3, 5, 7 and 15 become 0 to 5: arithmetic on bytes is several times faster than a look-up.
    place = relation + np.uint8(1)
    place //= np.uint8(2)
    np.minimum(place, len(_RELATIONS) - 1, out=place)
    place *= is_gold
    place += ~is_gold * np.uint8(_PAIRED)
    place += ~is_gold & (relation == 0)
    return place


def _moved(pairing: Pairing, place: npt.NDArray[np.uint8], cell: Ints, width: int, cells: int) -> Ints:
    """Paired predictions that count elsewhere: in the unit of their mention, a strict one under its label too."""
    gold = np.flatnonzero((pairing.relation > 0) & (place < _PAIRED))
    partner = pairing.partner[gold]
    strict = (pairing.relation[gold] & STRICT) > 0
    unit = cell[gold] // width if width else cell[gold]
    there = np.where(strict, cell[gold], unit * width + pairing.rows.label[partner])
    return np.bincount(there, minlength=cells) - np.bincount(cell[partner], minlength=cells)


def _chosen(counts: npt.NDArray[np.int64], own: Sequence[str], labels: Sequence[str]) -> npt.NDArray[np.int64]:
    """The counts of these labels, zeros of one that is not among the counted."""
    if tuple(own) == tuple(labels):
        return counts
    found = np.zeros((len(counts), len(labels), len(COUNTS)), dtype=np.int64)
    for i, label in enumerate(labels):
        if label in own:
            found[:, i] = counts[:, own.index(label)]
    return found


def _fuzzy(pairing: Pairing, place: npt.NDArray[np.uint8], cell: Ints, by_type: Ints) -> Ints:
    """Fuzzy matches are those of type, but where several spans touch: there they have a pairing of their own."""
    if pairing.fuzzy is None:
        return by_type
    return np.bincount(cell[pairing.fuzzy & (place < _PAIRED)], minlength=len(by_type))


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
    return Figures(*(ratio(part, whole) for part, whole in schema_parts(schema, sums)))


def schema_parts(schema: str, sums: Mapping[str, Any]) -> tuple[tuple[Any, Any], ...]:
    """Part and whole of precision, recall and F1, each linear in the counts, which may be numbers or arrays."""
    counts = schema_counts(schema, sums)
    correct = counts.correct + counts.partial / 2
    return (correct, counts.actual), (correct, counts.possible), (2 * correct, counts.possible + counts.actual)


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


def document_sums(counts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The sums of each figure over documents that have it, and their number; `counts` has a row a document."""
    sums: Any = dict(zip(COUNTS, counts.T, strict=True))
    found = np.zeros((len(SCHEMAS), len(Figures._fields), 2))
    for i, schema in enumerate(SCHEMAS):
        for j, (part, whole) in enumerate(schema_parts(schema, sums)):
            known = np.asarray(whole) > 0
            found[i, j] = (np.asarray(part)[known] / np.asarray(whole)[known]).sum(), known.sum()
    return found


def mean_figures(sums: npt.NDArray[np.float64]) -> dict[str, Figures]:
    """The means from `document_sums`; where gold and prediction are both empty, a document adds nothing."""
    means = [[total / n if n else None for total, n in row] for row in sums.tolist()]
    return {schema: Figures(*row) for schema, row in zip(SCHEMAS, means, strict=True)}
