"""One document to one stored prediction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from bench.corpus import AnnotationFolder, Corpus, Document, Mention, installed
from bench.corpus.folder import PASSES
from bench.metrics import best_rouge
from bench.models import Entry, Tagged
from bench.runs.config import RunConfig
from bench.runs.fingerprint import canonical
from bench.runs.tasks import load_tasks
from bench.runs.wrap import article_text, segments


def predict(config: RunConfig, document: Document, entry: Entry, model: Any) -> tuple[dict[str, Any], int]:
    """What the model answers on one document, as it is stored, and how many characters it was given."""
    if entry.kind == "summarizer":
        return _summarize(config, document, entry, model)
    return _read(document, model) if entry.reference else _tag(config, document, model)


def _tag(config: RunConfig, document: Document, model: Any) -> tuple[dict[str, Any], int]:
    """Spans of the view's text, with the gold's type for the toolkit's tag, and the tag."""
    given = segments(document, config.view, config.wrap)
    found = [
        (*segment.locate(span.start, span.end), span.tag)
        for segment, spans in zip(given, model.predict([s.text for s in given]), strict=True)
        for span in spans
    ]
    labels = model.tags.labels
    entities = [{"start": s, "end": e, "label": labels[tag], "tag": tag} for s, e, tag in found if tag in labels]
    return {"entities": entities}, sum(len(segment.text) for segment in given)


def _read(document: Document, model: Any) -> tuple[dict[str, Any], int]:
    """The second pass as it was written, layers and all."""
    mentions = _second_pass(document.id)
    reading = [Tagged(m.start, m.end, m.fine) for m in mentions]
    (spans,) = model.predict([document.clean.text], [reading])
    entities = [
        {"start": s.start, "end": s.end, "label": model.tags.labels[s.tag], "tag": s.tag, "layer": m.layer}
        for s, m in zip(spans, mentions, strict=True)
    ]
    return {"entities": entities}, len(document.clean.text)


@cache
def _second_pass(article: str) -> list[Mention]:
    return AnnotationFolder(installed()).mentions(PASSES[1], article)


def _summarize(config: RunConfig, document: Document, entry: Entry, model: Any) -> tuple[dict[str, Any], int]:
    """The summary; an upper line is handed how the references score a text."""
    text = article_text(document, config.view, config.wrap)
    extra = ([_objective(document.references[config.task])],) if entry.reference else ()
    (summary,) = model.predict([text], load_tasks()[config.task].characters, *extra)
    if not isinstance(summary, str):
        raise TypeError(f"a summary is text, not {type(summary).__name__}")
    return {"summary": summary}, len(text)


def _objective(references: tuple[str, ...]) -> Callable[[str], float]:
    """What the oracle maximises: the mean of ROUGE-1 and ROUGE-2 F1."""
    return lambda text: (best_rouge("rouge1", text, references).f1 + best_rouge("rouge2", text, references).f1) / 2


def handed(entry: Entry, config: RunConfig, corpus: Corpus) -> dict[str, str]:
    """For the fingerprint: a hash of the answers that an upper line is given; nothing for a model."""
    if not entry.reference:
        return {}
    if entry.kind == "tagger":
        answers: list[Any] = [[d.id, [asdict(m) for m in _second_pass(d.id)]] for d in corpus.documents]
    else:
        answers = [[d.id, d.references[config.task]] for d in corpus.documents]
    return {"handed": hashlib.sha256(canonical(answers).encode()).hexdigest()}
