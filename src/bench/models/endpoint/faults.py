"""What goes wrong between here and a server, which of it is tried again, and how long is waited before."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from bench.text import printable

# Before the first repetition, in seconds; twice as long before each one after it, up to the most.
FIRST_WAIT = 1.0
MOST_WAIT = 60.0
# A server that asks for more than this is not waited for.
LONGEST_ASKED = 600.0
_LONGEST_LINE = 200
# Beside every 5xx: timeout, conflict, too many.
_PASSING = (408, 409, 429)


class NoReplyError(Exception):
    """No answer is to be had for a document; the message says why, in a line."""


@dataclass(eq=False)
class FaultError(Exception):
    """A request that failed.

    `again` says whether it may well not the next time; `after` are the seconds that the server asked to wait;
    `unreachable` is a server that cannot even be connected to.
    """

    reason: str
    again: bool = True
    after: float | None = None
    unreachable: bool = False


def is_passing(status: int) -> bool:
    """Whether a request that was answered with this status is worth repeating."""
    return status in _PASSING or status >= 500


def wait_before(attempt: int) -> float:
    """Seconds to wait before the repetition number `attempt`, the first being 0.

    Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015). The
    luck of the draw is in no answer.
    """
    return random.uniform(0, min(MOST_WAIT, FIRST_WAIT * 2 ** min(attempt, 30)))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` says (RFC 9110, 10.2.3), as a number or a date; `None` where it says neither."""
    said = headers.get("retry-after", "").strip()
    try:
        if said.replace(".", "", 1).isdecimal():
            return float(said)
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def reason_of(body: bytes) -> str:
    """What the body of an error says: the message in it, or the body itself."""
    text = body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return text
    error = _part(said, "error") or _part(said, "detail") or said
    message = _part(error, "message") or error
    return message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)


def code_of(body: bytes) -> str:
    """The error's code, such as `insufficient_quota`; empty where there is none."""
    try:
        code = _part(_part(json.loads(body), "error"), "code")
    except (ValueError, RecursionError):
        return ""
    return code if isinstance(code, str) else ""


def one_line(text: str, secret: str | None) -> str:
    """A server's words as a part of an error: one line, no sign that acts on a terminal, not long, and not the key."""
    told = text.replace(secret, "***") if secret else text
    line = printable(" ".join(told.split()), keep="")
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
