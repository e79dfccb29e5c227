"""A run's folder: every file complete or absent, predictions appended as they come."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.atomic import write_whole
from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is running, complete or failed; `done` and `failed` count documents."""

    state: str
    done: int = 0
    failed: int = 0
    truncated_characters: int = 0
    limited: bool = False
    shard: str | None = None


class RunFolder:
    """`OUT/<task>/<data>-<view>[-<wrap>]/<model>/<fingerprint>/`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BenchError(
                f"{self.path}: cannot be written ({error.strerror}); choose another folder with out=DIR"
            ) from None

    def write(self, name: str, content: str | bytes) -> None:
        """Replaces a file as a whole."""
        write_whole(self.path / name, content)

    def write_json(self, name: str, value: Any) -> None:
        self.write(name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def read_json(self, name: str) -> dict[str, Any] | None:
        """The file's object; `None` where it is absent or broken, which is work to be done again."""
        try:
            value = json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def write_status(self, status: Status) -> None:
        self.write_json("status.json", asdict(status))

    def status(self) -> Status | None:
        """The run's status; `None` where the file is absent or broken."""
        try:
            return Status(**(self.read_json("status.json") or {}))
        except TypeError:
            return None

    def predictions(self) -> dict[str, dict[str, Any]]:
        """Stored predictions by document; a last line that a kill cut short is no prediction."""
        try:
            lines = (self.path / "predictions.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return {}
        values = (_prediction(line) for line in lines)
        return {value["id"]: value for value in values if value is not None}

    def keep(self, predictions: dict[str, dict[str, Any]]) -> None:
        """Writes the store anew with what is sound in it, so that nothing is appended to a torn line."""
        self.write("predictions.jsonl", "".join(_line(value) for value in predictions.values()))

    def append(self, prediction: dict[str, Any]) -> None:
        with (self.path / "predictions.jsonl").open("a", encoding="utf-8") as file:
            file.write(_line(prediction))


def _prediction(line: str) -> dict[str, Any] | None:
    """The object of a line, or `None` where it is none or has no id."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else None


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
