"""A run of summaries stores every figure with its support, and what can be thought of it."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

import bench
from bench.corpus import load_corpus
from bench.metrics.faithfulness import VERSION
from bench.metrics.summary_scores import SUMMARY_METRICS, summary_figures
from bench.runs import RunConfig, meta_evaluation, score
from bench.runs.meta_evaluation import metric_accuracy


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return bench.run(RunConfig(task="summary", model="lead", out=tmp_path_factory.mktemp("runs")))


def test_every_metric_is_stored_with_signature_support_and_reason(record):
    metrics = record.scores["metrics"]
    for name in SUMMARY_METRICS:
        names = [f"{name}_{part}" for part in ("precision", "recall", "f1")] if name.startswith("rouge") else [name]
        for full in names:
            entry = metrics[full]
            assert {"value", "signature", "n", "within", "beyond", "reason"} <= set(entry)
            assert entry["signature"].startswith(f"{full}|")
            assert load_corpus().signature in entry["signature"]
            assert (entry["value"] is None) == (entry["reason"] == "no support")
    assert f"rules:{VERSION}" in metrics["number_faithfulness"]["signature"]
    assert record.scores["scorings"]["zh-char"]["metrics"] == metrics


def test_support_is_what_a_figure_is_of(record):
    metrics = record.scores["metrics"]
    documents = [d for d in load_corpus().documents if d.references["summary"]]
    assert metrics["rouge1_f1"]["n"] == len(documents) == 6
    assert metrics["fact_recall"]["n"] == sum(len(d.facts) for d in documents)
    targets = sum(f["modality"] == "target" for d in documents for f in d.facts)
    assert metrics["fact_recall_target"]["n"] == targets
    assert metrics["number_faithfulness"]["n"] > 6


def test_the_first_sentences_of_an_article_are_borne_out_by_it(record):
    for kind in ("number", "entity", "modality"):
        assert record.scores["metrics"][f"{kind}_faithfulness"]["value"] == 1
    assert record.scores["metrics"]["coverage"]["value"] == 1
    assert record.scores["metrics"]["over_limit"]["value"] == 0


def test_accuracy_stands_beside_the_three_and_nowhere_else(record):
    shown = {name for name, entry in record.scores["metrics"].items() if "accuracy" in entry}
    assert shown == {"number_faithfulness", "entity_faithfulness", "modality_faithfulness"}
    assert record.scores["metrics"]["entity_faithfulness"]["accuracy"] == metric_accuracy()["entity_faithfulness"]
    for entries in record.scores["scorings"]["zh-char"]["by_document"].values():
        assert not any("accuracy" in entry for entry in entries.values())


def test_the_tally_has_a_row_a_document_and_its_sums_give_the_figures(record):
    table = pq.read_table(record.path / "tally.parquet").to_pydict()
    assert len(table["unit"]) == len(set(table["unit"])) == 6
    totals = {n.removeprefix("zh-char/"): sum(v) for n, v in table.items() if n.startswith("zh-char/")}
    stored = {name: entry["value"] for name, entry in record.scores["metrics"].items()}
    assert summary_figures(totals) == pytest.approx(stored)


def test_warnings_are_stored(record):
    assert record.scores["scorings"]["zh-char"]["warnings"] == []


def test_other_rules_score_again_without_a_model_and_without_accuracy(record, monkeypatch):
    config = RunConfig(task="summary", model="lead", out=record.path.parents[3])
    assert bench.run(config).fresh == "done"
    monkeypatch.setattr(score, "VERSION", VERSION + 1)
    monkeypatch.setattr(meta_evaluation, "VERSION", VERSION + 1)
    metric_accuracy.cache_clear()
    again = bench.run(config)
    metric_accuracy.cache_clear()
    assert again.fresh == "rescored"
    assert "accuracy" not in again.scores["metrics"]["number_faithfulness"]
    assert json.loads((record.path / "scores.json").read_text(encoding="utf-8"))["scored"]["rules"] == VERSION + 1
