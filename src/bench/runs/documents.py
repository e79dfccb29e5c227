"""The documents of a run."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from bench.corpus import Corpus, Document, load_corpus
from bench.errors import BenchError
from bench.runs.config import RunConfig, read_shard


@cache
def _corpus(name: str, limit: int | None) -> Corpus:
    return load_corpus(name, limit)


def documents_of(config: RunConfig) -> Corpus:
    """The data set less what the task has no reference for, and of that the shard; read once a process.

    Raises `BenchError` where the data set lacks the view, or any reference for the task.
    `Corpus.whole` are the documents before the shard was taken: what trained models learn from.
    """
    corpus = _corpus(config.data, config.limit)
    documents = corpus.documents
    if config.view not in corpus.views:
        raise BenchError(f"data={config.data} has no view {config.view}; take view={corpus.views[0]}")
    if corpus.schemes is not None and config.scheme not in corpus.schemes:
        known = ", ".join(corpus.schemes)
        raise BenchError(f"data={config.data} cannot be told in scheme={config.scheme}; there is {known}")
    if config.kind != "tagger":
        documents = tuple(d for d in documents if d.references.get(config.task))
        if not documents:
            raise BenchError(f"data={config.data} has no references for task={config.task}; take task=ner")
    if config.shard is None:
        return replace(corpus, documents=documents, whole=documents)
    number, count = read_shard(config.shard)
    return replace(corpus, documents=tuple(d for d in documents if shard_of(d, count) == number), whole=documents)


def shard_of(document: Document, count: int) -> int:
    """The part of `count` that a document belongs to: by its id and text alone, whatever stands beside it."""
    content = f"{document.id}\0{document.clean.text}".encode(errors="surrogatepass")
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "big") % count
