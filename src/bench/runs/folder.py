"""A run's folder: every file complete or absent; its predictions are the store's."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.atomic import write_whole
from bench.errors import BenchError
from bench.runs.store import read_predictions


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is running, complete or failed; `done` and `failed` count documents."""

    state: str
    done: int = 0
    failed: int = 0
    truncated_characters: int = 0
    limited: bool = False
    shard: str | None = None


def final_status(records: Collection[Mapping[str, Any]], limited: bool, shard: str | None = None) -> Status:
    """The status of a run whose documents all have a record, a prediction or the reason why there is none."""
    failed = sum("error" in record for record in records)
    truncated = sum(record.get("truncated_characters", 0) for record in records)
    state = "failed" if failed else "complete"
    return Status(state, len(records) - failed, failed, truncated, limited, shard)


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
        return read_predictions(self.path)
