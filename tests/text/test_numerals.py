"""Values of numerals against cn2an, and by hand where cn2an refuses them."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.text.numerals import NUMERAL, numeral_value

_SIZES = st.integers(0, 15).flatmap(lambda digits: st.integers(0, 10**digits))


def read(text):
    assert NUMERAL.fullmatch(text), text
    return numeral_value(text)


@given(_SIZES)
def test_a_whole_number_in_chinese_is_what_cn2an_wrote(number):
    assert read(cn2an.an2cn(number)) == number


@given(_SIZES)
def test_both_read_the_same(number):
    chinese = cn2an.an2cn(number)
    assert read(chinese) == cn2an.cn2an(chinese, "normal")
    assert read(f"{number:,}") == number == read(str(number))


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_fraction_in_chinese_is_what_cn2an_wrote(whole, fraction):
    number = f"{whole}.{fraction:04}".rstrip("0").rstrip(".")
    assert read(cn2an.an2cn(number)) == Decimal(number)


@given(st.integers(1, 9), st.sampled_from(["百", "千", "万"]), st.integers(1, 9))
def test_a_last_digit_counts_the_next_lower_factor_as_in_cn2an(first, factor, last):
    chinese = cn2an.an2cn(first) + factor + cn2an.an2cn(last)
    assert read(chinese) == cn2an.cn2an(chinese, "normal")


@given(_SIZES)
def test_two_is_written_in_two_ways(number):
    chinese = cn2an.an2cn(number)
    assert read(chinese.replace("二", "两")) == read(chinese)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("百二十", "120"),
        ("百", "100"),
        ("千", "1000"),
        ("万", "10000"),
        ("亿", "100000000"),
        ("百亿", "10000000000"),
        ("1,029", "1029"),
        ("1,029.5万", "10295000"),
        ("1.5万亿", "1500000000000"),
    ],
)
def test_what_cn2an_refuses_is_read_by_hand(text, value):
    with pytest.raises(ValueError, match=r"不符合格式|不在转化范围"):
        cn2an.cn2an(text, "smart")
    assert read(text) == Decimal(value)


def test_what_cn2an_takes_in_one_mode_and_refuses_in_another():
    """三千五 is 3500 in its normal mode, and no number to its strict one; its own error escapes at 一亿二."""
    with pytest.raises(ValueError, match="三千五"):
        cn2an.cn2an("三千五", "strict")
    assert read("三千五") == cn2an.cn2an("三千五", "normal") == 3500
    with pytest.raises(KeyError):
        cn2an.cn2an("一亿二", "normal")
    assert read("一亿二") == 120_000_000
    assert read("三千零五") == cn2an.cn2an("三千零五", "normal") == 3005
    assert read("二〇二三") == cn2an.cn2an("二〇二三", "normal") == 2023


@pytest.mark.parametrize(
    ("text", "value"),
    [("两万亿", 2 * 10**12), ("一亿零五万", 100_050_000), ("十万零一", 100_001), ("三百多", 300), ("没有", None)],
)
def test_by_hand(text, value):
    assert numeral_value(text) == value


@pytest.mark.parametrize("unit", ["瓦", "克", "米", "卡", "伏", "赫"])
def test_the_thousand_of_a_unit_is_none_of_the_numeral(unit):
    assert numeral_value(f"五千{unit}") == 5
    assert numeral_value(f"5千{unit}") == 5
