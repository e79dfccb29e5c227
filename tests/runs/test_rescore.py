"""Stored predictions are scored anew without the model; what does not belong together is refused."""

from __future__ import annotations

import json
import shutil

import pytest

import bench
from bench.errors import BenchError
from bench.models import registry
from bench.runs import RunConfig, execute
from bench.runs.rescore import find_runs, rescore
from conftest import bench as command


@pytest.fixture
def runs(default_runs, tmp_path):
    """A copy of the default experiment's folders."""
    return shutil.copytree(default_runs[0], tmp_path / "runs")


def one(runs, model, view="banmian-clean", task="ner"):
    (path,) = (runs / task / view / model).iterdir()
    return path


@pytest.mark.parametrize(
    ("task", "view", "model"),
    [
        ("ner", "banmian-clean", "lac"),
        ("ner", "banmian-clean", "second-pass"),
        ("ner", "banmian-raw-lines", "jieba"),
        ("summary", "banmian-clean", "oracle-extract"),
    ],
)
def test_scores_and_tally_come_back_byte_for_byte(runs, task, view, model):
    path = one(runs, model, view, task)
    before = {name: (path / name).read_bytes() for name in ("scores.json", "tally.parquet", "predictions.jsonl")}
    (path / "scores.json").unlink()
    (path / "tally.parquet").unlink()
    assert rescore(path).fresh == "rescored"
    assert {name: (path / name).read_bytes() for name in before} == before


def test_no_model_is_made_or_asked_for(runs, monkeypatch):
    for place in ("bench.models.asked.find_entry", "bench.runs.execute.find_entry"):
        monkeypatch.setattr(place, lambda name: pytest.fail("a model was looked for"))
    rescore(one(runs, "lac"))


def test_another_prediction_gives_another_score(runs):
    path = one(runs, "lac")
    stored = [json.loads(line) for line in (path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    for record in stored:
        record["entities"] = []
    (path / "predictions.jsonl").write_text("".join(json.dumps(r) + "\n" for r in stored), encoding="utf-8")
    assert rescore(path).value("strict_recall") == 0


def test_the_command_tells_what_changed_and_goes_on_past_what_cannot_be_scored(runs):
    broken, changed = one(runs, "jieba"), one(runs, "lac")
    (broken / "config.yaml").write_text("task: [", encoding="utf-8")
    scores = json.loads((changed / "scores.json").read_text(encoding="utf-8"))
    scores["metrics"]["strict_f1"]["value"] = 0.5
    (changed / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    done = command("rescore", "runs/ner/banmian-clean", cwd=runs.parent)
    assert done.code == 1
    (error,) = done.err.splitlines()
    assert error.startswith(f"bench: {broken.relative_to(runs.parent)}/config.yaml: cannot be read")
    assert f"{changed.relative_to(runs.parent)}: strict_f1 75.1, 1 figure changed: strict_f1" in done.out
    assert "second-pass" in done.out
    assert ": strict_f1 100.0, unchanged" in done.out


def test_what_is_not_finished_not_there_or_of_another_text_is_refused(runs, tmp_path):
    path = one(runs, "lac")
    with pytest.raises(BenchError, match="no run's folder at or under it"):
        find_runs(tmp_path / "nothing")
    text = (path / "predictions.jsonl").read_text(encoding="utf-8")
    (path / "predictions.jsonl").write_text(text.replace('"key": "', '"key": "0'), encoding="utf-8")
    with pytest.raises(BenchError, match="no prediction of greatwall on the text as it is today; run the model again"):
        rescore(path)
    moved = path.rename(path.with_name("0" * 16))
    with pytest.raises(BenchError, match=r"its config\.yaml is of the run"):
        rescore(moved)
    status = json.loads((moved / "status.json").read_text(encoding="utf-8"))
    (moved / "status.json").write_text(json.dumps({**status, "state": "running"}), encoding="utf-8")
    with pytest.raises(BenchError, match="the run is not finished"):
        rescore(moved)


def test_a_run_with_failures_stays_failed(tmp_path, monkeypatch):
    class Odd:
        def predict(self, documents, limit):
            if "泗水" in documents[0]:
                raise RuntimeError("no")
            return [d[:20] for d in documents]

        def describe(self):
            return {"adapter": "odd-1"}

    execute._held.clear()
    monkeypatch.setattr(registry.Entry, "make", lambda *_: Odd())
    record = bench.run(RunConfig(task="summary", model="lead", on_error="skip", out=tmp_path))
    assert record.status.failed == 1
    assert rescore(record.path).scores == record.scores
    assert rescore(record.path).status == record.status
    assert [name for name, _ in record.failures()] == ["sishui"]
    execute._held.clear()
