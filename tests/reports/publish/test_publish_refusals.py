"""What cannot be published is refused with its path and the remedy, and then nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench.cli.main import main
from publications import copy_runs, edit, one

PLACE = "ner/banmian-clean/jieba"
OTHER = "0123456789abcdef"


@pytest.fixture
def runs(default_runs, tmp_path):
    return copy_runs(default_runs[0], tmp_path / "runs", [PLACE])


@pytest.fixture
def refused(runs, tmp_path, capsys):
    """Publishes the runs, which must fail with one line and leave nothing; returns the line."""

    def publish(*paths: Path) -> str:
        capsys.readouterr()
        assert main(["publish", *map(str, paths or [runs]), "--out", str(tmp_path / "hub")]) == 1
        done = capsys.readouterr()
        assert done.out == ""
        assert not (tmp_path / "hub").exists()
        (line,) = done.err.splitlines()
        assert line.startswith("bench: ")
        return line

    return publish


def entries(path: Path) -> list[dict]:
    return [json.loads(line) for line in (path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]


def write(path: Path, records: list[dict]) -> None:
    (path / "predictions.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ({"state": "running", "done": 3}, "the run is not finished (3 documents done); run it again"),
        ({"state": "failed", "done": 6, "failed": 1}, "the model failed on 1 document; mend it and run it again"),
        ({"limited": True}, "the run was made with limit=…; run it without"),
        ({"shard": "0/2"}, "the run is the shard 0/2 of a run; merge its shards first"),
        ({"truncated_characters": 12}, "12 characters of the input were cut off; give the model windows that fit"),
    ],
)
def test_a_run_that_is_not_whole(runs, refused, status, message):
    path = one(runs, PLACE)
    edit(path / "status.json", **status)
    assert f"{path}: {message}" in refused()


@pytest.mark.parametrize("name", ["status.json", "scores.json", "predictions.jsonl", "tally.parquet", "config.yaml"])
@pytest.mark.parametrize("how", ["missing", "cut"])
def test_a_file_that_is_missing_or_cut(runs, refused, name, how):
    path = one(runs, PLACE) / name
    content = path.read_bytes()
    path.unlink()
    if how == "cut":
        path.write_bytes(content[: len(content) // 3])
    line = refused()
    assert str(path.parent) in line
    assert name in line
    assert "again" in line


def test_characters_cut_off_that_the_status_does_not_tell_of(runs, refused):
    path = one(runs, PLACE)
    records = entries(path)
    records[2]["truncated_characters"] = 7
    write(path, records)
    assert f"{path}: 7 characters of the input were cut off" in refused()


def test_a_limit_that_the_status_does_not_tell_of(runs, refused):
    path = one(runs, PLACE)
    edit(path / "config.yaml", limit=7)
    assert f"{path}: the run was made with limit=…; run it without" in refused()


def test_a_failure_that_the_status_does_not_tell_of(runs, refused):
    path = one(runs, PLACE)
    records = entries(path)
    records[0] = {"id": records[0]["id"], "key": records[0]["key"], "error": "no answer"}
    write(path, records)
    assert f"{path}: the model failed on {records[0]['id']} (no answer)" in refused()


def test_a_folder_under_another_name_than_its_fingerprint(runs, refused):
    path = one(runs, PLACE)
    moved = path.rename(path.parent / OTHER)
    assert f"{moved}: scores.json is of the run {path.name}; run the model again" in refused()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"fingerprint": OTHER}, "fingerprint"),
        ({"name": "better"}, "model"),
        ({"reference": True}, "reference"),
        ({"task": "summary"}, "task"),
        ({"view": "raw", "wrap": "join"}, "view"),
    ],
)
def test_a_configuration_of_another_run(runs, refused, changes, key):
    path = one(runs, PLACE)
    edit(path / "config.yaml", **changes)
    assert f"{path}: config.yaml and scores.json differ in {key}; run the model again" in refused()


@pytest.mark.parametrize(("key", "value"), [("scorer", 2), ("data", "banmian@1.0.0#0123456789ab")])
def test_figures_of_another_scorer_or_other_data(runs, refused, key, value):
    path = one(runs, PLACE)
    scored = json.loads((path / "scores.json").read_text(encoding="utf-8"))["scored"]
    edit(path / "scores.json", scored={**scored, key: value})
    line = refused()
    assert f"{path}: scored with {key} {value}, today's is {scored[key]}; bench rescore {path}" in line


def test_a_prediction_of_another_run_or_text(runs, refused):
    path = one(runs, PLACE)
    records = entries(path)
    records[1]["key"] = OTHER
    write(path, records)
    assert f"{path}: its prediction of {records[1]['id']} is not of this run on today's text" in refused()


def test_a_prediction_that_was_changed_after_scoring(runs, refused):
    path = one(runs, PLACE)
    records = entries(path)
    records[1]["entities"].pop()
    write(path, records)
    assert f"{path}: tally.parquet is not what predictions.jsonl gives; bench rescore {path}" in refused()


def test_a_prediction_that_cannot_be_scored(runs, refused):
    path = one(runs, PLACE)
    records = entries(path)
    records[1]["entities"] = [{"start": "0"}]
    write(path, records)
    assert f"{path}: predictions.jsonl cannot be scored (" in refused()


def test_counts_of_another_run(runs, refused, default_runs):
    path = one(runs, PLACE)
    shutil.copy(one(default_runs[0], "ner/banmian-clean/lac") / "tally.parquet", path)
    assert f"{path}: tally.parquet is not what predictions.jsonl gives; bench rescore {path}" in refused()


def test_counts_without_a_unit(runs, refused):
    path = one(runs, PLACE) / "tally.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    assert f"{path.parent}: tally.parquet is not what predictions.jsonl gives" in refused()


@pytest.mark.parametrize("scoring", ["core3-common", "full8-native"])
@pytest.mark.parametrize("what", ["value", "low"])
def test_a_figure_or_interval_that_was_changed_by_hand(runs, refused, scoring, what):
    path = one(runs, PLACE) / "scores.json"
    scores = json.loads(path.read_text(encoding="utf-8"))
    figure = scores["scorings"][scoring]["metrics"]["strict_f1"]
    (figure if what == "value" else figure["beyond"])[what] += 0.001
    path.write_text(json.dumps(scores), encoding="utf-8")
    assert f"{path.parent}: scorings in scores.json is not what predictions.jsonl gives" in refused()


def test_a_leading_figure_that_was_changed_by_hand(runs, refused):
    path = one(runs, PLACE) / "scores.json"
    metrics = json.loads(path.read_text(encoding="utf-8"))["metrics"]
    metrics["strict_f1"]["value"] = 0.9
    edit(path, metrics=metrics)
    assert f"{path.parent}: metrics in scores.json is not what predictions.jsonl gives" in refused()


def test_one_bad_run_among_good_ones(default_runs, runs, refused):
    good = one(default_runs[0], "summary/banmian-clean/lead")
    edit(one(runs, PLACE) / "status.json", limited=True)
    assert "limit=" in refused(good, runs)


def test_two_runs_for_one_task(runs, refused, tmp_path):
    second = shutil.copytree(runs, tmp_path / "second")
    line = refused(runs, second)
    assert f"{one(runs, PLACE)} and {one(second, PLACE)} are both jieba on ner_clean; name one of them" in line


def test_reference_lines_alone(default_runs, refused):
    path = one(default_runs[0], "summary/banmian-clean/oracle-extract")
    assert f"{path}: nothing but reference lines" in refused(path)


def test_a_folder_without_runs_and_none_at_all(refused, tmp_path):
    (tmp_path / "empty").mkdir()
    assert f"no run under {tmp_path / 'empty'}; make one with bench run" in refused(tmp_path / "empty")
    assert f"{tmp_path / 'none'}: no such folder" in refused(tmp_path / "none")
