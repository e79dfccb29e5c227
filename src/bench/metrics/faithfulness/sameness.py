"""Whether two strings may name one thing, and whether a text has a name in any of its forms."""

from __future__ import annotations

import re

from bench.metrics.faithfulness.lexicon import FUNCTION_CHARACTERS, SHORT_FORMS
from bench.metrics.faithfulness.names import words
from bench.text import Span

_AROUND = 6
_ENDING = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|公司|集团|[省市县区镇乡村])$")


def shortened(text: str) -> str:
    """`text` with the usual short forms of organs."""
    for long, short in SHORT_FORMS.items():
        text = text.replace(long, short)
    return text


def stem(name: str) -> str:
    """A name without what its kind ends with."""
    return _ENDING.sub("", name)


def same(one: str, other: str) -> bool:
    """Whether two names may be one thing: the shorter one's characters stand in the longer, in order."""
    short, long = sorted((stem(shortened(one)), stem(shortened(other))), key=len)
    rest = iter(long)
    return bool(short) and all(c in rest for c in short)


def short_for(name: str, text: str, place: Span) -> bool:
    """Whether a name's characters stand in order about a place of a text: 规上 in 规模以上."""
    around = text[max(place.start - _AROUND, 0) : place.end + _AROUND]
    return len(name) > 1 and re.search(".{0,3}".join(map(re.escape, name)), around) is not None


def stands(name: str, text: str, exact: bool = False) -> bool:
    """Whether a text has a name, its stem, or, unless `exact`, its words or what it is short for (营收, 营业收入)."""
    name, text = shortened(name), shortened(text)
    if name in text or (len(stem(name)) > 1 and stem(name) in text):
        return True
    if exact or len(name) < 2:
        return False
    parts = [w.text for w in words(name)]
    if len(parts) > 1 and max(map(len, parts)) > 1:
        return all(len(part) > 1 and stands(part, text) for part in parts if part not in FUNCTION_CHARACTERS)
    return len(name) <= 4 and re.search(".{0,3}".join(map(re.escape, name)), text) is not None
