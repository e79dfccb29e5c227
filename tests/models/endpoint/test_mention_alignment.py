"""Names get the places that the order of their listing says; what is a guess, or nowhere, is counted."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import load_corpus
from bench.models import Tagged
from bench.models.endpoint.alignment import align, find_names


def places(text, names):
    return [text and span and tuple(span) for span in align(text, names).spans]


def test_the_kth_listing_is_the_kth_occurrence():
    text = "济宁到泗水，泗水到济宁，济宁。"
    spans, counts = align(text, ["济宁", "泗水", "泗水", "济宁", "济宁"])
    assert spans == [(0, 2), (3, 5), (6, 8), (9, 11), (12, 14)]
    assert counts == {}


def test_code_points_are_counted_and_not_units_or_bytes():
    assert places("𠀀𠀁镇在👩‍👩‍👧泗水", ["泗水", "𠀀𠀁镇"]) == [(9, 11), (0, 3)]


def test_a_name_that_occurs_more_often_than_it_is_listed_is_ambiguous():
    spans, counts = align("济宁，济宁，济宁，泗水", ["济宁", "济宁", "泗水"])
    assert spans == [(0, 2), (3, 5), (9, 11)]
    assert counts == {"ambiguous": 2}


def test_a_name_that_is_nowhere_or_listed_too_often_is_unaligned():
    spans, counts = align("济宁", ["济宁", "济宁", "曲阜", "", " "])
    assert spans == [(0, 2), None, None, None, None]
    assert counts == {"unaligned": 4}


def test_occurrences_inside_a_longer_name_come_last():
    text = "济宁大安机场在济宁"
    assert align(text, ["济宁大安机场", "济宁"]) == ([(0, 6), (7, 9)], {})
    assert align(text, ["济宁大安机场", "济宁", "济宁"]) == ([(0, 6), (7, 9), (0, 2)], {})
    assert align(text, ["济宁", "济宁大安机场"]) == ([(7, 9), (0, 6)], {})
    # Without the longer one nobody knows which is meant.
    assert align(text, ["济宁"]) == ([(0, 2)], {"ambiguous": 1})


def test_only_inner_occurrences_are_taken_where_there_are_no_others():
    assert align("济宁港和济宁站", ["济宁港", "济宁站", "济宁"]) == ([(0, 3), (4, 7), (0, 2)], {"ambiguous": 1})


def test_names_of_one_length_do_not_stand_in_each_others_way():
    # 宁济 lies across both occurrences of 济宁, and is no longer than they are.
    assert align("济宁济宁", ["济宁", "宁济", "济宁"]) == ([(0, 2), (1, 3), (2, 4)], {})


def test_occurrences_of_a_string_do_not_overlap():
    assert places("啊啊啊啊啊", ["啊啊", "啊啊", "啊啊"]) == [(0, 2), (2, 4), None]


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("记者宋仪\n凯报道", "宋仪凯", (2, 6)),
        ("记者宋仪凯报道", "宋 仪凯", (2, 5)),
        ("增长５．８％。", "5.8%", (2, 6)),
        ("增长5.8%。", "５．８％", (2, 6)),
        ("在 ＡＢ　Ｃ 公司", "ABC公司", (2, 9)),
        ("济宁\u2003市", "济宁市", (0, 4)),
    ],
)
def test_width_and_white_space_are_overlooked_and_it_is_counted(text, name, span):
    assert align(text, [name]) == ([span], {"loosely_aligned": 1})


def test_nothing_is_overlooked_where_the_string_stands_there_plainly():
    # The second listing could be the one that is cut by the line's end; but it is taken for one too many.
    assert align("宋仪凯，宋仪\n凯", ["宋仪凯", "宋仪凯"]) == ([(0, 3), None], {"unaligned": 1})


def test_names_of_unknown_types_are_left_out_and_keep_their_place_in_the_order():
    listed = [("济宁", "GPE"), ("济宁", "LOC"), ("张三", "PER"), ("济宁", "loc")]
    answer = json.dumps({"mentions": [{"text": text, "type": tag} for text, tag in listed]})
    found = find_names(answer, "济宁，济宁，济宁，张三", {"LOC", "PER"})
    assert found.spans == [Tagged(3, 5, "LOC"), Tagged(9, 11, "PER")]
    assert found.counts == {"unknown_types": 2}


def test_a_name_found_twice_at_one_place_is_one_name():
    answer = '[{"text": "A B", "type": "ORG"}, {"text": "AB", "type": "ORG"}]'
    found = find_names(answer, "在A B说", {"ORG"})
    assert found.spans == [Tagged(1, 4, "ORG")]


def test_a_model_that_lists_the_gold_of_the_page_has_the_golds_places():
    right = plain = total = 0
    for document in load_corpus("banmian").documents:
        text = document.clean.text
        gold = sorted((m.start, m.end) for m in document.mentions if m.layer == "outer")
        names = [text[start:end] for start, end in gold]
        right += sum(span == place for span, place in zip(align(text, names).spans, gold, strict=True))
        # By occurrence alone, each string by itself: what a place inside a longer name does.
        found = {name: [match.span() for match in re.finditer(re.escape(name), text)] for name in names}
        plain += sum(found[name].pop(0) == place for name, place in zip(names, gold, strict=True))
        total += len(gold)
    # The one is the 市 of 省市重点项目, which is found in 市直有关部门 before.
    assert right >= total - 1
    assert plain < 0.92 * total


TEXT = st.text(alphabet="济宁市委Ａ1 \n，", max_size=30)


@st.composite
def listings(draw):
    """A text and names of which most are pieces of it."""
    text = draw(TEXT)
    edge = st.integers(0, len(text))
    piece = st.tuples(edge, edge).map(lambda edges: text[min(edges) : max(edges)])
    return text, draw(st.lists(piece | TEXT, max_size=12))


@given(listings())
def test_a_span_holds_its_name_and_no_two_listings_share_a_place(case):
    text, names = case
    spans, counts = align(text, names)
    assert len(spans) == len(names)
    loose = 0
    for name, span in zip(names, spans, strict=True):
        if span is None:
            continue
        assert 0 <= span.start < span.end <= len(text)
        if name in text:
            assert span.of(text) == name
        else:
            loose += 1
            assert _plain(span.of(text)) == _plain(name)
    for name in set(names):
        places = [span for other, span in zip(names, spans, strict=True) if other == name and span]
        assert len(places) == len(set(places))
    assert counts.get("unaligned", 0) == spans.count(None)
    assert counts.get("loosely_aligned", 0) == loose
    assert align(text, names) == (spans, counts)


@given(TEXT, st.text(alphabet="济宁", min_size=1, max_size=2), st.integers(1, 6))
def test_alone_the_kth_listing_is_the_kth_that_a_search_finds(text, name, times):
    spans, counts = align(text, [name] * times)
    found = [match.span() for match in re.finditer(name, text)]
    if found:
        assert [span for span in spans if span] == found[:times]
        assert counts.get("ambiguous", 0) == (times if times < len(found) else 0)


@given(st.text(), TEXT)
def test_no_answer_raises_and_all_spans_are_in_the_text(answer, text):
    found = find_names(answer, text, {"LOC"})
    assert all(0 <= span.start < span.end <= len(text) for span in found.spans)


def _plain(text):
    """By hand, for the letters of these texts: without white space, in half-width forms."""
    return re.sub(r"\s", "", text).replace("Ａ", "A").replace("，", ",")
