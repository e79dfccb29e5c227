"""`.eval_results` of a model's repository, by huggingface_hub's own parser."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import pytest
import yaml
from huggingface_hub import parse_eval_result_entries

import bench
from bench.errors import BenchError
from bench.reports.publish.eval_results import eval_results
from bench.reports.publish.finished import read_finished
from bench.runs import RunConfig
from publications import one


def parsed(path):
    return parse_eval_result_entries(yaml.safe_load(path.read_text(encoding="utf-8")))


def scores(runs, place):
    return json.loads((one(runs, place) / "scores.json").read_text(encoding="utf-8"))


def test_a_model_has_one_value_a_task_with_intervals_and_signature_in_the_notes(published):
    runs, hub = published
    entries = {e.task_id: e for e in parsed(hub / "models" / "lac" / ".eval_results" / "banmian.yaml")}
    assert list(entries) == ["ner_clean", "ner_raw_join"]
    figure = scores(runs, "ner/banmian-clean/lac")["metrics"]["strict_f1"]
    entry = entries["ner_clean"]
    assert entry.value == figure["value"]
    assert entry.dataset_id == "banmian"
    assert entry.verify_token is None
    assert entry.date is None
    for wanted in (figure["signature"], f"{figure['beyond']['low']:.3f} to {figure['beyond']['high']:.3f}", "n 137"):
        assert wanted in entry.notes


def test_every_task_id_is_in_the_registration(published):
    registration = yaml.safe_load((published[1] / "dataset" / "eval.yaml").read_text(encoding="utf-8"))
    known = {task["id"] for task in registration["tasks"]}
    for path in published[1].glob("models/*/.eval_results/*.yaml"):
        assert {entry.task_id for entry in parsed(path)} <= known


def test_reference_lines_are_no_models(published):
    assert sorted(path.name for path in (published[1] / "models").iterdir()) == ["lac", "lead"]


def test_names_are_published_by_core3_common_whatever_led(tmp_path):
    record = bench.run(RunConfig(model="jieba", scheme="full8", track="full", out=tmp_path))
    (run,), _ = read_finished([record.path])
    (entry,) = parse_eval_result_entries(yaml.safe_load(eval_results([run], "org/banmian", "https://x.test")))
    assert entry.value == record.scores["scorings"]["core3-common"]["metrics"]["strict_f1"]["value"]
    assert entry.value != record.value("strict_f1")
    assert (entry.dataset_id, entry.source_url) == ("org/banmian", "https://x.test")


def test_an_unknown_figure_is_left_out(published):
    (run,), _ = read_finished([one(published[0], "ner/banmian-clean/lac")])
    run.record.scores["scorings"]["core3-common"]["metrics"]["strict_f1"]["value"] = None
    assert yaml.safe_load(eval_results([run], "banmian", None)) == []


def test_an_old_huggingface_hub_is_one_clear_line(published, monkeypatch):
    (run,), _ = read_finished([one(published[0], "summary/banmian-clean/lead")])
    monkeypatch.setitem(sys.modules, "huggingface_hub", ModuleType("huggingface_hub"))
    with pytest.raises(BenchError, match=r"huggingface_hub 1\.4"):
        eval_results([run], "banmian", None)
