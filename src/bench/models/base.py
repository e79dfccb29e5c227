"""What is evaluated: the protocols of taggers and summarizers, and how they say what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable


class Tagged(NamedTuple):
    """A half-open span of the text given to the tagger, with the toolkit's own tag."""

    start: int
    end: int
    tag: str


class Answer(NamedTuple):
    """What a model says of one document.

    `value` is a list of spans for each of a document's texts, or a summary; `None` where the model failed, and then
    `error` says why in a line. `kept` holds JSON values that are stored beside it: tokens, counts of what was cut.
    """

    value: Any
    error: str | None = None
    kept: Mapping[str, Any] = MappingProxyType({})


class Example(NamedTuple):
    """A text with its names, as a trained tagger is shown them; tags are the gold's coarse types."""

    text: str
    spans: tuple[Tagged, ...]


# How a tag relates to the gold's coarse type: it covers the same, more, less, or it fits loosely.
RELATIONS = ("exact", "broader", "narrower", "weak")


@dataclass(frozen=True, slots=True)
class TagMap:
    """A toolkit's tags in the gold's coarse types, fixed before any run; the types it lists are the tagger's scope.

    Keyed by toolkit, as one tag means different things in two of them: `nt` is an organisation in jieba and a
    time noun in LTP. `relations` gives for a tag one of `RELATIONS`. `fine` gives the gold's fine type for a tag that
    says more than the coarse one (OntoNotes `PERCENT`: `num.percent`); without it, a scheme that divides the coarse
    type takes the tag as the scheme's file says, or not at all. A map of your own needs `labels` alone. Raises
    `ValueError` where the parts do not agree.
    """

    toolkit: str
    labels: Mapping[str, str]
    relations: Mapping[str, str] = field(default_factory=dict)
    fine: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tag, relation in self.relations.items():
            if relation not in RELATIONS or tag not in self.labels:
                raise ValueError(
                    f"{self.toolkit}: the relation {relation!r} of {tag!r} is unknown, or the tag has no label"
                )
        for tag, fine in self.fine.items():
            if fine.partition(".")[0].upper() != self.labels.get(tag):
                raise ValueError(
                    f"{self.toolkit}: {fine!r} is no fine type of {self.labels.get(tag)!r}, the label of {tag!r}"
                )

    @property
    def scope(self) -> frozenset[str]:
        """The coarse types that the tags can say."""
        return frozenset(self.labels.values())

    @property
    def types(self) -> frozenset[str]:
        """What the tags can say at their finest: a fine type where a tag has one, else its coarse type."""
        return frozenset(map(self.gold_type, self.labels))

    def gold_type(self, tag: str) -> str:
        """The finest type of the gold that a tag says; empty for a tag that the map does not list."""
        return self.fine.get(tag, self.labels.get(tag, ""))


@runtime_checkable
class Tagger(Protocol):
    """Finds names in text.

    Making one is cheap: weights are loaded at the first prediction, or by `load()` where a model has it, so that
    loading is timed apart. A model may have more than this:

    * `stream(documents)`, where a document is the list of its texts: yields `(index, Answer)` as each is known, every
      index once, for models that batch, pool or call in parallel. A document's failure is an `Answer` with `error`.
    * `unit = "document"`: the article as one text, for models that make their own windows; without it, sentences.
    * `fit(examples)`: gives the tagger trained on them. The run hands it the other articles, article by article.
    * `look_up(id, text)`: gives the `Answer` for a document by its name, for predictions that are there already.
    * `policy`: how its labels become spans, for signatures: `decode:viterbi-bio`.
    * `remote`: the machine that it asks; empty for this one. A run that is to stay offline refuses it.
    * `usage`: what was asked so far, `requests`, `retries` and `cost`.
    * `Settings`: a frozen dataclass of what can be set; the model is made with one.
    """

    tags: TagMap

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """For each text its spans; spans whose tag `tags` does not list are left out of the scores."""
        ...

    def describe(self) -> dict[str, Any]:
        """What the predictions depend on (weights, versions, settings), known without loading them."""
        ...


@runtime_checkable
class Summarizer(Protocol):
    """Writes summaries. What more it may have is as for a `Tagger`; `stream` takes the limit too."""

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        """For each document a summary; `limit` is the length asked for, in code points."""
        ...

    def describe(self) -> dict[str, Any]:
        """What the predictions depend on (weights, versions, settings), known without loading them."""
        ...


def versions(*packages: str) -> dict[str, str]:
    """The installed versions of packages that predict."""
    return {package: metadata.version(package) for package in packages}


@cache
def file_hash(path: Path) -> str:
    """SHA-256 of a file's content: what a fingerprint holds of weights and word lists."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folder_hash(folder: Path) -> str:
    """A hash of the names and contents of a folder's files; empty where there is no such folder."""
    if not folder.is_dir():
        return ""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    told = "\n".join(f"{path.name} {file_hash(path)}" for path in files)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def spans_of_words(words: Sequence[tuple[str, str]], text: str) -> list[Tagged]:
    """Spans of `(word, tag)` pairs that together spell `text`.

    Raises `ValueError` where they do not: an offset would then be a guess.
    """
    spans = []
    position = 0
    for word, tag in words:
        spans.append(Tagged(position, position + len(word), tag))
        position += len(word)
    if "".join(word for word, _ in words) != text:
        raise ValueError(f"the words do not spell the text: {text[:20]!r}")
    return spans
