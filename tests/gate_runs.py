"""Runs made by hand for the gate: strict counts by unit, one label, everything else beside the point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bench.metrics.folds import fold
from bench.metrics.span_tally import COUNTS
from bench.metrics.tally import Tally, Unit
from bench.runs.folder import Status
from bench.runs.measured import Measured

COMPLETE = Status("complete", 7)
METRICS = ("strict_precision", "strict_recall", "strict_f1", "exact_f1")


def tally_of(strict: Sequence[float], each: int = 1, exact: Sequence[float] | None = None) -> Tally:
    """A unit for each number, with `each` gold mentions and as many predictions, two units a document."""
    columns = tuple(f"label=PER/{count}" for count in COUNTS)
    counts = np.zeros((len(strict), len(COUNTS)))
    counts[:, :2] = each
    counts[:, COUNTS.index("strict")] = strict
    counts[:, COUNTS.index("exact")] = strict if exact is None else exact
    counts[:, COUNTS.index("overlap")] = counts[:, COUNTS.index("exact")]
    counts[:, COUNTS.index("spurious")] = each - counts[:, COUNTS.index("overlap")]
    units = tuple(Unit(f"d{i // 2:03}", f"d{i // 2:03}:{i}", "body") for i in range(len(strict)))
    return Tally(units, columns, counts)


def run_of(tally: Tally, model: str = "mine", signature: str = "data:toy|view:clean", **other: Any) -> Measured:
    """A finished run with these counts."""
    entries = {}
    for name in METRICS:
        found = fold(tally, name)
        value = float(found.value(found.rows.sum(axis=0)))
        entries[name] = {"value": None if np.isnan(value) else value, "signature": f"{name}|{signature}", "n": 1}
    run = Measured(
        f"runs/{model}", "ner", model, "toy@1#0", "clean", "core3-common", f"{model}-1", entries, COMPLETE, None, tally
    )
    return replace(run, **other)


def strict_run(strict: Sequence[float], each: int = 1, **other: Any) -> Measured:
    return run_of(tally_of(strict, each), **other)


def hits(correct: int, of: int = 100) -> list[int]:
    """`correct` units with their mention found, the rest without."""
    return [1] * correct + [0] * (of - correct)
