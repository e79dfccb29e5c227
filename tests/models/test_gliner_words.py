from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.models import Tagged
from bench.models.gliner_words import SPLITTERS, characters, expressible
from bench.text import Span


def test_characters_are_words_and_runs_of_digits_and_of_latin_letters_are_one():
    text = "在2023年，GDP增５.６%\n𠮷田é"
    assert [word.of(text) for word in characters(text)] == [
        "在", "2023", "年", "，", "GDP", "增", "５", ".", "６", "%", "𠮷", "田", "é",
    ]  # fmt: skip


def test_jiebas_words_leave_no_white_space_in_any():
    text = "我来到 北京大学\n。"
    assert [word.of(text) for word in SPLITTERS["jieba"](text)] == ["我", "来到", "北京大学", "。"]


def test_spans_within_reach_by_hand():
    """林红玉带队 is 林红/玉带/队 to jieba: the name 林红玉 cannot be said. 2023年12月 is four words of characters."""
    text = "林红玉带队2023年12月"
    spans = [(0, 3), (3, 5), (5, 13), (5, 9), (6, 10), Tagged(0, 2, "PER")]
    assert expressible(text, spans, SPLITTERS["char"]) == [True, True, True, True, False, True]
    assert expressible(text, spans, SPLITTERS["char"], width=3) == [True, True, False, True, False, True]
    assert expressible(text, spans[:2], SPLITTERS["jieba"]) == [False, False]

    def default(text):
        return [Span(*word.span()) for word in re.finditer(r"\w+(?:[-_]\w+)*|\S", text)]

    assert expressible(text, [*spans, (0, 13)], default) == [False] * 6 + [True]


@given(st.text("张三在北京，。", max_size=20))
def test_any_span_of_ideographs_and_signs_is_within_reach_of_characters(text):
    spans = [(start, end) for end in range(len(text) + 1) for start in range(end)]
    assert all(expressible(text, spans, SPLITTERS["char"]))


@given(st.text(max_size=30))
def test_words_are_in_order_apart_and_hold_all_but_white_space(text):
    for splitter in SPLITTERS.values():
        words = splitter(text)
        assert all(a.end <= b.start for a, b in pairwise(words))
        assert "".join("".join(w.of(text).split()) for w in words) == "".join(text.split())
