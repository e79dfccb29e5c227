from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.text import sentence_spans


def split(text):
    return [span.of(text) for span in sentence_spans(text)]


def test_closing_marks_go_with_their_sentence():
    assert split("“把脉定调。”赵鑫说。好！？（完。）") == ["“把脉定调。”", "赵鑫说。", "好！？", "（完。）"]


def test_a_line_feed_ends_a_sentence_and_semicolons_do_not():
    assert split("标题\n一；二。") == ["标题", "一；二。"]


def test_the_page_has_65_sentences_of_body_or_caption(articles):
    assert sum(len(a.sentences) for a in articles) == 65


@given(st.text(alphabet="一。！”\n ；a", max_size=60))
def test_every_character_but_white_space_lies_in_exactly_one_sentence(text):
    covered = [i for span in sentence_spans(text) for i in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
