"""The models by name: those that come with the package, and those that others add by the entry point `bench.models`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from typing import Any

from bench.errors import BenchError

GROUP = "bench.models"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that can be asked for by name.

    `kind` is `tagger` or `summarizer`; `reference` marks an upper line that is handed the answers: shown, never ranked.
    """

    name: str
    kind: str
    about: str
    target: str
    reference: bool = False

    def make(self) -> Any:
        module, _, attribute = self.target.partition(":")
        return getattr(import_module(module), attribute)()


_OWN = (
    Entry("lac", "tagger", "Baidu LAC, BiGRU-CRF on ONNX Runtime, weights in the package", "bench.models.lac:Lac"),
    Entry("jieba", "tagger", "jieba's part-of-speech tags, the weak baseline", "bench.models.jieba_tagger:JiebaTagger"),
    Entry(
        "second-pass",
        "tagger",
        "the second blind annotation pass against the gold: the ceiling of a reader",
        "bench.models.second_pass:SecondPass",
        reference=True,
    ),
    Entry("lead", "summarizer", "the first sentences that fit", "bench.models.lead:Lead"),
    Entry("lexrank", "summarizer", "LexRank through sumy, jieba's words", "bench.models.lexrank:LexRank"),
    Entry(
        "oracle-extract",
        "summarizer",
        "the sentences that score best: the upper line for extracts",
        "bench.models.oracle_extract:OracleExtract",
        reference=True,
    ),
)


def _added() -> Iterator[Entry]:
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda p: p.name):
        try:
            made = point.load()
        except Exception as error:  # a broken plugin must not hide behind a missing name
            raise BenchError(
                f"the model {point.name!r} ({point.value}) cannot be imported: {error}; mend or uninstall it"
            ) from error
        kind = "tagger" if hasattr(made, "tags") else "summarizer"
        about = (made.__doc__ or "").strip().partition("\n")[0]
        yield Entry(point.name, kind, about, point.value)


@cache
def load_entries() -> dict[str, Entry]:
    """Every model by name. `BenchError` where one that was added takes a name that is in use or cannot be imported."""
    entries = {entry.name: entry for entry in _OWN}
    for entry in _added():
        if entry.name in entries:
            raise BenchError(f"two models are called {entry.name!r}: {entry.target} needs another entry point name")
        entries[entry.name] = entry
    return entries


def find_entry(name: str) -> Entry:
    """The entry of a model; `BenchError` lists the names there are."""
    entries = load_entries()
    if name not in entries:
        raise BenchError(f"no model {name!r}; there are {', '.join(entries)}")
    return entries[name]
