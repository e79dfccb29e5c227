from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.text import Alignment, Span, View, unwrap

TEXT = st.text(alphabet="济宁5。 \n“", min_size=1, max_size=60)


@given(TEXT, st.data())
def test_a_span_goes_to_raw_and_back(text, data):
    raw = View.whole(text)
    clean = unwrap(raw)
    if not clean.text:
        return
    start = data.draw(st.integers(0, len(clean.text) - 1))
    end = data.draw(st.integers(start + 1, len(clean.text)))
    there = Alignment(clean, raw).project(start, end)
    if "\n" in clean.text[start:end]:
        assert there is None
    else:
        assert there is not None
        assert Alignment(raw, clean).project(*there) == Span(start, end)


@settings(deadline=None)
@given(TEXT, st.data())
def test_a_raw_span_keeps_exactly_its_undeleted_characters(text, data):
    raw = View.whole(text)
    clean = unwrap(raw)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    kept = [o for o in clean.offsets if start <= o < end]
    span = Alignment(raw, clean).project(start, end)
    if span is not None:
        assert list(clean.offsets[span.start : span.end]) == kept
    else:
        places = [i for i, o in enumerate(clean.offsets) if start <= o < end]
        assert not places or places[-1] - places[0] + 1 != len(places)


def test_a_mention_cut_by_a_line_end_projects_both_ways(articles):
    greatwall = articles[0]
    start = greatwall.clean.text.index("宋仪凯")
    raw = greatwall.to_raw.project(start, start + 3)
    assert raw is not None
    assert raw.of(greatwall.raw.text) == "宋仪\n凯"
    assert greatwall.to_clean.project(*raw) == (start, start + 3)


def test_deleted_characters_at_the_edges_are_trimmed():
    raw = View.whole("宋仪\n凯")
    clean = unwrap(raw)
    assert Alignment(raw, clean).project(2, 4) == (2, 3)


def test_what_is_only_deleted_characters_has_no_counterpart():
    raw = View.whole("宋仪\n凯")
    assert Alignment(raw, unwrap(raw)).project(2, 3) is None


def test_body_and_headline_do_not_follow_each_other_on_the_clean_view(articles):
    raw = articles[0].raw.text
    start = raw.index("参加活动。")
    assert articles[0].to_clean.project(start, raw.index("林红玉带队赴长城汽车考察推进") + 3) is None


def test_a_span_outside_the_text_is_refused():
    raw = View.whole("济宁")
    with pytest.raises(ValueError, match="outside a text of 2 characters"):
        Alignment(raw, raw).project(1, 3)
