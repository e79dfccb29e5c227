"""Scores of summaries: every figure a fold over one tally, and what cannot be had refused."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench
from bench import score_summaries
from bench.errors import InputError
from bench.metrics.facts import FACT_FIGURES
from bench.metrics.summary_scores import OF_REFERENCES, OF_SOURCES, SUMMARY_METRICS, summary_figures
from bench.text import tokenize

SOURCES = [
    "绵阳市去年新建学校20所，新增学位1.2万个。今年，全市将改造老旧小区35个，投资3.6亿元。",
    "广东队主场战胜辽宁队，胡明轩得到27分。总决赛将于5月1日举行。",
    "哈尔滨市最低气温降至零下18℃，部分高速公路封闭。",
]
REFERENCES = [
    ["绵阳去年新建学校20所，今年将改造小区35个。", "绵阳新建学校20所。"],
    "广东队战胜辽宁队。",
    "哈尔滨降温，高速公路封闭。",
]
SUMMARIES = ["绵阳市新建学校20所，已改造老旧小区35个。", "广东队主场战胜浙江队。", "哈尔滨市最低气温降至零下18℃。"]
FACTS = [
    [{"text": "新建学校20所", "modality": "actual", "salience": 3, "anchors": [["学校"], ["20所"]]},
     {"text": "将改造小区35个", "modality": "plan", "salience": 2, "anchors": [["小区"], ["35个"]]}],
    [{"text": "广东队战胜辽宁队", "modality": "actual", "salience": 3, "anchors": [["广东"], ["辽宁"]]}],
    [],
]  # fmt: skip


def everything(order=range(3), **more):
    def pick(of):
        return [of[i] for i in order]

    return score_summaries(
        pick(SUMMARIES), pick(REFERENCES), metrics="all", sources=pick(SOURCES), facts=pick(FACTS), limit=20, **more
    )


@pytest.fixture(scope="module")
def whole():
    return everything()


def test_all_is_every_metric_that_the_inputs_allow(whole):
    three = [f"rouge{v}_{part}" for v in ("1", "2", "L", "Lsum") for part in ("precision", "recall", "f1")]
    assert set(whole.figures) == {*three, "chrf", "bleu", *OF_SOURCES, *FACT_FIGURES}
    assert all(whole.signature(name) for name in whole.figures)
    bare = score_summaries(SUMMARIES, REFERENCES, metrics="all")
    assert set(bare.figures) == {*three, "chrf", "bleu"}
    assert set(OF_REFERENCES) <= set(SUMMARY_METRICS)


def test_by_default_rouge_and_what_sources_and_facts_bring():
    assert set(score_summaries(SUMMARIES, REFERENCES).figures) == {
        f"rouge{v}_{part}" for v in "12L" for part in ("precision", "recall", "f1")
    }
    assert set(OF_SOURCES) < set(score_summaries(SUMMARIES, REFERENCES, sources=SOURCES).figures)
    assert set(FACT_FIGURES) < set(score_summaries(SUMMARIES, REFERENCES, facts=FACTS).figures)


def test_what_the_claims_say_is_what_the_figures_count(whole):
    failed = [[(c.kind, c.text) for c in own if not c.supported] for own in whole.claims]
    assert failed == [[("modality", "已改造老旧小区35个")], [("entity", "浙江队")], []]
    claims = [c for own in whole.claims for c in own]
    for kind in ("number", "entity", "modality"):
        of = [c.supported for c in claims if c.kind == kind]
        assert whole[f"{kind}_faithfulness"].value == sum(of) / len(of)
    # of three facts one is stated, and one told as done
    assert whole["fact_recall"].value == pytest.approx(1 / 3)
    assert whole["fact_distortion"].value == pytest.approx(1 / 3)
    assert whole["fact_recall_weighted"].value == pytest.approx(3 / 8)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.integers(0, 6))
def test_the_sums_of_parts_give_the_figures_of_the_whole(whole, rows, cut):
    counts = whole.tally.counts[rows]
    columns = whole.tally.columns
    first, second = counts[:cut].sum(axis=0), counts[cut:].sum(axis=0)
    weights = np.bincount(rows, minlength=3).astype(float)
    parts = summary_figures(dict(zip(columns, (first + second).tolist(), strict=True)))
    assert parts == pytest.approx(summary_figures(whole.tally.totals(weights)), nan_ok=True)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_documents_does_not_matter(whole, seed):
    order = random.Random(seed).sample(range(3), 3)
    assert everything(order).figures == pytest.approx(whole.figures)


def test_a_document_alone_has_the_row_that_it_has_among_others(whole):
    for i in range(3):
        alone = everything([i])
        assert alone.tally.columns == whole.tally.columns
        assert alone.tally.counts[0] == pytest.approx(whole.tally.counts[i])


def test_of_several_references_the_best_or_the_mean():
    # 甲乙 of 甲乙 is 1; of 甲丙丁戊 precision 1/2, recall 1/4, F1 1/3.
    best = score_summaries(["甲乙"], [["甲丙丁戊", "甲乙"]], metrics=["rouge1"])
    mean = score_summaries(["甲乙"], [["甲丙丁戊", "甲乙"]], metrics=["rouge1"], aggregate="mean")
    assert best["rouge1"] == (1, 1, 1)
    assert mean["rouge1"] == pytest.approx((3 / 4, 5 / 8, 2 / 3))
    assert best.signature("rouge1") != mean.signature("rouge1_f1")


@given(st.text(min_size=1, max_size=40))
@settings(deadline=None)
def test_a_text_against_itself_scores_1_if_it_has_a_token(text):
    found = score_summaries([text], [text], metrics=["rouge1", "rougeL", "rougeLsum"])
    expected = 1 if tokenize(text, "zh-char") else 0
    assert [found[name].f1 for name in ("rouge1", "rougeL", "rougeLsum")] == [expected] * 3


def test_texts_that_share_their_digits_alone_score_low():
    one, other = "绵阳市投资3.6亿元新建学校20所", "胡明轩全场得到20分，球队花费3.6亿签约"
    found = score_summaries([one], [other], metrics="all")
    assert found["rouge1"].f1 < 0.25
    assert found["rouge2"].f1 < 0.15
    assert max(found[name].value for name in ("chrf", "bleu")) < 0.25
    assert score_summaries(["20 3.6"], ["20、3.7"], metrics=["rouge1"])["rouge1"].f1 == 0.5


# ---- odd summaries ----


def test_an_empty_summary_is_scored_0_counted_and_said():
    found = score_summaries(["", SUMMARIES[1]], [REFERENCES[0], SUMMARIES[1]], sources=SOURCES[:2], facts=FACTS[:2])
    assert found["rouge1"].f1 == 0.5
    assert found["fact_recall"].value == 0
    assert found.tally.totals()["outputs/empty"] == 1
    assert found.warnings == ["1 summary empty: scored 0"]
    assert score_summaries([" \n"], ["甲"]).warnings == ["1 summary empty: scored 0"]
    empty = score_summaries(["", ""], REFERENCES[:2], sources=SOURCES[:2])
    assert empty["number_faithfulness"].value is None
    assert empty.warnings == ["2 summaries empty: scored 0"]


def test_an_empty_article_is_taken():
    assert score_summaries(["投资5亿元。"], ["甲"], sources=[""])["number_faithfulness"].value == 0


def test_a_copied_article_is_seen_in_its_form():
    copied = score_summaries(SOURCES, REFERENCES, sources=SOURCES, limit=20)
    assert [copied[name].value for name in ("coverage", "compression", "novel_bigrams", "over_limit")] == [1, 1, 0, 1]
    assert copied["number_faithfulness"].value == copied["modality_faithfulness"].value == 1


@pytest.mark.parametrize(
    ("summary", "share"),
    [
        ("綿陽市去年新建學校", "33%"),
        ("Mianyang built schools", "100%"),
        ("綿陽市發佈規劃與預算", "80%"),
    ],
)
def test_another_script_is_scored_and_warned_of_with_its_share(summary, share):
    found = score_summaries([summary], [REFERENCES[0]], sources=[SOURCES[0]])
    said = [line for line in found.warnings if "no simplified Chinese" in line]
    assert len(said) == 1
    assert said[0].startswith(share)
    assert found["rouge1"].f1 is not None


def test_latin_words_of_the_article_are_not_foreign():
    assert score_summaries(["GDP 增长"], ["增长"], sources=["全市GDP增长5%"]).warnings == []


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("**绵阳**新建学校", "1 summary with markup left in"),
        ("# 摘要\n绵阳新建学校", "1 summary with markup left in"),
        ("```绵阳```", "1 summary with markup left in"),
        ("<b>绵阳</b>", "1 summary with markup left in"),
        ("- 绵阳\n- 学校", "1 summary with markup left in"),
        ("<think>想想</think>绵阳新建学校", "1 summary with a thinking block left in"),
        ("绵阳新建学校<|im_end|>", "1 summary with a thinking block left in"),
    ],
)
def test_markup_and_thinking_are_kept_and_counted(summary, said):
    found = score_summaries([summary], ["绵阳新建学校"])
    assert said in found.warnings
    assert found["rouge1"].recall > 0


def test_plain_text_is_not_odd():
    assert score_summaries(["1. 绵阳（市）新建*学校*20所，3<5，a_b #1"], ["绵阳"], sources=["绵阳ab"]).warnings == []


# ---- what cannot be had ----


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((["甲"], ["甲"], {"metrics": ["rouge3"]}), "no metric 'rouge3'; there are rouge1, "),
        ((["甲"], ["甲"], {"metrics": "rogue"}), "no metric 'rogue'"),
        ((["甲"], ["甲"], {"metrics": ["coverage"]}), "coverage needs the articles: give sources"),
        ((["甲"], ["甲"], {"metrics": ["number_faithfulness"]}), "number_faithfulness needs the articles"),
        ((["甲"], ["甲"], {"metrics": ["fact_recall"]}), "fact_recall needs the facts of each article"),
        ((["甲"], ["甲", "乙"], {}), "1 ids, 1 summaries and 2 lists of references"),
        ((["甲"], [[]], {}), "document 0: no reference"),
        ((["甲", 3], ["甲", "乙"], {}), "document 1: a text is a string, not int: 3"),
        ((["甲"], [[None]], {}), "document 0: a text is a string, not NoneType"),
        ((["甲"], ["甲"], {"sources": []}), "1 summaries and 0 sources; give each summary its own"),
        ((["甲"], ["甲"], {"sources": [3]}), "document 0: the source is a string, not int"),
        ((["甲"], ["甲"], {"facts": [[], []]}), "1 summaries and 2 lists of facts"),
        ((["甲"], ["甲"], {"sources": ["甲"], "names": []}), "1 summaries and 0 lists of names"),
        ((["甲"], ["甲"], {"sources": ["甲"], "limit": 0}), "a limit is a number of characters over 0, not 0"),
        ((["甲"], ["甲"], {"tokens": "en-word"}), "en-word"),
        ((["甲"], ["甲"], {"aggregate": "worst"}), "worst"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(arguments, said):
    summaries, references, more = arguments
    with pytest.raises(InputError) as caught:
        score_summaries(summaries, references, **more)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_metric_that_was_not_asked_for_is_named():
    with pytest.raises(KeyError, match="no metric 'chrf' was asked for or can be had; there are rouge1"):
        score_summaries(["甲"], ["甲"])["chrf"]


def test_no_document_is_unknown_and_never_0():
    found = score_summaries([], [], metrics="all", sources=[], facts=[])
    assert {value for name, value in found.figures.items() if not name.startswith(("bleu", "chrf"))} == {None}
    assert found.warnings == []


def test_given_names_are_looked_for_and_signed():
    more = {"names": [[("阿卜杜拉", "person")]], "sources": ["古丽到会。"]}
    found = score_summaries(["阿卜杜拉到会。"], ["甲"], **more)
    assert found["entity_faithfulness"].value == 0
    assert "names:given" in found.signature("entity_faithfulness")
    assert bench.score_summaries is score_summaries
