"""Form measures by hand."""

from __future__ import annotations

import pytest

from bench.errors import InputError
from bench.metrics import form_figures, tally_form


def figures(summaries, sources, **options):
    return form_figures(tally_form(list(map(str, range(len(summaries)))), summaries, sources, **options).totals())


def test_by_hand():
    # 甲市开会 of 甲市在丙县山开会会期2天 (12 tokens): runs 2 and 2; 市开 is new of 3 bigrams; 5 characters of 10.
    assert figures(["甲市开会。"], ["甲市在丙县山开会，会期2天"], limit=10) == {
        "coverage": 1,
        "density": 2,
        "compression": 3,
        "novel_bigrams": pytest.approx(1 / 3),
        "repetition": 0,
        "characters": 5,
        "length_ratio": 0.5,
        "over_limit": 0,
    }


def test_a_copied_article_is_seen():
    text = "甲市在丙县山开会，会期2天。"
    found = figures([text], [text], limit=7)
    assert (found["coverage"], found["density"], found["compression"], found["novel_bigrams"]) == (1, 12, 1, 0)
    assert (found["length_ratio"], found["over_limit"]) == (2, 1)


def test_a_loop_is_seen():
    # 甲乙丙甲乙丙甲乙丙: seven trigrams, three distinct.
    assert figures(["甲乙丙" * 3], ["甲乙丙丁"])["repetition"] == pytest.approx(4 / 7)


def test_a_measure_is_the_mean_of_the_documents_where_it_is_known():
    found = figures(["", "甲"], ["甲乙", "甲乙"])
    assert found["coverage"] == 1
    assert found["compression"] == 2
    assert found["characters"] == 0.5
    assert [found[name] for name in ("novel_bigrams", "repetition", "length_ratio", "over_limit")] == [None] * 4


def test_no_document_is_unknown():
    assert set(figures([], []).values()) == {None}


def test_words_are_other_tokens():
    assert figures(["济宁开会"], ["济宁昨日开会"], tokenizer="zh-word")["density"] == 1


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(InputError, match="1 ids, 1 summaries and 0 sources"):
        tally_form(["a"], ["甲"], [])
    with pytest.raises(InputError, match="over 0, not 0"):
        tally_form(["a"], ["甲"], ["甲"], limit=0)
    with pytest.raises(InputError, match="a text is a string, not int: 3"):
        tally_form(["a"], ["甲"], [3])
