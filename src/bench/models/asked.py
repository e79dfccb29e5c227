"""What stands behind `model=`: a name, `ADAPTER:PATH`, or a YAML file of settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bench.errors import BenchError
from bench.models.registry import Entry, find_entry

_FILE = (".yaml", ".yml")


class Asked(NamedTuple):
    """A model that was asked for: what makes it, with which settings, and the name that its figures stand under."""

    entry: Entry
    settings: Mapping[str, Any]
    name: str

    def make(self, kind: str) -> Any:
        """The model as a `tagger` or `summarizer`; `BenchError` where it cannot be one or a setting does not fit."""
        if kind not in self.entry.targets:
            raise BenchError(f"the model {self.name} is a {' and a '.join(self.entry.targets)}; take a {kind}")
        return self.entry.make(kind, self.settings)


def read_model(asked: str, settings: Mapping[str, Any], name: str | None = None) -> Asked:
    """The model that `asked` means, `settings` over what a file says.

    Without `name`, an adapter's model is called as its file or the last part of its path, so that `org/tagger` is
    `tagger`. Raises `BenchError` for a model, file or name that cannot be used.
    """
    if asked.endswith(_FILE):
        return _from_file(Path(asked), settings, name)
    word, _, path = asked.partition(":")
    entry = find_entry(word)
    if path and not entry.takes:
        raise BenchError(f"the model {word} takes no path; write model={word}")
    if path:
        settings = {"path": path, **settings}
    place = str(settings.get("path") or "") if entry.takes else ""
    return Asked(entry, settings, _checked(name or _last_part(place) or word))


def _from_file(file: Path, settings: Mapping[str, Any], name: str | None) -> Asked:
    import yaml

    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise BenchError(f"{file}: cannot be read ({reason}); a model's file is YAML") from None
    if not isinstance(said, dict) or not isinstance(said.get("model"), str):
        raise BenchError(f"{file}: a model's file has `model: ADAPTER` and a line a setting; see bench list models")
    word, named = said.pop("model"), said.pop("name", None)
    path = said.get("path")
    if isinstance(path, str) and path.startswith(("./", "../")):
        said["path"] = str(file.parent / path)  # what stands in a file is seen from the file
    return read_model(word, {**said, **settings}, name or named or file.stem)


def _last_part(path: str) -> str:
    """A name from a path or hub id, of signs that a folder's name can hold everywhere."""
    last = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem = last.removesuffix(".jsonl")
    return re.sub(r"[^\w.+-]+", "-", stem).lstrip(".-")


def _checked(name: Any) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[^\W_][\w.+-]{0,99}", name):
        raise BenchError(f"the name {name!r} cannot name a folder; take letters, digits and . + - _, 100 at most")
    return name
