from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from bench.metrics import Tally, Unit, f1
from bench.stats import Figure, estimate, jackknife_interval, pseudo_values

F1 = Figure(lambda t: f1(t["correct"], t["possible"], t["actual"]), lambda t: t["possible"] + t["actual"])
MEAN = Figure(lambda t: t["sum"] / t["n"] if t["n"] else None, lambda t: t["n"])


def tally(columns, rows):
    """`rows` are `(document, counts…)`; a document may have several."""
    units = tuple(Unit(row[0], f"{row[0]}:{i}", "sentence") for i, row in enumerate(rows))
    return Tally(units, tuple(columns), np.array([row[1:] for row in rows], dtype=float))


def counts(*rows):
    return tally(("correct", "possible", "actual"), [(chr(97 + i), *row) for i, row in enumerate(rows)])


def test_the_interval_of_a_mean_is_students():
    data = [0.2, 0.5, 0.1, 0.7, 0.4]
    of_mean = estimate(tally(("sum", "n"), [(str(i), x, 1) for i, x in enumerate(data)]), MEAN)
    low, high = stats.t.interval(0.95, len(data) - 1, np.mean(data), stats.sem(data))
    assert (of_mean.beyond.low, of_mean.beyond.high) == pytest.approx((low, high), abs=1e-12)
    assert of_mean.beyond.method == "jackknife-t"
    assert of_mean.beyond.unit == "document"
    assert (of_mean.n, of_mean.documents) == (5, 5)


def test_the_pseudo_values_of_a_mean_are_the_data():
    data = [0.2, 0.5, 0.1, 0.7]
    left_out = [float(np.mean(data[:i] + data[i + 1 :])) for i in range(len(data))]
    assert pseudo_values(float(np.mean(data)), left_out) == pytest.approx(data)


def test_leaving_out_by_weights_is_leaving_out_in_a_loop():
    rows = [(8, 10, 9), (3, 6, 7), (5, 5, 8), (9, 12, 10)]
    ours = estimate(counts(*rows), F1)

    def plain(kept):
        return 2 * sum(r[0] for r in kept) / sum(r[1] + r[2] for r in kept)

    left_out = np.array([plain(rows[:i] + rows[i + 1 :]) for i in range(4)])
    error = math.sqrt(3 / 4 * ((left_out - left_out.mean()) ** 2).sum())  # the usual form of the jackknife error
    reach = stats.t.ppf(0.975, 3) * error
    assert ours.value == pytest.approx(plain(rows))
    assert ours.beyond.low == pytest.approx(plain(rows) - reach)
    assert ours.beyond.high == pytest.approx(min(plain(rows) + reach, 1))


def test_rows_of_one_document_are_left_out_together():
    whole = estimate(counts((8, 10, 9), (3, 6, 7), (5, 5, 8)), F1)
    split = tally(("correct", "possible", "actual"), [("a", 5, 6, 9), ("a", 3, 4, 0), ("b", 3, 6, 7), ("c", 5, 5, 8)])
    assert estimate(split, F1) == whole


def test_over_nine_tenths_the_interval_is_on_the_logit_scale_and_inside_0_and_1():
    one_differs = estimate(counts((10, 10, 10), (10, 10, 10), (9, 10, 10)), F1)
    value = 29 / 30
    # By hand: without the third document 1, else 19/20; error² = 2/3·Σ(v − mean)², mean 29/30.
    error = math.sqrt(2 / 3 * ((1 - value) ** 2 + 2 * (0.95 - value) ** 2))
    reach = stats.t.ppf(0.975, 2) * error / (value * (1 - value))
    ends = [stats.logistic.cdf(math.log(value / (1 - value)) + sign * reach) for sign in (-1, 1)]
    assert [one_differs.beyond.low, one_differs.beyond.high] == pytest.approx(ends)
    assert 0 < one_differs.beyond.low < value < one_differs.beyond.high < 1
    assert one_differs.beyond.method == "jackknife-t-logit"


def test_elsewhere_the_ends_are_cut_where_the_figure_ends():
    wide = jackknife_interval(0.5, [0.2, 0.5, 0.9])
    assert (wide.low, wide.high) == (0, 1)
    assert jackknife_interval(0.5, [0.2, 0.5, 0.9], lowest=-1).low == -1


@pytest.mark.parametrize(
    ("rows", "value", "documents", "reason"),
    [
        ([], None, 0, "no support"),
        ([(0, 0, 0)], None, 0, "no support"),
        ([(3, 4, 4)], 0.75, 1, "one document: nothing to leave out"),
        ([(3, 4, 4), (0, 0, 0)], 0.75, 1, "one document: nothing to leave out"),
        ([(4, 4, 4), (7, 7, 7)], 1, 2, "the same whichever document is left out: no variation to measure"),
    ],
)
def test_what_is_not_known_is_null_with_a_reason(rows, value, documents, reason):
    found = estimate(counts(*rows) if rows else tally(("correct", "possible", "actual"), [("a", 0, 0, 0)]), F1)
    assert (found.value, found.documents, found.beyond, found.reason) == (value, documents, None, reason)


def test_a_document_without_support_is_none_of_the_documents():
    some = counts((3, 4, 4), (5, 9, 5), (2, 2, 7))
    more = counts((3, 4, 4), (0, 0, 0), (5, 9, 5), (2, 2, 7))
    assert estimate(more, F1) == estimate(some, F1)


def test_undefined_without_a_document_is_said():
    bigger = Figure(lambda t: t["sum"] if t["n"] > 2 else None, lambda t: t["n"])
    found = estimate(tally(("sum", "n"), [("a", 0.1, 2), ("b", 0.2, 1)]), bigger)
    assert found.beyond is None
    assert found.reason == "undefined without one of the documents"
