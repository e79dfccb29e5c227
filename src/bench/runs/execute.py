"""Runs one configuration: predict what is not stored yet, score, write the folder."""

from __future__ import annotations

import io
import platform
import time
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from bench.corpus import Corpus, load_corpus
from bench.errors import BenchError
from bench.metrics import Tally
from bench.metrics.faithfulness import VERSION
from bench.models import Entry, find_entry
from bench.models.base import versions
from bench.runs.config import RunConfig
from bench.runs.figures import SCORER
from bench.runs.fingerprint import fingerprint
from bench.runs.folder import RunFolder, Status
from bench.runs.predict import handed, predict
from bench.runs.record import RunRecord, read_record
from bench.runs.score import score_run
from bench.runs.score_summaries import SCORING
from bench.runs.tasks import load_tasks

SCHEMA_VERSION = 1
_PACKAGES = ("banmian", "numpy", "pyarrow", "rapidfuzz")


@cache
def _model(name: str) -> Any:
    """A model is made once a process, whatever the number of views it is run on."""
    return find_entry(name).make()


@cache
def _corpus(name: str, limit: int | None) -> Corpus:
    return load_corpus(name, limit)


@dataclass(frozen=True)
class _Job:
    """A configuration with all that it names."""

    config: RunConfig
    corpus: Corpus
    entry: Entry
    model: Any
    description: dict[str, Any]
    fingerprint: str

    @property
    def folder(self) -> RunFolder:
        c = self.config
        place = "-".join(part for part in (c.data, c.view, c.wrap) if part)
        return RunFolder(c.out / c.task / place / c.model / self.fingerprint)

    @property
    def leading(self) -> str:
        """The key of the scoring whose figures stand at the top of `scores.json`."""
        return self.config.leading if self.entry.kind == "tagger" else SCORING

    @property
    def scored(self) -> dict[str, Any]:
        """What the scores depend on beside the predictions: where it differs, they are computed anew."""
        rules = {} if self.entry.kind == "tagger" else {"rules": VERSION}
        return {
            "data": self.corpus.signature,
            "scorer": SCORER,
            **rules,
            "leading": self.leading,
            "schema_version": SCHEMA_VERSION,
        }


def run(config: RunConfig) -> RunRecord:
    """Runs `config` and returns its record; what is stored already is not done again.

    Raises `BenchError` where the folder cannot be written or, with `on_error="stop"`, the model fails on a document.
    """
    job = _prepare(config)
    if _is_done(job):
        record = read_record(job.folder.path)
        if record is not None:
            return record
    return _complete(job)


def _prepare(config: RunConfig) -> _Job:
    entry, model, corpus = find_entry(config.model), _model(config.model), _corpus(config.data, config.limit)
    if load_tasks()[config.task].kind == "summarizer":
        corpus = replace(corpus, documents=tuple(d for d in corpus.documents if d.references[config.task]))
    description = {**model.describe(), **handed(entry, config, corpus)}
    return _Job(config, corpus, entry, model, description, fingerprint(config, corpus, description))


def _is_done(job: _Job) -> bool:
    """Complete, and scored by this scorer against this gold, with the figures asked for in the lead."""
    status, scores = job.folder.status(), job.folder.read_json("scores.json")
    if status is None or scores is None or status.state != "complete":
        return False
    return status.done == len(job.corpus.documents) and scores.get("scored") == job.scored


def _complete(job: _Job) -> RunRecord:
    folder, documents = job.folder, job.corpus.documents
    folder.create()
    stored = folder.predictions()
    answer = "entities" if job.entry.kind == "tagger" else "summary"
    stored = {d.id: stored[d.id] for d in documents if answer in stored.get(d.id, {})}
    fresh = "rescored" if len(stored) == len(documents) else "predicted"
    limited = job.config.limit is not None
    folder.write_status(Status("running", done=len(stored), limited=limited))
    if fresh == "predicted":
        folder.keep(stored)
        folder.write_json("environment.json", _environment(job.description))
        folder.write_json("timing.json", _predict_rest(job, stored))
    folder.write("config.yaml", _config_yaml(job))
    folder.write_json("scores.json", _score(job, stored))
    failed = sum("error" in value for value in stored.values())
    truncated = getattr(job.model, "truncated_characters", 0)
    state = "failed" if failed else "complete"
    folder.write_status(Status(state, len(stored) - failed, failed, truncated, limited))
    record = read_record(folder.path, fresh)
    assert record is not None
    return record


def _predict_rest(job: _Job, stored: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Adds a prediction for each document that has none, to `stored` and to the folder, as they come.

    Returns seconds and characters of this call, loading apart.
    """
    load_seconds = seconds = 0.0
    characters = 0
    for document in job.corpus.documents:
        if document.id in stored:
            continue
        try:
            if not load_seconds and hasattr(job.model, "load"):
                start = time.perf_counter()
                job.model.load()
                load_seconds = time.perf_counter() - start
            start = time.perf_counter()
            answer, given = predict(job.config, document, job.entry, job.model)
            seconds += time.perf_counter() - start
            characters += given
        except Exception as error:  # whatever a model throws is its failure on this document
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            if job.config.on_error == "stop":
                raise BenchError(
                    f"the model {job.config.model} failed on {document.id}: {reason}; mend it and run again, "
                    "or take on_error=skip to leave such documents out"
                ) from error
            answer = {"error": reason}
        stored[document.id] = {"id": document.id, **answer}
        job.folder.append(stored[document.id])
    return {
        "load_seconds": load_seconds,
        "seconds": seconds,
        "characters": characters,
        "characters_per_second": characters / seconds if characters and seconds else None,
    }


def _score(job: _Job, stored: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Scores what is stored, writes the tally, and returns what `scores.json` holds."""
    tags = job.model.tags if job.entry.kind == "tagger" else None
    scored = score_run(job.config, job.corpus, stored, tags)
    job.folder.write("tally.parquet", _parquet(scored.tally))
    documents = job.corpus.documents
    units = {"documents": len(documents), "sentences": sum(len(d.sentences) for d in documents)}
    return {
        "schema_version": SCHEMA_VERSION,
        "task": job.config.task,
        "model": job.config.model,
        "reference": job.entry.reference,
        "fingerprint": job.fingerprint,
        "data": job.config.data,
        "view": job.config.view,
        "wrap": job.config.wrap,
        "scored": job.scored,
        "units": units,
        "errors": None,
        **scored.scorings[job.leading],
        "scorings": scored.scorings,
    }


def _parquet(tally: Tally) -> bytes:
    """A row a unit: document, unit, role, then the counts, as integers where they are whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {
        "document": [u.document for u in tally.units],
        "unit": [u.id for u in tally.units],
        "role": [u.role for u in tally.units],
    }
    for name, counts in zip(tally.columns, tally.counts.T, strict=True):
        whole = counts.astype("int64")
        columns[name] = whole if (whole == counts).all() else counts
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def _config_yaml(job: _Job) -> str:
    """The resolved configuration and what the model says of itself; the output folder is where this file stands."""
    import yaml

    values = {key: value for key, value in asdict(job.config).items() if key != "out"}
    text: str = yaml.safe_dump({**values, "describes": job.description}, allow_unicode=True, sort_keys=False)
    return text


def _environment(description: dict[str, Any]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "packages": {**versions(*_PACKAGES), **description.get("packages", {})},
    }
