"""Small tallies for tests: units with possible, predicted and strict counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.metrics.tally import Tally, Unit

COUNTS = ("possible", "predicted", "strict", "exact", "type", "overlap", "fuzzy", "spurious")


def spans(rows: Sequence[tuple[str, int, int, int]], label: str = "X") -> Tally:
    """A tally of `(document, possible, predicted, strict)` units whose pairs are strict or nothing."""
    units = tuple(Unit(name, f"{name}:{i:03}", "body") for i, (name, *_) in enumerate(rows))
    counts = np.array([[p, a, s, s, s, s, s, a - s] for _, p, a, s in rows], dtype=float).reshape(len(rows), 8)
    return Tally(units, tuple(f"label={label}/{count}" for count in COUNTS), counts)


def rouge(values: Sequence[float]) -> Tally:
    """A tally of one summary a document."""
    units = tuple(Unit(f"d{i}", f"d{i}", "document") for i in range(len(values)))
    return Tally(units, ("documents", "rouge1/f1"), np.array([[1.0, value] for value in values]))


def random_spans(rng: np.random.Generator, documents: int, units: int) -> Tally:
    """Units with up to five mentions and predictions."""
    rows = []
    for d in range(documents):
        for _ in range(units):
            possible, predicted = rng.integers(0, 6, 2).tolist()
            rows.append((f"d{d}", possible, predicted, int(rng.integers(0, min(possible, predicted) + 1))))
    return spans(rows)
