"""Spans and summaries in, `Tally` out; figures are pure functions of a tally's totals."""

from bench.metrics.rouge import best_rouge, rouge_figures, tally_rouge
from bench.metrics.span_scores import SpanScores, score_spans
from bench.metrics.span_table import SpanTable
from bench.metrics.spans import Document, Gold, Predicted, flag_recall, strict_figures, tally_spans
from bench.metrics.tally import Tally, Unit, f1, ratio

__all__ = [
    "Document",
    "Gold",
    "Predicted",
    "SpanScores",
    "SpanTable",
    "Tally",
    "Unit",
    "best_rouge",
    "f1",
    "flag_recall",
    "ratio",
    "rouge_figures",
    "score_spans",
    "strict_figures",
    "tally_rouge",
    "tally_spans",
]
