"""chrF (Popović 2015) and BLEU (Papineni et al. 2002) by sacrebleu, as folds over its own statistics.

A row holds what sacrebleu counts in a document, with all of its references; the figure of a sum of rows is computed by
sacrebleu from the sum, so that it is the corpus score of those documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from bench.errors import InputError
from bench.metrics.references import checked_references
from bench.metrics.tally import Tally, Unit
from bench.text import Tokenizer, tokenize, tokenizer_signature
from bench.text.codes import Codes

NGRAM_METRICS = ("chrf", "bleu")
_COLUMNS = {
    "chrf": [f"chrf/{side}{order}" for order in range(1, 7) for side in ("predicted", "reference", "shared")],
    "bleu": [
        *("bleu/predicted", "bleu/reference"),
        *(f"bleu/{side}{order}" for side in ("shared", "predicted") for order in range(1, 5)),
    ],
}


def tally_sacrebleu(
    ids: Sequence[str],
    summaries: Sequence[str],
    references: Sequence[Sequence[str]],
    tokenizer: Tokenizer = "zh-char",
    metrics: Sequence[str] = NGRAM_METRICS,
) -> Tally:
    """One row a document: `documents` = 1 and sacrebleu's sufficient statistics, `chrf/…` and `bleu/…`.

    Documents may have different numbers of references: of several, chrF takes the best, BLEU clips to the most that any
    has, and takes the closest length. chrF reads the texts as they stand. BLEU is given our tokens, as sacrebleu's own
    for Chinese misses every ideograph outside the basic plane. `InputError` as from `tally_rouge`.
    """
    for metric in metrics:
        if metric not in NGRAM_METRICS:
            raise InputError(f"sacrebleu does not compute {metric!r} here: choose from {', '.join(NGRAM_METRICS)}")
    checked = checked_references(ids, summaries, references)
    scorers = [(_scorer(metric), _reader(metric, tokenizer)) for metric in metrics]
    rows = [
        [1.0, *(value for scorer, read in scorers for value in _statistics(scorer, read(summary), map(read, of)))]
        for summary, of in zip(summaries, checked, strict=True)
    ]
    columns = ("documents", *(column for metric in metrics for column in _COLUMNS[metric]))
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, columns, np.array(rows, float).reshape(len(units), len(columns)))


def sacrebleu_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """`chrf` and `bleu` of the documents together, as far as the totals hold them, 0 to 1; `None` without documents."""
    return {
        metric: _figure(metric, [totals[column] for column in columns]) if totals["documents"] else None
        for metric, columns in _COLUMNS.items()
        if columns[0] in totals
    }


def sacrebleu_signature(metric: str, references: Sequence[Sequence[str]], tokenizer: Tokenizer = "zh-char") -> str:
    """Our tokens where BLEU is given them, then sacrebleu's own signature, as it prints it."""
    counts = {1 if isinstance(of, str) else len(of) for of in references}
    scorer = _scorer(metric)
    scorer.num_refs = counts.pop() if len(counts) == 1 else -1
    tokens = f"tokens:{tokenizer_signature(tokenizer)}|" if metric == "bleu" else ""
    return f"{tokens}by:sacrebleu|{scorer.get_signature().format()}"


@cache
def _shared_scorer(metric: str) -> Any:
    return _scorer(metric)


def _scorer(metric: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    # `force`: tokens that end in a point are meant.
    return CHRF() if metric == "chrf" else BLEU(tokenize="none", force=True)


def _reader(metric: str, tokenizer: Tokenizer) -> Callable[[str], str]:
    """What sacrebleu is given for a text; a token is a code point, so that a space in it does not split it."""
    if metric == "chrf":
        return str
    codes = Codes()
    return lambda text: " ".join(codes.packed(tokenize(text, tokenizer)))


def _statistics(scorer: Any, summary: str, references: Any) -> list[float]:
    (found,) = scorer._extract_corpus_statistics([summary], [[reference] for reference in references])
    return list(found)


def _figure(metric: str, sums: list[float]) -> float:
    return float(_shared_scorer(metric)._compute_score_from_stats(sums).score) / 100
