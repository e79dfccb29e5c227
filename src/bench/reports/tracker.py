"""Finished runs to MLflow, from run records alone. What goes wrong there is a line, and never a failed run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Protocol

from bench.errors import BenchError
from bench.runs.measured import default_metric
from bench.runs.record import RunRecord

TRACKERS = ("none", "mlflow")
EXPERIMENT = "banmian"
# Of one state of a run; written last, so that a run which was logged in part is logged again.
LOGGED = "banmian.logged"
ARTIFACTS = ("scores.json", "config.yaml", "timing.json", "environment.json")
# MLflow's switches, where nobody set them: it tells no other machine of its use, gives up on a server in seconds, and
# leaves the terminal to us.
_SWITCHES = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "5",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
# A database or a store of files may have no timeout of its own. The first run of all may make a database.
PATIENCE_SECONDS = 60.0
_LONGEST = 6000  # of a parameter, in MLflow
_SECRETS = ("MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN")


class Tracker(Protocol):
    """Is told of each finished run."""

    def log(self, record: RunRecord) -> str:
        """Logs a run, once for each state of its scores; returns what went wrong in a line, or nothing."""


def open_tracker(name: Any, offline: bool = False) -> Tracker | None:
    """The tracker of that name, `None` for none.

    Raises `BenchError` where there is no such tracker, it is not installed, or `offline` forbids its store.
    """
    if name in (None, "none"):
        return None
    if name not in TRACKERS:
        raise BenchError(f"no tracker {name!r}; there are {', '.join(TRACKERS)}")
    if find_spec("mlflow") is None:
        raise BenchError("tracker=mlflow needs mlflow; pip install 'banmian[mlflow]'")
    scheme = re.match(r"([^:/?#]+):", os.environ.get("MLFLOW_TRACKING_URI", ""))
    if offline and scheme and scheme[1] not in ("file", "sqlite"):
        # The address is not repeated: a password may be in it.
        raise BenchError(
            "offline=true, and MLFLOW_TRACKING_URI names a server; take a local store, such as sqlite:///…"
        )
    for switch, value in _SWITCHES.items():
        os.environ.setdefault(switch, value)
    return _Mlflow()


class _Mlflow:
    """After a failure it is left alone: a server that hangs would take its time for every run."""

    def __init__(self) -> None:
        self._left_alone = False

    def log(self, record: RunRecord) -> str:
        if self._left_alone:
            return ""
        failures: list[str] = []

        def work() -> None:
            try:
                _log(record)
            except BaseException as error:  # of the store, the server or MLflow itself, which may even end a program
                failures.append(_reason(error))

        # A thread of its own: what hangs in a database's driver cannot be told to stop.
        worker = threading.Thread(target=work, name="tracker", daemon=True)
        worker.start()
        worker.join(PATIENCE_SECONDS)
        if worker.is_alive():
            failures.append(f"no answer in {PATIENCE_SECONDS:.0f} s")
        if not failures:
            return ""
        self._left_alone = True
        return f"mlflow: {record.path} and later runs are not logged ({failures[0]}); run again to log them"


def _log(record: RunRecord) -> None:
    from mlflow import MlflowClient

    client = MlflowClient()
    experiment = _experiment(client)
    scores = (record.path / "scores.json").read_bytes()
    state = f"{record.scores['fingerprint']}-{hashlib.sha256(scores).hexdigest()[:16]}"
    if client.search_runs([experiment], f"tags.`{LOGGED}` = '{state}'", max_results=1):
        return
    title = f"{record.model} {record.task} {record.view}"
    run: str = client.create_run(experiment, tags=_tags(record), run_name=title).info.run_id
    _log_batch(client, run, record)
    for name in ARTIFACTS:
        if (record.path / name).exists():
            client.log_artifact(run, str(record.path / name))
    client.set_tag(run, LOGGED, state)
    client.set_terminated(run, "FINISHED" if record.status.state == "complete" else "FAILED")


def _experiment(client: Any) -> str:
    """The id of the experiment that MLflow's own variables name, else of ours, which is made where it is not there."""
    if named := os.environ.get("MLFLOW_EXPERIMENT_ID"):
        return named
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
    found = client.get_experiment_by_name(name)
    return str(found.experiment_id if found else client.create_experiment(name))


def _log_batch(client: Any, run: str, record: RunRecord) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    metrics = [Metric(name, value, now, 0) for name, value in figures(record)]
    params = [Param(name, value) for name, value in _params(record).items()]
    client.log_batch(run, metrics=metrics, params=params)


def figures(record: RunRecord) -> Iterator[tuple[str, float]]:
    """The leading metrics with the ends of their intervals, and strict F1 by label; 0 to 1, unknown ones left out."""
    for name, entry in record.scores["metrics"].items():
        if entry["value"] is not None:
            yield name, float(entry["value"])
        for estimand in ("within", "beyond"):
            for end in ("low", "high"):
                if (interval := entry.get(estimand)) is not None:
                    yield f"{name}_{estimand}_{end}", float(interval[end])
    for label, entries in record.scores.get("by_label", {}).items():
        if (value := entries["strict_f1"]["value"]) is not None:
            yield f"by_label/{label}/strict_f1", float(value)


def _params(record: RunRecord) -> dict[str, str]:
    import yaml

    said = yaml.safe_load((record.path / "config.yaml").read_text(encoding="utf-8"))
    scores = record.scores
    found = {
        **{key: scores[key] for key in ("model", "task", "view", "wrap", "fingerprint")},
        **{key: said[key] for key in ("scheme", "track")},
        "data": scores["scored"]["data"],
        "settings": json.dumps(said.get("settings", {}), ensure_ascii=False, sort_keys=True),
    }
    return {key: str(value)[:_LONGEST] for key, value in found.items() if value is not None}


def _tags(record: RunRecord) -> dict[str, str]:
    leading = record.scores["metrics"].get(default_metric(record.task), {})
    return {
        "signature": str(leading.get("signature")),
        "state": record.status.state,
        "limited": str(record.status.limited).lower(),
        "reference": str(record.reference).lower(),
    }


def _reason(error: BaseException) -> str:
    """The error's first line without what opens the server: a password in its address, or the one in its variable."""
    text = (str(error).strip().splitlines() or [""])[0]
    text = re.sub(r"//[^/@\s]+@", "//***@", text)
    for secret in filter(None, map(os.environ.get, _SECRETS)):
        text = text.replace(secret, "***")
    return f"{type(error).__name__}: {text[:300]}"
