from __future__ import annotations

import numpy as np
import pytest
from tables import rouge, spans

from bench.stats.paired import compare
from bench.stats.power import plan
from bench.stats.ranking import Pair, rank, rank_ranges
from bench.stats.shares import jeffreys, mcnemar, wilson


def system(share: float, seed: int) -> list[tuple[str, int, int, int]]:
    rng = np.random.default_rng(seed)
    return [(f"d{i % 7}", 3, 3, int(rng.binomial(3, share))) for i in range(80)]


def test_systems_far_apart_have_one_rank_and_those_that_are_near_a_range():
    found = rank({"a": spans(system(0.9, 1)), "b": spans(system(0.88, 2)), "c": spans(system(0.3, 3))}, "strict_f1")
    assert found.ranges["c"] == (3, 3)
    assert found.ranges["a"] == found.ranges["b"] == (1, 2)
    assert found.estimand == "within"
    assert min(pair.p for pair in found.pairs) == 1 / 10_001


def test_p_over_all_pairs_is_no_smaller_than_of_one():
    sides = {name: spans(system(share, i)) for i, (name, share) in enumerate([("a", 0.7), ("b", 0.62), ("c", 0.55)])}
    alone = rank({"a": sides["a"], "b": sides["b"]}, "strict_f1").pairs[0].p
    (together,) = [p.p for p in rank(sides, "strict_f1").pairs if {p.first, p.second} == {"a", "b"}]
    assert together >= alone


def test_the_level_is_kept_over_all_pairs():
    """Four systems of one kind: in 5 % of pages, not more than 9 % by chance, any pair is told apart."""
    alarms = 0
    for page in range(120):
        sides = {f"s{k}": spans(system(0.7, 1000 + 10 * page + k)) for k in range(4)}
        alarms += any(pair.p <= 0.05 for pair in rank(sides, "strict_recall", draws=400).pairs)
    assert alarms / 120 <= 0.12


def test_summaries_are_ranked_over_documents():
    found = rank(
        {"a": rouge([0.9] * 6), "b": rouge([0.1, 0.2, 0.1, 0.2, 0.1, 0.3]), "c": rouge([0.5] * 6)}, "rouge1_f1"
    )
    assert found.estimand == "beyond"
    assert all(pair.p == pytest.approx(3 * 2 / 64) for pair in found.pairs)
    assert set(found.ranges.values()) == {(1, 3)}


def test_systems_without_the_figure_are_left_out():
    nothing = spans([(name, 0, 0, 0) for name, *_ in system(0.5, 1)])
    assert list(rank({"a": spans(system(0.5, 1)), "none": nothing}, "strict_f1").ranges) == ["a"]


def test_ranges_by_hand():
    pairs = [Pair("a", "b", 0.2, 0.5), Pair("a", "c", 0.4, 0.01), Pair("b", "c", 0.2, 0.2)]
    assert rank_ranges(["a", "b", "c"], pairs) == {"a": (1, 2), "b": (1, 3), "c": (2, 3)}


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 20), (137, 137), (99, 100)])
def test_shares_are_those_of_statsmodels(k, n):
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-9)
    low, high = proportion_confint(k, n, method="jeffreys")
    expected = (0.0 if k == 0 else low, 1.0 if k == n else high)
    assert jeffreys(k, n) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (3, 11), (8, 8), (40, 12)])
def test_mcnemar_is_that_of_statsmodels(b, c):
    from statsmodels.stats.contingency_tables import mcnemar as peer

    expected = peer([[0, b], [c, 0]], exact=True).pvalue if b + c else 1.0
    assert mcnemar(b, c) == pytest.approx(expected)


def test_nothing_seen_has_no_share():
    assert wilson(0, 0) is None
    assert jeffreys(0, 0) is None


def test_twice_the_precision_takes_four_times_the_units():
    found = compare(spans(system(0.7, 1)), spans(system(0.6, 2)), "strict_f1")
    half = plan(found, found.within.detectable / 2, 80, 7)
    assert half.units == 320
    assert half.documents is not None


def test_the_documents_needed_are_the_least():
    from bench.stats.student import detectable

    found = compare(spans(system(0.7, 1)), spans(system(0.6, 2)), "strict_f1")
    need = plan(found, 0.05, 80, 7).documents
    error = found.beyond.detectable / detectable(1.0, 6)

    def seen(m):
        return detectable(error * (7 / m) ** 0.5, m - 1)

    assert seen(need) <= 0.05 < seen(need - 1)
    assert plan(found, 1e-9, 80, 7).documents is None
