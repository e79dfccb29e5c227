"""Normal forms of figures and times: whether a `norm` can be parsed, and whether it says what its text says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bench.text import numeral_value

_QUANTITY = re.compile(r"(?P<value>-?[0-9]+(?:\.[0-9]+)?) (?P<unit>\S+)")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DURATION = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def time_fault(norm: str) -> str | None:
    """What is wrong with the norm of a time, or `None`: an ISO 8601 date, interval (open as `2023/..`) or duration."""
    start, slash, end = norm.partition("/")
    if slash:
        fits = _is_date(start) and (end == ".." or (_is_date(end) and start <= end))
    else:
        fits = _is_date(norm) or bool(_DURATION.fullmatch(norm))
    return None if fits else f"the norm {norm!r} is no ISO 8601 date, interval or duration"


def quantity(norm: str) -> tuple[float, str]:
    """The value and the unit of a figure's norm: `116 元` is 116.0 and 元."""
    value, _, unit = norm.partition(" ")
    return float(value), unit


def quantity_fault(norm: str, text: str, implied: str | None = None) -> str | None:
    """What is wrong with the norm of a figure, or `None`: `value unit`, both as the text has them.

    `implied` is a unit that the text may leave out: 元 where an amount of money is 50亿.
    """
    match = _QUANTITY.fullmatch(norm)
    if match is None:
        return f"the norm {norm!r} is not a value, one space and a unit"
    stated = numeral_value(text)
    if stated != Decimal(match["value"]):
        return f"the norm {norm!r} says {match['value']}, the text says {stated}"
    if match["unit"] not in text and match["unit"] != implied:
        return f"the unit {match['unit']!r} of the norm does not stand in the text"
    return None
