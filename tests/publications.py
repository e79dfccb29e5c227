"""Runs of the default experiment that a test may publish or break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

PLACES = (
    "ner/banmian-clean/lac",
    "ner/banmian-clean/second-pass",
    "ner/banmian-raw-join/lac",
    "summary/banmian-clean/lead",
    "summary/banmian-clean/oracle-extract",
)


def copy_runs(runs: Path, out: Path, places: Iterable[str] = PLACES) -> Path:
    """A copy of the runs at these places."""
    for place in places:
        shutil.copytree(runs / place, out / place)
    return out


def one(runs: Path, place: str) -> Path:
    """The folder of the one run at a place."""
    (found,) = (runs / place).iterdir()
    return found


def edit(path: Path, **changes: Any) -> None:
    """Sets keys of a JSON or YAML file."""
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    value.update(changes)
    text = json.dumps(value) if path.suffix == ".json" else yaml.safe_dump(value, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """The content of every file under a folder, by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
