"""Whether a summary tells as done, forecast, aimed at or planned what its source tells so."""

from __future__ import annotations

from bench.metrics.faithfulness.lexicon import ACTUAL, FORECAST, PLAN, SPEECH, TARGET, TO_COME
from bench.metrics.faithfulness.modality import CLAUSE, PARAGRAPH, SENTENCE, Modality
from bench.metrics.faithfulness.rules import RULES, Rules
from bench.metrics.faithfulness.source import Claim, Statement, likeness
from bench.text import Span

# A number that both clauses have says more than any words.
NUMBER = 0.5
_SHORTEST = 6


def modality_claims(summary: Statement, source: Statement, rules: Rules = RULES) -> list[Claim]:
    """A claim for each clause of the summary that the source has a counterpart of."""
    found = []
    for clause, told in zip(summary.clauses, summary.modalities, strict=True):
        if _says_nothing_done(summary, clause, told):
            continue
        counterparts = _counterparts(summary, clause, source, rules)
        if not counterparts:
            continue
        reasons = [
            contradiction(told, source.modalities[i], _same_year(summary, clause, source, i)) for i in counterparts
        ]
        reason = "" if "" in reasons else reasons[0]
        evidence = source.clauses[counterparts[reasons.index("") if "" in reasons else 0]]
        text = summary.text[clause.start : clause.end]
        found.append(Claim("modality", clause.start, clause.end, text, not reason, evidence, reason))
    return found


def _says_nothing_done(summary: Statement, clause: Span, told: Modality) -> bool:
    """Who speaks, what for (为…), and a few words without a number are not told as done or planned."""
    text = summary.text[clause.start : clause.end]
    if SPEECH.search(text) or (text.startswith("为") and not told.told):
        return True
    return len(text) < _SHORTEST and not any(clause.start <= q.start < clause.end for q in summary.quantities)


def _counterparts(summary: Statement, clause: Span, source: Statement, rules: Rules) -> list[int]:
    """The source's clauses that say most of what the clause says, the best first."""
    grams = dict.fromkeys(summary.bigrams(clause), 1.0)
    numbers = {(q.value, q.unit) for q in summary.quantities if clause.start <= q.start < clause.end and q.unit != "年"}
    scored = []
    for i, other in enumerate(source.clauses):
        like = likeness(grams, dict.fromkeys(source.bigrams(other), 1.0), source.rarity)
        shared = {(q.value, q.unit) for q in source.quantities if other.start <= q.start < other.end} & numbers
        like += NUMBER * len(shared) / len(numbers) if numbers else 0.0
        scored.append((like, -i))
    best = max(scored, default=(0.0, 0))[0]
    if best < rules.counterpart:
        return []
    return [-i for like, i in sorted(scored, reverse=True) if like >= rules.near_clause * best]


def _same_year(summary: Statement, clause: Span, source: Statement, counterpart: int) -> bool:
    year = summary.year_at(clause.end)
    return year is not None and year == source.year_at(source.clauses[counterpart].end)


def contradiction(told: Modality, source: Modality, same_year: bool = False) -> str:
    """What is wrong with telling so what the source tells so; empty where nothing is."""
    ours, theirs = told.told or ACTUAL, source.told or ACTUAL
    if ours == theirs:
        return ""
    if ours == ACTUAL:
        # What the paragraph alone colours must be contradicted outright; a plan's year tells that it is one.
        coloured = source.scope == PARAGRAPH or (source.scope == SENTENCE and same_year and source.told != FORECAST)
        if coloured and told.told != ACTUAL:
            return ""
        return f"told as done, {theirs} in the source ({source.cue})"
    if theirs == ACTUAL:
        return f"told as {ours} ({told.cue}), done in the source" if told.scope == CLAUSE else ""
    if {ours, theirs} == {TARGET, PLAN} or TO_COME & {told.cue, source.cue} or PARAGRAPH in (told.scope, source.scope):
        return ""
    return f"told as {ours} ({told.cue}), {theirs} in the source ({source.cue})"
