"""Names and reasons as they may stand in a table, in XML, in Markdown and in a CI server's log."""

from __future__ import annotations

import unicodedata

# Controls, formats (bidi, zero width), surrogates, line and paragraph separators: what hides or breaks a line.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NO_CHARACTERS = {0xFFFE, 0xFFFF}


def shown(text: str) -> str:
    """The text in one line, with what cannot be seen written as `\\u202e`.

    A line that begins with `::` or `##[` is a command to some CI servers, so neither is left whole.
    """
    seen = "".join(_escaped(c) if _is_hidden(c) else c for c in text)
    return seen.replace("::", f":{_escaped(':')}").replace("##[", f"#{_escaped('#')}[")


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN or ord(character) & 0xFFFF in _NO_CHARACTERS


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def in_points(value: float | None, signed: bool = False) -> str:
    """A figure or a difference on 0 to 100 with one decimal; – where it is unknown.

    A difference that is not 0 is never shown as 0.0: it takes as many digits as it needs, up to four.
    """
    if value is None:
        return "–"
    digits = 1
    while signed and digits < 4 and value and not float(f"{value:.{digits}f}"):
        digits += 1
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return f"{0:.1f}" if not float(text) else text.replace("-", "−")
