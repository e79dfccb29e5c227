"""What a file states, before any of it is believed; and reading files strictly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus.mentions import Reading, read_text
from bench.errors import BenchError

# What to do about a file that is not there, or that no tool writes like this.
EXPORTED = "name what the tool exported"
AGAIN = "export it again"


@dataclass(frozen=True, slots=True)
class Stated:
    """A mention as a file states it, nothing checked.

    `spans` are pairs of offsets, one where the format keeps a mention in one piece; `text` is the string that the file
    gives for them, pieces joined by a space, or `None` where the format gives none. `layer`, `id` and the rest are
    `None` where the file leaves them open. `alt` is the written form of `write_alt`.
    """

    place: str
    spans: tuple[tuple[Any, Any], ...]
    fine: Any
    text: Any = None
    layer: str | None = None
    form: str | None = None
    alt: str | None = None
    approx: str | None = None
    norm: str | None = None
    note: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """A document as a file states it; `text` is `None` where the reader has compared it by itself."""

    place: str
    id: Any
    text: Any
    mentions: tuple[Stated, ...]


def read_rows(path: Path) -> list[str]:
    """The lines of a file whose lines are its grammar; `BenchError` where they end in CRLF."""
    content = read_text(path, EXPORTED)
    if "\r\n" in content:
        line = content[: content.index("\r\n")].count("\n") + 1
        raise BenchError(f"{path}:{line}: the line ends in '\\r\\n', not '\\n'; save the file with LF line ends")
    return content.split("\n")


def inside(path: Path, name: str) -> Path:
    """`path`, or the file `name` in it where it is a folder that was exported."""
    return path / name if path.is_dir() else path


def write_alt(readings: tuple[Reading, ...]) -> str:
    """Other readings as one string, for formats without a list: `65 79 org.com; 69 79 misc.prod`."""
    return "; ".join(f"{r.start} {r.end} {r.fine}" for r in readings)


def read_alt(written: str) -> tuple[Reading, ...]:
    """The readings of `write_alt`; `ValueError` where a piece is no `start end type`."""
    readings = []
    for piece in written.split(";"):
        start, end, fine = piece.split()
        if not (start.isdecimal() and end.isdecimal()):
            raise ValueError(piece)
        readings.append(Reading(int(start), int(end), fine))
    return tuple(readings)
