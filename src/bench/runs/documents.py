"""The documents of a run."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bench.corpus import Corpus, load_corpus
from bench.runs.config import RunConfig


@cache
def _corpus(name: str, limit: int | None) -> Corpus:
    return load_corpus(name, limit)


def documents_of(config: RunConfig) -> Corpus:
    """The data set less what the task has no reference for; read once a process."""
    corpus = _corpus(config.data, config.limit)
    if config.kind == "tagger":
        return corpus
    return replace(corpus, documents=tuple(d for d in corpus.documents if d.references[config.task]))
