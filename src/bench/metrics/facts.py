"""Fact recall: which of an article's facts a summary states, by anchors, told as they are.

A fact is stated when every group of its anchors has a hit in the summary's normal form (`bench.text.normal`), and the
clause that has most of them neither negates it nor tells it otherwise: a target as a result is no recall of the target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import exp, inf
from typing import Any, NamedTuple

import numpy as np

from bench.errors import InputError
from bench.metrics.faithfulness import contradiction, statement
from bench.metrics.faithfulness.lexicon import PLAN, SPEECH
from bench.metrics.faithfulness.modality import CLAUSE, Modality
from bench.metrics.tally import Tally, Unit, ratio
from bench.text import Span, normal, states

STATED, DISTORTED, MISSED = "stated", "distorted", "missed"
MODALITIES = ("actual", "forecast", "target", "plan")
# Strength of the length normalisation. RoSE sets it so that score and length do not correlate on its data; it is fixed
# here, so that figures of different data can be compared.
ALPHA = 2.0
_NEGATED = re.compile("未能|没有|并未|尚未|还未|从未|没能|不再|无法|未(?=完成|实现|达到|突破|入选|获|建成)")
# Of every figure the columns whose sums are divided.
FACT_PARTS = {
    "fact_recall": ("facts/stated", "facts/all"),
    "fact_recall_weighted": ("salience/stated", "salience/all"),
    "fact_recall_normalised": ("normalised/sum", "normalised/known"),
    "fact_distortion": ("facts/distorted", "facts/all"),
    **{f"fact_recall_{m}": (f"facts/{m}/stated", f"facts/{m}/all") for m in MODALITIES},
}
FACT_FIGURES = tuple(FACT_PARTS)


class FactVerdict(NamedTuple):
    """What became of a fact: `stated`, `distorted` or `missed`; where the summary speaks of it, and what is wrong."""

    verdict: str
    place: Span | None
    reason: str


def fact_fault(fact: Any) -> str:
    """What is wrong with the form of a fact; empty where nothing is."""
    if not isinstance(fact, Mapping):
        return f"is {type(fact).__name__}, no mapping of text, modality, salience and anchors"
    lacking = [name for name in ("modality", "salience", "anchors") if name not in fact]
    if lacking:
        return f"has no {', '.join(lacking)}"
    if fact["modality"] not in MODALITIES:
        return f"has another modality than {', '.join(MODALITIES)}"
    salience = fact["salience"]
    if isinstance(salience, bool) or not isinstance(salience, int | float) or not 0 <= salience < inf:
        return "has a salience that is no number of 0 or more"
    if not _holds(fact["anchors"], lambda group: _holds(group, lambda text: isinstance(text, str) and bool(text))):
        return "has anchors that are no list of lists of strings, one at least in each"
    return ""


def _holds(values: Any, each: Callable[[Any], bool]) -> bool:
    """Whether something is a list with members that are all as they should be."""
    return isinstance(values, Sequence) and not isinstance(values, str) and bool(values) and all(map(each, values))


def tally_facts(
    ids: Sequence[str],
    summaries: Sequence[str],
    facts: Sequence[Sequence[Mapping[str, Any]]],
    references: Sequence[Sequence[str]] | None = None,
) -> Tally:
    """One row a document: facts, those stated and distorted, by salience and by modality.

    `facts[i]` are mappings with `anchors`, `modality`, `salience` and `text`, as in the data set's column. With
    `references` the recall is normalised by length too: r · exp(min(0, (1 − |s|/|r|) / α)), |r| the mean length of the
    references in characters (Liu et al. 2023, RoSE).
    """
    if len(facts) != len(summaries):
        raise InputError(f"{len(summaries)} summaries and {len(facts)} lists of facts; give each summary its facts")
    rows = []
    for i, (summary, own) in enumerate(zip(summaries, facts, strict=True)):
        for number, fact in enumerate(own, 1):
            if fault := fact_fault(fact):
                raise InputError(f"document {ids[i]}: fact {number} {fault}")
        lengths = [len(reference) for reference in references[i]] if references is not None else []
        rows.append(_row(summary, own, lengths))
    columns = (
        *("facts/all", "facts/stated", "facts/distorted", "salience/all", "salience/stated"),
        *("normalised/sum", "normalised/known"),
        *(f"facts/{modality}/{part}" for modality in MODALITIES for part in ("all", "stated")),
    )
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, columns, np.array(rows, float).reshape(len(units), len(columns)))


def fact_figures(totals: Mapping[str, float]) -> dict[str, float | None]:
    """Recall over all facts; the normalised one is a mean over documents; `None` without a fact."""
    return {name: ratio(totals[part], totals[whole]) for name, (part, whole) in FACT_PARTS.items()}


def _row(summary: str, facts: Sequence[Mapping[str, Any]], lengths: Sequence[int]) -> list[float]:
    verdicts = [fact_verdict(summary, fact).verdict for fact in facts]
    stated = [verdict == STATED for verdict in verdicts]
    weights = [float(fact["salience"]) for fact in facts]
    known = bool(facts and lengths and sum(lengths))
    mean = sum(lengths) / len(lengths) if known else 1.0
    normalised = sum(stated) / len(stated) * exp(min(0.0, (1 - len(summary) / mean) / ALPHA)) if known else 0.0
    by_modality = [
        float(sum(values))
        for modality in MODALITIES
        for own in ([s for s, fact in zip(stated, facts, strict=True) if fact["modality"] == modality],)
        for values in ([True] * len(own), own)
    ]
    told = [w for w, s in zip(weights, stated, strict=True) if s]
    counts = [len(facts), sum(stated), verdicts.count(DISTORTED), sum(weights), sum(told), normalised, float(known)]
    return [*map(float, counts), *by_modality]


def fact_verdict(summary: str, fact: Mapping[str, Any]) -> FactVerdict:
    """Whether a summary states a fact, and as what it is."""
    anchors = fact["anchors"]
    if not states(normal(summary), anchors):
        return FactVerdict(MISSED, None, "")
    told = statement(summary)
    best: list[tuple[Span, Modality]] = []
    most = 0
    for clause, modality in zip(told.clauses, told.modalities, strict=True):
        text = normal(summary[clause.start : clause.end])
        if SPEECH.search(summary[clause.start : clause.end]):
            continue
        hits = sum(states(text, [group]) for group in anchors)
        if hits > most:
            best, most = [], hits
        if hits == most > 0:
            best.append((clause, modality))
    reasons = [_distortion(summary[clause.start : clause.end], modality, fact) for clause, modality in best]
    if not best or "" in reasons:
        return FactVerdict(STATED, best[reasons.index("")][0] if best else None, "")
    return FactVerdict(DISTORTED, best[0][0], reasons[0])


def _distortion(clause: str, told: Modality, fact: Mapping[str, Any]) -> str:
    if _NEGATED.search(clause) and not _NEGATED.search(str(fact.get("text", ""))):
        return "negated"
    if fact["modality"] == PLAN and not told.told:
        return ""  # a plan named without a verb of planning is no claim that it is done: 推进基地项目
    return contradiction(told, Modality(fact["modality"], CLAUSE, "")).replace("the source ()", "the source")
