"""Stored predictions to a tally and the figures of every scoring that applies."""

from __future__ import annotations

from collections.abc import Mapping

from bench.corpus import Corpus
from bench.models import TagMap
from bench.runs.config import RunConfig
from bench.runs.figures import Prediction, Scored
from bench.runs.score_names import score_names
from bench.runs.score_summaries import score_summaries


def score_run(config: RunConfig, corpus: Corpus, predictions: Mapping[str, Prediction], tags: TagMap | None) -> Scored:
    """Scores the documents that have a prediction. `tags` is the tagger's map, `None` for a summarizer."""
    documents = [d for d in corpus.documents if "error" not in predictions.get(d.id, {"error": ""})]
    if tags is None:
        return score_summaries(config, corpus, documents, predictions)
    return score_names(config, corpus, documents, predictions, tags)
