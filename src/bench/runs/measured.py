"""What a comparison needs of a run: its figures' signatures and its table of counts, from a folder or a baseline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.metrics.tally import Tally
from bench.runs.folder import Status
from bench.runs.record import RunRecord, find_records
from bench.runs.tallies import read_tally

DEFAULT_METRICS = {"ner": "strict_f1"}
SUMMARY_METRIC = "rouge1_f1"


@dataclass(frozen=True, eq=False)
class Measured:
    """A run as its figures tell it.

    `entries` are the leading metrics of `scores.json`; `place` names the run in messages.
    """

    place: str
    task: str
    model: str
    data: str
    view: str
    leading: str
    fingerprint: str
    entries: Mapping[str, Mapping[str, Any]]
    status: Status
    record: RunRecord | None = None
    stored: Tally | None = None

    @cached_property
    def tally(self) -> Tally:
        """The counts of the leading scoring."""
        if self.stored is not None:
            return self.stored
        assert self.record is not None
        found = read_tally(self.record.path, self.leading).under(self.leading)
        if not found.columns:
            raise BenchError(f"{self.place}: its counts are not those of {self.leading}; score the run again")
        return found

    def signature(self, metric: str) -> str:
        """The signature of a figure; `BenchError` where the run does not have it."""
        if metric not in self.entries:
            raise BenchError(f"{self.place} has no {metric}; it has {', '.join(self.entries)}")
        return str(self.entries[metric]["signature"])

    def value(self, metric: str) -> float | None:
        """The leading figure, 0 to 1."""
        self.signature(metric)
        value: float | None = self.entries[metric]["value"]
        return value


def measured(record: RunRecord) -> Measured:
    """What a run's folder says."""
    scores = record.scores
    return Measured(
        str(record.path), record.task, record.model, str(scores["scored"]["data"]), record.view,
        str(scores["scored"]["leading"]), str(scores["fingerprint"]), scores["metrics"], record.status, record,
    )  # fmt: skip


def one_run(path: Path) -> Measured:
    """The one finished run at or under a path; `BenchError` where there is none, or more than one."""
    if not path.exists():
        raise BenchError(f"{path}: no such folder; name the folder of a run")
    records = list(find_records(path))
    if len(records) != 1:
        named = ", ".join(str(r.path.relative_to(path)) for r in records[:4])
        what = f"holds {len(records)} runs ({named}, …); name one of them" if records else "holds no finished run"
        raise BenchError(f"{path}: {what}")
    return measured(records[0])


def default_metric(task: str) -> str:
    """The figure that a task is compared by."""
    return DEFAULT_METRICS.get(task, SUMMARY_METRIC)


def check_comparable(a: Measured, b: Measured, metric: str, across: Collection[str] = ()) -> None:
    """Refuses figures with different signatures; `BenchError` names the first part that differs.

    Parts named in `across` may differ; `view` stands for how the lines were wrapped too.
    """
    if odd := differing_part(a, b, metric, across):
        name, ours, theirs = odd
        raise BenchError(
            f"{metric} of {a.place} and of {b.place} are not comparable: {name} is {ours} in one and {theirs} in the "
            f"other; compare runs of the same kind, or add --across {name}"
        )


def differing_part(a: Measured, b: Measured, metric: str, across: Collection[str] = ()) -> tuple[str, str, str] | None:
    """The first part in which the signatures of a figure differ: its name, what it is in `a`, and in `b`.

    How labels became spans, `decode`, is a part of the model, not of the measurement.
    """
    allowed = {*across, "decode"} | ({"wrap"} if "view" in across else set())
    ours, theirs = (_parts(run.signature(metric)) for run in (a, b))
    for name in dict.fromkeys([*ours, *theirs]):
        if ours.get(name) != theirs.get(name) and name not in allowed:
            return name, ours.get(name, "none"), theirs.get(name, "none")
    return None


def _parts(signature: str) -> dict[str, str]:
    """`view:clean|scorer:3` as names and values; what has no name is one by itself."""
    found = {}
    for number, part in enumerate(signature.split("|")):
        name, colon, value = part.partition(":")
        found[name if colon else f"part {number}"] = value if colon else part
    return found
