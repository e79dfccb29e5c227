"""Two runs side by side: the difference, what it rests on, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bench.errors import BenchError
from bench.metrics.summary_scores import UNDIRECTED
from bench.runs.flips import Flip, flips
from bench.runs.measured import Measured, check_comparable
from bench.stats.paired import Comparison, Reading, compare

READINGS = {
    "within": "other sentences like these, from the same articles",
    "beyond": "other articles like these",
}


@dataclass(frozen=True)
class Part:
    """A label, a slice or a document: its figure on either side; `None` where it has no support."""

    name: str
    n: int
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        return None if self.a is None or self.b is None else self.a - self.b


@dataclass(frozen=True)
class RunComparison:
    """What `bench compare` says of two runs. `unshown` is why no mentions are shown, where there are none to show."""

    a: Measured
    b: Measured
    found: Comparison
    margin: float
    labels: tuple[Part, ...]
    slices: tuple[Part, ...]
    documents: tuple[Part, ...]
    flips: tuple[Flip, ...]
    unshown: str

    def words(self) -> str:
        """The difference in words."""
        return in_words(*self.names, self.found, self.a.entries[self.found.metric]["n"])

    @property
    def names(self) -> tuple[str, str]:
        """The models, with their views where the model is the same."""
        a, b = self.a, self.b
        return (a.model, b.model) if a.model != b.model else (f"{a.model} {a.view}", f"{b.model} {b.view}")

    def to_json(self) -> dict[str, Any]:
        """Everything, figures 0 to 1."""
        sides = {
            key: {
                "run": run.place,
                "model": run.model,
                "view": run.view,
                "fingerprint": run.fingerprint,
                "value": value,
            }
            for key, run, value in (("a", self.a, self.found.a), ("b", self.b, self.found.b))
        }
        return {
            "schema_version": 1,
            "metric": self.found.metric,
            "signature": self.a.signature(self.found.metric),
            **sides,
            "difference": self.found.difference,
            "margin": self.margin,
            "verdict": self.found.verdict,
            "words": self.words(),
            "within": asdict(self.found.within),
            "beyond": asdict(self.found.beyond),
            "labels": [_part(part) for part in self.labels],
            "slices": [_part(part) for part in self.slices],
            "documents": [_part(part) for part in self.documents],
            "flips": [flip._asdict() for flip in self.flips],
        }


def _part(part: Part) -> dict[str, Any]:
    return {**asdict(part), "difference": part.difference}


def compare_runs(
    a: Measured, b: Measured, metric: str, *, across: Collection[str] = (), margin: float = 0.01
) -> RunComparison:
    """Compares two runs by a figure of their leading scoring; `BenchError` where they are not comparable."""
    check_comparable(a, b, metric, across)
    found = compare(a.tally, b.tally, metric, margin=margin)
    shown: tuple[Flip, ...] = ()
    unshown = "the figure is not of names" if a.task != "ner" else ""
    if a.task == "ner":
        try:
            shown = tuple(flips(a, b))
        except BenchError as error:
            unshown = str(error)
    return RunComparison(
        a, b, found, margin,
        _parts(a, b, "by_label", metric), _parts(a, b, "slices", "strict_recall"), _parts(a, b, "by_document", metric),
        shown, unshown,
    )  # fmt: skip


def _parts(a: Measured, b: Measured, kind: str, metric: str) -> tuple[Part, ...]:
    """The figure of every label, slice or document that both records have."""
    ours, theirs = (_kind(run, kind) for run in (a, b))
    return tuple(
        Part(name, ours[name][metric]["n"], ours[name][metric]["value"], theirs[name][metric]["value"])
        for name in ours
        if metric in ours[name] and metric in theirs.get(name, {}) and ours[name][metric]["n"]
    )


def _kind(run: Measured, kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = run.record.scores.get(kind, {}) if run.record else {}
    return found


def in_words(a: str, b: str, found: Comparison, n: int) -> str:
    """The verdict as a sentence, and how it would be for other articles."""
    if found.difference is None:
        return f"{found.metric} is not known for both."
    size = f"{abs(100 * found.difference):.1f} points"
    more, less = ("higher", "lower") if found.metric in UNDIRECTED else ("better", "worse")
    said = {
        "better": f"{a} is {more} than {b} by {size}",
        "worse": f"{a} is {less} than {b} by {size}",
        "equivalent": f"{a} and {b} differ by {size}, less than the margin",
        "inconclusive": f"{a} and {b} differ by {size}, which these {n} cannot settle",
    }[found.verdict]
    if found.leading is found.within and found.within.verdict != found.beyond.verdict:
        said += f"; for other articles it is {found.beyond.verdict}"
    return said + "."


def reading_line(reading: Reading) -> str:
    """An interval and what stands with it, in points."""
    if reading.interval is None:
        return f"not known: {reading.reason}"
    low, high = (100 * end for end in (reading.interval.low, reading.interval.high))
    least = "" if reading.detectable is None else f", {100 * reading.detectable:.1f} points would be seen"
    p = "" if reading.p is None else f", p {reading.p:.2g} (least {reading.floor:.2g})"
    return f"[{low:+.1f}, {high:+.1f}]{p}{least}: {reading.verdict}"
