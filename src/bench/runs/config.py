"""What one run is: plain values, checked once. No Hydra below the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.corpus import load_scheme
from bench.errors import BenchError
from bench.models.asked import Asked, read_model
from bench.runs.tasks import Task, load_tasks

TRACKS = {
    "common": "scheme core3, the same required mentions for every model",
    "native": "the model's own scope; the rest are ignored regions",
    "full": "every mention of the scheme; what the model cannot express counts as missed",
}
WRAPS = {"lines": "each line by itself, what naive code does", "join": "lines rejoined by rule, then sentences"}


def read_shard(text: str) -> tuple[int, int]:
    """`0/4` as the number of a part and of how many; `BenchError` for what is none."""
    first, slash, second = text.partition("/")
    if slash and first.isdecimal() and second.isdecimal() and int(first) < int(second):
        return int(first), int(second)
    raise BenchError(f"shard={text}: take i/n, such as 0/4 for the first of four parts")


@dataclass(frozen=True)
class RunConfig:
    """One model on one task and view.

    `model` is a name of `bench list models`, `ADAPTER:PATH`, or a YAML file; `settings` are what can be set of it, a
    mapping or pairs; `name` is what its figures stand under, where it is not to be the model's own. `wrap` says how raw
    text reaches the model (`None` on the clean view). `scheme` and `track` choose which figures lead; all are computed.
    `limit` takes the first documents only and marks the run. With `on_error="skip"` a document on which the model fails
    is left out and counted; with `"stop"` it ends the run. `offline` forbids every request to another machine. `shard`,
    `i/n`, takes the i-th of n parts of the documents, counted from 0; `bench.runs.merge` puts them together.
    """

    task: str = "ner"
    model: str = "lac"
    data: str = "banmian"
    view: str = "clean"
    wrap: str | None = None
    scheme: str = "core3"
    track: str = "common"
    out: Path = Path("runs")
    limit: int | None = None
    on_error: str = "stop"
    offline: bool = False
    name: str | None = None
    settings: Mapping[str, Any] | tuple[tuple[str, Any], ...] = ()
    shard: str | None = None

    def __post_init__(self) -> None:
        # Pairs in order: a configuration can then be compared and counted once.
        pairs = tuple(sorted(dict(self.settings).items()))
        object.__setattr__(self, "settings", pairs)
        for key, value in pairs:
            if not isinstance(value, str | int | float | None):
                raise BenchError(f"with.{key}={value}: take a word, a number, true, false or null")
        for field, known in (
            ("task", load_tasks()),
            ("view", ("clean", "raw")),
            ("track", TRACKS),
            ("on_error", ("stop", "skip")),
        ):
            value = getattr(self, field)
            if value not in known:
                raise BenchError(f"no {field} {value!r}; there are {', '.join(known)}")
        if (self.view == "raw") != (self.wrap is not None) or self.wrap not in (None, *WRAPS):
            raise BenchError(
                f"wrap is for view=raw and one of {', '.join(WRAPS)}; got view={self.view} wrap={self.wrap}"
            )
        if self.limit is not None and self.limit < 1:
            raise BenchError(f"limit={self.limit}: take 1 document or more, or leave it out")
        if self.shard is not None:
            read_shard(self.shard)
        load_scheme(self.scheme)
        if self.track == "common" and self.scheme != "core3":
            raise BenchError(
                f"track=common is scheme=core3 alone; with scheme={self.scheme} take track=native or track=full"
            )

    @cached_property
    def asked(self) -> Asked:
        """The model that is asked for; `BenchError` where there is none, or it is no model for the task or view."""
        asked = read_model(self.model, dict(self.settings), self.name)
        if asked.entry.reference and self.view != "clean":
            raise BenchError(f"the model {asked.name} is an upper line on the clean view; take view=clean")
        if self.kind not in asked.entry.targets:
            kinds = " or ".join(asked.entry.targets)
            raise BenchError(f"the model {asked.name} is a {kinds}; task={self.task} wants a {self.kind}")
        return asked

    @property
    def of_task(self) -> Task:
        """The task."""
        return load_tasks()[self.task]

    @property
    def kind(self) -> str:
        """What the task wants: a tagger or a summarizer."""
        return self.of_task.kind

    @property
    def leading(self) -> str:
        """The key of the scoring of names that leads: `core3-common`."""
        return f"{self.scheme}-{self.track}"
