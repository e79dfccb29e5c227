from __future__ import annotations

import numpy as np
import pytest

from bench.metrics import Tally, Unit, f1, ratio

UNITS = (Unit("a", "a:1", "body"), Unit("a", "a:2", "body"), Unit("b", "b:1", "body"))
TALLY = Tally(UNITS, ("x", "y"), np.array([[1.0, 2], [3, 4], [5, 6]]))


def test_totals_are_weighted_sums_of_rows():
    assert TALLY.totals() == {"x": 9, "y": 12}
    assert TALLY.totals(np.array([2.0, 0, 1])) == {"x": 7, "y": 10}


def test_rows_of_documents():
    assert TALLY.documents == ["a", "b"]
    assert TALLY.of_documents(["b"]).totals() == {"x": 5, "y": 6}


def test_a_shape_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="counts for 3 units and 1 columns"):
        Tally(UNITS, ("x",), np.zeros((3, 2)))


def test_unknown_is_not_zero():
    assert ratio(0, 0) is None
    assert f1(0, 0, 0) is None
    assert f1(0, 3, 0) == 0
