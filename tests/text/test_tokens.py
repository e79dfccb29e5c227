from __future__ import annotations

import pytest

from bench.text import zh_char


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("２０２３年GDP增长5.8%，", ["2023", "年", "gdp", "增", "长", "5.8%"]),
        ("“4+3”产业", ["4", "3", "产", "业"]),
        ("𠀀豈〇々", ["𠀀", "豈", "〇", "々"]),
        ("S512 café。\n", ["s", "512", "café"]),
        ("3.", ["3"]),
        ("", []),
    ],
)
def test_zh_char(text, tokens):
    assert zh_char(text) == tokens
