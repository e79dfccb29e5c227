"""Text that a terminal or a log shows as it is: no sign that moves the cursor, colours, hides or turns round."""

from __future__ import annotations

import unicodedata

# Controls, formats (bidi, zero width), surrogates, line and paragraph separators: what hides or breaks a line.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NO_CHARACTERS = {0xFFFE, 0xFFFF}


def printable(text: str, keep: str = "\n\t") -> str:
    r"""`text` with such signs written as `\u202e`, so that what a model wrote cannot act; those of `keep` stay."""
    return "".join(escaped(c) if c not in keep and _is_hidden(c) else c for c in text)


def escaped(character: str) -> str:
    r"""A character by its number: `\u202e`."""
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN or ord(character) & 0xFFFF in _NO_CHARACTERS
