"""Tokens of Chinese text for n-gram metrics."""

from __future__ import annotations

import re

# Unified ideographs and Extension A, compatibility ideographs, Extension B and beyond with the
# compatibility supplement, the iteration mark 々 and the zero 〇.
_IDEOGRAPH = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# ASCII, Latin-1, Latin Extended-A and -B, Latin Extended Additional; in lower case.
_LATIN = r"a-z\u00aa\u00ba\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_ZH_CHAR = re.compile(rf"[0-9]+(?:\.[0-9]+)*%?|[{_LATIN}]+|[{_IDEOGRAPH}]")

# Full-width ASCII and the ideographic space. NFKC would change compatibility ideographs too.
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def zh_char(text: str) -> list[str]:
    """Tokens named `zh-char`: each ideograph, each run of digits, each run of Latin letters in lower case.

    A run of digits keeps its inner points and a trailing %; punctuation and space are dropped; full-width forms
    are folded first.
    """
    return _ZH_CHAR.findall(text.translate(FOLD).lower())
