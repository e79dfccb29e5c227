"""The run folders as a data set: every figure, every prediction, and no word of the newspaper."""

from __future__ import annotations

import json
import socket

import pytest

import bench
from bench.reports.publish.pieces import COPIED
from publications import one


@pytest.fixture
def load(published, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    folder = str(published[1] / "results")
    return lambda config: datasets.load_dataset(folder, config, split="test", cache_dir=str(tmp_path)).to_list()


def test_figures_are_those_of_the_runs(load, published):
    rows = load("figures")
    key = ("task", "model", "view", "wrap", "scoring", "label", "metric")
    found = {tuple(row[k] for k in key): row for row in rows}
    assert len(found) == len(rows)
    scores = json.loads((one(published[0], "ner/banmian-raw-join/lac") / "scores.json").read_text(encoding="utf-8"))
    for scoring, label in (("core3-common", None), ("full8-native", "LOC")):
        figures = scores["scorings"][scoring]
        figure = (figures["by_label"][label] if label else figures["metrics"])["strict_f1"]
        row = found["ner", "lac", "raw", "join", scoring, label, "strict_f1"]
        assert [row[k] for k in ("value", "n", "signature")] == [figure[k] for k in ("value", "n", "signature")]
        assert row["within_low"] == figure["within"]["low"]
        assert row["beyond_high"] == figure["beyond"]["high"]
    assert row["fingerprint"] == scores["fingerprint"]
    assert row["data"] == scores["scored"]["data"]
    assert json.loads(row["packages"])["banmian"]


def test_an_unknown_figure_or_interval_has_its_reason(load):
    rows = load("figures")
    assert any(row["within_low"] is None for row in rows)
    assert all(row["reason"] for row in rows if None in (row["value"], row["within_low"], row["beyond_low"]))


def test_reference_lines_are_not_in_it(load):
    assert {row["model"] for config in ("figures", "predictions") for row in load(config)} == {"lac", "lead"}


def test_predictions_come_back_with_the_data_set(load, published):
    rows = load("predictions")
    articles = {row["id"]: row["text"] for row in bench.load("banmian", "clean").to_list()}
    stored = {}
    for place in ("ner/banmian-clean/lac", "ner/banmian-raw-join/lac", "summary/banmian-clean/lead"):
        path = one(published[0], place)
        for line in (path / "predictions.jsonl").read_text(encoding="utf-8").splitlines():
            stored[path.name, json.loads(line)["id"]] = json.loads(line)
    assert len(rows) == len(stored) == 7 + 7 + 6
    for row in rows:
        said = stored[row["fingerprint"], row["id"]]
        if row["task"] == "ner":
            assert row["entities"] == said["entities"]
        else:
            article = articles[row["id"]]
            # As the card says it.
            whole = "".join(
                p["text"] if p["text"] is not None else article[p["start"] : p["end"]] for p in row["summary"]
            )
            assert whole == said["summary"]


def test_no_four_characters_in_a_row_of_the_newspaper_are_in_it(load):
    articles = "\n".join(row["text"] for row in bench.load("banmian", "clean").to_list())
    copied = {articles[i : i + COPIED] for i in range(len(articles) - COPIED + 1)}
    for row in load("predictions"):
        texts = [p["text"] or "" for p in row["summary"] or []]
        assert not copied & {text[i : i + COPIED] for text in texts for i in range(len(text) - COPIED + 1)}
