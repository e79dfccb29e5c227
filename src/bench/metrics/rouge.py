"""ROUGE-1, -2 and -L over given tokens (Lin 2004), as `rouge_score` 0.1.2 computes them on the same tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from bench.metrics.tally import Tally, Unit
from bench.text import zh_char

VARIANTS = ("rouge1", "rouge2", "rougeL")
FIGURES = ("precision", "recall", "f1")


class Score(NamedTuple):
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def _score(hits: int, predicted: int, reference: int) -> Score:
    precision = hits / predicted if predicted else 0.0
    recall = hits / reference if reference else 0.0
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def _ngrams(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def rouge(variant: str, predicted: Sequence[str], reference: Sequence[str]) -> Score:
    """One ROUGE variant of two token lists; an empty side scores 0, as in `rouge_score`."""
    if variant == "rougeL":
        codes = {token: code for code, token in enumerate(dict.fromkeys([*predicted, *reference]))}
        hits = LCSseq.similarity([codes[t] for t in predicted], [codes[t] for t in reference])
        return _score(int(hits), len(predicted), len(reference))
    n = int(variant.removeprefix("rouge"))
    ours, theirs = _ngrams(predicted, n), _ngrams(reference, n)
    return _score((ours & theirs).total(), ours.total(), theirs.total())


def best_rouge(variant: str, summary: str, references: Sequence[str]) -> Score:
    """The reference with the best F1, by `zh-char` tokens; of equals the first."""
    predicted = zh_char(summary)
    return max((rouge(variant, predicted, zh_char(reference)) for reference in references), key=lambda s: s.f1)


def tally_rouge(documents: Sequence[tuple[str, str, Sequence[str]]]) -> Tally:
    """`(id, summary, references)` of each document, one row a document: `rouge1/precision` … and `documents` = 1."""
    columns = ["documents", *(f"{variant}/{figure}" for variant in VARIANTS for figure in FIGURES)]
    rows = [
        [1.0, *(value for variant in VARIANTS for value in best_rouge(variant, summary, references))]
        for _, summary, references in documents
    ]
    units = tuple(Unit(name, name, "document") for name, _, _ in documents)
    return Tally(units, tuple(columns), np.array(rows).reshape(len(units), len(columns)))


def rouge_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """The mean over documents of each figure: `rouge1_precision` … `rougeL_f1`; `None` without documents."""
    n = totals["documents"]
    return {
        f"{variant}_{figure}": totals[f"{variant}/{figure}"] / n if n else None
        for variant in VARIANTS
        for figure in FIGURES
    }
