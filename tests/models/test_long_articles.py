"""Where an article is divided or cut; here a text fits if it has no more than so many characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.models.long_articles import head_end, window_spans
from bench.text import sentence_spans

# Sentences of 4, 6, 3 and 5 characters, a line feed after the second.
TEXT = "港口忙。吞吐量破万。\n开馆。今夜降温。"


def within(count):
    return lambda text: len(text) <= count


@pytest.mark.parametrize(
    ("room", "windows"),
    [
        (19, ["港口忙。吞吐量破万。\n开馆。今夜降温。"]),
        # Half of 19 is nearest to where the third sentence begins.
        (18, ["港口忙。吞吐量破万。\n", "开馆。今夜降温。"]),
        (11, ["港口忙。吞吐量破万。\n", "开馆。今夜降温。"]),
        # Two windows do not fit in 10; three cut at 4 and 11, the starts nearest to 6 and 12.
        (10, ["港口忙。", "吞吐量破万。\n", "开馆。今夜降温。"]),
        (7, ["港口忙。", "吞吐量破万。\n", "开馆。", "今夜降温。"]),
        # The second sentence has seven characters with its line feed, of which five fit; the rest goes with the third.
        (5, ["港口忙。", "吞吐量破万", "。\n开馆。", "今夜降温。"]),
        (1, list("港口忙。吞吐量破万。\n开馆。今夜降温。")),
    ],
)
def test_windows_are_few_and_of_whole_sentences(room, windows):
    assert [window.of(TEXT) for window in window_spans(TEXT, within(room))] == windows


@pytest.mark.parametrize(
    ("room", "head"),
    [
        (19, "港口忙。吞吐量破万。\n开馆。今夜降温。"),
        (18, "港口忙。吞吐量破万。\n开馆。"),
        (13, "港口忙。吞吐量破万。"),
        (9, "港口忙。"),
        (4, "港口忙。"),
        (3, "港口忙"),
    ],
)
def test_the_head_is_the_longest_of_whole_sentences(room, head):
    assert TEXT[: head_end(TEXT, within(room))] == head


@given(st.text("港口。！\n “”a", max_size=60), st.integers(1, 20))
def test_windows_leave_nothing_out_and_fit(text, room):
    windows = window_spans(text, within(room))
    assert "".join(window.of(text) for window in windows) == text
    assert all(len(window.of(text)) <= room for window in windows)
    starts = [0, *(sentence.start for sentence in sentence_spans(text)[1:])]
    if all(end - start <= room for start, end in pairwise([*starts, len(text)])):
        assert {window.start for window in windows} <= set(starts)


@given(st.text("港口。！\n “”a", max_size=60), st.integers(1, 20))
def test_the_head_fits_and_one_sentence_more_would_not(text, room):
    end = head_end(text, within(room))
    assert end <= room
    later = [sentence.end for sentence in sentence_spans(text) if sentence.end > end]
    assert end == len(text) or not later or later[0] > room


def test_no_room_for_one_character_is_an_error():
    for divide in (window_spans, head_end):
        with pytest.raises(ValueError, match="no room"):
            divide("港口", within(0))
