"""Scoring of stored predictions against a small gold, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import Corpus, Document, Mention, load_schemes, project
from bench.models import TagMap, load_tag_map
from bench.runs import RunConfig
from bench.runs.score import score_run
from bench.runs.score_names import tag_coverage
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
    crosses_line=frozenset({"d-2", "d-3"}), references={}, body={}, facts=(),
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


# ---- tag maps, tracks and coverage ----

#        0123456789012345678
TOWN = "张三游南四湖，赴济宁大安机场访长城汽车"
PLACES = (
    Mention("t-1", 0, 2, "张三", "per.subject"),
    Mention("t-2", 3, 6, "南四湖", "loc.phys"),
    Mention("t-3", 8, 14, "济宁大安机场", "fac.transport"),
    Mention("t-4", 8, 10, "济宁", "loc.adm", layer="inner"),
    Mention("t-5", 15, 19, "长城汽车", "org.com"),
)


def score_town(tags, *found):
    document = replace(
        DOCUMENT, clean=View.whole(TOWN), raw=View.whole(TOWN), parts=(("body", 0, 19),), sentences=((0, 19),),
        mentions=PLACES, crosses_line=frozenset(),
    )  # fmt: skip
    corpus = Corpus("toy", "1", "0" * 64, (document,))
    return score_run(RunConfig(), corpus, {"d": {"id": "d", "entities": spans(*found)}}, tags).scorings


def strict(scoring):
    values = [scoring["metrics"][f"strict_{name}"]["value"] for name in ("precision", "recall", "f1")]
    return [None if v is None else round(v, 3) for v in values]


def test_every_scheme_has_the_tracks_native_and_full_and_core3_the_common_one_each_with_coverage():
    scorings = score_town(TAGS)
    assert set(scorings) == {"core3-common"} | {
        f"{s}-{t}" for s in load_schemes() for t in ("native", "full", "full-nested")
    }
    assert all(0 <= scoring["tag_coverage"] <= 1 for scoring in scorings.values())


def test_a_model_of_a_schemes_own_tags_is_scored_on_all_its_labels():
    found = ((0, 2, "PERSON"), (3, 6, "LOC"), (8, 14, "FAC"), (15, 19, "ORG"))
    scorings = score_town(load_tag_map("ontonotes"), *found)
    for track in ("native", "full"):
        assert strict(scorings[f"ontonotes-{track}"]) == [1, 1, 1]
        assert scorings[f"ontonotes-{track}"]["tag_coverage"] == 1
    # in CLUENER's labels an ORG is one of three: not told, so missed there, and ignored in the native track
    assert strict(scorings["cluener-full"]) == [1, 0.75, 0.857]
    assert strict(scorings["cluener-native"]) == [1, 1, 1]
    assert scorings["cluener-full"]["tag_coverage"] == 0.75
    assert strict(scorings["core3-common"]) == [1, 1, 1]


def test_a_place_that_says_no_more_is_read_as_gpe_in_ontonotes():
    """GPE is wrong for the lake and the airport: errors in the full track, ignored regions in the native one."""
    scorings = score_town(load_tag_map("lac"), (0, 2, "PER"), (3, 6, "LOC"), (8, 14, "LOC"), (15, 19, "ORG"))
    assert strict(scorings["ontonotes-full"]) == [0.5, 0.5, 0.5]
    assert scorings["ontonotes-full"]["errors"]["label"] == 2
    assert strict(scorings["ontonotes-native"]) == [1, 1, 1]
    assert scorings["ontonotes-native"]["metrics"]["strict_f1"]["n"] == 2
    assert scorings["ontonotes-full"]["tag_coverage"] == 0.5
    # an airport may be an address in CLUENER: a place finds it, and it is in the scope of a tagger of places
    assert strict(scorings["cluener-native"]) == [1, 1, 1]
    assert scorings["cluener-native"]["metrics"]["strict_f1"]["n"] == 3


def test_the_same_tag_is_another_type_in_another_toolkit():
    in_jieba = score_town(load_tag_map("jieba"), (15, 19, "nt"))["core3-common"]
    in_ltp = score_town(load_tag_map("ltp", "pos"), (15, 19, "nt"))
    assert strict(in_jieba) == [1, 0.25, 0.4]
    assert strict(in_ltp["core3-common"]) == [None, 0, 0]
    assert strict(in_ltp["lac4-full"]) == [0, 0, 0]


def test_the_full_track_counts_what_is_out_of_scope_as_missed():
    scorings = score_town(TagMap("toy", {"P": "PER"}), (0, 2, "P"))
    assert strict(scorings["core3-full"]) == [1, 0.25, 0.4]
    assert strict(scorings["core3-native"]) == [1, 1, 1]
    assert scorings["full8-full"]["metrics"]["strict_f1"]["n"] == 4
    assert [scorings[f"{s}-full"]["tag_coverage"] for s in load_schemes()] == [0.25] * 5


TYPES = ("PER", "ORG", "LOC", "FAC", "MISC", "TITLE", "TIME", "NUM", "loc.phys", "org.com", "num.money", "misc.work")


@given(st.sets(st.sampled_from(TYPES)), st.sets(st.sampled_from(TYPES)), st.sampled_from(sorted(load_schemes())))
def test_more_tags_never_cover_less_and_the_fine_types_of_the_gold_cover_all(some, more, name):
    scheme = load_schemes()[name]
    gold = [project(PLACES, scheme)]
    assert tag_coverage(gold, scheme.scope(some)) <= tag_coverage(gold, scheme.scope(some | more))
    assert tag_coverage(gold, scheme.scope(m.fine for m in PLACES)) == 1
    assert tag_coverage(gold, scheme.scope([])) == 0
    assert tag_coverage([], scheme.scope(some)) is None


def test_nested_asks_for_the_mentions_of_all_layers_and_flat_for_the_outermost():
    everything = TagMap("toy", {"P": "PER", "O": "ORG", "L": "LOC"})
    scorings = score(spans((0, 2, "P"), (3, 7, "O"), (3, 6, "L")), tags=everything)
    flat, nested = scorings["core3-full"], scorings["core3-full-nested"]
    assert flat["metrics"]["strict_f1"]["n"] == 2
    assert flat["metrics"]["strict_precision"]["value"] == pytest.approx(2 / 3)
    assert nested["metrics"]["strict_f1"]["n"] == 3
    assert nested["metrics"]["strict_f1"]["value"] == 1
    assert "|level:nested|" in nested["metrics"]["strict_f1"]["signature"]


def test_a_spurious_prediction_stands_on_a_mention_of_another_type_or_on_nothing():
    document = replace(DOCUMENT, mentions=(*MENTIONS, Mention("d-4", 7, 9, "开会", "misc.event")))
    corpus = Corpus("toy", "1", "0" * 64, (document,))
    found = {"d": {"id": "d", "entities": spans((0, 2, "P"), (7, 9, "O"), (2, 3, "O"))}}
    scoring = score_run(RunConfig(), corpus, found, TAGS).scorings["core3-common"]
    assert scoring["errors"]["spurious"] == 2
    assert scoring["spurious"] == {"on_other_type": 1, "on_nothing": 1}
