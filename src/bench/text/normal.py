"""The normal form in which statements are compared: one spelling a number, no quotation marks, no spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bench.text.numerals import NUMERAL, value_of
from bench.text.tokens import FOLD

# A number is closed in, so that 16亿 is not found in 116亿, nor 5% in 5.8%.
_OPEN, _CLOSE = "‹", "›"
_PERCENT = re.compile(rf"百分之(?={_OPEN})(?P<value>{_OPEN}[0-9.]+{_CLOSE})")
_SILENT = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()（）\[\]【】·‐‑—–－\-]+")
_BREAK = re.compile(r"[，。；：、！？,;:!?…]+")
# 百分之 is no numeral: it is set aside while numbers are read.
_HUNDREDTHS, _ASIDE = "百分之", "\ue000"


def _spelled(match: re.Match[str]) -> str:
    digits = f"{value_of(match):f}"
    return f"{_OPEN}{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{_CLOSE}"


def normal(text: str) -> str:
    """`text` for comparison with another text in the same form.

    Full-width forms are folded and Latin letters lowered; every numeral is its value between ‹ and ›, whatever its
    spelling (116亿 and 11,600,000,000, 两 and 2, 百分之五点八 and 5.8%); quotation marks, brackets, dashes and spaces
    are deleted; every run of other marks is one ， so that nothing is found across a clause's end.
    """
    folded = text.translate(FOLD).lower().replace(_HUNDREDTHS, _ASIDE)
    numbers = NUMERAL.sub(_spelled, _SILENT.sub("", folded)).replace(_ASIDE, _HUNDREDTHS)
    return _BREAK.sub("，", _PERCENT.sub(r"\g<value>%", numbers))


def states(text: str, anchors: Iterable[Sequence[str]]) -> bool:
    """Whether a text in `normal` form states what the anchors stand for: one alternative at least of every group."""
    return all(any(normal(alternative) in text for alternative in group) for group in anchors)
