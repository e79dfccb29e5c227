#!/usr/bin/env python3
"""Shows how often the intervals hold the truth and the tests cry wolf, on the page's own structure of units.

    python scripts/simulate_coverage.py [--quick] [FILE]

Each replicate is a page: seven documents with the page's units, and a tagger's counts in them. `within` draws the units
of each document from the very counts that a tagger has there, so that the truth is what these articles would give.
`beyond` draws documents: each has a share of its own of mentions found and of predictions that are right (a beta
distribution about the mean), its units the sizes of a document of the page. Prints the tables, or writes them between
the markers of FILE.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.cli.run import read_configs
from bench.metrics.tally import Tally, Unit
from bench.runs import run
from bench.runs.tallies import read_tally
from bench.stats.intervals import intervals
from bench.stats.paired import compare

COUNTS = ("possible", "predicted", "strict", "exact", "type", "overlap", "fuzzy", "spurious")
FIGURES = ("strict_precision", "strict_recall", "strict_f1")
DRAWS = 2_000


def page() -> dict[str, Tally]:
    """The tallies of the embedded taggers on the page, core3, common."""
    with tempfile.TemporaryDirectory() as folder:
        configs = read_configs(["task=ner", "model=lac,jieba"])
        records = [run(replace(config, out=Path(folder))) for config in configs]
        return {record.model: read_tally(record.path).under("core3-common") for record in records}


def strict_rows(tally: Tally) -> np.ndarray:
    """`possible, predicted, strict` of each unit."""
    labels = [c.split("/")[0] for c in tally.columns if c.endswith("/possible") and c.startswith("label=")]
    return np.stack(
        [sum(tally.counts[:, tally.columns.index(f"{label}/{count}")] for label in labels) for count in COUNTS[:3]],
        axis=1,
    )


def table(units: tuple[Unit, ...], rows: np.ndarray) -> Tally:
    """A tally of one label whose pairs are strict or nothing."""
    possible, predicted, strict = rows.T
    columns = [possible, predicted, strict, strict, strict, strict, strict, predicted - strict]
    return Tally(units, tuple(f"label=X/{count}" for count in COUNTS), np.stack(columns, axis=1))


def figures(rows: np.ndarray) -> dict[str, float]:
    possible, predicted, strict = rows.sum(axis=0)
    return dict(zip(FIGURES, (strict / predicted, strict / possible, 2 * strict / (possible + predicted)), strict=True))


def places(tally: Tally) -> list[np.ndarray]:
    names = [unit.document for unit in tally.units]
    return [np.flatnonzero(np.array(names) == name) for name in tally.documents]


def within_coverage(tally: Tally, replicates: int, rng: np.random.Generator) -> dict[str, float]:
    """Share of replicates whose `within` interval holds the figure of the articles as they are."""
    rows, documents = strict_rows(tally), places(tally)
    truth, held = figures(rows), dict.fromkeys(FIGURES, 0)
    for _ in range(replicates):
        drawn = np.concatenate([rng.choice(place, len(place)) for place in documents])
        sample = table(tally.units, rows[drawn])
        for name in FIGURES:
            found = intervals(sample, name, draws=DRAWS, seed=int(rng.integers(2**31))).within
            held[name] += found is not None and found.low <= truth[name] <= found.high
    return {name: n / replicates for name, n in held.items()}


class World:
    """Documents to draw from: recall and precision vary about their means, beta with `spread` as its overdispersion."""

    def __init__(self, tally: Tally, recall: float, precision: float, spread: float) -> None:
        self.tally, self.spread = tally, spread
        self.recall, self.precision = recall, precision
        self.possible = [strict_rows(tally)[place, 0].astype(int) for place in places(tally)]

    def share(self, mean: float, rng: np.random.Generator) -> float:
        if not self.spread:
            return mean
        k = 1 / self.spread - 1
        return float(rng.beta(mean * k, (1 - mean) * k))

    def document(self, rng: np.random.Generator) -> np.ndarray:
        possible = self.possible[rng.integers(len(self.possible))]
        strict = rng.binomial(possible, self.share(self.recall, rng))
        precision = self.share(self.precision, rng)
        wrong = rng.poisson(possible.mean() * self.recall * (1 / max(precision, 0.05) - 1), len(possible))
        return np.stack([possible, strict + wrong, strict], axis=1)

    def page(self, rng: np.random.Generator) -> Tally:
        rows, units = [], []
        for d in range(7):
            own = self.document(rng)
            rows.append(own)
            units += [Unit(f"d{d}", f"d{d}:{i:03}", "body") for i in range(len(own))]
        return table(tuple(units), np.concatenate(rows))

    def truth(self, rng: np.random.Generator, documents: int = 20_000) -> dict[str, float]:
        return figures(np.concatenate([self.document(rng) for _ in range(documents)]))


def beyond_coverage(world: World, replicates: int, rng: np.random.Generator) -> dict[str, float]:
    """Share of pages whose `beyond` interval holds the figure of all documents."""
    truth, held = world.truth(rng), dict.fromkeys(FIGURES, 0)
    for _ in range(replicates):
        sample = world.page(rng)
        for name in FIGURES:
            found = intervals(sample, name, draws=1).beyond
            held[name] += found is not None and found.low <= truth[name] <= found.high
    return {name: n / replicates for name, n in held.items()}


def false_alarms(tally: Tally, other: Tally, replicates: int, rng: np.random.Generator) -> tuple[float, float]:
    """Shares of p ≤ 0.05, within and beyond, where the two systems differ by chance alone.

    Units (for beyond: whole documents) of two real systems are exchanged at random, so that neither is better.
    """
    a, b, documents = strict_rows(tally), strict_rows(other), places(tally)
    alarms = np.zeros(2)
    for _ in range(replicates):
        for k, flips in enumerate((rng.random(len(a)) < 0.5, np.zeros(len(a), dtype=bool))):
            if k:
                for place in documents:
                    flips[place] = rng.random() < 0.5
            mixed = [np.where(flips[:, None], x, y) for x, y in ((a, b), (b, a))]
            found = compare(
                *(table(tally.units, m) for m in mixed), "strict_f1", draws=DRAWS, seed=int(rng.integers(2**31))
            )
            p = (found.within, found.beyond)[k].p
            alarms[k] += p is not None and p <= 0.05
    return tuple(alarms / replicates)


WORLDS = ((0.8, 0.7, 0.0), (0.8, 0.7, 0.03), (0.5, 0.45, 0.05), (0.93, 0.92, 0.02), (0.97, 0.96, 0.01))


def report(replicates: int) -> list[str]:
    """The table and the tests, in Markdown."""
    rng = np.random.default_rng(11)
    tallies = page()
    rows = [
        (f"within, counts of {name}", within_coverage(tally, replicates, rng).values())
        for name, tally in tallies.items()
    ]
    rows += [
        (
            f"beyond, recall {world[0]}, precision {world[1]}, spread {world[2]}",
            beyond_coverage(World(tallies["lac"], *world), replicates, rng).values(),
        )
        for world in WORLDS
    ]
    within, beyond = false_alarms(tallies["lac"], tallies["jieba"], replicates, rng)
    return [
        "| 95 % intervals that hold the truth | precision | recall | F1 |",
        "|---|---:|---:|---:|",
        *(f"| {name} | " + " | ".join(f"{100 * cell:.1f} %" for cell in cells) + " |" for name, cells in rows),
        "",
        f"Of {replicates:,} pages with two systems that differ by chance alone, the tests at 5 % call "
        f"{100 * within:.1f} % (within) and {100 * beyond:.1f} % (beyond, whose p has steps of 2/128) a difference.",
    ]


def main(quick: bool, path: Path | None) -> None:
    lines = report(150 if quick else 2_000)
    print("\n".join(lines))
    if path is not None:
        begin, end = "<!-- coverage -->\n", "<!-- /coverage -->"
        text = path.read_text(encoding="utf-8")
        first, last = text.index(begin) + len(begin), text.index(end)
        path.write_text(text[:first] + "\n".join(lines) + "\n" + text[last:], encoding="utf-8")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    main("--quick" in sys.argv, Path(arguments[0]) if arguments else None)
