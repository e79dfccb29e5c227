"""Records of Every Eval Ever, by its own schema."""

from __future__ import annotations

import json
import re
from importlib import resources

import jsonschema
import pytest

from bench.errors import BenchError
from bench.reports.publish import every_eval_ever
from bench.reports.publish.finished import read_finished
from publications import copy_runs, edit, one

PLACE = "summary/banmian-clean/lead"
PATH = r"data/banmian/unknown/[^/]+/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.json"


@pytest.fixture
def records(published):
    folder = published[1] / "every_eval_ever"
    found = {
        p.relative_to(folder).as_posix(): json.loads(p.read_text(encoding="utf-8")) for p in folder.rglob("*.json")
    }
    assert len(found) == 3
    return found


def schema():
    file = resources.files("bench.reports.publish").joinpath(every_eval_ever.SCHEMA)
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_record_has_the_form_of_the_published_schema_and_its_place(records):
    assert schema()["version"] == every_eval_ever.VERSION
    for path, record in records.items():
        jsonschema.Draft7Validator(schema()).validate(record)
        assert record["schema_version"] == every_eval_ever.VERSION
        assert re.fullmatch(PATH, path)


def test_the_licence_of_the_schema_is_beside_it():
    notice = resources.files("bench.reports.publish").joinpath("every_eval_ever.NOTICE").read_text(encoding="utf-8")
    assert "MIT License" in notice
    assert "0.3.0" in notice


def test_a_score_has_both_intervals(records, published):
    (record,) = (r for r in records.values() if r["evaluation_id"].startswith("banmian_ner_clean/lac/"))
    results = {(r["evaluation_name"], r["metric_config"]["metric_name"]): r for r in record["evaluation_results"]}
    figure = json.loads((one(published[0], "ner/banmian-clean/lac") / "scores.json").read_text(encoding="utf-8"))
    figure = figure["metrics"]["strict_f1"]
    details = results["banmian_ner_clean", "strict_f1"]["score_details"]
    assert details["score"] == figure["value"]
    assert details["uncertainty"]["confidence_interval"] == {
        "lower": figure["beyond"]["low"],
        "upper": figure["beyond"]["high"],
        "confidence_level": 0.95,
        "method": "jackknife-t",
    }
    assert str(figure["within"]["low"]) in details["details"]["interval_for_these_articles"]
    assert ("banmian_ner_clean/PER", "strict_f1") in results


def test_scores_are_within_the_bounds_that_are_stated_and_have_a_direction(records):
    for record in records.values():
        for result in record["evaluation_results"]:
            config = result["metric_config"]
            assert config["min_score"] <= result["score_details"]["score"] <= config["max_score"], config
    summaries = next(r for r in records.values() if "summary" in r["evaluation_id"])["evaluation_results"]
    lower = {r["metric_config"]["metric_name"] for r in summaries if r["metric_config"]["lower_is_better"]}
    assert lower == {"fact_distortion", "over_limit", "repetition"}
    assert not {"density", "compression"} & {r["metric_config"]["metric_name"] for r in summaries}


def test_a_model_from_the_hub_stands_under_its_own_name(published, tmp_path):
    runs = copy_runs(published[0], tmp_path, [PLACE])
    edit(one(runs, PLACE) / "config.yaml", model="transformers:org/Tagger", describes={"weights": {"commit": "0" * 40}})
    (run,), _ = read_finished([runs])
    assert every_eval_ever.record_path(run).startswith("data/banmian/org/Tagger/")
    assert json.loads(every_eval_ever.record_text(run, None))["model_info"]["id"] == "org/Tagger"
    edit(one(runs, PLACE) / "config.yaml", describes={"weights": {"sha256": "0" * 64}})
    (run,), _ = read_finished([runs])
    assert every_eval_ever.record_path(run).startswith("data/banmian/unknown/lead/")


def test_a_record_without_the_form_is_not_written(published, monkeypatch):
    (run,), _ = read_finished([one(published[0], PLACE)])
    monkeypatch.setattr(every_eval_ever, "_UNKNOWN", None)
    with pytest.raises(BenchError, match=r"no record of Every Eval Ever \(model_info"):
        every_eval_ever.record_text(run, None)
