"""Exact intervals against scipy, and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from bench.stats.binomial import clopper_pearson


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12, 17, 35, 40, 112, 300])
def test_every_count_has_the_interval_of_scipy(n):
    for k in range(0, n + 1, max(1, n // 40)):
        expected = binomtest(k, n).proportion_ci(0.95, "exact")
        assert clopper_pearson(k, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.9, 0.99])
)
def test_any_level_has_the_interval_of_scipy(counts, level):
    expected = binomtest(*counts).proportion_ci(level, "exact")
    assert clopper_pearson(*counts, level) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_by_hand():
    # Of none of n the upper end is 1 - (0.025)^(1/n); of all of n the lower end is its mirror.
    assert clopper_pearson(0, 10) == (0, pytest.approx(1 - 0.025 ** (1 / 10)))
    assert clopper_pearson(10, 10) == (pytest.approx(0.025 ** (1 / 10)), 1)
    assert clopper_pearson(0, 0) is None


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(counts):
    k, n = counts
    low, high = clopper_pearson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert clopper_pearson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)
