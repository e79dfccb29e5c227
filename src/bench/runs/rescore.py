"""Stored predictions scored by today's scoring, without the model that made them."""

from __future__ import annotations

from pathlib import Path

from bench.errors import BenchError
from bench.runs.folder import RunFolder
from bench.runs.record import DEPTH, RunRecord, read_record
from bench.runs.score import write_scores
from bench.runs.store import Store
from bench.runs.stored_config import read_config

_AGAIN = "run the model again"


def rescore(path: Path) -> RunRecord:
    """Scores a finished run's folder anew and returns its record; the model is not made, and need not be installed.

    Raises `BenchError` where the run is not finished, its configuration is missing, or a document has no prediction on
    today's text.
    """
    folder = RunFolder(path)
    status = folder.status()
    if status is None or status.state == "running":
        raise BenchError(f"{path}: the run is not finished; {_AGAIN}")
    run = read_config(path)
    if run.fingerprint != path.resolve().name:
        raise BenchError(f"{path}: its config.yaml is of the run {run.fingerprint}; {_AGAIN}")
    with Store(path, run.keys, keep_failed=True) as store:
        missing = [d.id for d in run.corpus.documents if d.id not in store.stored]
        if missing:
            raise BenchError(f"{path}: no prediction of {missing[0]} on the text as it is today; {_AGAIN}")
        write_scores(run, store.stored, folder)
    record = read_record(path, "rescored")
    assert record is not None
    return record


def find_runs(path: Path) -> list[Path]:
    """Every run folder at or under a path, scored or not; `BenchError` where there is none."""
    depths = ("*/" * depth + "status.json" for depth in range(DEPTH + 1))
    found = sorted(status.parent for pattern in depths for status in path.glob(pattern))
    if not found:
        raise BenchError(f"{path}: no run's folder at or under it; name the folder of a run, or of runs")
    return found
