"""How much of the gold a model could say at best, where its words are not characters."""

from __future__ import annotations

from typing import Any

from bench.corpus import Corpus, load_scheme, project
from bench.runs.config import RunConfig
from bench.text import Span, sentence_spans


def boundary_ceiling(config: RunConfig, corpus: Corpus, model: Any) -> str:
    """A line for a tagger that has `expressible(text, spans)`, on the clean text and the leading scheme; else empty."""
    if config.kind != "tagger" or not hasattr(model, "expressible"):
        return ""
    within: list[bool] = []
    for document in corpus.documents:
        names = [s.readings[0] for s in project(document.mentions, load_scheme(config.scheme)) if not s.optional]
        for sentence in sentence_spans(document.clean.text):
            inside = [
                Span(start - sentence.start, end - sentence.start)
                for start, end, _ in names
                if sentence.start <= start and end <= sentence.end
            ]
            within += model.expressible(sentence.of(document.clean.text), inside)
    if not within:
        return ""
    share = 100 * sum(within) / len(within)
    return f"{config.asked.name}: its words can express {share:.1f} % of the {len(within)} names of {config.scheme}"
