from __future__ import annotations

import pytest
from scipy import stats

from bench.stats.student import beta_quantile, detectable, normal_quantile, t_below, t_quantile, t_two_sided


@pytest.mark.parametrize("degrees", [1, 2, 3, 6, 19, 120, 5000])
def test_t_is_that_of_scipy(degrees):
    for p in (0.001, 0.2, 0.5, 0.8, 0.975, 0.9995):
        assert t_quantile(p, degrees) == pytest.approx(stats.t.ppf(p, degrees), rel=1e-10, abs=1e-12)
    for value in (-30.0, -1.3, 0.0, 0.4, 7.0):
        assert t_below(value, degrees) == pytest.approx(stats.t.cdf(value, degrees), rel=1e-10, abs=1e-13)
        assert t_two_sided(value, degrees) == pytest.approx(2 * stats.t.sf(abs(value), degrees), rel=1e-9, abs=1e-13)


def test_normal_and_beta_are_those_of_scipy():
    assert normal_quantile(0.975) == pytest.approx(stats.norm.ppf(0.975), rel=1e-12)
    for a, b in ((0.5, 20.5), (3.5, 17.5), (200.5, 0.5)):
        for p in (0.025, 0.5, 0.975):
            assert beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-9)


def test_the_detectable_difference_by_hand():
    assert detectable(1.0, None) == pytest.approx(1.959964 + 0.841621, abs=1e-6)
    assert detectable(2.0, 6) == pytest.approx(2 * (2.446912 + 0.905703), abs=1e-5)


def test_a_quantile_of_nothing_is_refused():
    for p, degrees in ((0.0, 3), (1.0, 3), (0.5, 0)):
        with pytest.raises(ValueError, match="quantile"):
            t_quantile(p, degrees)
