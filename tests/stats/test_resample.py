from __future__ import annotations

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from bench.stats.resample import bootstrap_sums, exact, grouped, swap_sums


@pytest.mark.parametrize("n", [3, 190, 2000])
@pytest.mark.parametrize("distinct", [3, 10**6])
def test_draws_have_the_mean_and_the_spread_of_the_bootstrap(n, distinct):
    rng = np.random.default_rng(1)
    rows = rng.integers(0, distinct, (n, 2)).astype(float)
    sums = bootstrap_sums(rows, 4000)
    assert sums.shape == (4000, 2)
    spread = np.sqrt(n) * rows.std(axis=0)
    assert np.abs(sums.mean(axis=0) - rows.sum(axis=0)).max() < 5 * (spread / np.sqrt(4000)).max() + 1e-9
    assert sums.std(axis=0) == pytest.approx(spread, rel=0.06)


def test_a_bootstrap_of_three_rows_is_that_of_all_27_samples():
    rows = np.array([[0.0], [1.0], [5.0]])
    expected = np.bincount([sum(x) for x in product((0, 1, 5), repeat=3)], minlength=16) / 27
    drawn = np.bincount(bootstrap_sums(rows, 60_000).astype(int).ravel(), minlength=16) / 60_000
    assert drawn == pytest.approx(expected, abs=0.008)


def test_exchanges_of_four_rows_are_those_of_all_16_subsets():
    rows = np.array([[1.0], [2.0], [2.0], [7.0]])
    expected = np.bincount(
        [sum(v for v, k in zip((1, 2, 2, 7), s, strict=True) if k) for s in product((0, 1), repeat=4)]
    )
    drawn = np.bincount(swap_sums(rows, 60_000).astype(int).ravel(), minlength=13) / 60_000
    assert drawn == pytest.approx(expected / 16, abs=0.008)


def test_groups_are_the_distinct_rows():
    groups = grouped(np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 2.0]]))
    assert groups.rows.tolist() == [[0.0, 1.0], [1.0, 2.0]]
    assert groups.counts.tolist() == [1, 2]


def test_a_draw_is_the_same_for_every_column():
    """A figure of two systems, or two figures of one, are drawn with the same weights."""
    rng = np.random.default_rng(2)
    rows = rng.random((60, 3))
    together, alone = bootstrap_sums(rows, 500), bootstrap_sums(rows[:, 1:2], 500)
    assert (together[:, 1:2] == alone).all()


def test_rounding_is_far_below_what_is_printed():
    assert np.abs(exact(np.array([[1 / 3]])) - 1 / 3).max() < 1e-9


_BYTES = """
import hashlib, numpy as np
from bench.stats.resample import bootstrap_sums, swap_sums
rows = np.random.default_rng(3).random((3000, 5))
print(hashlib.sha256(bootstrap_sums(rows, 300).tobytes() + swap_sums(rows, 300).tobytes()).hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads():
    found = {
        subprocess.run(
            [sys.executable, "-c", _BYTES],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": n, "OMP_NUM_THREADS": n, "MKL_NUM_THREADS": n},
        ).stdout
        for n in ("1", "2", "4")
    }
    assert len(found) == 1
