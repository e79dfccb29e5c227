"""Spans and summaries in, `Tally` out; figures are pure functions of a tally's totals."""

from bench.metrics.form import form_figures, tally_form
from bench.metrics.ngram_scores import sacrebleu_figures, sacrebleu_signature, tally_sacrebleu
from bench.metrics.rouge import best_rouge, rouge_figures, rouge_signature, tally_rouge
from bench.metrics.span_pairing import Pairing, pair
from bench.metrics.span_scores import SpanScores, score_spans
from bench.metrics.span_table import GoldTable, SpanTable
from bench.metrics.span_tally import OTHER, Broken, Units, span_errors, span_figures, stratum_recall, tally_pairing
from bench.metrics.summary_scores import SummaryScores, score_summaries
from bench.metrics.tally import Tally, Unit, f1, ratio

__all__ = [
    "OTHER",
    "Broken",
    "GoldTable",
    "Pairing",
    "SpanScores",
    "SpanTable",
    "SummaryScores",
    "Tally",
    "Unit",
    "Units",
    "best_rouge",
    "f1",
    "form_figures",
    "pair",
    "ratio",
    "rouge_figures",
    "rouge_signature",
    "sacrebleu_figures",
    "sacrebleu_signature",
    "score_spans",
    "score_summaries",
    "span_errors",
    "span_figures",
    "stratum_recall",
    "tally_form",
    "tally_pairing",
    "tally_rouge",
    "tally_sacrebleu",
]
