"""The normal form in which statements are compared: one spelling a number, no quotation marks, no spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bench.text.numerals import NUMERAL, numeral_value, value_of
from bench.text.tokens import FOLD

# A number is closed in, so that 16亿 is not found in 116亿, nor 5% in 5.8%.
_OPEN, _CLOSE = "‹", "›"
_SILENT = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()（）\[\]【】·‐‑—–－\-]+")
_BREAK = re.compile(r"[，。；：、！？,;:!?…]+")
# Extraction leaves spaces inside a figure: 1.5 亿元, 40 %.
_INSIDE = re.compile(r"(?<=[0-9])\s+(?=[千万亿%])")
# 7000多万 is 7000万 and some.
_SOME = re.compile(r"(?<=[0-9])([多余])([千万亿]+)")
_RANGE = re.compile(rf"(?<={_CLOSE})(?:[至~～]|\s*[‐‑—–－\-]\s*)(?={_OPEN})")
# 三成 is 30 %; 成 begins a word of its own in 成立, 成功 and their like.
_TENTHS = re.compile(r"(?P<tenths>[1-9一二两三四五六七八九])成(?![立功为员果交本长效绩型品家年就熟分不都])")
_PERCENT = re.compile(rf"百分之(?={_OPEN})(?P<value>{_OPEN}[0-9.]+{_CLOSE})")
# 百 is no numeral in these: they are set aside while numbers are read.
_ASIDE = {"百分之": "\ue000", "百分点": "\ue001"}


def _spelled(match: re.Match[str]) -> str:
    digits = f"{value_of(match):f}"
    return f"{_OPEN}{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{_CLOSE}"


def _tenths(match: re.Match[str]) -> str:
    return f"{numeral_value(match['tenths'])}0%"


def normal(text: str) -> str:
    """`text` for comparison with another text in the same form.

    Full-width forms are folded and Latin letters lowered; every numeral is its value between ‹ and ›, whatever its
    spelling (116亿 and 11,600,000,000, 两 and 2, 百分之五点八 and 5.8%, 三成 and 30%); a range of numbers has 到
    between them; quotation marks, brackets, dashes and spaces are deleted; every run of other marks is one ， so that
    nothing is found across a clause's end.
    """
    folded = _SOME.sub(r"\2\1", _INSIDE.sub("", text.translate(FOLD).lower()))
    folded = _TENTHS.sub(_tenths, folded)
    for word, mark in _ASIDE.items():
        folded = folded.replace(word, mark)
    numbers = NUMERAL.sub(_spelled, folded)
    for word, mark in _ASIDE.items():
        numbers = numbers.replace(mark, word)
    joined = _SILENT.sub("", _RANGE.sub("到", numbers))
    return _BREAK.sub("，", _PERCENT.sub(r"\g<value>%", joined))


def states(text: str, anchors: Iterable[Sequence[str]]) -> bool:
    """Whether a text in `normal` form states what the anchors stand for: one alternative at least of every group."""
    return all(any(normal(alternative) in text for alternative in group) for group in anchors)
