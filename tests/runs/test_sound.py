"""A run folder that is not whole is found and told of, never passed over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.runs.measured import Measured
from bench.runs.sound import Unsound, check_repeats, read_run, read_runs, run_folders


@pytest.fixture
def run(default_runs, tmp_path) -> Path:
    """A copy of a finished run that a test may damage."""
    (whole,) = (default_runs[0] / "summary" / "banmian-clean" / "lead").iterdir()
    copy = tmp_path / "runs" / "summary" / "banmian-clean" / "lead" / whole.name
    shutil.copytree(whole, copy)
    return copy


def edit(path: Path, **changes) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**value, **changes}), encoding="utf-8")


def lose(name):
    return lambda run: (run / name).unlink()


def halve(name):
    return lambda run: (run / name).write_bytes((run / name).read_bytes()[:100])


def status(**changes):
    return lambda run: edit(run / "status.json", **changes)


def scores(**changes):
    return lambda run: edit(run / "scores.json", **changes)


def metric(**changes):
    def change(run):
        metrics = json.loads((run / "scores.json").read_text(encoding="utf-8"))["metrics"]
        edit(run / "scores.json", metrics={**metrics, "rouge1_f1": {**metrics["rouge1_f1"], **changes}})

    return change


def an_error(run):
    lines = (run / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    lines[2] = json.dumps({"id": "sishui", "error": "HTTP 500"})
    (run / "predictions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def lose_a_line(run):
    lines = (run / "predictions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (run / "predictions.jsonl").write_text("".join(lines[1:]), encoding="utf-8")


FAULTS = {
    "no status": (lose("status.json"), "status.json is missing or broken; run it again"),
    "half a status": (halve("status.json"), "status.json is missing or broken"),
    "running": (
        status(state="running", done=3),
        "the run is not finished (3 documents done); run it",
    ),
    "failed": (status(state="failed", done=5, failed=1), "the model failed on 1 document; mend it"),
    "failed documents in a complete run": (status(failed=2), "the model failed on 2 documents"),
    "an unknown state": (status(state="paused"), "the run is paused with 6 documents"),
    "nothing done": (status(done=0), "the run is complete with 0 documents"),
    "limited": (status(limited=True), "the run was made with limit=…; run it without"),
    "a shard": (status(shard="0/2"), "the run is the shard 0/2 of a run; merge its shards first"),
    "cut input": (status(truncated_characters=12), "12 characters of the input were cut off"),
    "a status in words": (status(truncated_characters="none"), "status.json holds what is no status"),
    "fewer documents than scored": (status(done=5), "5 documents done and 6 scored"),
    "no scores": (lose("scores.json"), "scores.json is missing or broken; score the run again"),
    "half of the scores": (halve("scores.json"), "scores.json is missing or broken"),
    "scores of something else": (scores(scored=None), "scores.json is not a run's scores"),
    "no figures": (scores(metrics={}), "scores.json: there are no figures"),
    "a figure that is no number": (metric(value=float("nan")), "scores.json: rouge1_f1 is nan, not a number"),
    "an endless figure": (metric(value=float("inf")), "rouge1_f1 is inf, not a number"),
    "a figure in words": (metric(value="0.4"), "rouge1_f1 is '0.4', not a number"),
    "a figure without signature": (metric(signature=None), "rouge1_f1 has no value and signature"),
    "an endpoint that failed": (an_error, "the model failed on sishui (HTTP 500); mend it and run it again"),
    "a document without prediction": (lose_a_line, "predictions.jsonl has 5 of 6 documents"),
    "no predictions": (lose("predictions.jsonl"), "predictions.jsonl is missing or broken"),
    "half of the predictions": (halve("predictions.jsonl"), "predictions.jsonl is missing or broken"),
}


def test_a_whole_run_is_read(run):
    found = read_run(run)
    assert isinstance(found, Measured)
    assert (found.task, found.model, found.view) == ("summary", "lead", "clean")


@pytest.mark.parametrize("kind", FAULTS)
def test_a_run_that_is_not_whole_is_told_of(run, kind):
    damage, said = FAULTS[kind]
    damage(run)
    (found,) = read_runs([run.parents[3]])
    assert isinstance(found, Unsound)
    assert (found.task, found.where, found.model) == ("summary", "banmian-clean", "lead")
    assert said in found.reason
    assert found.reason.startswith(str(run))
    assert "\n" not in found.reason


def test_a_run_that_was_killed_before_it_was_scored_is_found(tmp_path):
    folder = tmp_path / "ner" / "x-clean" / "m" / "0"
    folder.mkdir(parents=True)
    (folder / "status.json").write_text('{"state": "running"}', encoding="utf-8")
    assert list(run_folders(tmp_path)) == [folder]


def test_a_run_named_by_two_ways_is_one(run):
    assert len(read_runs([run, run.parents[1], run.parents[3]])) == 1


def test_no_folder_and_no_run_are_refused(tmp_path):
    with pytest.raises(BenchError, match="no such folder"):
        read_runs([tmp_path / "nothing"])
    with pytest.raises(BenchError, match="no run under"):
        read_runs([tmp_path])


def test_repeats_may_differ_in_their_seed_alone(run, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(run, again)
    config = (run / "config.yaml").read_text(encoding="utf-8")
    (run / "config.yaml").write_text(config + "  sampling: {seed: 1}\n", encoding="utf-8")
    (again / "config.yaml").write_text(config + "  sampling: {seed: 2}\n", encoding="utf-8")
    check_repeats([read_run(run), read_run(again)])
    (again / "config.yaml").write_text(config + "  sampling: {seed: 2, heat: 1}\n", encoding="utf-8")
    with pytest.raises(BenchError, match="with other settings or versions, no repeats with other seeds; keep one"):
        check_repeats([read_run(run), read_run(again)])
    (again / "config.yaml").unlink()
    with pytest.raises(BenchError, match=r"config\.yaml is missing or broken"):
        check_repeats([read_run(run), read_run(again)])
