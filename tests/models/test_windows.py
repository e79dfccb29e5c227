from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.models.windows import Window, make_windows


@st.composite
def layouts(draw):
    tokens = draw(st.integers(0, 300))
    room = draw(st.integers(1, 60))
    sentences = draw(st.lists(st.integers(0, max(tokens - 1, 0)), unique=True).map(sorted))
    return tokens, room, draw(st.integers(0, room - 1)), sentences


def test_by_hand():
    """Twenty tokens, sentences at 0, 6, 13: ten fit. The second window begins with the sentence at 6, as 13 would share
    nothing; they share 6 to 10, of which 8 is as far from the edge of both; then the text is cut, as none begins in it.
    """
    assert make_windows(20, 10, 2, [0, 6, 13]) == [(0, 10, 0, 8), (6, 16, 6 + 2, 15), (13, 20, 15, 20)]
    assert make_windows(20, 10, 4, [0, 15]) == [(0, 10, 0, 8), (6, 16, 8, 14), (12, 20, 14, 20)]


@given(layouts())
def test_the_score_of_each_token_is_taken_once(layout):
    tokens, *_ = layout
    taken = [token for window in make_windows(*layout) for token in range(window.first, window.last)]
    assert taken == list(range(tokens))


@given(layouts())
def test_a_text_that_fits_is_one_window(layout):
    tokens, room, stride, sentences = layout
    windows = make_windows(min(tokens, room), room, stride, sentences)
    assert windows == ([Window(0, min(tokens, room), 0, min(tokens, room))] if tokens else [])


@given(layouts())
def test_windows_fit_share_the_stride_and_all_but_the_last_are_full(layout):
    _, room, stride, _ = layout
    windows = make_windows(*layout)
    assert all(0 < window.end - window.start <= room for window in windows)
    assert all(window.end - window.start == room for window in windows[:-1])
    for before, after in pairwise(windows):
        assert before.start < after.start
        assert before.end - after.start >= stride


@given(layouts())
def test_a_window_begins_with_a_sentence_wherever_one_lets_it(layout):
    _, _, stride, sentences = layout
    for before, after in pairwise(make_windows(*layout)):
        possible = [s for s in sentences if before.start < s <= before.end - stride]
        assert after.start == (possible[-1] if possible else before.end - stride)


def centrality(window: Window, token: int) -> int:
    return min(token - window.start, window.end - 1 - token) if window.start <= token < window.end else -1


@given(layouts())
def test_scores_are_taken_where_the_token_is_most_central_and_from_the_earlier_of_two(layout):
    windows = make_windows(*layout)
    for window in windows:
        for token in range(window.first, window.last):
            best = max(windows, key=lambda w, token=token: (centrality(w, token), -w.start))
            assert best == window
