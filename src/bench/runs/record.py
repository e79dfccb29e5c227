"""What a finished run says: the files of its folder, read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.runs.folder import RunFolder, Status

# OUT/<task>/<data>-<view>/<model>/<fingerprint>
DEPTH = 4
_KEYS = {"task", "model", "fingerprint", "view", "wrap", "reference", "scored", "metrics", "scorings"}


@dataclass(frozen=True)
class RunRecord:
    """A run folder's `scores.json`, `config.yaml` values, `timing.json` and status.

    `fresh` says what this call did: `predicted`, `rescored` or `done` (found as it should be); `notices` what it found
    damaged and mended, and what the model could say at best.
    """

    path: Path
    scores: dict[str, Any]
    timing: dict[str, Any]
    status: Status
    fresh: str = "done"
    notices: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        return str(self.scores["task"])

    @property
    def model(self) -> str:
        return str(self.scores["model"])

    @property
    def view(self) -> str:
        """`clean`, `raw-lines` or `raw-join`."""
        wrap = self.scores["wrap"]
        return f"{self.scores['view']}-{wrap}" if wrap else str(self.scores["view"])

    @property
    def reference(self) -> bool:
        """Whether the model is an upper line that was handed the answers: shown, never ranked."""
        return bool(self.scores["reference"])

    def value(self, metric: str) -> float | None:
        """The leading figure of a metric, 0 to 1; `None` where it is unknown."""
        entry = self.scores["metrics"].get(metric)
        return entry["value"] if entry else None

    def failures(self) -> Iterator[tuple[str, str]]:
        """Documents on which the model failed, each with the reason."""
        if self.status.failed:
            for name, stored in RunFolder(self.path).predictions().items():
                if "error" in stored:
                    yield name, str(stored["error"])


def read_record(path: Path, fresh: str = "done") -> RunRecord | None:
    """The record of a run folder; `None` where the run is not complete."""
    folder = RunFolder(path)
    status, scores = folder.status(), folder.read_json("scores.json")
    if status is None or scores is None or status.state == "running":
        return None
    return RunRecord(path, scores, folder.read_json("timing.json") or {}, status, fresh)


def find_records(out: Path) -> Iterator[RunRecord]:
    """Every finished run at or under `out`, in the order of the paths; `BenchError` names a `scores.json` that is none.

    `out` may be the folder of runs, of a task, of a view, of a model, or a run itself.
    """
    depths = ("*/" * depth + "scores.json" for depth in range(DEPTH + 1))
    for scores in sorted(path for pattern in depths for path in out.glob(pattern)):
        record = read_record(scores.parent)
        if record is None:
            continue
        if not record.scores.keys() >= _KEYS:
            raise BenchError(f"{scores}: not a run's scores; run it again, or delete {scores.parent}")
        yield record
