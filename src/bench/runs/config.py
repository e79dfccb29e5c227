"""What one run is: plain values, checked once. No Hydra below the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.corpus import load_scheme
from bench.errors import BenchError
from bench.models import find_entry
from bench.runs.tasks import load_tasks

TRACKS = {
    "common": "scheme core3, the same required mentions for every model",
    "native": "the model's own scope; the rest are ignored regions",
    "full": "every mention of the scheme; what the model cannot express counts as missed",
}
WRAPS = {"lines": "each line by itself, what naive code does", "join": "lines rejoined by rule, then sentences"}


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One model on one task and view.

    `wrap` says how raw text reaches the model (`None` on the clean view). `scheme` and `track` choose which figures
    lead; all are computed. `limit` takes the first documents only and marks the run. With `on_error="skip"` a document
    on which the model fails is left out and counted; with `"stop"` it ends the run.
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

    def __post_init__(self) -> None:
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
        load_scheme(self.scheme)
        if self.track == "common" and self.scheme != "core3":
            raise BenchError(
                f"track=common is scheme=core3 alone; with scheme={self.scheme} take track=native or track=full"
            )
        if find_entry(self.model).reference and self.view != "clean":
            raise BenchError(f"the model {self.model} is an upper line on the clean view; take view=clean")
        kind, wanted = find_entry(self.model).kind, load_tasks()[self.task].kind
        if kind != wanted:
            raise BenchError(f"the model {self.model} is a {kind}; task={self.task} wants a {wanted}")

    @property
    def leading(self) -> str:
        """The key of the scoring that leads: `core3-common`."""
        return f"{self.scheme}-{self.track}"
