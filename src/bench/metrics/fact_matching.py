"""Facts by a second reader, and how far it agrees with the anchors: apart from the figures of the anchors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bench.errors import InputError
from bench.metrics.facts import STATED, fact_verdict
from bench.metrics.tally import Tally, Unit, ratio

Matcher = Callable[[Sequence[tuple[str, str]]], Sequence[bool]]
MATCHER_FIGURES = ("fact_recall_matcher", "fact_matcher_agreement", "fact_matcher_kappa")
_COLUMNS = ("matcher/all", "matcher/stated", "matcher/both", "matcher/neither")


def tally_matcher(
    ids: Sequence[str], summaries: Sequence[str], facts: Sequence[Sequence[Mapping[str, Any]]], matcher: Matcher
) -> Tally:
    """One row a document: facts, those that the matcher finds, those that both find, those that neither finds.

    `matcher` is called once, with `(summary, text of the fact)` of every fact.
    """
    pairs = [(summary, str(fact["text"])) for summary, own in zip(summaries, facts, strict=True) for fact in own]
    found = list(matcher(pairs)) if pairs else []
    if len(found) != len(pairs):
        raise InputError(f"the matcher gave {len(found)} answers to {len(pairs)} pairs; give one to each")
    answers = iter(found)
    rows = []
    for summary, own in zip(summaries, facts, strict=True):
        both = [(bool(next(answers)), fact_verdict(summary, fact).verdict == STATED) for fact in own]
        rows.append(
            [len(both), sum(m for m, _ in both), sum(m and a for m, a in both), sum(not (m or a) for m, a in both)]
        )
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, _COLUMNS, np.array(rows, float).reshape(len(units), len(_COLUMNS)))


def matcher_figures(totals: Mapping[str, float]) -> dict[str, float | None]:
    """The matcher's recall, and its agreement with the anchors: the share of facts, and Cohen's κ (1960)."""
    n, stated, both, neither = (totals[column] for column in _COLUMNS)
    agreed = ratio(both + neither, n)
    kappa = None
    if agreed is not None:
        anchors = n - neither - stated + both
        chance = (stated * anchors + (n - stated) * (n - anchors)) / n**2
        kappa = (agreed - chance) / (1 - chance) if chance < 1 else None
    return dict(zip(MATCHER_FIGURES, (ratio(stated, n), agreed, kappa), strict=True))
