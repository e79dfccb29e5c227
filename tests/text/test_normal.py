from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.text import normal, numeral_value, states


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("116亿元", "11,600,000,000元"),
        ("116亿元", "１１６亿元"),
        ("5.8%", "百分之五点八"),
        ("5.8%", "５．８％"),
        ("130万人次", "1300000人次"),
        ("1.5亿元", "15000万元"),
        ("两个项目", "2个项目"),
        ("第4位", "第四位"),
        ("20年", "二十年"),
        ("二〇二三年", "2023年"),
        ("1,029家", "1029家"),
        ("120万千瓦", "1200000千瓦"),
        ("“鲁通码”平台", "鲁通码平台"),
        ("约 500 个", "约500个"),
        ("GDP", "ｇｄｐ"),
        ("1-11月", "1到11月"),
        ("2023—2024年", "2023至2024年"),
        ("占三成", "占30%"),
        ("1.5 亿元", "1.5亿元"),
        ("7000多万吨", "7000万多吨"),
    ],
)
def test_two_spellings_of_one_thing_are_one(first, second):
    assert normal(first) == normal(second)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("16亿元", "116亿元"),
        ("5%", "5.5%"),
        ("8%", "5.8%"),
        ("7000吨", "7000万吨"),
        ("1.1GW", "11.1GW"),
        ("12个", "112个"),
        ("济宁，市委", "济宁市委"),
        ("吨，集装箱", "吨集装箱"),
        ("111月", "1-11月"),
        ("20232024年", "2023—2024年"),
        ("85007000", "8500 7000"),
        ("4050", "（40）50"),
        ("3%", "三成立"),
    ],
)
def test_a_number_is_not_found_inside_another_nor_a_phrase_across_a_clause(short, long):
    assert normal(short) not in normal(long)
    assert normal(long) not in normal(short)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("116亿元", "11600000000"),
        ("1.5亿元", "150000000"),
        ("11,600,000,000元", "11600000000"),
        ("5千元", "5000"),
        ("120万千瓦", "1200000"),
        ("3千克", "3"),
        ("一千零二十", "1020"),
        ("十二个", "12"),
        ("二百五十", "250"),
        ("五点八", "5.8"),
        ("亿元以上", "100000000"),
        ("二〇二三年", "2023"),
    ],
)
def test_values_of_numerals(text, value):
    assert numeral_value(text) == Decimal(value)


@given(st.text(alphabet="一二两十百千万亿点分之0123456789.,，。%“”元年 GgＧ济宁\n", max_size=40))
def test_the_normal_form_is_its_own_normal_form_apart_from_numbers(text):
    """Any text has a normal form, without spaces and quotation marks, and every number in it is closed in."""
    found = normal(text)
    assert not set(found) & set(" \n“”，。".replace("，", ""))
    assert found.count("‹") == found.count("›")
    assert normal(f"“{text}”") == found


def test_percentage_points_are_no_hundred():
    assert normal("5.8个百分点") == "‹5.8›个百分点"


@given(st.integers(0, 10**15))
def test_any_whole_number_is_one_with_its_grouped_and_its_full_width_form(value):
    wide = str(value).translate({ord(str(d)): ord("０") + d for d in range(10)})
    assert normal(f"{value:,}元") == normal(f"{value}元") == normal(f"{wide}元") == f"‹{value}›元"


def test_a_statement_needs_one_alternative_of_every_group():
    anchors = [["116亿元"], ["投资", "出资"]]
    assert states(normal("计划总投资超过11600000000元"), anchors)
    assert states(normal("出资116亿元"), anchors)
    assert not states(normal("总投资1160亿元"), anchors)
    assert not states(normal("116亿元"), anchors)
