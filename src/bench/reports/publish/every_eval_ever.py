"""Records of Every Eval Ever (evalevalai.com), schema 0.3.0: a file a run, with intervals."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from bench.corpus import installed
from bench.corpus.croissant import read_words
from bench.errors import BenchError
from bench.reports.publish.finished import Finished
from bench.reports.publish.names import folder_name
from bench.stats.intervals import LEVEL

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

VERSION = "0.3.0"
SCHEMA = "every_eval_ever.schema.json"
_LOWER_IS_BETTER = frozenset({"fact_distortion", "over_limit", "repetition"})
# How a summary is made, not how good it is: the schema wants a direction, and these have none.
_WITHOUT_DIRECTION = frozenset({"coverage", "density", "compression", "novel_bigrams", "characters", "length_ratio"})
_UNKNOWN = "unknown"


def record_path(run: Finished) -> str:
    """Where the record belongs in the collection's store: `data/COLLECTION/DEVELOPER/MODEL/UUID.json`.

    The UUID is made of model and task, so that a new version of a run stands where the old one stood.
    """
    digest = hashlib.sha256(json.dumps([run.model, run.id]).encode()).digest()
    developer, name = _identity(run)
    return f"data/banmian/{developer}/{name}/{uuid.UUID(bytes=digest[:16], version=4)}.json"


def _identity(run: Finished) -> tuple[str, str]:
    """Who made the model, and its name; who made one that is not from the hub, a run does not know."""
    if run.hub_id is None:
        return _UNKNOWN, folder_name(run.model)
    developer, _, name = run.hub_id.partition("/")
    return developer, name


def record_text(run: Finished, repo: str | None) -> str:
    """The record of a run, checked against the schema; `repo` is the data set on the hub, where it is known."""
    record = _record(run, repo)
    fault = next(iter(_validator().iter_errors(record)), None)
    if fault is not None:
        place = ".".join(map(str, fault.path))
        raise BenchError(f"{run.record.path}: no record of Every Eval Ever ({place}: {fault.message[:200]})")
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


@cache
def _validator() -> Validator:
    from jsonschema import Draft7Validator

    schema = resources.files("bench.reports.publish").joinpath(SCHEMA).read_text(encoding="utf-8")
    return Draft7Validator(json.loads(schema))


def _record(run: Finished, repo: str | None) -> dict[str, Any]:
    words = read_words(installed())
    # A run folder holds no clock, and two publications are to be the same: the day of the data set's release.
    released = datetime.fromisoformat(words["datePublished"]).replace(tzinfo=timezone.utc)
    stamp = str(int(released.timestamp()))
    packages = run.environment.get("packages", {})
    asked = bool(run.record.timing.get("usage"))
    developer, name = _identity(run)
    return {
        "schema_version": VERSION,
        "evaluation_id": f"banmian_{run.id}/{run.model}/{stamp}",
        "retrieved_timestamp": stamp,
        "source_metadata": {
            "source_name": "banmian",
            "source_type": "evaluation_run",
            "source_organization_name": words["creator"],
            "evaluator_relationship": "other",
            "additional_details": {"retrieved_timestamp": "day of the data set's release; runs hold no clock"},
        },
        "eval_library": {"name": "banmian", "version": str(packages.get("banmian", _UNKNOWN))},
        "model_info": {
            "name": run.model,
            "id": run.hub_id or name,
            "developer": developer,
            "additional_details": {
                "deployment_type": _UNKNOWN if asked else "self_deployed",
                "model_availability": _UNKNOWN,
                "fingerprint": run.run.fingerprint,
                "packages": json.dumps(packages, sort_keys=True),
            },
        },
        "evaluation_results": list(_results(run, repo)),
    }


def _results(run: Finished, repo: str | None) -> Iterator[dict[str, Any]]:
    for label, figures in (("", run.figures), *run.by_label.items()):
        for name, figure in figures.items():
            if figure["value"] is not None and name not in _WITHOUT_DIRECTION:
                yield _result(run, label, name, figure, _source(run, repo))


def _source(run: Finished, repo: str | None) -> dict[str, Any]:
    config, corpus = run.run.config, run.run.corpus
    details = {"config": config.view, "version": corpus.version, "signature": corpus.signature}
    return {
        "dataset_name": corpus.name,
        "source_type": "hf_dataset",
        **({"hf_repo": repo} if repo else {}),
        "hf_split": "test",
        "samples_number": len(corpus.documents),
        "additional_details": details,
    }


def _result(run: Finished, label: str, name: str, figure: Mapping[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    return {
        "evaluation_result_id": f"{run.run.fingerprint}/{run.scoring}/{label or 'all'}/{name}",
        "evaluation_name": f"banmian_{run.id}{label and '/'}{label}",
        "source_data": source,
        "metric_config": {
            "evaluation_description": figure["signature"],
            "metric_id": f"banmian.{name}",
            "metric_name": name,
            "metric_unit": "proportion",
            "lower_is_better": name in _LOWER_IS_BETTER,
            "score_type": "continuous",
            "min_score": 0,
            "max_score": 1,
        },
        "score_details": _score(figure),
    }


def _score(figure: Mapping[str, Any]) -> dict[str, Any]:
    """The score with the interval for other articles, which is what a reader takes one for; the other as a detail."""
    details = {"n": str(figure["n"]), "signature": figure["signature"]}
    if (within := figure.get("within")) is not None:
        details["interval_for_these_articles"] = f"{within['low']} to {within['high']} ({within['method']})"
    score = {"score": figure["value"], "details": details}
    if (beyond := figure.get("beyond")) is None:
        return score
    interval = {"lower": beyond["low"], "upper": beyond["high"], "confidence_level": LEVEL, "method": beyond["method"]}
    return {**score, "uncertainty": {"confidence_interval": interval}}
