"""Summaries to ROUGE by character, one row of the tally a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.corpus import Corpus, Document
from bench.metrics import rouge_figures, tally_rouge
from bench.runs.config import RunConfig
from bench.runs.figures import Prediction, Scored, entries, signature

SCORING = "zh-char"


def score_summaries(
    config: RunConfig, corpus: Corpus, documents: Sequence[Document], predictions: Mapping[str, Prediction]
) -> Scored:
    """The means over the documents, and each document's figures."""
    names = [d.id for d in documents]
    summaries = [predictions[name]["summary"] for name in names]
    tally = tally_rouge(names, summaries, [d.references[config.task] for d in documents])
    signed = signature(config, corpus, f"references:{config.task}|tokens:{SCORING}")
    figures = {
        "metrics": entries(rouge_figures(tally.totals()), len(names), signed),
        "by_document": {name: entries(rouge_figures(tally.of_documents([name]).totals()), 1, signed) for name in names},
    }
    return Scored(tally, {SCORING: figures})
