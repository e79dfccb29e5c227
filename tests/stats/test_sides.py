"""Two sides of one run each are what `compare` says; of several runs the means."""

from __future__ import annotations

import numpy as np
import pytest

from bench.errors import InputError
from bench.metrics.tally import Tally, Unit
from bench.stats.paired import compare
from bench.stats.sides import Sides
from gate_runs import hits, tally_of

RNG = np.random.default_rng(5)


def random_tally(share: float, n: int = 60) -> Tally:
    return tally_of((RNG.random(n) < share).astype(int).tolist())


def test_one_run_a_side_is_the_paired_comparison():
    a, b = random_tally(0.6), random_tally(0.7)
    paired, sides = compare(a, b, "strict_f1"), Sides([a], [b], "strict_f1")
    found = sides.sampling()
    assert sides.difference == pytest.approx(paired.difference)
    assert found.estimand == "within"
    assert found.interval(0.05) == pytest.approx((paired.within.interval.low, paired.within.interval.high))
    assert found.detectable == pytest.approx(paired.within.detectable)


def test_documents_as_units_are_read_beyond_by_the_jackknife():
    def whole(values):
        units = tuple(Unit(f"d{i}", f"d{i}", "document") for i in range(len(values)))
        counts = np.stack([np.ones(len(values)), values], axis=1)
        return Tally(units, ("documents", "rouge1/f1"), counts)

    a, b = whole([0.5, 0.4, 0.7, 0.2]), whole([0.6, 0.6, 0.6, 0.3])
    paired, found = compare(a, b, "rouge1_f1"), Sides([a], [b], "rouge1_f1").sampling()
    # Differences −0.1, −0.2, 0.1, −0.1: mean −0.075, their deviation by √4, t of 3 degrees 3.182.
    error = np.std([-0.1, -0.2, 0.1, -0.1], ddof=1) / 2
    assert (found.estimand, found.method) == ("beyond", "jackknife-t")
    assert found.interval(0.05) == pytest.approx((-0.075 - 3.18245 * error, -0.075 + 3.18245 * error), abs=1e-5)
    assert found.interval(0.05) == pytest.approx((paired.beyond.interval.low, paired.beyond.interval.high))


def test_several_runs_are_averaged_over_the_same_units():
    sides = Sides([tally_of(hits(70)), tally_of(hits(60))], [tally_of(hits(80))], "strict_f1")
    assert sides.ours == pytest.approx([0.7, 0.6])
    assert sides.difference == pytest.approx(-0.15)
    # A unit gives −0, −1/2 or −1: 60 lose nothing by either, 10 lose 1/2, 10 lose 1, 20 nothing; mean −0.15.
    error = np.std([0] * 80 + [-0.5] * 10 + [-1] * 10) / 10
    assert sides.sampling().error == pytest.approx(error, rel=0.05)


def test_shuffled_units_change_nothing():
    a, b = random_tally(0.6), random_tally(0.7)
    order = RNG.permutation(len(a.units))
    shuffled = Tally(tuple(a.units[i] for i in order), a.columns, a.counts[order])
    ours, theirs = Sides([a], [b], "strict_f1"), Sides([shuffled], [b], "strict_f1")
    assert ours.sampling().interval(0.05) == theirs.sampling().interval(0.05)


def test_other_units_are_refused():
    with pytest.raises(InputError, match="different units"):
        Sides([tally_of(hits(3, 4))], [tally_of(hits(3, 6))], "strict_f1")


def test_a_single_unit_has_no_interval_and_says_why():
    assert isinstance(Sides([tally_of([1])], [tally_of([0])], "strict_f1").sampling(), str)
