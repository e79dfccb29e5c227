"""Quantities: each row was read by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.text.quantities import quantities

# Text, the quantity's piece of it, value in the base of the unit, unit, bound.
ONE = [
    # spellings of digits
    ("职工1,029人", "1,029人", "1029", "count", ""),
    ("职工１，０２９人", "１，０２９人", "1029", "count", ""),
    ("共1,029,000元", "1,029,000元", "1029000", "元", ""),
    ("增长１２．５％", "１２．５％", "12.5", "%", ""),
    ("增长12.5 %", "12.5 %", "12.5", "%", ""),
    ("投资1.5 亿元", "1.5 亿元", "150000000", "元", ""),
    ("投资116亿元", "116亿元", "11600000000", "元", ""),
    ("投资1万亿元", "1万亿元", "1000000000000", "元", ""),
    ("旅客1.29万人次", "1.29万人次", "12900", "人次", ""),
    ("吞吐量7千万吨", "7千万吨", "70000000000000", "g", ""),
    # Chinese numerals
    ("十一家企业", "十一家", "11", "count", ""),
    ("两个城市", "两个", "2", "count", ""),
    ("两千公里", "两千公里", "2000000", "m", ""),
    ("一百零五名学生", "一百零五名", "105", "count", ""),
    ("三千五元", "三千五元", "3500", "元", ""),
    ("三千零五元", "三千零五元", "3005", "元", ""),
    ("一万二千人", "一万二千人", "12000", "count", ""),
    ("两万亿元", "两万亿元", "2000000000000", "元", ""),
    ("一亿零五万元", "一亿零五万元", "100050000", "元", ""),
    ("二〇二三年", "二〇二三年", "2023", "年", ""),
    ("百亿元", "百亿元", "10000000000", "元", ""),
    ("上亿元", "亿元", "100000000", "元", ""),
    ("五点八吨", "五点八吨", "5800000", "g", ""),
    # per cent, tenths, times
    ("增长百分之五点八", "百分之五点八", "5.8", "%", ""),
    ("占百分之５", "百分之５", "5", "%", ""),
    ("三成居民", "三成", "30", "%", ""),
    ("占7成", "7成", "70", "%", ""),
    ("死亡率3‰", "3‰", "0.3", "%", ""),
    ("是去年的2.5倍", "2.5倍", "250", "%", ""),
    ("增长一倍", "一倍", "100", "%", ""),
    ("提高5.8个百分点", "5.8个百分点", "5.8", "百分点", ""),
    ("提高两个百分点", "两个百分点", "2", "百分点", ""),
    # units with a common base
    ("种植3亩", "3亩", "6000", "m2", ""),
    ("种植2公顷", "2公顷", "60000", "m2", ""),
    ("占地6平方公里", "6平方公里", "18000000", "m2", ""),
    ("装机120万千瓦", "120万千瓦", "1200000000", "W", ""),
    ("装机1.2GW", "1.2GW", "1200000000", "W", ""),
    ("装机1200兆瓦", "1200兆瓦", "1200000000", "W", ""),
    ("产粮5吨", "5吨", "5000000", "g", ""),
    ("产粮5000公斤", "5000公斤", "5000000", "g", ""),
    ("产粮5000千克", "5000千克", "5000000", "g", ""),
    ("用电5千瓦时", "5千瓦时", "5", "度", ""),
    ("长1.5千米", "1.5千米", "1500", "m", ""),
    ("历时90分钟", "90分钟", "5400", "s", ""),
    ("历时1.5小时", "1.5小时", "5400", "s", ""),
    ("花费300块钱", "300块钱", "300", "元", ""),
    ("出口3000万美元", "3000万美元", "30000000", "美元", ""),
    ("运送2个标准箱", "2个标准箱", "2", "标箱", ""),
    ("最低气温零下5℃", "5℃", "-5", "℃", ""),
    ("最低气温-5℃", "5℃", "-5", "℃", ""),
    ("气温12摄氏度", "12摄氏度", "12", "℃", ""),
    # bounds
    ("引进40余家", "40余家", "40", "count", "over"),
    ("引进十多家", "十多家", "10", "count", "over"),
    ("引进十几家", "十几家", "10", "count", "over"),
    ("收入70多亿元", "70多亿元", "7000000000", "元", "over"),
    ("收入7000余万元", "7000余万元", "70000000", "元", "over"),
    ("发电3千多万千瓦", "3千多万千瓦", "30000000000", "W", "over"),
    ("突破100万", "100万", "1000000", "", "over"),
    ("在100人以上", "100人", "100", "count", "over"),
    ("超过了10亿元", "10亿元", "1000000000", "元", "over"),
    ("不少于3家", "3家", "3", "count", "over"),
    ("不低于3家", "3家", "3", "count", "over"),
    ("至少4次", "4次", "4", "count", "over"),
    ("百分之五十以上", "百分之五十", "50", "%", "over"),
    ("近200亿元", "200亿元", "20000000000", "元", "under"),
    ("接近200亿元", "200亿元", "20000000000", "元", "under"),
    ("不足5%", "5%", "5", "%", "under"),
    ("不超过5%", "5%", "5", "%", "under"),
    ("不高于5%", "5%", "5", "%", "under"),
    ("10人以内", "10人", "10", "count", "under"),
    ("最近3年", "3年", "3", "年", ""),
    ("约3000人", "3000人", "3000", "count", "about"),
    ("签约3000人", "3000人", "3000", "count", ""),
    ("5万人左右", "5万人", "50000", "count", "about"),
    # ordinals, times, what may be a word
    ("排第4位", "第4位", "4", "ordinal", ""),
    ("排第四位", "第四位", "4", "ordinal", ""),
    ("第二季度", "第二季度", "2", "季度", ""),
    ("一季度", "一季度", "1", "季度", ""),
    ("前11个月", "11个月", "11", "月", ""),
    ("历时11个月", "11个月", "11", "个月", ""),
    ("11月份", "11月份", "11", "月", ""),
    ("二级医院", "二级", "2", "word", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "piece", "value", "unit", "bound"), ONE)
def test_a_spelling_has_its_value_unit_and_bound(text, piece, value, unit, bound):
    (found,) = quantities(text)
    assert text[found.start : found.end] == piece
    assert (found.value, found.unit, found.bound) == (Decimal(value), unit, bound)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1到11月", [("1", "月"), ("11", "月")]),
        ("1—11月", [("1", "月"), ("11", "月")]),
        ("５－６吨", [("5000000", "g"), ("6000000", "g")]),
        ("3.5至4.5亿元", [("350000000", "元"), ("450000000", "元")]),
        ("3000至1万元", [("3000", "元"), ("10000", "元")]),
        ("20世纪90年代", [("20", "世纪"), ("90", "年代")]),
        ("11月12日", [("11", "月"), ("12", "日")]),
        ("12个县3.5万人", [("12", "count"), ("35000", "count")]),
    ],
)
def test_two_quantities_stand_side_by_side_and_a_range_shares_its_unit(text, found):
    assert [(q.value, q.unit) for q in quantities(text)] == [(Decimal(v), unit) for v, unit in found]


@pytest.mark.parametrize(
    "text",
    ["S512线", "G3京台", "C919客机", "B-2型", "一体化", "两手抓", "五纵五横", "零部件", "一批", "一个", "万家灯火",
     "几十家", "数百人", "数千万元", "百分点", "〇", "", "，。", "千家万户"],
)  # fmt: skip
def test_codes_words_and_what_nobody_counted_are_no_quantity(text):
    assert quantities(text) == ()


@pytest.mark.xfail(
    strict=True, reason="two neighbouring digits (七八百, 两三个) are read as one numeral, not as a range"
)
@pytest.mark.parametrize(("text", "value"), [("两三个", 23), ("七八百人", 800)])
def test_about_so_many_in_two_digits(text, value):
    assert all(q.value != value for q in quantities(text))


@pytest.mark.xfail(strict=True, reason="Chinese numerals without a unit, and fractions, are no quantities yet")
@pytest.mark.parametrize("text", ["人口突破三千五百万", "占三分之一"])
def test_more_that_is_a_number(text):
    assert quantities(text)


_CHARACTERS = st.sampled_from(
    "0123456789,.，．％%一二两三十百千万亿零〇点第前个月年元吨多余近超到-—～ \n\ue000\ue001Gks济İ𠮷"
)


@given(st.text(_CHARACTERS, max_size=30) | st.text(max_size=30))
def test_every_quantity_lies_in_the_text_in_order(text):
    found = quantities(text)
    assert all(0 <= q.start < q.end <= len(text) and q.value.is_finite() for q in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(any(c.isnumeric() or c in "两" for c in text[q.start : q.end]) for q in found)


@pytest.mark.parametrize(
    "text", ["9" * 20_000 + "元", "1" + "亿" * 200_000, "亿" * 200_000 + "元", "1,234" * 5_000, "二" * 9999 + "个"]
)
def test_a_numeral_of_any_length_is_read(text):
    assert all(q.end <= len(text) for q in quantities(text))


def test_the_same_value_in_other_spellings_is_one():
    for texts in (("120万千瓦", "1.2GW", "1,200兆瓦"), ("15亩", "1公顷", "10000平方米"), ("三成", "30%", "百分之三十")):
        assert len({(q.value, q.unit) for text in texts for q in quantities(text)}) == 1
