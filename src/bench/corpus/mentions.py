"""Mention lines under annotations/: reading them, with the place of every line for messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError

COARSE = ("PER", "ORG", "LOC", "FAC", "MISC", "TITLE", "TIME", "NUM")


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


def read_lines(path: Path) -> Iterator[Line]:
    """The objects of a JSON Lines file.

    Raises `BenchError` naming file and line where one cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise BenchError(f"{path}: no such file; restore it from the repository") from None
    except UnicodeDecodeError as error:
        raise BenchError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise BenchError(
                f"{path}:{number}: no valid JSON at column {error.colno} ({error.msg}); mend the line"
            ) from None
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


def read_mentions(folder: Path, article: str) -> list[Mention]:
    """The mentions of one article in a layer folder: gold/entities, passes/pass_a or passes/pass_b."""
    return [mention_of(line) for line in read_lines(folder / f"{article}.jsonl")]
