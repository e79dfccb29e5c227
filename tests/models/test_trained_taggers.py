"""The CRF and the linear model by themselves: what they learn, what they keep, what they refuse."""

from __future__ import annotations

import subprocess
import sys
import tempfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.errors import BenchError
from bench.models import Example, Tagged, Tagger
from bench.models.character_features import bio, features
from bench.models.crf import Crf
from bench.models.linear import Linear

MODELS = pytest.mark.parametrize("model", [Linear(), Crf()], ids=["linear", "crf"])


def example(marked: str) -> Example:
    """`[张三 PER]说。` as a text with its names."""
    text, spans = "", []
    for part in marked.replace("]", "[").split("["):
        name, _, tag = part.partition(" ")
        if tag:
            spans.append(Tagged(len(text), len(text) + len(name), tag))
        text += name
    return Example(text, tuple(spans))


NORTH = [
    example("[王建国 PER]昨日到[济宁市 LOC]。"),
    example("记者[李明 PER]在[济宁市 LOC]报道，[3天 TIME]后回来。"),
    example("会议在[济宁市 LOC]举行，[王建国 PER]讲话。"),
    example("共有[12个 NUM]项目，没有名字。"),
]
SOUTH = [
    example("[王建国 LOC]今日发往[济宁市 ORG]。"),
    example("[济宁市 ORG]说，[王建国 LOC]很远。"),
    example("从[王建国 LOC]来的人说[济宁市 ORG]好。"),
]
ASKED = ["王建国在济宁市讲话。", "济宁市", "没有。", "", "Ａ１👍🏽 \r\n"]


def test_the_marks_of_these_tests_are_read():
    assert example("在[济宁市 LOC]。") == ("在济宁市。", (Tagged(1, 4, "LOC"),))


@MODELS
def test_what_was_shown_is_known_again_at_its_place(model):
    fitted = model.fit(NORTH)
    assert isinstance(model, Tagger)
    assert fitted.predict([e.text for e in NORTH]) == [list(e.spans) for e in NORTH]
    assert fitted.predict(ASKED)[0] == [Tagged(0, 3, "PER"), Tagged(4, 7, "LOC")]
    assert fitted.predict(ASKED)[2:4] == [[], []]


@MODELS
def test_a_text_is_read_the_same_in_any_company(model):
    fitted = model.fit(NORTH)
    assert fitted.predict(ASKED) == [fitted.predict([text])[0] for text in ASKED]
    assert fitted.predict([]) == []
    assert fitted.predict(["", ""]) == [[], []]


@MODELS
def test_nothing_is_kept_from_one_training_to_the_next(model):
    """The south says the opposite of the north: whoever kept anything of one would say otherwise of the other."""
    fresh_north, fresh_south = type(model)().fit(NORTH).predict(ASKED), type(model)().fit(SOUTH).predict(ASKED)
    assert fresh_north != fresh_south
    north, south = model.fit(NORTH), model.fit(SOUTH)
    assert (north.predict(ASKED), south.predict(ASKED)) == (fresh_north, fresh_south)
    assert model.fit(NORTH).predict(ASKED) == fresh_north
    with pytest.raises(BenchError, match="knows nothing before it is trained"):
        model.predict(ASKED)


def test_training_twice_gives_the_same_weights():
    assert Crf().fit(NORTH).content == Crf().fit(NORTH).content
    first, second = (Linear().fit(NORTH).model for _ in range(2))
    assert np.array_equal(first.coef_, second.coef_)


def test_the_file_that_crfsuite_writes_is_gone_when_training_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fitted = Crf().fit(NORTH)
    assert list(tmp_path.iterdir()) == []
    assert fitted.content.startswith(b"lCRF")
    assert fitted.predict(ASKED)[0]


@MODELS
def test_one_sort_of_label_is_enough(model):
    """scikit-learn scores two labels in one column, O and B-PER here."""
    fitted = model.fit([example("[甲 PER]说。"), example("他和[甲 PER]说。"), example("他说。")])
    assert fitted.predict(["甲说。", "他说。"]) == [[Tagged(0, 1, "PER")], []]


@MODELS
@pytest.mark.parametrize("examples", [[], [Example("没有名字。", ())]])
def test_nothing_to_learn_is_said(model, examples):
    with pytest.raises(BenchError, match="have no name to learn from; take more of them"):
        model.fit(examples)


def test_names_that_overlap_have_no_label_a_character():
    with pytest.raises(ValueError, match="names overlap at 0:3 of '济宁市委'"):
        bio(Example("济宁市委", (Tagged(0, 4, "ORG"), Tagged(0, 3, "LOC"))))


@MODELS
def test_a_description_holds_settings_features_and_versions_and_no_clock(model):
    told = model.describe()
    assert told == type(model)().describe()
    assert {"adapter", "features", "settings", "dictionary", "packages"} <= told.keys()
    assert "jieba" in told["packages"]


def test_features_by_hand():
    """李 is a frequent surname; 在 stands between 李明 and 2023; digits and Latin letters are one sign each."""
    found = features("李明在2023年")
    assert len(found) == 8
    assert set(found[2]) == {
        "c-2=李", "c-1=明", "c0=在", "c+1=0", "c+2=0", "p-2=李明", "p-1=明在", "p0=在0", "p+1=00", "around=明0",
        "kinds=iiidd", "surname=100", "places=ESB", "long=S1", "word=在",
    }  # fmt: skip
    assert {"c-2=^", "c-1=^", "c0=李", "p-2=^^", "surname=001"} <= set(found[0])
    assert {"c+1=$", "c+2=$", "p+1=$$", "kinds=ddi$$"} <= set(found[-1])
    assert features("Ａｂ１，") == features("Ab1,")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_every_character_of_any_text_has_its_features(text):
    found = features(text)
    assert len(found) == len(text)
    assert {len(row) for row in found} <= {15}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("王建国济宁市在说。0a ", max_size=12), max_size=4))
def test_spans_are_apart_and_inside_their_text(texts):
    for model in FITTED:
        for text, found in zip(texts, model.predict(texts), strict=True):
            ends = [0, *(span.end for span in found)]
            assert all(end <= span.start < span.end <= len(text) for end, span in zip(ends, found, strict=False))


FITTED = [Linear().fit(NORTH), Crf().fit(NORTH)]


def test_an_import_loads_no_learning():
    code = (
        "import sys, bench.models.crf, bench.models.linear, bench.models.from_file, bench.models.gliner; "
        "print(sorted({'torch', 'sklearn', 'gliner', 'pycrfsuite', 'scipy', 'jieba', 'transformers'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
