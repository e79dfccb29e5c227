"""Runs that can be published: whole, as they were left, and scored as this version scores them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.errors import BenchError
from bench.reports.publish.names import HUB_ID, task_id
from bench.reports.wording import shown
from bench.runs.folder import RunFolder
from bench.runs.record import RunRecord, read_record
from bench.runs.score import Scorable, score_run
from bench.runs.score_summaries import SCORING
from bench.runs.sound import Unsound, read_runs
from bench.runs.store import read_predictions
from bench.runs.stored_config import FILE, read_config
from bench.runs.tallies import read_tally

# Of names that scoring is published by which every model has the same required mentions, whatever led in the run.
COMMON = "core3-common"
# Sums in another order, on another machine, differ in the last digits.
_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Finished:
    """A run that was found whole and in step: its record, its configuration on today's data, what it predicted."""

    record: RunRecord
    run: Scorable
    predictions: Mapping[str, Mapping[str, Any]]

    @property
    def model(self) -> str:
        """The model's name in one line, with what cannot be seen written out."""
        return shown(self.record.model)

    @property
    def id(self) -> str:
        """What was done, as the hub's files call it: `ner_raw_join`."""
        config = self.run.config
        return task_id(config.task, config.view, config.wrap)

    @property
    def scoring(self) -> str:
        """The key of the scoring that is published."""
        return SCORING if self.run.tags is None else COMMON

    @property
    def figures(self) -> Mapping[str, Mapping[str, Any]]:
        """The published metrics by name, as `scores.json` has them."""
        found: Mapping[str, Mapping[str, Any]] = self.record.scores["scorings"][self.scoring]["metrics"]
        return found

    @property
    def by_label(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """The same of each label; nothing for summaries."""
        found: Mapping[str, Any] = self.record.scores["scorings"][self.scoring].get("by_label", {})
        return found

    @property
    def hub_id(self) -> str | None:
        """The model's own place on the hub, `OWNER/NAME`, where its weights are a snapshot from there."""
        import yaml

        said = yaml.safe_load((self.record.path / FILE).read_text(encoding="utf-8"))
        weights = (said.get("describes") or {}).get("weights")
        path = dict(self.run.config.settings).get("path") or self.run.config.model.partition(":")[2]
        known = isinstance(weights, dict) and "commit" in weights and isinstance(path, str)
        return path if known and HUB_ID.fullmatch(path) else None

    @property
    def environment(self) -> Mapping[str, Any]:
        """What `environment.json` says; nothing where it is not there."""
        return RunFolder(self.record.path).read_json("environment.json") or {}


def read_finished(paths: Iterable[Path]) -> tuple[list[Finished], list[str]]:
    """The runs at or under the paths, by model and task, and the names of reference lines, which are left out.

    Raises `BenchError` that names the first run which cannot be published, two runs that would stand for the same, or
    that there is none.
    """
    paths = list(paths)
    runs = []
    for found in read_runs(paths):
        if isinstance(found, Unsound):
            raise BenchError(found.reason)
        assert found.record is not None
        runs.append(_finished(found.record.path))
    ranked = sorted((run for run in runs if not run.record.reference), key=lambda run: (run.model, run.id))
    if not ranked:
        raise BenchError(f"{paths[0]}: nothing but reference lines, which are no models; name runs of a model")
    for one, other in pairwise(ranked):
        if (one.model, one.id) == (other.model, other.id):
            raise BenchError(
                f"{one.record.path} and {other.record.path} are both {one.model} on {one.id}; "
                "name one of them, or run one again with name=…"
            )
    return ranked, sorted({run.model for run in runs if run.record.reference})


def _finished(path: Path) -> Finished:
    record = read_record(path)
    if record is None:
        raise BenchError(f"{path}: changed while it was read; try again")
    run = read_config(path)
    fault = _other_run(record, run) or _scored_otherwise(record, run)
    if fault:
        raise BenchError(f"{path}: {fault}")
    predictions = read_predictions(path, run.keys)
    if fault := _predictions_fault(run, predictions) or _figures_fault(record, run, predictions):
        raise BenchError(f"{path}: {fault}")
    return Finished(record, run, predictions)


def _other_run(record: RunRecord, run: Scorable) -> str | None:
    """Files of two runs in one folder, or of a run of some documents alone."""
    scores, name, config = record.scores, record.path.resolve().name, run.config
    if scores["fingerprint"] != name:
        return f"scores.json is of the run {shown(scores['fingerprint'])}; run the model again"
    told = (run.fingerprint, run.name, run.reference, config.task, config.data, config.view, config.wrap)
    keys = ("fingerprint", "model", "reference", "task", "data", "view", "wrap")
    for key, value in zip(keys, told, strict=True):
        if scores.get(key) != value:
            return f"config.yaml and scores.json differ in {key}; run the model again"
    return "the run was made with limit=…; run it without" if config.limit is not None else None


def _scored_otherwise(record: RunRecord, run: Scorable) -> str | None:
    """Other data or another scorer than today's."""
    stored = record.scores["scored"]
    for key, today in run.scored.items():
        if stored.get(key) != today:
            return f"scored with {key} {shown(str(stored.get(key)))}, today's is {today}; bench rescore {record.path}"
    return None


def _predictions_fault(run: Scorable, predictions: Mapping[str, Mapping[str, Any]]) -> str | None:
    for document in run.corpus.documents:
        if document.id not in predictions:
            return f"its prediction of {document.id} is not of this run on today's text; run the model again"
    if cut := sum(record.get("truncated_characters", 0) for record in predictions.values()):
        return f"{cut} characters of the input were cut off; give the model windows that fit"
    return None


def _figures_fault(record: RunRecord, run: Scorable, predictions: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Scores the predictions anew: what stands in the folder must be what they give."""
    from threadpoolctl import threadpool_limits

    again = f"bench rescore {record.path}"
    stored = read_tally(record.path)
    try:
        with threadpool_limits(limits=1):  # thousands of small sums: on a busy machine threads wait for each other
            found = score_run(run.config, run.corpus, predictions, run.tags, run.policy)
    except (BenchError, KeyError, TypeError, ValueError, AttributeError) as error:
        return f"predictions.jsonl cannot be scored ({type(error).__name__}: {error}); run the model again"
    if (stored.units, stored.columns) != (found.tally.units, found.tally.columns) or not np.allclose(
        stored.counts, found.tally.counts, rtol=_TOLERANCE, atol=_TOLERANCE
    ):
        return f"tally.parquet is not what predictions.jsonl gives; {again}"
    wanted = json.loads(json.dumps({**found.scorings[run.leading], "scorings": found.scorings}))
    for key, value in wanted.items():
        if not agree(record.scores.get(key), value):
            return f"{key} in scores.json is not what predictions.jsonl gives; {again}"
    return None


def agree(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same, numbers but for their last digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return type(one) is type(other) and bool(one == other)
