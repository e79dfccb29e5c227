"""Spaces that a tokenizer's decoding puts between characters, and taking them away again."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from bench.text.characters import IDEOGRAPH, kind

# What `without_spaces` does, as a description says it; raised when the text of some tokens can change.
SPACES = "not beside CJK, nor inside a number, where decoding parts ideographs; 1"

# Ideographs and the marks of Chinese: CJK punctuation, full-width forms, and those it shares with other scripts.
_CJK = rf"{IDEOGRAPH}\u3000-\u303f\uff00-\uffef“”‘’—…·"
_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}]) +| +(?=[{_CJK}])")
# Some decoders have closed up the point with what stands before it: 3. 5.
_IN_NUMBER = re.compile(r"(?<=[0-9]) (?=[.,] [0-9]|%)|(?:(?<=[0-9][.,])|(?<=[0-9] [.,])) (?=[0-9])")


def parts_ideographs(tokenizer: Any) -> bool:
    """Whether decoding puts a space between two ideographs, as WordPiece's does: 济 宁 市."""
    ideographs = (token for token in tokenizer.get_vocab() if len(token) == 1 and kind(token) == "i")
    pair = list(islice(ideographs, 2))
    return len(pair) == 2 and " " in tokenizer.convert_tokens_to_string(pair)


def without_spaces(text: str) -> str:
    """`text` without the spaces that such a decoding adds: beside Chinese, and inside 3 . 5 %."""
    return _BESIDE_CJK.sub("", _IN_NUMBER.sub("", text))
