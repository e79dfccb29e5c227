"""What models that are asked in words are asked: frozen prompts in conf/prompt, or a file of the user's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from bench.errors import BenchError
from bench.models.base import TagMap
from bench.models.coarse_types import COARSE

_KEYS = ("task", "language", "version", "system", "user", "types")
_PLACE = re.compile(r"\{(text|limit|types)\}")
# What the question must hold: an article that was not asked about, or types that were not told, would be no answer.
_NEEDED = {"ner": ("text", "types"), "summary": ("text", "limit")}


class Question(NamedTuple):
    """The two messages of a chat."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of a file: two messages with places in braces; `sha256` is the hash of the file's content.

    `types` has sets of tags; a tag's cell says its coarse `type`, what it `means`, and may say `relation` and `fine` as
    a tag map does.
    """

    system: str
    user: str
    types: Mapping[str, Mapping[str, Mapping[str, str]]]
    sha256: str

    def fill(self, **values: str) -> Question:
        """The messages with `text`, `limit` and `types` in their places.

        All at once, and nothing is read in what is filled in: an article that says `{limit}` goes in as it is.
        """
        return Question(*(_PLACE.sub(lambda m: values[m[1]], message) for message in (self.system, self.user)))

    def cells(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """The set of types `name`: of each tag its cell. `BenchError` lists the sets there are."""
        if name not in self.types:
            raise BenchError(f"the prompt has no types {name!r}; there are {', '.join(self.types)}")
        return self.types[name]

    def told(self, name: str) -> str:
        """The types of a set as the model is told them, a line each."""
        return "\n".join(f"- {tag}: {cell['means']}" for tag, cell in self.cells(name).items())

    def tag_map(self, name: str) -> TagMap:
        """The map of a set's tags to the gold's coarse types."""
        return _tag_map(name, self.cells(name))


def load_prompt(task: str, asked: str) -> Prompt:
    """The prompt for `task` (`ner` or `summary`): in a language of conf/prompt (`zh`, `en`), or of the file at `asked`.

    `BenchError` names the file and what is wrong: unreadable, another task's, a place such as `{text}` missing.
    """
    own = resources.files("bench.conf").joinpath("prompt", f"{task}_{asked}.yaml")
    where, file = (f"prompt={asked}", own) if own.is_file() else (asked, Path(asked).expanduser())
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BenchError(
            f"prompt={asked}: no language of a prompt (zh, en), and no file ({error.strerror}); give a YAML file's path"
        ) from None
    return Prompt(**_read(where, content, task), sha256=hashlib.sha256(content).hexdigest())


def _read(where: str, content: bytes, task: str) -> dict[str, Any]:
    """The fields of a prompt's file."""
    import yaml

    try:
        said = yaml.safe_load(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BenchError(f"{where}: no YAML in UTF-8 ({' '.join(str(error).split())}); see conf/prompt") from None
    if not isinstance(said, dict) or (odd := said.keys() - set(_KEYS)):
        found = f"has {', '.join(map(str, sorted(odd, key=str)))}" if isinstance(said, dict) else "is no mapping"
        raise BenchError(f"{where}: {found}; a prompt's file has {', '.join(_KEYS)}")
    if said.get("task") != task:
        raise BenchError(f"{where}: is for task: {said.get('task')}; give one with task: {task}")
    system, user, types = said.get("system", ""), said.get("user"), said.get("types", {})
    if not isinstance(system, str) or not isinstance(user, str):
        raise BenchError(f"{where}: system and user are texts; give user, and system where there is one")
    missing = [place for place in _NEEDED[task] if f"{{{place}}}" not in system + user]
    if missing:
        raise BenchError(f"{where}: has no {{{missing[0]}}}; put it where it belongs in user")
    unfit = [place for place in _PLACE.findall(system + user) if place not in _NEEDED[task]]
    if unfit:
        raise BenchError(f"{where}: has {{{unfit[0]}}}, which task: {task} does not know; take it out")
    if task == "ner":
        _check_types(where, types)
    return {"system": system, "user": user, "types": types}


def _check_types(where: str, types: Any) -> None:
    if not isinstance(types, dict) or not types or not all(isinstance(s, dict) and s for s in types.values()):
        raise BenchError(f"{where}: has no types; give sets of tags, each with type and means")
    for name, cells in types.items():
        for tag, cell in cells.items():
            place = f"{where}: types: {name}: {tag}"
            texts = isinstance(cell, dict) and all(isinstance(said, str) for said in (tag, *cell.values()))
            if not texts or not {"type", "means"} <= cell.keys() <= {"type", "means", "relation", "fine"}:
                raise BenchError(f"{place}: give its type and what it means, and relation and fine where it has them")
            if cell["type"] not in COARSE.labels:
                raise BenchError(f"{place}: {cell['type']!r} is no coarse type; take {', '.join(COARSE.labels)}")
        try:
            _tag_map(name, cells)
        except ValueError as error:
            raise BenchError(f"{where}: types: {error}; mend the cell") from None


def _tag_map(name: str, cells: Mapping[str, Mapping[str, str]]) -> TagMap:
    return TagMap(
        f"prompt-{name}",
        {tag: cell["type"] for tag, cell in cells.items()},
        {tag: cell["relation"] for tag, cell in cells.items() if "relation" in cell},
        {tag: cell["fine"] for tag, cell in cells.items() if "fine" in cell},
    )
