"""Summaries without the newspaper's words: whole again with the article, and nothing of it in them alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.reports.publish.pieces import COPIED, pieces

TEXT = st.text(alphabet="市委书记\n，a\U00020000", max_size=60)


def whole(parts, article):
    return "".join(p["text"] if p["text"] is not None else article[p["start"] : p["end"]] for p in parts)


def test_a_copy_is_told_by_its_place_and_the_rest_by_its_text():
    assert pieces("据悉，全市交通运输工作顺利。", "2024年，全市交通运输工作将按照要求") == [
        {"start": None, "end": None, "text": "据悉"},
        {"start": 5, "end": 14, "text": None},
        {"start": None, "end": None, "text": "顺利。"},
    ]


def test_of_two_copies_the_longer_is_taken_wherever_it_stands():
    assert pieces("abcdef", "abcdx abcdef") == [{"start": 6, "end": 12, "text": None}]


def test_an_empty_summary_has_no_pieces():
    assert pieces("", "abcd") == []


@given(TEXT, TEXT)
def test_nothing_is_lost_and_no_text_holds_four_characters_of_the_article(summary, article):
    found = pieces(summary, article)
    assert whole(found, article) == summary
    copied = {article[i : i + COPIED] for i in range(len(article) - COPIED + 1)}
    texts = [p["text"] for p in found if p["text"] is not None]
    assert not copied & {text[i : i + COPIED] for text in texts for i in range(len(text) - COPIED + 1)}
