"""The tasks, as conf/task states them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of a model; `kind` is tagger or summarizer, `characters` the length asked of a summary."""

    name: str
    kind: str
    characters: int | None
    about: str


@cache
def load_tasks() -> dict[str, Task]:
    """Every task by name."""
    import yaml

    files = sorted(resources.files("bench.conf").joinpath("task").iterdir(), key=lambda entry: entry.name)
    tasks = (Task(**yaml.safe_load(f.read_text(encoding="utf-8"))) for f in files if f.name.endswith(".yaml"))
    return {task.name: task for task in tasks}
