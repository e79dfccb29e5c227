from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tables import random_spans, rouge, spans

import bench
from bench.errors import InputError
from bench.metrics.tally import Tally
from bench.stats.intervals import CONSTANT, ONE_DOCUMENT, WHOLE, all_intervals, intervals, quantiles


def shuffled(tally: Tally, seed: int) -> Tally:
    order = np.random.default_rng(seed).permutation(len(tally.units))
    return Tally(tuple(tally.units[i] for i in order), tally.columns, tally.counts[order])


def test_within_is_the_percentile_bootstrap_of_scipy():
    tally = random_spans(np.random.default_rng(5), 6, 12)
    found = intervals(tally, "strict_recall").within
    possible, strict = tally.counts[:, 0], tally.counts[:, 2]
    peer = stats.bootstrap(
        (possible, strict),
        lambda p, s, axis: s.sum(axis=axis) / p.sum(axis=axis),
        paired=True,
        n_resamples=10_000,
        method="percentile",
        vectorized=True,
        random_state=np.random.default_rng(0),
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((peer.low, peer.high), abs=0.006)
    assert found.unit == "sentence"


def test_beyond_is_the_jackknife_by_hand():
    """Recall of 3/4, 1/4 and 2/4: with equal documents the pseudo-values are the documents' own recalls."""
    tally = spans([("a", 4, 4, 3), ("b", 4, 4, 1), ("c", 4, 4, 2)])
    found = intervals(tally, "strict_recall").beyond
    error = np.std([0.75, 0.25, 0.5], ddof=1) / np.sqrt(3)
    reach = stats.t.ppf(0.975, 2) * error
    assert (found.low, found.high) == pytest.approx((max(0.5 - reach, 0), min(0.5 + reach, 1)))


def test_from_twenty_documents_on_they_are_drawn():
    found = intervals(rouge(np.linspace(0.1, 0.9, 20).tolist()), "rouge1_f1")
    assert found.within is None
    assert found.within_reason == WHOLE
    assert found.beyond.method.startswith("document-bootstrap")
    assert found.beyond.low < 0.5 < found.beyond.high


@given(st.integers(0, 1000), st.integers(2, 8), st.integers(1, 9))
def test_the_order_of_the_rows_changes_no_byte(seed, documents, units):
    tally = random_spans(np.random.default_rng(seed), documents, units)
    assert intervals(tally, "strict_f1", draws=200) == intervals(shuffled(tally, seed + 1), "strict_f1", draws=200)


def test_figures_together_are_what_they_are_alone():
    tally = random_spans(np.random.default_rng(8), 7, 11)
    names = ["strict_f1", "partial_recall", "macro_strict_f1", "label=X/type_precision"]
    assert all_intervals(tally, names) == {name: intervals(tally, name) for name in names}


def test_what_cannot_be_known_is_said():
    one = intervals(spans([("a", 2, 2, 1), ("a", 1, 2, 1)]), "strict_f1")
    assert one.beyond is None
    assert one.beyond_reason == ONE_DOCUMENT
    nothing = intervals(spans([("a", 0, 0, 0), ("b", 0, 0, 0)]), "strict_f1")
    assert (nothing.value, nothing.within, nothing.beyond) == (None, None, None)
    perfect = intervals(spans([("a", 2, 2, 2), ("b", 3, 3, 3)]), "strict_f1")
    assert perfect.beyond is None
    assert perfect.beyond_reason == CONSTANT
    rare = intervals(spans([("a", 1, 1, 1), *[("b", 0, 0, 0)] * 9]), "strict_recall")
    assert rare.within is None
    assert "too little support" in rare.within_reason


def test_a_figure_that_is_not_there_is_refused_by_name():
    tally = spans([("a", 1, 1, 1), ("b", 1, 1, 0)])
    for name in ("stric_f1", "rouge1_f1", "label=Y/strict_f1", "crosses_line=true/strict_recall"):
        with pytest.raises(InputError):
            bench.intervals(tally, name)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=50))
def test_ends_are_numpys_quantiles(values):
    assert quantiles(np.array(values)) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-12)


def test_the_intervals_of_a_small_simulation_hold_the_truth():
    """A small version of scripts/simulate_coverage.py: 7 documents of 11 units, recall 0.8 wherever they come from."""
    rng = np.random.default_rng(4)
    held = np.zeros(2)
    for _ in range(200):
        rows = [(f"d{d}", n, n, int(rng.binomial(n, 0.8))) for d in range(7) for n in rng.integers(0, 5, 11).tolist()]
        found = intervals(spans(rows), "strict_recall", draws=400)
        held += [x is not None and x.low <= 0.8 <= x.high for x in (found.within, found.beyond)]
    assert (held / 200 >= 0.88).all()
    assert held[0] / 200 <= 0.99
