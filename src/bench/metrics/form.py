"""The form of summaries: how they are made from their sources, how they repeat themselves, how long they are.

Compression, extractive coverage and density as Grusky et al. 2018; novel bigrams as See et al. 2017. None of them says
that a summary is good: they say what kind it is, and show a copied article or a loop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.errors import InputError
from bench.metrics.tally import Tally, Unit, ratio
from bench.text import Tokenizer, tokenize
from bench.text.fragments import MEASURES, extraction

FORM_FIGURES = (*MEASURES, "repetition", "characters", "length_ratio", "over_limit")
_REPEATED = 3  # the order of the n-grams


def tally_form(
    ids: Sequence[str],
    summaries: Sequence[str],
    sources: Sequence[str],
    limit: int | None = None,
    tokenizer: Tokenizer = "zh-char",
) -> Tally:
    """One row a document: for each measure its value, `coverage/sum`, and 1 where it is known, `coverage/known`.

    * `coverage`, `density` (tokens), `compression`, `novel_bigrams`: `bench.text.fragments.extraction`.
    * `repetition`: share of the summary's trigrams that it has had before; unknown under three tokens.
    * `characters`: code points of the summary, as a limit counts them.
    * `length_ratio`: characters by the limit; `over_limit`: whether there are more; unknown without a limit.

    `InputError` where the lists differ in length, something is no text, or the limit is not positive.
    """
    if not len(ids) == len(summaries) == len(sources):
        raise InputError(f"{len(ids)} ids, {len(summaries)} summaries and {len(sources)} sources")
    if limit is not None and limit <= 0:
        raise InputError(f"a limit is a number of characters over 0, not {limit}")
    rows = [
        [1.0, *(x for value in _form(*texts, limit, tokenizer).values() for x in (value or 0.0, value is not None))]
        for texts in zip(sources, summaries, strict=True)
    ]
    columns = ("documents", *(f"{name}/{part}" for name in FORM_FIGURES for part in ("sum", "known")))
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, columns, np.array(rows, float).reshape(len(units), len(columns)))


def form_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """The mean of each measure over the documents where it is known; `None` where it is known in none."""
    return {name: ratio(totals[f"{name}/sum"], totals[f"{name}/known"]) for name in FORM_FIGURES}


def _form(source: str, summary: str, limit: int | None, tokenizer: Tokenizer) -> dict[str, float | None]:
    length = len(summary)
    return {
        **extraction(source, summary, tokenizer),
        "repetition": _repetition(tokenize(summary, tokenizer)),
        "characters": length,
        "length_ratio": length / limit if limit else None,
        "over_limit": float(length > limit) if limit else None,
    }


def _repetition(tokens: Sequence[str]) -> float | None:
    grams = list(zip(*(tokens[i:] for i in range(_REPEATED)), strict=False))
    return 1 - len(set(grams)) / len(grams) if grams else None
