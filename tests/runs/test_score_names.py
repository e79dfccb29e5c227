"""Scoring of stored predictions against a small gold, worked out by hand."""

from __future__ import annotations

import pytest

from bench.corpus import Corpus, Document, Mention
from bench.models import TagMap
from bench.runs import RunConfig
from bench.runs.score import score_run
from bench.text import View, unwrap

#       0123456 7890123
RAW = "张三在济\n宁市委开会。"
RAW_VIEW = View.whole(RAW)
CLEAN = unwrap(RAW_VIEW)
MENTIONS = (
    Mention("d-1", 0, 2, "张三", "per.subject"),
    Mention("d-2", 3, 7, "济宁市委", "org.gov"),
    Mention("d-3", 3, 6, "济宁市", "loc.adm", layer="inner"),
)
DOCUMENT = Document(
    id="d", clean=CLEAN, raw=RAW_VIEW, parts=(("body", 0, 10),), sentences=((0, 10),), mentions=MENTIONS,
    crosses_line=frozenset({"d-2", "d-3"}), references={}, body={},
)  # fmt: skip
CORPUS = Corpus("toy", "1", "0" * 64, (DOCUMENT,))
TAGS = TagMap("toy", {"P": "PER", "O": "ORG"})


def score(entities, view="clean", tags=TAGS):
    config = RunConfig(view=view, wrap="lines" if view == "raw" else None)
    return score_run(config, CORPUS, {"d": {"id": "d", "entities": entities}}, tags).scorings


def spans(*found):
    return [{"start": s, "end": e, "tag": t} for s, e, t in found]


def test_the_same_mention_scores_the_same_on_raw_and_clean():
    clean = score(spans((0, 2, "P"), (3, 7, "O")))["core3-common"]
    raw = score(spans((0, 2, "P"), (3, 8, "O")), "raw")["core3-common"]
    assert clean["metrics"]["strict_f1"]["value"] == raw["metrics"]["strict_f1"]["value"] == 1


def test_half_a_mention_before_a_line_end_is_missed_and_spurious():
    scoring = score(spans((0, 2, "P"), (3, 4, "O"), (5, 8, "O")), "raw")["core3-common"]
    values = {k: v["value"] for k, v in scoring["metrics"].items()}
    assert values["strict_precision"] == pytest.approx(1 / 3)
    assert (values["strict_recall"], values["strict_f1"]) == (0.5, pytest.approx(0.4))
    assert scoring["errors"] == {
        "correct": 1, "label": 0, "boundary": 1, "label_boundary": 0, "missed": 0, "spurious": 1
    }  # fmt: skip
    assert scoring["slices"]["crosses_line=true"]["strict_recall"]["value"] == 0
    assert scoring["slices"]["crosses_line=false"]["strict_recall"]["value"] == 1


def test_a_prediction_of_a_line_feed_alone_is_spurious():
    scoring = score(spans((4, 5, "P")), "raw")["core3-common"]
    assert scoring["metrics"]["strict_precision"]["value"] == 0
    assert scoring["by_label"]["PER"]["strict_precision"]["value"] == 0
    assert scoring["by_label"]["ORG"]["strict_precision"]["value"] is None


def test_coverage_and_native_scope_follow_from_the_tag_map():
    persons = score(spans((0, 2, "P")), tags=TagMap("toy", {"P": "PER"}))
    assert persons["core3-full"]["tag_coverage"] == 0.5
    assert persons["core3-full"]["metrics"]["strict_recall"]["value"] == 0.5
    assert persons["core3-native"]["metrics"]["strict_f1"]["value"] == 1
    assert persons["core3-native"]["metrics"]["strict_f1"]["n"] == 1


def test_a_tag_outside_the_map_is_no_prediction():
    assert score(spans((0, 2, "P"), (3, 7, "O"), (8, 9, "verb")))["core3-common"]["metrics"]["strict_f1"]["value"] == 1


def test_an_annotation_in_layers_is_projected_like_the_gold():
    layers = [{"start": m.start, "end": m.end, "tag": m.fine, "layer": m.layer} for m in MENTIONS]
    everything = TagMap("banmian", {"per.subject": "PER", "org.gov": "ORG", "loc.adm": "LOC"})
    for scoring in score(layers, tags=everything).values():
        assert scoring["metrics"]["strict_f1"]["value"] == 1


def test_unknown_intervals_are_null_with_a_reason():
    entry = score(spans((0, 2, "P")))["core3-common"]["metrics"]["strict_f1"]
    assert entry["within"] is entry["beyond"] is None
    assert entry["reason"]
