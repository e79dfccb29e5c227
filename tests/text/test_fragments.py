"""Extractive fragments by hand, and against Grusky's own definition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.text import zh_char
from bench.text.fragments import extraction, fragments


def test_fragments_are_grusky_and_others_greedy_longest_matches():
    # 甲市 (2), 开会 (2) of 甲市开会: coverage 4/4, density (4 + 4)/4.
    assert fragments(zh_char("甲市在丙县山开会"), zh_char("甲市开会")) == [2, 2]
    # A longer run that stands later wins; what the source lacks is skipped.
    assert fragments(list("abxabc"), list("abcyb")) == [3, 1]
    assert fragments(["2024"], ["2"]) == []
    assert fragments([], ["a"]) == []
    assert fragments(["a"], []) == []


def grusky(article, summary):
    """F(A, S) as figure 3 of the paper has it."""
    found, i = [], 0
    while i < len(summary):
        longest, j = 0, 0
        while j < len(article):
            if summary[i] == article[j]:
                at, there = i, j
                while at < len(summary) and there < len(article) and summary[at] == article[there]:
                    at, there = at + 1, there + 1
                longest = max(longest, at - i)
                j = there
            else:
                j += 1
        found.append(longest)
        i += max(longest, 1)
    return [length for length in found if length]


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=20), st.lists(st.sampled_from("abcd"), max_size=12))
def test_fragments_cover_what_the_paper_covers(article, summary):
    ours = fragments(article, summary)
    # The paper's j jumps over a match and can miss a longer one that begins inside it: coverage is the same.
    assert sum(ours) == sum(grusky(article, summary))
    assert sum(length**2 for length in ours) >= sum(length**2 for length in grusky(article, summary))


def test_extraction_by_hand():
    assert extraction("甲市在丙县山开会，会期2天", "甲市开会。") == {
        "coverage": 1, "density": 2, "compression": 12 / 4, "novel_bigrams": pytest.approx(1 / 3),
    }  # fmt: skip
    assert set(extraction("甲市", "。").values()) == {None}
    assert extraction("甲市", "甲")["novel_bigrams"] is None
    assert extraction("", "甲乙") == {"coverage": 0, "density": 0, "compression": 0, "novel_bigrams": 1}
