"""Predictions that another tool wrote, as a model: a document a line, found by its id.

Names: `{"id": …, "entities": [{"start": …, "end": …, "label": …}, …]}`, offsets half-open and in code points of the
text of the view, as in the files of `bench score spans`. Summaries: `{"id": …, "summary": …}`. With `"text"` or its
`"sha256"` too, a line says which text it is on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from bench.errors import BenchError
from bench.models.base import Answer, Tagged, TagMap
from bench.models.coarse_types import COARSE
from bench.models.tag_maps import load_tag_map


class _Line(NamedTuple):
    """What a line says of a document, and its place in the file."""

    place: str
    value: Any
    text: str | None
    sha256: str | None


class _Content(NamedTuple):
    lines: Mapping[str, _Line]
    sha256: str


class _File:
    """A file of predictions. Each description reads it anew, so that a run and its fingerprint speak of one content."""

    def __init__(self, path: str, read_value: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self.path, self._read_value = path, read_value
        self._content: _Content | None = None

    def read(self) -> _Content:
        try:
            data = Path(self.path).expanduser().read_bytes()
        except OSError as error:
            raise BenchError(f"{self.path}: cannot be read ({error.strerror}); give a file of JSON Lines") from None
        lines: dict[str, _Line] = {}
        for number, line in enumerate(data.split(b"\n"), 1):
            if not line.strip():
                continue
            place = f"{self.path}:{number}"
            record = _record(place, line)
            if record["id"] in lines:
                first = lines[record["id"]].place
                raise BenchError(f"{place}: the document {record['id']!r} stands in {first} already; keep one line")
            value = self._read_value(place, record)
            lines[record["id"]] = _Line(place, value, record.get("text"), record.get("sha256"))
        self._content = _Content(lines, hashlib.sha256(data).hexdigest())
        return self._content

    def find(self, id: str, text: str) -> _Line | str:
        """The line of a document, or why it cannot be used for this text."""
        line = (self._content or self.read()).lines.get(id)
        if line is None:
            return f"{self.path}: no line for id {id!r}"
        if line.text is not None and line.text != text:
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(line.text, text, strict=False)))
            return f"{line.place}: its text is not that of this view: they differ at offset {same}; a file a view"
        if line.sha256 is not None and line.sha256.lower() != hashlib.sha256(text.encode()).hexdigest():
            return f"{line.place}: its sha256 is not that of this view's text; a file a view"
        return line


def _record(place: str, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BenchError(f"{place}: no JSON in UTF-8 ({error}); write a document a line") from None
    if not isinstance(value, dict):
        raise BenchError(f"{place}: no object; write a document a line, with its id")
    _typed(place, value, "id", str, "a string")
    for key in ("text", "sha256"):
        if value.get(key) is not None:
            _typed(place, value, key, str, "a string")
    return value


def _typed(place: str, value: Mapping[str, Any], key: str, kind: type, wanted: str) -> Any:
    found = value.get(key)
    # True is an int in Python, and no offset.
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is int):
        said = f"{key} is {_brief(found)}" if key in value else f"there is no {key}"
        raise BenchError(f"{place}: {said}; give {key} as {wanted}")
    return found


def _brief(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 40 else f"{said[:39]}…"


def _names(place: str, record: Mapping[str, Any]) -> list[Tagged]:
    names = []
    for number, entity in enumerate(_typed(place, record, "entities", list, "a list, empty where there is no name"), 1):
        where = f"{place}: entity {number}"
        if not isinstance(entity, dict):
            raise BenchError(f"{where} is {_brief(entity)}; give an object with start, end and label")
        start = _typed(where, entity, "start", int, "a whole number of code points")
        end = _typed(where, entity, "end", int, "a whole number of code points")
        if not 0 <= start < end:
            raise BenchError(f"{where} is {start}:{end}, which covers nothing; give half-open offsets, 0 the first")
        names.append(Tagged(start, end, _typed(where, entity, "label", str, "a string")))
    return names


def _summary(place: str, record: Mapping[str, Any]) -> str:
    return str(_typed(place, record, "summary", str, "a string"))


@dataclass(frozen=True, slots=True)
class NamesSettings:
    """`path` of the file; `tags` is the map of its labels, `TOOLKIT` or `TOOLKIT/SET`: coarse types without it."""

    path: str
    tags: str | None = None


class NamesFromFile:
    """Names by document. Labels that the map does not know are counted and not scored."""

    Settings = NamesSettings
    unit = "document"
    tags: TagMap

    def __init__(self, settings: NamesSettings) -> None:
        toolkit, _, tag_set = (settings.tags or "").partition("/")
        self.tags = load_tag_map(toolkit, tag_set or None) if settings.tags else COARSE
        self._file = _File(settings.path, _names)

    def look_up(self, id: str, text: str) -> Answer:
        """The names of a document on `text`, the whole text of the view; an error where the line is on another."""
        line = self._file.find(id, text)
        if isinstance(line, str):
            return Answer(None, line)
        outside = next((name for name in line.value if name.end > len(text)), None)
        if outside is not None:
            where = f"{outside.start}:{outside.end} {outside.tag}"
            return Answer(None, f"{line.place}: {where} is outside the text of {len(text)} characters")
        unknown = sum(name.tag not in self.tags.labels for name in line.value)
        return Answer([list(line.value)], kept={"unknown_labels": unknown} if unknown else {})

    def predict(self, texts: Sequence[str]) -> NoReturn:  # noqa: ARG002  as a Tagger has it
        raise _by_id(self._file.path)

    def describe(self) -> dict[str, Any]:
        content = self._file.read()
        found = {name.tag for line in content.lines.values() for name in line.value}
        if found and not found & self.tags.labels.keys():
            raise BenchError(
                f"{self._file.path}: none of its labels is known ({', '.join(sorted(found))}); "
                f"there are {', '.join(self.tags.labels)}; name their map with with.tags=TOOLKIT"
            )
        return {"adapter": "file-1", "file": content.sha256, "tags": dict(self.tags.labels)}


@dataclass(frozen=True, slots=True)
class SummariesSettings:
    """`path` of the file."""

    path: str


class SummariesFromFile:
    """Summaries by document."""

    Settings = SummariesSettings
    unit = "document"

    def __init__(self, settings: SummariesSettings) -> None:
        self._file = _File(settings.path, _summary)

    def look_up(self, id: str, text: str) -> Answer:
        """The summary of a document; an error where its line is on another text than the summarizer's."""
        line = self._file.find(id, text)
        return Answer(None, line) if isinstance(line, str) else Answer(line.value)

    def predict(self, documents: Sequence[str], limit: int) -> NoReturn:  # noqa: ARG002  as a Summarizer has it
        raise _by_id(self._file.path)

    def describe(self) -> dict[str, Any]:
        return {"adapter": "file-1", "file": self._file.read().sha256}


def _by_id(path: str) -> BenchError:
    return BenchError(f"{path}: predictions from a file are found by the document's id; use look_up, or bench run")
