"""The models by name: those of the package, settings of known ones in conf/models, and what `bench.models` points to.

`bench.models` is the entry point group by which another package adds a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata, resources
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from bench.errors import BenchError
from bench.models.settings import read_settings

GROUP = "bench.models"
KINDS = ("tagger", "summarizer")


@dataclass(frozen=True, slots=True)
class Entry:
    """A model, or an adapter of models, that can be asked for by name.

    `targets` says where its class is, `module:attribute`, for each kind that it can be: `tagger`, `summarizer`.
    `takes` says what stands behind the colon of `NAME:PATH`; empty for a model that needs no place. `needs` are modules
    of an extra: without them it is not run by default. `reference` marks an upper line that is handed the answers:
    shown, never ranked. `preset` are settings that stand already.
    """

    name: str
    targets: Mapping[str, str]
    about: str
    reference: bool = False
    takes: str = ""
    extra: str = ""
    needs: tuple[str, ...] = ()
    preset: Mapping[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The modules that it needs and that are not installed."""
        return tuple(module for module in self.needs if find_spec(module) is None)

    def make(self, kind: str | None = None, settings: Mapping[str, Any] = MappingProxyType({})) -> Any:
        """The model; `kind` may be left out where there is one. `BenchError` for settings that it does not take."""
        if self.missing:
            raise BenchError(
                f"the model {self.name} needs {', '.join(self.missing)}; pip install 'banmian[{self.extra}]'"
            )
        module, _, attribute = self.targets[kind or next(iter(self.targets))].partition(":")
        made = getattr(import_module(module), attribute)
        values = {**self.preset, **settings}
        if hasattr(made, "Settings"):
            return made(read_settings(self.name, made.Settings, values))
        if values:
            raise BenchError(f"the model {self.name} takes no settings; leave out {', '.join(values)}")
        return made()


_TORCH: Any = {"takes": "PATH", "extra": "torch", "needs": ("torch",)}
_OWN = (
    Entry("lac", {"tagger": "bench.models.lac:Lac"}, "Baidu LAC, BiGRU-CRF on ONNX Runtime, weights in the package"),
    Entry(
        "jieba", {"tagger": "bench.models.jieba_tagger:JiebaTagger"}, "jieba's part-of-speech tags, the weak baseline"
    ),
    Entry(
        "second-pass",
        {"tagger": "bench.models.second_pass:SecondPass"},
        "the second blind annotation pass against the gold: the ceiling of a reader",
        reference=True,
    ),
    Entry("lead", {"summarizer": "bench.models.lead:Lead"}, "the first sentences that fit"),
    Entry("lexrank", {"summarizer": "bench.models.lexrank:LexRank"}, "LexRank through sumy, jieba's words"),
    Entry(
        "oracle-extract",
        {"summarizer": "bench.models.oracle_extract:OracleExtract"},
        "the sentences that score best: the upper line for extracts",
        reference=True,
    ),
    Entry(
        "transformers",
        {"tagger": "bench.models.token_classification:TokenClassifier"},
        "token classification, from a folder or the hub",
        **_TORCH,
    ),
    Entry(
        "seq2seq",
        {"summarizer": "bench.models.seq2seq:Seq2Seq"},
        "encoder-decoder (mT5, BART, PEGASUS), from a folder or the hub",
        **_TORCH,
    ),
    Entry(
        "causal",
        {"tagger": "bench.models.causal:CausalTagger", "summarizer": "bench.models.causal:CausalSummarizer"},
        "decoder asked through its chat template, from a folder or the hub",
        **_TORCH,
    ),
    Entry(
        "openai",
        {
            "tagger": "bench.models.endpoint.tagger:EndpointTagger",
            "summarizer": "bench.models.endpoint.summarizer:EndpointSummarizer",
        },
        "a model behind an OpenAI-compatible chat endpoint",
        takes="MODEL",
        extra="openai",
        needs=("openai",),
    ),
    Entry(
        "gliner",
        {"tagger": "bench.models.gliner:Gliner"},
        "GLiNER, zero-shot, by character or jieba's words",
        takes="PATH",
        extra="gliner",
        needs=("gliner",),
    ),
    Entry(
        "crf",
        {"tagger": "bench.models.crf:Crf"},
        "a CRF over characters, trained on the other articles",
        extra="crf",
        needs=("pycrfsuite",),
    ),
    Entry(
        "linear",
        {"tagger": "bench.models.linear:Linear"},
        "a linear model of characters, trained on the other articles",
    ),
    Entry(
        "file",
        {"tagger": "bench.models.from_file:NamesFromFile", "summarizer": "bench.models.from_file:SummariesFromFile"},
        "predictions that another tool wrote as JSON Lines",
        takes="PATH",
    ),
)


def _presets() -> Iterator[Entry]:
    """Models that are an adapter with settings: a file each in conf/models."""
    import yaml

    folder = resources.files("bench.conf").joinpath("models")
    adapters = {entry.name: entry for entry in _OWN}
    for file in sorted(folder.iterdir(), key=lambda f: f.name) if folder.is_dir() else ():
        if file.name.endswith(".yaml"):
            said = yaml.safe_load(file.read_text(encoding="utf-8"))
            adapter, about = adapters[said.pop("model")], said.pop("about")
            yield Entry(
                file.name.removesuffix(".yaml"),
                adapter.targets,
                about,
                extra=adapter.extra,
                needs=adapter.needs,
                preset=said,
            )


def _added() -> Iterator[Entry]:
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda p: p.name):
        try:
            made = point.load()
        except Exception as error:  # a broken plugin must not hide behind a missing name
            raise BenchError(
                f"the model {point.name!r} ({point.value}) cannot be imported: {error}; mend or uninstall it"
            ) from error
        # A tagger whose map depends on its settings says `tags: TagMap` in its class and sets it when it is made.
        kind = "tagger" if hasattr(made, "tags") or "tags" in getattr(made, "__annotations__", {}) else "summarizer"
        about = (made.__doc__ or "").strip().partition("\n")[0]
        takes = "PATH" if hasattr(made, "Settings") else ""
        yield Entry(point.name, {kind: point.value}, about, takes=takes)


@cache
def load_entries() -> dict[str, Entry]:
    """Every model by name. `BenchError` where one that was added takes a name that is in use or cannot be imported."""
    entries = {entry.name: entry for entry in (*_OWN, *_presets())}
    for entry in _added():
        if entry.name in entries:
            target = ", ".join(entry.targets.values())
            raise BenchError(f"two models are called {entry.name!r}: {target} needs another entry point name")
        entries[entry.name] = entry
    return entries


def find_entry(name: str) -> Entry:
    """The entry of a model; `BenchError` lists the names there are."""
    entries = load_entries()
    if name not in entries:
        raise BenchError(f"no model {name!r}; there are {', '.join(entries)}")
    return entries[name]
