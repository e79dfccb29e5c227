"""Which mentions one run finds and another does not, shown in their sentence."""

from __future__ import annotations

from typing import NamedTuple

from bench.corpus import Document, load_corpus
from bench.errors import BenchError
from bench.runs.folder import RunFolder
from bench.runs.measured import Measured
from bench.runs.outcomes import OPTIONAL, Outcome, Span, outcomes
from bench.runs.stored_config import read_config

# Characters that a mention is shown in, itself included, and the least to either side.
_SHOWN, _LEAST = 22, 3
_STRICT = "correct"


class Flip(NamedTuple):
    """A mention that one side alone finds: `finder` is its model; `other` is what the other found there, if anything.

    `before` and `after` are what stands around the mention in the article.
    """

    document: str
    start: int
    label: str
    before: str
    mention: str
    after: str
    finder: str
    other: str


def flips(a: Measured, b: Measured) -> list[Flip]:
    """Every mention that one of two runs of names finds strictly, in the order of the data.

    Raises `BenchError` where a run's predictions or its model's tag map are not at hand.
    """
    documents = load_corpus().documents
    ours, theirs = (_found(run, documents) for run in (a, b))
    found = []
    for document, of_ours, of_theirs in zip(documents, ours, theirs, strict=True):
        for x, y in zip(of_ours, of_theirs, strict=True):
            if (x.error == _STRICT) != (y.error == _STRICT):
                finder, other = (a.model, y) if x.error == _STRICT else (b.model, x)
                assert x.gold is not None
                found.append(_flip(document, x.gold, finder, other))
    return found


def _found(run: Measured, documents: tuple[Document, ...]) -> list[list[Outcome]]:
    """The required mentions of each document."""
    if run.record is None:
        raise BenchError(f"{run.place} holds no predictions: mentions can be shown of run folders alone")
    stored = RunFolder(run.record.path).predictions()
    missing = [d.id for d in documents if "entities" not in stored.get(d.id, {})]
    if missing:
        raise BenchError(f"{run.place}: no prediction of {missing[0]}; run it again")
    tags = read_config(run.record.path).tags
    assert tags is not None  # its predictions are entities
    found = outcomes(run.leading, str(run.record.scores["view"]), documents, stored, tags)
    return [[o for o in own if o.gold is not None and o.error != OPTIONAL] for own in found]


def _flip(document: Document, gold: Span, finder: str, other: Outcome) -> Flip:
    text = document.clean.text
    around = max((_SHOWN - (gold.end - gold.start)) // 2, _LEAST)
    before, after = text[max(gold.start - around, 0) : gold.start], text[gold.end : gold.end + around]
    instead = ""
    if other.predicted is not None:
        start, end, label = other.predicted
        instead = f"{text[start:end]} {label}"
    return Flip(
        document.id, gold.start, gold.label,
        before.rpartition("\n")[2], text[gold.start : gold.end], after.partition("\n")[0], finder, instead,
    )  # fmt: skip
