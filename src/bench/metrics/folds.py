"""Any figure by its name as a fold over the rows of a tally: what resampling needs.

A figure is a ratio of two sums that are linear in the counts, or made of such sums. Projecting the rows first leaves
two numbers a unit instead of hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.errors import InputError
from bench.metrics.ngram_scores import NGRAM_METRICS, sacrebleu_figures
from bench.metrics.span_tally import COUNTS, SCHEMAS, schema_parts
from bench.metrics.summary_scores import summary_parts
from bench.metrics.tally import Tally

Floats = npt.NDArray[np.float64]
_PARTS = ("precision", "recall", "f1")
_SPAN = re.compile(
    rf"(?:label=(?P<label>[^/]+)/)?(?P<macro>macro_)?(?P<schema>{'|'.join(SCHEMAS)})_(?P<part>{'|'.join(_PARTS)})"
)
_STRATUM = re.compile(r"(?P<stratum>.+)/strict_recall")


class Fold(NamedTuple):
    """`rows`, shape `[units, k]`, is what a figure needs of each unit; `value` takes sums of rows, shape `[…, k]`.

    `value` gives an array of shape `[…]`, NaN where there is nothing to divide by.
    """

    rows: Floats
    value: Callable[[Floats], Floats]


def fold(tally: Tally, name: str) -> Fold:
    """The fold of a figure over a tally.

    Names: `strict_f1` and its like; `macro_strict_f1`, the mean over labels with gold mentions; `label=PER/strict_f1`;
    `STRATUM/strict_recall`; every summary figure. `InputError` where the tally lacks what the figure needs.
    """
    if match := _SPAN.fullmatch(name):
        return _span_fold(tally, **match.groupdict())
    if match := _STRATUM.fullmatch(name):
        return _ratio(tally, name, f"{match['stratum']}/strict", f"{match['stratum']}/possible")
    if name in NGRAM_METRICS:
        return _ngram_fold(tally, name)
    parts = summary_parts().get(name)
    if parts is None:
        raise InputError(f"no figure {name!r}; see bench list metrics")
    return _ratio(tally, name, *parts)


def _column(tally: Tally, figure: str, column: str) -> Floats:
    if column not in tally.place:
        raise InputError(f"the tally has no column {column!r}, which {figure} needs; score the run again")
    found: Floats = tally.counts[:, tally.place[column]]
    return found


def _ratio(tally: Tally, figure: str, part: str, whole: str) -> Fold:
    return Fold(np.stack([_column(tally, figure, part), _column(tally, figure, whole)], axis=1), divided)


def divided(sums: Floats) -> Floats:
    """`[…, 0] / […, 1]`, NaN where that is 0."""
    part, whole = sums[..., 0], sums[..., 1]
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
    return found


def _span_fold(tally: Tally, label: str | None, macro: str | None, schema: str, part: str) -> Fold:
    labels = list(dict.fromkeys(m[1] for c in tally.columns if (m := re.fullmatch(r"label=([^/]+)/possible", c))))
    if label is not None:
        labels = [known for known in labels if known == label]
    if not labels:
        raise InputError(f"the tally has no label {label!r}" if label else "the tally holds no spans")
    figure = f"{schema}_{part}"
    counts = {
        count: np.stack([_column(tally, figure, f"label={known}/{count}") for known in labels], axis=1)
        for count in COUNTS
    }
    correct, whole = schema_parts(schema, counts)[_PARTS.index(part)]
    both = np.stack([correct + np.zeros_like(whole), whole], axis=2)  # [units, labels, 2]
    if not macro:
        return Fold(both.sum(axis=1), divided)
    rows = np.concatenate([both, counts["possible"][:, :, None]], axis=2)
    return Fold(rows.reshape(len(rows), -1), _macro)


def _macro(sums: Floats) -> Floats:
    """The mean over labels that have gold mentions and for which the figure is known."""
    by_label = sums.reshape(*sums.shape[:-1], -1, 3)
    values = divided(by_label[..., :2])
    known = (by_label[..., 2] > 0) & ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=-1)
    return divided(np.stack([total, known.sum(axis=-1).astype(np.float64)], axis=-1))


def _ngram_fold(tally: Tally, metric: str) -> Fold:
    columns = [i for i, c in enumerate(tally.columns) if c.startswith(f"{metric}/") or c == "documents"]
    if len(columns) < 2:
        raise InputError(f"the tally has no column {metric}/…, which {metric} needs; score the run again")
    names = [tally.columns[i] for i in columns]

    def value(sums: Floats) -> Floats:
        flat = sums.reshape(-1, sums.shape[-1])
        found = (sacrebleu_figures(dict(zip(names, row, strict=True)))[metric] for row in flat.tolist())
        return np.array([np.nan if v is None else v for v in found]).reshape(sums.shape[:-1])

    return Fold(tally.counts[:, columns], value)
