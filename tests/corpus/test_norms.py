from __future__ import annotations

from decimal import Decimal

import pytest

from bench.corpus.norms import numeral_value, quantity_fault, time_fault


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("116亿元", "11600000000"), ("5.8%", "5.8"), ("16426万吨", "164260000"), ("两条", "2"), ("四个", "4"),
        ("亿元", "100000000"), ("第26场", "26"), ("40余台", "40"), ("二十三", "23"), ("一百零五", "105"),
        ("三千五百万", "35000000"), ("50亿级", "5000000000"), ("十二", "12"), ("一亿二千万", "120000000"),
    ],
)  # fmt: skip
def test_numeral_value(text, value):
    assert numeral_value(text) == Decimal(value)


def test_no_numeral_is_unknown():
    assert numeral_value("多家") is None


@pytest.mark.parametrize("norm", ["2024", "2023-09", "2024-01-06", "2024-01-05/2024-01-06", "2023/..", "P20Y", "P2Y"])
def test_iso_times(norm):
    assert time_fault(norm) is None


@pytest.mark.parametrize("norm", ["近日", "2024-1-6", "2023/", "2024/2023", "P", "20Y", "2024-02-30"])
def test_what_is_no_iso_time(norm):
    assert time_fault(norm) is not None


def test_units_stand_in_the_text_or_are_implied():
    assert quantity_fault("1.1 GW", "1.1GW") is None
    assert quantity_fault("1.1 MW", "1.1GW") == "the unit 'MW' of the norm does not stand in the text"
    assert quantity_fault("5000000000 元", "50亿级", "元") is None
    assert quantity_fault("5,000 元", "5000元") == "the norm '5,000 元' is not a value, one space and a unit"
