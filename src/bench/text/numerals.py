"""Values of Chinese and Arabic numerals in running text."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
# 千 begins a unit in 千瓦, 千克, 千米 and their like.
THOUSAND = "千(?![瓦克米卡伏赫兆])"
# Arabic digits with thousands marks or a fraction and 千 万 亿 behind them; or a run of Chinese numeral characters.
NUMERAL = re.compile(
    r"(?P<arabic>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    rf"(?P<factors>(?: ?(?:[万亿]|{THOUSAND})){{0,4}})"
    rf"|(?P<chinese>(?:[零〇一二两三四五六七八九十百万亿]|{THOUSAND})+(?:点[零〇一二三四五六七八九]+)?)"
)
# 三千五 is 3500 and 一万二 is 12000: the last digit counts the next lower factor. 三千零五 is 3005.
_SHORT = re.compile(r"[百千万亿][一二两三四五六七八九]$")


def value_of(match: re.Match[str]) -> Decimal:
    """The value of a match of `NUMERAL`: 116亿 is 11,600,000,000, 五点八 is 5.8, a bare 亿 is 100,000,000."""
    if match["arabic"]:
        value = Decimal(match["arabic"].replace(",", ""))
        for factor in match["factors"].replace(" ", ""):
            value *= _FACTORS[factor]
        return value
    whole, _, fraction = match["chinese"].partition("点")
    value = _chinese_integer(whole)
    if fraction:
        value += Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))
    return value


def _chinese_integer(numeral: str) -> Decimal:
    """The value of 一千零二十; of digits in a row, as in 二〇二三, their decimal reading."""
    if len(numeral) > 1 and all(c in _DIGITS for c in numeral):
        return Decimal("".join(str(_DIGITS[c]) for c in numeral))
    if _SHORT.search(numeral):
        return _chinese_integer(numeral[:-1]) + Decimal(_DIGITS[numeral[-1]] * _FACTORS[numeral[-2]]) / 10
    above = total = section = digit = Decimal(0)
    for character in numeral:
        if character in _DIGITS:
            digit = Decimal(_DIGITS[character])
        elif _FACTORS[character] < 10_000:
            section += (digit or 1) * _FACTORS[character]
            digit = Decimal(0)
        elif character == "万":
            total += (section + digit or 1) * 10_000
            section = digit = Decimal(0)
        else:  # 亿 counts all before it: 两万亿
            above += (total + section + digit or 1) * 100_000_000
            total = section = digit = Decimal(0)
    return above + total + section + digit


def numeral_value(text: str) -> Decimal | None:
    """The value of the first numeral of `text`; `None` without one."""
    match = NUMERAL.search(text)
    return None if match is None else value_of(match)
