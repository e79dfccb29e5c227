"""Holm and Benjamini-Hochberg against statsmodels, and Holm told in intervals against Holm told in p-values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from bench.stats.multiplicity import benjamini_hochberg, holm, holm_levels

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(PROBABILITIES)
def test_both_are_those_of_statsmodels(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_by_hand():
    # 0.01·3; then 0.02·2 = 0.04, then 0.5.
    assert holm([0.5, 0.01, 0.02]) == pytest.approx([0.5, 0.03, 0.04])
    # 0.5; 0.02·3/2 = 0.03; 0.01·3 = 0.03.
    assert benjamini_hochberg([0.5, 0.01, 0.02]) == pytest.approx([0.5, 0.03, 0.03])


def test_nothing_asked_is_nothing_answered():
    assert holm([]) == benjamini_hochberg([]) == holm_levels([], lambda item, alpha: True) == []


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="no probability"):
        holm([0.5, p])


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=8))
def test_intervals_decide_what_holm_rejects(p):
    levels = holm_levels(p, lambda own, alpha: own <= alpha)
    decided = [own <= level for own, level in zip(p, levels, strict=True)]
    assert decided == [adjusted <= 0.05 for adjusted in holm(p)] or any(
        abs(adjusted - 0.05) < 1e-9 for adjusted in holm(p)
    )


def test_levels_by_hand():
    # 0.05/3 decides the first; then 0.05/2 decides the second; the last is read at 0.05 and stays open.
    levels = holm_levels([0.01, 0.02, 0.2], lambda own, alpha: own <= alpha)
    assert levels == pytest.approx([0.05 / 3, 0.05 / 2, 0.05])
    # None is decided at 0.05/2, so both are read there, though each alone would be decided at 0.05.
    assert holm_levels([0.03, 0.03], lambda own, alpha: own <= alpha) == [0.025, 0.025]
