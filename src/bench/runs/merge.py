"""Shards of a run put together: the whole run, as if it had been made in one, and no model is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from bench.errors import BenchError
from bench.runs.config import read_shard
from bench.runs.documents import documents_of, shard_of
from bench.runs.fingerprint import canonical, fingerprint
from bench.runs.folder import RunFolder, Status, final_status
from bench.runs.predict import given_texts
from bench.runs.record import RunRecord, read_record
from bench.runs.rescore import find_runs
from bench.runs.score import Scorable, write_scores
from bench.runs.store import Store, read_predictions
from bench.runs.stored_config import config_text, read_config, read_description
from bench.runs.timing import together


class Shard(NamedTuple):
    """A part of a run: where it stands, what it is, and what its model says of itself."""

    path: Path
    status: Status
    run: Scorable
    description: Mapping[str, Any]

    @property
    def number(self) -> int:
        return read_shard(self.run.config.shard or "")[0]


def merge(paths: Iterable[Path]) -> list[RunRecord]:
    """Merges the shards at or under the paths, a whole run for each group of them, and returns the whole runs' records.

    A whole run stands beside the shard that is named first; its predictions, counts and scores have the bytes of a run
    that was made in one. Raises `BenchError` where there is no shard, and for a group that lacks a shard or has an
    unfinished one, with the command that makes it; groups that are whole are merged before.
    """
    groups: dict[str, list[Shard]] = {}
    for path in dict.fromkeys(run for each in paths for run in find_runs(each)):
        if (shard := _shard(path)) is not None:
            groups.setdefault(_of_one(shard), []).append(shard)
    if not groups:
        raise BenchError(f"no shard under {', '.join(map(str, paths))}; bench run shard=0/2 makes the first of two")
    found = [_tried(group) for group in groups.values()]
    faults = [each for each in found if isinstance(each, BenchError)]
    if faults:
        raise BenchError("; ".join(map(str, faults)))
    return [each for each in found if isinstance(each, RunRecord)]


def _tried(group: Sequence[Shard]) -> RunRecord | BenchError:
    try:
        return _merged(group)
    except BenchError as error:
        return error


def _shard(path: Path) -> Shard | None:
    status = RunFolder(path).status()
    if status is None or status.shard is None:
        return None
    run = read_config(path)
    return Shard(path, status, run, read_description(path))


def _of_one(shard: Shard) -> str:
    """What all shards of a run share, wherever they stand: they may come from several machines."""
    c, count = shard.run.config, read_shard(shard.run.config.shard or "")[1]
    place = [c.task, c.data, c.view, c.wrap, c.limit, shard.run.name, count]
    return canonical([place, [list(pair) for pair in c.settings], shard.description])


def _merged(shards: Sequence[Shard]) -> RunRecord:
    """The whole run of a group; a shard that no document belongs to need not be there."""
    first = shards[0]
    config = first.run.config
    count = read_shard(config.shard or "")[1]
    whole = replace(config, shard=None)
    known = {shard.number: shard for shard in reversed(shards)}  # of two copies the one that is named first
    corpus = documents_of(whole)
    filled = sorted({shard_of(document, count) for document in corpus.documents})
    for number in filled:
        _check(known.get(number), f"{number}/{count}", first)
    texts = [(d.id, [segment.text for segment in given_texts(whole, d, first.run)]) for d in corpus.documents]
    found = fingerprint(whole, texts, first.description)
    run = replace(first.run, config=whole, corpus=corpus, fingerprint=found)
    predictions: dict[str, dict[str, Any]] = {}
    for shard in known.values():
        predictions |= read_predictions(shard.path, shard.run.keys)
    missing = [d.id for d in corpus.documents if d.id not in predictions]
    if missing:
        raise BenchError(f"{first.path.parent}: no shard has a prediction of {missing[0]} as its text is today")
    return _write(run, [known[number] for number in filled], count, predictions)


def _check(shard: Shard | None, name: str, other: Shard) -> None:
    c = other.run.config
    view = f"view={c.view}" + (f" wrap={c.wrap}" if c.wrap else "")
    again = f"bench run task={c.task} model={c.model} data={c.data} {view} shard={name} with the same settings"
    if shard is None:
        raise BenchError(f"{other.path.parent}: the shard {name} is not there; {again}")
    if shard.status.state == "running":
        raise BenchError(f"{shard.path}: the shard {name} is not finished; {again}, it goes on where it stopped")


def _write(run: Scorable, shards: Sequence[Shard], count: int, predictions: Mapping[str, dict[str, Any]]) -> RunRecord:
    folder = RunFolder(shards[0].path.parent / run.fingerprint)
    folder.create()
    order = [d.id for d in run.corpus.documents]
    limited = run.config.limit is not None
    with Store(folder.path, run.keys, keep_failed=True) as store:
        folder.write("config.yaml", config_text(run, shards[0].description))
        folder.write_status(Status("running", limited=limited))
        store.replace({name: {**predictions[name], "key": run.keys[name]} for name in order})
        parts = [RunFolder(shard.path).read_json("timing.json") or {} for shard in shards]
        folder.write_json("timing.json", {**together(parts, predictions.values()), "shards": count})
        environment = RunFolder(shards[0].path).read_json("environment.json")
        if environment is not None:
            folder.write_json("environment.json", environment)
        write_scores(run, store.stored, folder)
        folder.write_status(final_status(store.stored.values(), limited))
    record = read_record(folder.path, "merged")
    assert record is not None
    return record
