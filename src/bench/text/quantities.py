"""Quantities in running text: value, unit in its base, and how they are bounded."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bench.text.numerals import NUMERAL, THOUSAND, value_of
from bench.text.tokens import FOLD
from bench.text.units import CLASSIFIERS, UNITS, WORD_MAKERS


class Quantity(NamedTuple):
    """A number with its unit at `[start, end)`.

    `value` is in the base of the unit: 120万千瓦 has 1,200,000,000 and W. `unit` is a base unit of `bench.text.units`,
    `count` with a classifier, `word` in what may be a word (二级医院), `ordinal` behind 第, or empty. `word` is the
    unit as the text has it. `bound` is `over`, `under`, `about` or empty.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    word: str
    bound: str


_COUNT, WORD = "count", "word"
# Without a unit behind it, a Chinese numeral is mostly part of a word: 一体化, 五纵五横, 四加.
_UNIT = re.compile(
    r"\s*(?:[多余几]|来(?=[个名位人家]))?\s*(?P<unit>"
    + "|".join(sorted(map(re.escape, (*UNITS, *CLASSIFIERS, *WORD_MAKERS)), key=len, reverse=True))
    + "|分(?![之别析布配为成类局公行店担解离散红批])"
    + ")"
)
_CODE_BEFORE = re.compile("[a-z]-?$")
_PER_CENT = "百分之"
_PER_CENT_MARK = "\ue000\ue000\ue000"
_POINTS, _POINTS_MARK = "百分点", "\ue001\ue001\ue001"
_BOUNDS = (
    ("over", re.compile(r"(?:(?<!不)(?:超过?|高于|大于|多于)|突破|逾|不[少低小]于|至少|跨越|站上)了?\s*$")),
    ("under", re.compile(r"(?:(?<![最附靠临])近|不足|不到|[低少小]于|不超过?|不[高大多]于|至多|最多)了?\s*$")),
    ("about", re.compile(r"(?:(?<![签合节条预邀特])约|大约|约为|大概)\s*$")),
)
_BOUNDS_BEHIND = (
    ("over", re.compile(r"\s*(?:以上|有余|开外)")),
    ("under", re.compile(r"\s*(?:以下|以内)")),
    ("about", re.compile(r"\s*(?:左右|上下)")),
)
_RANGE = re.compile(r"\s*(?:[到至~～]|[‐‑—–－\-]+)\s*")
_MORE = re.compile(r"\s*[多余几]")
# 70多亿 is 70亿 and some.
_SOME = re.compile(rf"(?<=[0-9十百千万])([多余])((?:[万亿]|{THOUSAND})+)")
_AND_SOME = re.compile("(?<=[十百千万亿])[多余]")
# 数十, 几百: of what follows nobody says how many.
_SEVERAL = re.compile("(?:几|(?<![总人件台户个次辆岁])数)$")
_BELOW_ZERO = re.compile(r"(?:零下|(?<![0-9℃度])[-−])\s*$")
_QUARTERS = ("季度", "个季度")  # 第二季度 is 二季度
_ALWAYS_ONE = ("季度", "倍", "月份")  # 一倍 is a number, 一个 is mostly none


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; numerals inside words (一体化) and codes (S512) are none."""
    folded = _folded(text)
    plain = folded.replace(_POINTS_MARK, _POINTS)
    read = [(_quantity(folded, plain, match), match) for match in NUMERAL.finditer(folded)]
    found = [(q, match) for q, match in read if q is not None]
    for i, ((one, first), (other, second)) in enumerate(pairwise(found)):
        if not one.unit and other.unit != "ordinal" and _RANGE.fullmatch(folded, one.end, other.start):
            found[i] = _with_unit_of(one, first, other, second), first
    return tuple(q for q, _ in found)


def _with_unit_of(one: Quantity, first: re.Match[str], other: Quantity, second: re.Match[str]) -> Quantity:
    """The first of a range has the unit of the second, 5到6吨, and its factor where it is less, 3.5至4.5亿元."""
    value = one.value * Decimal(UNITS.get(other.word, ("", "1"))[1])
    if second["factors"] and not first["factors"]:
        digits = Decimal(second["arabic"].replace(",", ""))
        if one.value <= digits:
            value *= value_of(second) / digits
    return one._replace(value=value, unit=other.unit, word=other.word)


def _folded(text: str) -> str:
    """Half-width, lower case, character by character: offsets stay."""
    folded = "".join(c if len(c) == 1 else " " for c in map(str.lower, text.translate(FOLD)))
    folded = _SOME.sub(r"\2\1", folded)
    return folded.replace(_PER_CENT, _PER_CENT_MARK).replace(_POINTS, _POINTS_MARK)


def _quantity(text: str, plain: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    unit = _UNIT.match(plain, end)
    word = unit["unit"] if unit else ""
    percent = text[max(start - 3, 0) : start] == _PER_CENT_MARK
    ordinal = text[max(start - 1, 0) : start] == "第"
    if match["arabic"]:
        if _CODE_BEFORE.search(text[max(start - 2, 0) : start]):
            return None
    elif not (percent or ordinal) and not _counts(match["chinese"], word, text[max(start - 2, 0) : start]):
        return None
    value = value_of(match)
    more = _MORE.match(text, end) if unit else _AND_SOME.match(text, end)
    stop = unit.end() if unit else more.end() if more else end
    bound = "over" if more else _bound(text, start - 3 * percent - ordinal, stop)
    if percent:
        return Quantity(start - 3, end, value, "%", "%", bound)
    if ordinal:
        return Quantity(start - 1, stop, value, "季度" if word in _QUARTERS else "ordinal", word, bound)
    if word == "个月" and text[max(start - 1, 0) : start] == "前":
        return Quantity(start, stop, value, "月", "月", bound)  # 前11个月 ends with the 11th month
    base, factor = UNITS.get(word, (_COUNT if word else "", "1"))
    if base == "℃" and _BELOW_ZERO.search(text[max(start - 3, 0) : start]):
        value = -value
    if match["chinese"] and word in WORD_MAKERS:
        base = WORD
    return Quantity(start, stop, value * Decimal(factor), base, word, bound)


def _counts(numeral: str, unit: str, before: str) -> bool:
    """Whether a Chinese numeral is a number: 十一家 and 亿元 are, 一批, 万家, 数百家 and 零部件 are not."""
    if numeral[0] in "十百千万亿" and _SEVERAL.search(before):
        return False
    if numeral in ("万", "亿", "百", "千", "百万", "千万"):
        return unit in UNITS
    if numeral == "一":
        return unit in _ALWAYS_ONE
    return bool(unit) and numeral not in ("零", "〇")


def _bound(text: str, start: int, end: int) -> str:
    before = text[max(start - 5, 0) : start]
    for name, pattern in _BOUNDS:
        if pattern.search(before):
            return name
    return next((name for name, pattern in _BOUNDS_BEHIND if pattern.match(text, end)), "")
