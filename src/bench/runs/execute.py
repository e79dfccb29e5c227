"""Runs one configuration: predict what is not stored yet, score, write the folder."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from bench.errors import BenchError
from bench.memory import return_freed_memory
from bench.models import find_entry
from bench.models.base import versions
from bench.runs.ceiling import boundary_ceiling
from bench.runs.config import RunConfig
from bench.runs.documents import documents_of
from bench.runs.fingerprint import fingerprint
from bench.runs.folder import RunFolder, Status, final_status
from bench.runs.offline import check_offline, go_offline
from bench.runs.predict import given_texts, handed, predict
from bench.runs.record import RunRecord, read_record
from bench.runs.score import Scorable, write_scores
from bench.runs.store import Store
from bench.runs.stored_config import config_text
from bench.runs.timing import Progress, Timer, Watch, timing

_PACKAGES = ("banmian", "numpy", "pyarrow", "rapidfuzz")


_held: dict[tuple[Any, ...], Any] = {}


def _model(name: str, settings: tuple[tuple[str, Any], ...], kind: str) -> Any:
    """A model is made once for the runs that follow each other, and let go for the next: two large ones may not fit."""
    key = name, settings, kind
    if key not in _held:
        _held.clear()
        return_freed_memory()
        _held[key] = find_entry(name).make(kind, dict(settings))
    return _held[key]


def run_folder(run: Scorable) -> RunFolder:
    """Where a run stands under its `out`."""
    c = run.config
    place = "-".join(part for part in (c.data, c.view, c.wrap) if part)
    return RunFolder(c.out / c.task / place / run.name / run.fingerprint)


@dataclass(frozen=True)
class _Job(Scorable):
    """A configuration with all that it names."""

    model: Any
    description: Mapping[str, Any]

    @property
    def folder(self) -> RunFolder:
        return run_folder(self)


def run(config: RunConfig, watch: Watch | None = None) -> RunRecord:
    """Runs `config` and returns its record; what is stored already is not done again.

    `watch` is told after every document how far the run is. Raises `BenchError` where the folder cannot be written,
    another process is on the run, or, with `on_error="stop"`, the model fails on a document.
    """
    if config.offline:
        go_offline()
    job = _prepare(config)
    if _is_done(job):
        record = read_record(job.folder.path)
        if record is not None:
            return record
    return _complete(job, watch)


def _prepare(config: RunConfig) -> _Job:
    asked = config.asked
    model = _model(asked.entry.name, tuple(sorted(asked.settings.items())), config.kind)
    if config.offline:
        check_offline(asked.name, model)
    corpus = documents_of(config)
    description = {**model.describe(), **handed(config, corpus, model)}
    texts = [(d.id, [segment.text for segment in given_texts(config, d, model)]) for d in corpus.documents]
    found = fingerprint(config, texts, description)
    tags = model.tags if config.kind == "tagger" else None
    policy = getattr(model, "policy", "")
    unit = getattr(model, "unit", "sentence")
    return _Job(config, corpus, asked.name, asked.entry.reference, found, tags, policy, unit, model, description)


def _is_done(job: _Job) -> bool:
    """Complete, and scored by this scorer against this gold, with the figures asked for in the lead."""
    status, scores = job.folder.status(), job.folder.read_json("scores.json")
    if status is None or scores is None or status.state != "complete":
        return False
    return status.done == len(job.corpus.documents) and scores.get("scored") == job.scored


def _complete(job: _Job, watch: Watch | None) -> RunRecord:
    folder, documents = job.folder, job.corpus.documents
    folder.create()
    limited, shard = job.config.limit is not None, job.config.shard
    with Store(folder.path, job.keys) as store:
        fresh = "rescored" if len(store.stored) == len(documents) else "predicted"
        folder.write("config.yaml", config_text(job, job.description))
        folder.write_status(Status("running", done=len(store.stored), limited=limited, shard=shard))
        if fresh == "predicted":
            folder.write_json("environment.json", _environment(job.description))
            folder.write_json("timing.json", _predict_rest(job, store, watch))
            store.write_in_order(d.id for d in documents)
        write_scores(job, store.stored, folder)
        folder.write_status(final_status(store.stored.values(), limited, shard))
    record = read_record(folder.path, fresh)
    assert record is not None
    ceiling = boundary_ceiling(job.config, job.corpus, job.model) if fresh == "predicted" else ""
    return replace(record, notices=tuple(filter(None, (*store.notices, ceiling))))


def _predict_rest(job: _Job, store: Store, watch: Watch | None) -> dict[str, Any]:
    """Stores a prediction for each document that has none, as they come; returns what `timing.json` holds."""
    missing = [d for d in job.corpus.documents if d.id not in store.stored]
    timer = Timer(job.model)
    given = {d.id: sum(len(s.text) for s in given_texts(job.config, d, job.model)) for d in missing}
    progress = Progress(len(missing), sum(given.values()))
    with closing(predict(job.config, job.corpus, missing, job.model)) as predictions:
        for document, record in predictions:
            timer.pause()
            error = record.get("error")
            if error is not None and job.config.on_error == "stop":
                raise BenchError(
                    f"the model {job.name} failed on {document.id}: {error}; mend it and run again, "
                    "or take on_error=skip to leave such documents out"
                )
            store.append(record)
            progress.done += 1
            progress.done_characters += given[document.id]
            if watch is not None:
                watch(progress)
            timer.go_on()
    return timing(timer, progress.done, progress.done_characters, store.stored.values())


def _environment(description: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "packages": {**versions(*_PACKAGES), **description.get("packages", {})},
    }
