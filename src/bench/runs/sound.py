"""Which run folders there are, and why one is not to be judged: nothing is passed over in silence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.runs.folder import RunFolder, Status
from bench.runs.measured import Measured, measured
from bench.runs.record import RunRecord

# A folder with one of these is a run, whole or not; a run that was killed has at least its status.
_MARKS = ("status.json", "scores.json", "predictions.jsonl", "tally.parquet")
# OUT/<task>/<data>-<view>/<model>/<fingerprint>
_DEPTH = 4
_AGAIN = "run it again"


@dataclass(frozen=True)
class Unsound:
    """A run that cannot be judged, with what its path says that it is, and why."""

    place: str
    task: str
    where: str
    model: str
    reason: str


def is_run(path: Path) -> bool:
    """Whether a folder is that of one run."""
    return any((path / name).exists() for name in _MARKS)


def is_named(path: Path) -> bool:
    """Whether a path names single runs on purpose: the folder of a run, or of a model's runs at one place."""
    return is_run(path) or (path.is_dir() and any(is_run(sub) for sub in path.iterdir()))


def run_folders(out: Path, depth: int = _DEPTH) -> Iterator[Path]:
    """Every run folder at or under `out`, finished or not, in the order of the paths."""
    if is_run(out):
        yield out
    if depth:
        for sub in sorted(path for path in out.iterdir() if path.is_dir()):
            yield from run_folders(sub, depth - 1)


def read_run(path: Path) -> Measured | Unsound:
    """The run of a folder, or why it cannot be judged."""
    folder = RunFolder(path)
    scores, status = folder.read_json("scores.json"), folder.status()
    fault = (
        f"status.json is missing or broken; {_AGAIN}"
        if status is None
        else status_fault(status)
        or ("scores.json is missing or broken; score the run again" if scores is None else _scores_fault(scores))
        or _documents_fault(status, scores)
        or _predictions_fault(path, status.done)
    )
    if fault is not None or status is None or scores is None:
        return Unsound(str(path), *_identity(path, scores or {}), f"{path}: {fault}")
    return measured(RunRecord(path, scores, {}, status))


def _identity(path: Path, scores: Mapping[str, Any]) -> tuple[str, str, str]:
    """Task, data and view, and model: from the scores where they tell them, else from the path."""
    told = [scores.get(key) for key in ("task", "data", "view", "model")]
    if all(isinstance(word, str) for word in told):
        task, data, view, model = map(str, told)
        return task, "-".join(filter(None, (data, view, str(scores.get("wrap") or "")))), model
    model, where, task = ([part.name for part in path.resolve().parents] + ["", "", ""])[:3]
    return task, where, model


def read_runs(paths: Iterable[Path]) -> list[Measured | Unsound]:
    """Every run at or under the paths, each once; `BenchError` names a path without any."""
    found: dict[Path, Measured | Unsound] = {}
    for path in paths:
        if not path.is_dir():
            raise BenchError(f"{path}: no such folder; name a folder that bench run wrote")
        folders = list(run_folders(path))
        if not folders:
            raise BenchError(f"no run under {path}; make one with bench run out={path}")
        for folder in folders:
            if folder.resolve() not in found:
                found[folder.resolve()] = read_run(folder)
    return list(found.values())


def status_fault(status: Status) -> str | None:
    """Why a run with this status is not judged."""
    counts = (status.done, status.failed, status.truncated_characters)
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in counts) or status.limited not in (0, 1):
        return f"status.json holds what is no status; {_AGAIN}"
    if status.state == "running":
        return f"the run is not finished ({_documents(status.done)} done); run it again, it goes on where it stopped"
    if status.failed:
        return f"the model failed on {_documents(status.failed)}; mend it and {_AGAIN}"
    if status.state != "complete" or not status.done:
        return f"the run is {status.state or 'of no state'} with {_documents(status.done)}; {_AGAIN}"
    if status.limited:
        return "the run was made with limit=…; run it without"
    if status.shard is not None:
        return f"the run is the shard {status.shard} of a run; merge its shards first"
    if status.truncated_characters:
        return f"{status.truncated_characters} characters of the input were cut off; give the model windows that fit"
    return None


def _documents(n: int) -> str:
    return f"{n} document{'s' * (n != 1)}"


def entries_fault(metrics: Any) -> str | None:
    """Why figures by name are no figures."""
    if not isinstance(metrics, Mapping) or not metrics:
        return "there are no figures; score the run again"
    for name, entry in metrics.items():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("signature"), str) or "value" not in entry:
            return f"{name} has no value and signature; score the run again"
        value = entry["value"]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            return f"{name} is {value!r}, not a number; score the run again"
        if value is not None and not math.isfinite(value):
            return f"{name} is {value}, not a number; score the run again"
    return None


def _scores_fault(scores: Mapping[str, Any]) -> str | None:
    scored = scores.get("scored")
    words = [scores.get(key) for key in ("task", "model", "fingerprint", "view")]
    words += [scored.get(key) for key in ("data", "leading")] if isinstance(scored, Mapping) else [None]
    if "wrap" not in scores or not all(isinstance(word, str) for word in words):
        return "scores.json is not a run's scores; score the run again"
    fault = entries_fault(scores.get("metrics"))
    return fault and f"scores.json: {fault}"


def _documents_fault(status: Status, scores: Mapping[str, Any] | None) -> str | None:
    units = (scores or {}).get("units")
    wanted = units.get("documents") if isinstance(units, Mapping) else None
    if wanted != status.done:
        return f"{_documents(status.done)} done and {wanted} scored; {_AGAIN}"
    return None


def _predictions_fault(path: Path, done: int) -> str | None:
    """Every document has a prediction, and none of them is an error: an endpoint that failed is no wrong answer."""
    file, seen = path / "predictions.jsonl", set()
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        for line in filter(None, lines):
            value = json.loads(line)
            if "error" in value:
                return f"the model failed on {value.get('id')} ({str(value['error'])[:80]}); mend it and {_AGAIN}"
            seen.add(value["id"])
    except (OSError, ValueError, TypeError, KeyError):
        return f"predictions.jsonl is missing or broken; {_AGAIN}"
    if len(seen) != done:
        return f"predictions.jsonl has {len(seen)} of {_documents(done)}; {_AGAIN}"
    return None


def check_repeats(runs: list[Measured]) -> None:
    """Refuses runs of one model that differ in more than a seed: the mean of an old and a new version means nothing."""
    paths = [run.record.path for run in runs if run.record is not None]
    if len(paths) < 2:
        return
    found = [_without_seeds(_config(path)) for path in paths]
    odd = next((path for path, own in zip(paths, found, strict=True) if own != found[0]), None)
    if odd is not None:
        raise BenchError(
            f"{paths[0]} and {odd} are runs of one model with other settings or versions, no repeats with other seeds; "
            "keep one of them"
        )


def _config(path: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load((path / "config.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        raise BenchError(f"{path}: config.yaml is missing or broken; {_AGAIN}") from None


def _without_seeds(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_seeds(v) for k, v in value.items() if not str(k).lower().endswith("seed")}
    return [_without_seeds(v) for v in value] if isinstance(value, list) else value
