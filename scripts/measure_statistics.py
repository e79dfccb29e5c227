#!/usr/bin/env python3
"""Measures the bootstrap against SciPy's in one run, and the commands that compare; prints the table.

    python scripts/measure_statistics.py [--quick]

Two systems on 10,000 documents, 10,000 draws of the difference of a figure. SciPy is called as
people call it, with its default batch; for many labels, whose arrays would not fit, it draws a fiftieth as often and is
told for as many. --quick takes a hundredth of the draws.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy import stats

from bench.metrics.tally import Tally, Unit
from bench.stats.paired import Paired, bootstrap_differences

COUNTS = ("possible", "predicted", "strict", "exact", "type", "overlap", "fuzzy", "spurious")
DOCUMENTS, DRAWS, LABELS = 10_000, 10_000, 26


def tally(rng: np.random.Generator, labels: int, weights: bool) -> Tally:
    """Counts of `labels` labels in every document; with `weights` no two documents are alike."""
    columns, counts = [], []
    for k in range(labels):
        possible = rng.integers(0, 4, DOCUMENTS).astype(float)
        predicted = rng.integers(0, 4, DOCUMENTS).astype(float)
        if weights:
            possible, predicted = possible + rng.random(DOCUMENTS), predicted + rng.random(DOCUMENTS)
        strict = np.minimum(possible, predicted)
        columns += [f"label=L{k:02}/{count}" for count in COUNTS]
        counts += [possible, predicted, *[strict] * 5, predicted - strict]
    units = tuple(Unit(f"d{i:05}", f"d{i:05}", "document") for i in range(DOCUMENTS))
    return Tally(units, tuple(columns), np.stack(counts, axis=1))


def ours(a: Tally, b: Tally, metric: str, draws: int) -> float:
    """Seconds from two tallies to the differences of all draws, the best of three."""

    def call() -> None:
        paired = Paired(a, b, metric, draws)
        bootstrap_differences(paired, paired.a.rows, paired.b.rows)

    return min(timed(call) for _ in range(3))


def theirs(a: Tally, b: Tally, metric: str, draws: int, batch: int | None = None) -> float:
    """Seconds of scipy.stats.bootstrap for the same."""
    paired = Paired(a, b, metric, draws)
    width = paired.a.rows.shape[1]
    data = (*paired.a.rows.T, *paired.b.rows.T)
    some = draws // 50 if width > 2 else draws

    def statistic(*columns: np.ndarray, axis: int) -> np.ndarray:
        sums = [column.sum(axis=axis) for column in columns]
        sides = (np.stack(sums[:width], axis=-1), np.stack(sums[width:], axis=-1))
        return paired.difference(*sides)

    def call() -> None:
        how = {"paired": True, "vectorized": True, "method": "percentile"}
        stats.bootstrap(data, statistic, n_resamples=some, batch=batch, **how)

    return timed(call) * draws / some


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def command(*arguments: str) -> float:
    """Seconds of a whole process, the best of five."""
    bench = str(Path(sys.executable).with_name("bench"))
    return min(timed(lambda: subprocess.run([bench, *arguments], check=True, capture_output=True)) for _ in range(5))


def shown(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}"


def report(draws: int = DRAWS) -> list[str]:
    """The section on statistics as lines of Markdown."""
    rng = np.random.default_rng(3)
    rows = []
    for what, metric, labels, weights, target in (
        ("strict F1, few distinct rows", "strict_f1", 1, False, 100),
        ("strict F1, all rows distinct", "strict_f1", 1, True, 15),
        (f"macro F1 over {LABELS} labels, all rows distinct", "macro_strict_f1", LABELS, False, 15),
    ):
        a, b = tally(rng, labels, weights), tally(rng, labels, weights)
        mine, peer = ours(a, b, metric, draws), theirs(a, b, metric, draws)
        ratio = peer / mine
        verdict = "met" if ratio >= target else "**not met**"
        rows.append(f"| {what} | {mine:.3f} | {peer:.1f} | {shown(ratio)} | {target} | {verdict} |")
        tuned = theirs(a, b, metric, draws, batch=20)
        same = "the same, SciPy told to draw 20 at once"
        rows.append(f"| {same} | {mine:.3f} | {tuned:.1f} | {shown(tuned / mine)} | | |")
        print("\n".join(rows[-2:]), flush=True)
    return [
        "# Speed of statistics",
        "",
        f"Paired bootstrap of {DOCUMENTS:,} documents, {draws:,} draws; scipy {version('scipy')} with its defaults.",
        "By default SciPy draws all at once, which takes gigabytes; in small batches it is faster.",
        "",
        "| difference of | seconds | scipy.stats.bootstrap | ratio | asked for | |",
        "|---|---:|---:|---:|---:|---|",
        *rows,
        "",
        "| whole process, two runs of the page | seconds | asked for | |",
        "|---|---:|---:|---|",
        *commands(),
        "",
    ]


def commands() -> list[str]:
    """`bench compare` and `bench gate` on two runs of the page."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [str(Path(sys.executable).with_name("bench")), "run", "task=ner", "model=lac,jieba", f"out={folder}"],
            check=True, capture_output=True,
        )  # fmt: skip
        lac, jieba = (f"{folder}/ner/banmian-clean/{model}" for model in ("lac", "jieba"))
        found = {
            "bench compare": command("compare", lac, jieba),
            "bench gate": command("gate", lac, "--baseline", folder),
        }
    return [f"| {n} | {s:.2f} | 1 | {'met' if s < 1 else '**not met**'} |" for n, s in found.items()]


if __name__ == "__main__":
    print("\n".join(report(DRAWS // 100 if "--quick" in sys.argv else DRAWS)))
