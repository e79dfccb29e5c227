"""Names and reasons as they may stand in a table, in XML, in Markdown and in a CI server's log."""

from __future__ import annotations

from bench.text.printable import escaped, printable


def shown(text: str) -> str:
    """The text in one line, with what cannot be seen written as `\\u202e`.

    A line that begins with `::` or `##[` is a command to some CI servers, so neither is left whole.
    """
    seen = printable(text, keep="")
    return seen.replace("::", f":{escaped(':')}").replace("##[", f"#{escaped('#')}[")


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
