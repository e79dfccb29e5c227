"""ROUGE against rouge_score on the same tokens, and the best of several references."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score import rouge_scorer

from bench.metrics import best_rouge, rouge_figures, tally_rouge
from bench.metrics.rouge import VARIANTS, rouge
from bench.text import zh_char

TEXT = st.text(alphabet="济宁市长城汽车2023 GDP，。5.8%", max_size=60)


class _Characters:
    """The tokens of `zh-char` as rouge_score asks for them."""

    @staticmethod
    def tokenize(text):
        return zh_char(text)


PEER = rouge_scorer.RougeScorer(list(VARIANTS), tokenizer=_Characters())


@settings(deadline=None)
@given(TEXT, TEXT)
def test_equal_to_rouge_score(summary, reference):
    theirs = PEER.score(reference, summary)
    for variant in VARIANTS:
        ours = rouge(variant, zh_char(summary), zh_char(reference))
        assert ours == pytest.approx(tuple(theirs[variant]), abs=1e-9)


def test_by_hand():
    # 济宁开通航线 / 济宁新开通航线: 6 and 7 characters, 6 shared, 4 shared bigrams of 5 and 6, subsequence of 6
    assert rouge("rouge1", list("济宁开通航线"), list("济宁新开通航线")) == pytest.approx((1, 6 / 7, 12 / 13))
    assert rouge("rouge2", list("济宁开通航线"), list("济宁新开通航线")) == pytest.approx((4 / 5, 4 / 6, 8 / 11))
    assert rouge("rougeL", list("济宁开通航线"), list("济宁新开通航线")) == pytest.approx((1, 6 / 7, 12 / 13))


def test_the_best_reference_is_chosen_metric_by_metric():
    assert best_rouge("rouge1", "甲乙", ["丙丁", "乙甲", "甲乙丙丁"]).f1 == 1
    assert best_rouge("rouge2", "甲乙", ["丙丁", "乙甲", "甲乙丙丁"]).recall == pytest.approx(1 / 3)


def test_the_figure_is_the_mean_over_documents():
    tally = tally_rouge([("a", "甲乙", ["甲乙"]), ("b", "甲乙", ["丙丁"])])
    figures = rouge_figures(tally.totals())
    assert figures["rouge1_f1"] == figures["rougeL_precision"] == 0.5
    assert rouge_figures(tally.of_documents(["a"]).totals())["rouge2_recall"] == 1


def test_no_document_is_unknown():
    assert set(rouge_figures(tally_rouge([]).totals()).values()) == {None}
