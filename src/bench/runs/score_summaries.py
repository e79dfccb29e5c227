"""Summaries to every figure that the page allows, one row of the tally a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.corpus import Corpus, Document
from bench.metrics.summary_scores import SUMMARY_METRICS, Texts, scores_of
from bench.runs.config import RunConfig
from bench.runs.figures import MOST_DOCUMENTS, Prediction, Scored, signature
from bench.runs.summary_entries import summary_entries
from bench.runs.tasks import load_tasks

SCORING = "zh-char"


def score_summaries(
    config: RunConfig, corpus: Corpus, documents: Sequence[Document], predictions: Mapping[str, Prediction]
) -> Scored:
    """The figures over the documents, and each document's; what a summary says is compared with the whole article."""
    texts = Texts(
        tuple(d.id for d in documents),
        [predictions[d.id]["summary"] for d in documents],
        [d.references[config.task] for d in documents],
        [d.clean.text for d in documents],
        [d.facts for d in documents],
        limit=load_tasks()[config.task].characters,
    )
    scores = scores_of(texts, SUMMARY_METRICS, SCORING)
    signed = signature(config, corpus, f"references:{config.task}")
    listed = texts.ids if len(texts.ids) <= MOST_DOCUMENTS else ()
    figures = {
        "metrics": summary_entries(scores, scores.tally, signed),
        "by_document": {
            name: summary_entries(scores, scores.tally.of_documents([name]), signed, whole=False) for name in listed
        },
        "warnings": scores.warnings,
    }
    return Scored(scores.tally.named(SCORING), {SCORING: figures})
