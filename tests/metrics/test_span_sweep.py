from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.metrics.span_sweep import Columns, Sweep, _bits, _by_columns, _by_key, sweep

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6), st.integers(0, 2)), max_size=12)


def columns(rows, scale=1):
    document, start, length, label = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(4))
    return Columns(document, start * scale, (start + length) * scale, label)


def told(found: Sweep):
    return {
        name: getattr(found, name).tolist()
        for name in ("document", "start", "end", "label", "side", "row", "same_span", "same_label", "opens", "size")
    }


def naive(sides):
    """Rows in order and where groups begin, row by row."""
    rows = sorted(
        {
            (int(d), int(s), int(e), int(label), side)
            for side, given in enumerate(sides)
            for d, s, e, label in zip(*given, strict=True)
        }
    )
    opens, document, reached = [], -1, 0
    for d, s, e, _, _ in rows:
        opens.append(d != document or s >= reached)
        reached = e if d != document else max(reached, e)
        document = d
    return rows, opens


@pytest.mark.parametrize(
    ("scale", "least", "most"), [(1, 1, 31), (2**9, 32, 63), (2**24, 64, 99)], ids=["32 bits", "64 bits", "columns"]
)
@settings(max_examples=100, deadline=None)
@given(ROWS, ROWS)
def test_rows_are_sorted_once_each_and_grouped_where_they_touch(scale, least, most, gold, predicted):
    sides = [columns(gold, scale), columns(predicted, scale)]
    # A span as long as can be, in a document of its own, sets the width of the keys.
    longest = Columns(*(np.array([value]) for value in (9, 0, 40 * scale, 0)))
    sides[0] = Columns(*(np.append(a, b) for a, b in zip(sides[0], longest, strict=True)))
    assert least <= sum(_bits(sides)) <= most
    found = sweep(sides)
    rows, opens = naive(sides)
    names = ("document", "start", "end", "label", "side")
    assert list(zip(*(getattr(found, name).tolist() for name in names), strict=True)) == rows
    assert found.opens.tolist() == opens
    pairs = list(pairwise(rows))
    assert found.same_span.tolist() == [a[:3] == b[:3] for a, b in pairs]
    assert found.same_label.tolist() == [a[3] == b[3] for a, b in pairs]
    for row, side, place in zip(rows, found.side.tolist(), found.row.tolist(), strict=True):
        stated = list(zip(*(column.tolist() for column in sides[side]), strict=True))
        assert stated.index(row[:4]) == place


@settings(max_examples=100, deadline=None)
@given(ROWS, ROWS, ROWS, st.sets(st.integers(0, 3)))
def test_sorting_by_one_key_and_by_columns_is_the_same(gold, predicted, ignored, whole):
    nothing = columns([])
    sides = [columns(gold), columns(predicted), nothing, columns(ignored)]
    together = np.array(sorted(whole), dtype=np.int64)
    if any(len(side.start) for side in sides):
        assert told(_by_key(sides, _bits(sides), together)) == told(_by_columns(sides, together))


def test_one_span_over_many_keeps_them_in_one_group():
    n = 1000
    inside = Columns(np.zeros(n, dtype=np.int64), np.arange(n) * 2 + 1, np.arange(n) * 2 + 2, np.zeros(n, dtype=int))
    over = Columns(*(np.array([value]) for value in (0, 0, 2 * n, 0)))
    assert sweep([over, inside]).first.tolist() == [0]
    assert len(sweep([columns([]), inside]).first) == n
