"""Mentions, and JSON Lines as they are read: strictly, with the place of every line for messages."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError

COARSE = ("PER", "ORG", "LOC", "FAC", "MISC", "TITLE", "TIME", "NUM")
LAYERS = ("outer", "inner")
FORMS = ("full", "abbr", "deictic")
_RESTORE = "add it or restore it from the repository"


def coarse(fine: str) -> str:
    """The coarse type of a fine one: `PER` of `per.author`."""
    return fine.partition(".")[0].upper()


@dataclass(frozen=True, slots=True)
class Reading:
    """Another span or type that is as good as the mention's own; `[start, end)` on the clean text."""

    start: int
    end: int
    fine: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One annotated mention; `[start, end)` in code points of the article's clean text."""

    id: str
    start: int
    end: int
    text: str
    fine: str
    layer: str = "outer"
    form: str = "full"
    alt: tuple[Reading, ...] = ()
    approx: str | None = None
    norm: str | None = None
    note: str | None = None

    @property
    def label(self) -> str:
        return coarse(self.fine)


@dataclass(frozen=True, slots=True)
class Line:
    """A parsed line and where it stands, for messages: `path:number`."""

    path: Path
    number: int
    value: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.path}:{self.number}"


def read_text(path: Path, remedy: str = _RESTORE) -> str:
    """The file's characters as they are, line ends too.

    `BenchError` where it is missing (`remedy` says what to do), not UTF-8 or begins with a byte order mark.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BenchError(f"{path}: no such file; {remedy}") from None
    except OSError as error:
        raise BenchError(f"{path}: cannot be read ({error.strerror}); {remedy}") from None
    if data.startswith(codecs.BOM_UTF8):
        raise BenchError(f"{path}: begins with a UTF-8 byte order mark; save the file without it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BenchError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None


def as_json(text: str, place: str, remedy: str = "mend the line") -> Any:
    """The value of a JSON text; `BenchError` names the place where it is broken."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}" if "\n" in text else f"column {error.colno}"
        what = f"no valid JSON at {where} ({error.msg})"
    except RecursionError:
        what = "lists or objects are nested too deep to be read"
    except ValueError:  # Python reads no number of more than some thousand digits
        what = "a number has too many digits to be read"
    raise BenchError(f"{place}: {what}; {remedy}")


def read_lines(path: Path, remedy: str = _RESTORE) -> Iterator[Line]:
    """The objects of a JSON Lines file; a line ends at a line feed and nowhere else.

    Raises `BenchError` naming file and line where one cannot be read; `remedy` is for a file that is not there.
    """
    for number, line in enumerate(read_text(path, remedy).split("\n"), 1):
        if not line.strip():
            continue
        value = as_json(line, f"{path}:{number}")
        if not isinstance(value, dict):
            raise BenchError(f"{path}:{number}: a line holds one JSON object; mend the line")
        yield Line(path, number, value)


def mention_of(line: Line) -> Mention:
    """The mention that a line describes; `BenchError` names the line where a field is missing or unknown."""
    value = dict(line.value)
    try:
        readings = tuple(Reading(**reading) for reading in value.pop("alt", ()))
        return Mention(alt=readings, **value)
    except TypeError as error:
        reason = str(error).partition("() ")[2]
        raise BenchError(f"{line}: not a mention: {reason}; see schema/mention.json") from None
