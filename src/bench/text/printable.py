"""Text that a terminal or a log shows as it is: no sign that moves the cursor, colours, or turns the writing round."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed, and the marks that change the direction of writing (UAX #9).
_SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""`text` with such signs spelled out, `\x1b` and `\u202e`, so that what a model wrote cannot act."""
    return _SIGNS.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)
