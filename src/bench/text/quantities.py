"""Quantities in running text: value, unit in its base, and how they are bounded."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bench.text.numerals import NUMERAL, value_of
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
    + ")"
)
_CODE_BEFORE = re.compile("[a-z]-?$")
_PER_CENT = "百分之"
_PER_CENT_MARK = "\ue000\ue000\ue000"
_POINTS, _POINTS_MARK = "百分点", "\ue001\ue001\ue001"
_BOUNDS = (
    ("over", re.compile(r"(?:超过?|突破|逾|高于|大于|多于|不少于|不低于|至少|跨越|站上)了?\s*$")),
    ("under", re.compile(r"(?:近|接近|不足|不到|低于|少于|不超过|至多|最多|将近|小于)了?\s*$")),
    ("about", re.compile(r"(?:(?<![签合节条预邀特])约|大约|约为|大概)\s*$")),
)
_BOUNDS_BEHIND = (
    ("over", re.compile(r"\s*(?:以上|有余|开外)")),
    ("under", re.compile(r"\s*(?:以下|以内)")),
    ("about", re.compile(r"\s*(?:左右|上下)")),
)
_RANGE = re.compile(r"\s*(?:[到至~～]|[‐‑—–－\-]+)\s*")
_MORE = re.compile(r"\s*[多余]")


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; numerals inside words (一体化) and codes (S512) are none."""
    folded = _folded(text)
    found = [q for q in (_quantity(folded, match) for match in NUMERAL.finditer(folded)) if q is not None]
    for i, (one, other) in enumerate(pairwise(found)):
        # 1到11月: the first of a range has the unit of the second.
        if not one.unit and _RANGE.fullmatch(folded, one.end, other.start):
            found[i] = one._replace(unit=other.unit, word=other.word)
    return tuple(found)


def _folded(text: str) -> str:
    """Half-width, lower case, character by character: offsets stay."""
    folded = "".join(c if len(c) == 1 else " " for c in map(str.lower, text.translate(FOLD)))
    return folded.replace(_PER_CENT, _PER_CENT_MARK).replace(_POINTS, _POINTS_MARK)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    unit = _UNIT.match(text.replace(_POINTS_MARK, _POINTS), end)
    percent = text[max(start - 3, 0) : start] == _PER_CENT_MARK
    ordinal = text[max(start - 1, 0) : start] == "第"
    if match["arabic"]:
        if _CODE_BEFORE.search(text[max(start - 2, 0) : start]):
            return None
    elif not (percent or ordinal) and not _counts(match["chinese"], unit["unit"] if unit else ""):
        return None
    value = value_of(match)
    bound = _bound(text, start - 3 * percent - ordinal, unit.end() if unit else end)
    if unit and _MORE.match(text, end):
        bound = "over"
    if percent:
        return Quantity(start - 3, end, value, "%", "%", bound)
    if ordinal:
        return Quantity(start - 1, unit.end() if unit else end, value, "ordinal", unit["unit"] if unit else "", bound)
    if unit and unit["unit"] == "个月" and text[max(start - 1, 0) : start] == "前":
        return Quantity(start, unit.end(), value, "月", "月", bound)  # 前11个月 ends with the 11th month
    if not unit:
        return Quantity(start, end, value, "", "", bound)
    word = unit["unit"]
    base, factor = UNITS.get(word, (_COUNT, "1"))
    if match["chinese"] and word in WORD_MAKERS:
        base = WORD
    return Quantity(start, unit.end(), value * Decimal(factor), base, word, bound)


def _counts(numeral: str, unit: str) -> bool:
    """Whether a Chinese numeral is a number: 十一家 and 亿元 are, 一批, 万家 and 零部件 are not."""
    if numeral in ("万", "亿", "百", "千", "百万", "千万"):
        return unit in UNITS
    return bool(unit) and numeral not in ("一", "零", "〇")


def _bound(text: str, start: int, end: int) -> str:
    before = text[max(start - 5, 0) : start]
    for name, pattern in _BOUNDS:
        if pattern.search(before):
            return "over" if name == "under" and before.rstrip().endswith(("不低于", "不少于")) else name
    return next((name for name, pattern in _BOUNDS_BEHIND if pattern.match(text, end)), "")
