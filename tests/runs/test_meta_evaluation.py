"""The accuracy of the faithfulness metrics: measured afresh, articles left out, shown with these rules alone."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from bench.corpus import installed, load_corpus
from bench.metrics.faithfulness import GRID, READERS, RULES, VERSION, Claim, Rules
from bench.runs import meta_evaluation
from bench.runs.meta_evaluation import TARGETS, Judged, meta_evaluate, metric_accuracy
from bench.stats.binomial import clopper_pearson


@pytest.fixture(scope="module")
def stored():
    return json.loads((Path(installed()) / "meta_evaluation.json").read_text(encoding="utf-8"))


def test_the_shipped_file_is_what_the_rules_and_the_items_give(stored, gold_folder):
    corpus = load_corpus()
    items = [Judged(d.id, i.text, i.defect) for d in corpus.documents for i in gold_folder.contrast(d.id)]
    assert stored["data"] == corpus.signature
    assert stored["items"] == len(items) == 279
    assert stored["metrics"] == meta_evaluate(items, {d.id: d.clean.text for d in corpus.documents})


def test_the_targets_are_met(stored):
    least = {"number": 0.9, "unit": 0.9, "modality": 0.8, "entity": 0.75}
    for kind, defects in TARGETS.items():
        flagged = stored["metrics"][f"{kind}_faithfulness"]["flagged"]
        assert all(flagged[defect]["share"] >= least[defect] for defect in defects)
        assert flagged["faithful"]["share"] <= 0.05


def test_the_defaults_are_what_all_articles_together_choose(stored):
    for figures in stored["metrics"].values():
        assert figures["chosen"] == {name: getattr(RULES, name) for name in figures["chosen"]}


def test_every_share_has_its_exact_interval(stored):
    for figures in stored["metrics"].values():
        for share in figures["flagged"].values():
            assert share["share"] == share["flagged"] / share["n"]
            assert [share["low"], share["high"]] == list(clopper_pearson(share["flagged"], share["n"]))
        assert sum(share["n"] for share in figures["flagged"].values()) == 279


def test_every_number_that_is_chosen_is_one_of_the_rules():
    assert {name for grid in GRID.values() for name in grid} <= {field.name for field in fields(Rules)}
    for kind, grid in GRID.items():
        assert kind in READERS
        assert all(getattr(RULES, name) in values for name, values in grid.items())


# ---- by hand: one number is chosen, and a text is flagged from it on ----


@pytest.fixture
def by_hand(monkeypatch):
    """A metric that flags a text where the number in it is at least `rounded`; the default is 5, 1 and 9 the others."""

    def read(summary, source, rules):
        return [Claim("number", 0, 1, summary.text, int(summary.text) < rules.rounded, None, "")]

    monkeypatch.setattr(meta_evaluation, "READERS", {"number": read})
    monkeypatch.setattr(meta_evaluation, "GRID", {"number": {"rounded": (1, 5, 9)}})
    monkeypatch.setattr(meta_evaluation, "RULES", Rules(rounded=5))


def measure(*items):
    judged = [Judged(*item) for item in items]
    return meta_evaluate(judged, {item.article: "" for item in judged})["number_faithfulness"]


def flagged(found, defect):
    return found["flagged"][defect]["flagged"], found["flagged"][defect]["n"]


def test_an_article_is_judged_by_what_the_others_choose(by_hand):
    # a alone would choose 1 and catch its defect; b chooses 9, at which a's is missed. b is judged by a's 1.
    found = measure(("a", "2", "number"), ("a", "0", None), ("b", "9", "number"), ("b", "8", None))
    assert flagged(found, "number") == (1, 2)
    assert flagged(found, "faithful") == (1, 2)


def test_what_an_article_holds_cannot_move_its_own_choice(by_hand):
    others = (("b", "7", "number"), ("b", "3", None))
    few = measure(*others, ("a", "6", "number"))
    many = measure(*others, ("a", "6", "number"), *[("a", "6", None)] * 50)
    # at 9 the fifty would not be flagged, and the choice for a is b's alone: 5
    assert flagged(few, "number") == (2, 2)
    assert flagged(many, "faithful") == (50, 51)


def test_of_equals_the_default_is_chosen(by_hand):
    found = measure(("a", "9", "number"), ("a", "0", None), ("b", "9", "number"), ("b", "0", None))
    assert found["chosen"] == {"rounded": 5}


def test_a_single_article_and_articles_of_one_kind_are_measured(by_hand):
    alone = measure(("a", "7", "number"))
    assert flagged(alone, "number") == (1, 1)
    assert alone["flagged"]["faithful"] == {"n": 0, "flagged": 0, "share": None, "low": None, "high": None}
    found = measure(("a", "7", "number"), ("b", "0", None))
    assert flagged(found, "number") == (1, 1)
    assert flagged(found, "faithful") == (0, 1)


def test_defects_of_other_kinds_are_counted_and_do_not_choose(by_hand):
    found = measure(("a", "7", "number"), ("a", "0", None), ("b", "2", "time"), ("b", "7", "number"))
    assert flagged(found, "time") == (0, 1)
    assert found["targets"] == ["number", "unit"]


# ---- what reports show ----


@pytest.fixture
def other_file(tmp_path, monkeypatch):
    class Resources:
        @staticmethod
        def files(name):
            return tmp_path

    monkeypatch.setattr(meta_evaluation, "resources", Resources)
    metric_accuracy.cache_clear()
    yield tmp_path / "meta_evaluation.json"
    metric_accuracy.cache_clear()


def test_accuracy_says_what_was_caught_and_the_false_alarms(stored):
    found = metric_accuracy()
    assert set(found) == set(stored["metrics"])
    entry = found["number_faithfulness"]
    assert list(entry["caught"]) == ["number", "unit"]
    assert entry["false_alarms"][1] == 112
    assert entry["held_out"] == "by article"


def test_other_rules_have_no_accuracy(stored, other_file):
    other_file.write_text(json.dumps({**stored, "rules": VERSION + 1}), encoding="utf-8")
    assert metric_accuracy() == {}


def test_without_the_file_there_is_none(other_file):
    assert metric_accuracy() == {}
