"""What a model wrote cannot act on a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bench.text import printable


def test_signs_that_act_are_spelled_out_and_text_stays():
    assert printable("\x1b[31m红\x07") == r"\u001b[31m红\u0007"
    assert printable("甲\u202e乙\u2066") == r"甲\u202e乙\u2066"
    assert printable("一行\n二行\t列，𠮷😀é") == "一行\n二行\t列，𠮷😀é"
    assert printable("\r\x9b2J") == r"\u000d\u009b2J"


@given(st.text())
def test_no_control_is_left(text):
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t" for c in printable(text))
    assert printable(printable(text)) == printable(text)
