from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tables import random_spans, rouge, spans

from bench.errors import InputError
from bench.metrics.tally import Tally
from bench.stats.jackknife import Interval
from bench.stats.paired import compare, verdict


def recall(rows):
    return sum(s for _, _, _, s in rows) / sum(p for _, p, _, _ in rows)


A = [("a", 4, 4, 4), ("a", 2, 2, 1), ("b", 3, 3, 3), ("b", 1, 1, 1), ("c", 5, 5, 4), ("c", 2, 2, 2)]
B = [("a", 4, 4, 2), ("a", 2, 2, 2), ("b", 3, 3, 1), ("b", 1, 1, 1), ("c", 5, 5, 4), ("c", 2, 2, 0)]


def enumerated(a, b, keys):
    """p over every exchange of the rows that share a key."""
    names = sorted(set(keys))
    observed = abs(recall(a) - recall(b))
    hits = 0
    for pattern in product((0, 1), repeat=len(names)):
        flip = dict(zip(names, pattern, strict=True))
        x = [b[i] if flip[k] else a[i] for i, k in enumerate(keys)]
        y = [a[i] if flip[k] else b[i] for i, k in enumerate(keys)]
        hits += abs(recall(x) - recall(y)) >= observed - 1e-12
    return hits / 2 ** len(names)


def test_within_p_is_that_of_all_exchanges_of_units():
    found = compare(spans(A), spans(B), "strict_recall", draws=50_000)
    assert found.within.p == pytest.approx(enumerated(A, B, list(range(6))), abs=0.01)


def test_beyond_p_is_exact_and_has_its_floor():
    found = compare(spans(A), spans(B), "strict_recall").beyond
    assert found.p == enumerated(A, B, [name for name, *_ in A])
    assert found.floor == 2 / 8
    assert found.test == "all-8-exchanges-of-documents"


def test_beyond_of_summaries_is_the_paired_t_interval():
    """Means over documents: the jackknife is the paired t interval of the textbook."""
    a, b = [0.5, 0.4, 0.7, 0.3, 0.6], [0.4, 0.45, 0.5, 0.2, 0.55]
    found = compare(rouge(a), rouge(b), "rouge1_f1")
    peer = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (found.interval.low, found.interval.high) == pytest.approx((peer.low, peer.high))
    permuted = stats.permutation_test(
        (np.array(a), np.array(b)),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        n_resamples=np.inf,
    )
    assert found.p == pytest.approx(permuted.pvalue)


def test_two_that_are_the_same_differ_by_nothing():
    found = compare(spans(A), spans(A), "strict_f1")
    assert (found.difference, found.p, found.verdict) == (0.0, 1.0, "equivalent")
    assert (found.interval.low, found.interval.high) == (0.0, 0.0)
    assert found.beyond.p == 1.0


@given(st.integers(0, 500))
def test_turned_around_everything_turns_around(seed):
    rng = np.random.default_rng(seed)
    a = random_spans(rng, 4, 5)
    b = Tally(a.units, a.columns, random_spans(rng, 4, 5).counts)
    one, other = (compare(*sides, "strict_f1", draws=200) for sides in ((a, b), (b, a)))
    if one.difference is None:
        assert other.difference is None
        return
    assert one.difference == pytest.approx(-other.difference)
    assert one.beyond.p == pytest.approx(other.beyond.p)
    if one.beyond.interval:
        assert one.beyond.interval.low == pytest.approx(-other.beyond.interval.high)


def test_rows_in_another_order_change_no_byte():
    order = [3, 0, 5, 1, 4, 2]
    a, b = spans(A), spans(B)
    turned = Tally(tuple(b.units[i] for i in order), b.columns, b.counts[order])
    assert compare(a, b, "strict_f1") == compare(a, turned, "strict_f1")


def test_the_verdict_reads_the_interval():
    def of(low, high):
        return verdict(Interval(low, high, "", ""), 0.01)

    assert (of(0.001, 0.2), of(-0.2, -0.001), of(-0.009, 0.01), of(-0.02, 0.3)) == (
        "better",
        "worse",
        "equivalent",
        "inconclusive",
    )
    assert verdict(None, 0.01) == "inconclusive"


def test_other_units_are_refused():
    with pytest.raises(InputError, match="different units"):
        compare(spans(A), spans(A[:5]), "strict_f1")


def test_without_support_nothing_is_claimed():
    nothing = spans([(name, 0, 0, 0) for name, *_ in A])
    found = compare(spans(A), nothing, "strict_f1")
    assert (found.b, found.difference, found.verdict, found.p) == (None, None, "inconclusive", None)
    assert found.within.reason == "no support"
    one = compare(spans([("a", 2, 2, 1)]), spans([("a", 2, 2, 2)]), "strict_f1")
    assert (one.within.interval, one.beyond.interval, one.beyond.p) == (None, None, None)


def test_many_documents_are_drawn():
    rng = np.random.default_rng(0)
    a, b = rng.random(40), rng.random(40)
    found = compare(rouge(a.tolist()), rouge((0.5 * a + 0.1 * b).tolist()), "rouge1_f1")
    assert found.interval.method.startswith("document-bootstrap")
    assert found.beyond.test.startswith("document-randomisation")
