"""Names of a summary: each must stand in the source, and in the part that it plays here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from bench.metrics.faithfulness.alignment import Alignment, align
from bench.metrics.faithfulness.exchanges import exchanges
from bench.metrics.faithfulness.lexicon import (
    DEICTIC,
    DOER,
    FUNCTION_CHARACTERS,
    GENERIC_PLACES,
    MUTUAL,
    ORGANISATION,
    OTHER,
    PERSON,
    PLACE,
)
from bench.metrics.faithfulness.names import Name, words
from bench.metrics.faithfulness.rules import RULES, Rules
from bench.metrics.faithfulness.sameness import same, short_for, stands, stem
from bench.metrics.faithfulness.source import Claim, Statement
from bench.text import Span

# How far before a name its doer is looked for: no clause of news is so long, what a model wrote may be.
_REACH = 200

_PLACES_END = "省市州县区镇乡村"


def entity_claims(summary: Statement, source: Statement, rules: Rules = RULES) -> list[Claim]:
    """A claim for each name of the summary, and a failed one for each noun put in another's place."""
    found = []
    named = sorted((n for n in summary.names if not DEICTIC.fullmatch(n.text)), key=_start)
    for clause in summary.clauses:
        first, last = (bisect_left(named, end, key=_start) for end in (clause.start, clause.end))
        inside = named[first:last]
        if not inside:
            continue
        passages = align(summary.text, clause, source.text, source.sentences, source.rarity)
        near = [a for a in passages if a.weight >= rules.near_name * passages[0].weight]
        for name in inside:
            reason, evidence = _absence(name, source), None
            if not reason and near:
                reason, evidence = _replacement(name, summary, source, near)
            if not reason:
                reason = _turned_round(name, inside, summary, source)
            if evidence is None and near:
                evidence = source.clause_of(near[0].blocks[0].source)
            found.append(Claim("entity", name.start, name.end, name.text, not reason, evidence, reason))
    return _each_once(found, exchanges(summary, source, rules))


def _start(name: Name) -> int:
    return name.start


def _each_once(names: list[Claim], exchanged: list[Claim]) -> list[Claim]:
    """One claim a place: an exchange takes the place of a name that stands in the source, not of one that fails."""

    def overlaps(claim: Claim, others: list[Claim]) -> bool:
        return any(claim.start < other.end and other.start < claim.end for other in others)

    kept = [claim for claim in names if not claim.supported or not overlaps(claim, exchanged)]
    return kept + [claim for claim in exchanged if not overlaps(claim, kept)]


def _absence(name: Name, source: Statement) -> str:
    strict = name.proper and name.kind in (PERSON, PLACE)
    if stands(name.text, source.text, exact=strict) or _is_short_for_another(name, source):
        return ""
    parts = [w.text for w in words(name.text) if len(w.text) > 1 and w.flag != "b" and w.text not in GENERIC_PLACES]
    missing = next(
        (part for part in parts or [name.text] if not stands(part, source.text)), name.text if strict else ""
    )
    return f"{missing} does not stand in the source" if missing else ""


def _is_short_for_another(name: Name, source: Statement) -> bool:
    long = (n for n in source.names if n.proper and len(n.text) > 3)
    return len(name.text) > 3 and any(same(name.text, other.text) for other in long)


def _replacement(name: Name, summary: Statement, source: Statement, near: list[Alignment]) -> tuple[str, Span | None]:
    """The name that the source has in this one's place, unless some counterpart has this one there."""
    rivals = [_rival(name, summary, source, alignment) for alignment in near]
    if None in rivals or not rivals[0]:
        return "", None
    if name.text not in source.text and short_for(name.text, source.text, Span(rivals[0].start, rivals[0].end)):
        return "", None
    return f"the source has {rivals[0].text} here", source.clause_of(rivals[0].start)


def _turned_round(name: Name, inside: list[Name], summary: Statement, source: Statement) -> str:
    """What is wrong where the source has the name and the next one the other way round: 甲队战胜乙队, 乙队战胜甲队."""
    behind = bisect_right(inside, name.start, key=_start)
    if behind == len(inside):
        return ""
    other = inside[behind]
    between = summary.text[name.end : other.start]
    if len(between.strip(FUNCTION_CHARACTERS + "、")) < 2 or MUTUAL.search(between):
        return ""
    if f"{name.text}{between}{other.text}" in source.text or f"{other.text}{between}{name.text}" not in source.text:
        return ""
    return f"the source has {other.text} here"


def _rival(name: Name, summary: Statement, source: Statement, alignment: Alignment) -> Name | None:
    """The name of the same kind that the source has where the summary has this one."""
    gap = next((g for g in alignment.gaps() if _overlap(g[0], name) * 2 >= len(name.text)), None)
    if gap is None:
        return _bound_to_another(name, summary, source, alignment)
    if _is_named_behind(name, summary, source, alignment) or _stands_behind_a_chance(
        name, source, alignment, gap[0].end
    ):
        return None
    place = Span(_source_of(alignment, name, gap[1]), gap[1].end)
    here = source.clause_of(place.end)
    subject = name.start == alignment.clause.start and name.kind in (ORGANISATION, OTHER, PERSON) and name.proper
    leads = place.start == alignment.passage.start
    start = place.start if subject and leads and name.text not in source.home else max(here.start, place.start)
    candidates = [n for n in source.names if n.start < place.end and start < n.end]
    return _chosen(name, summary, alignment, candidates[::-1])


def _is_named_behind(name: Name, summary: Statement, source: Statement, alignment: Alignment) -> bool:
    """Whether who did it is named behind what was done, in a clause of the source that has both: 冠军由甲获得."""
    if not DOER.search(summary.text[max(alignment.clause.start, name.start - _REACH) : name.start]):
        return False
    clauses = (source.clause_of(b.source) for b in alignment.blocks if b.summary < name.start)
    return any(name.text in source.text[c.start : c.end] for c in clauses)


def _stands_behind_a_chance(name: Name, source: Statement, alignment: Alignment, end: int) -> bool:
    """Whether the run behind a name is shorter than it, and the name stands right behind that in the source."""
    behind = [b for b in alignment.blocks if b.summary >= end]
    if len(behind) < 2 or behind[0].length > len(name.text):
        return False
    return name.text in source.text[behind[0].source + behind[0].length : behind[1].source]


def _source_of(alignment: Alignment, name: Name, place: Span) -> int:
    """Where the name's first characters stand in the source, if some are the same: 长城 of 长城重工."""
    begun = [b.source for b in alignment.blocks if b.summary <= name.start < b.summary + b.length <= name.end]
    return begun[0] if begun and begun[0] < place.start else place.start


def _overlap(place: Span, name: Name) -> int:
    return min(place.end, name.end) - max(place.start, name.start)


def _bound_to_another(name: Name, summary: Statement, source: Statement, alignment: Alignment) -> Name | None:
    """What follows a name here follows another one there: 曲阜|入选省生态强县 of 曲阜入选…，微山入选省生态强县."""
    for left, right in zip(alignment.blocks, alignment.blocks[1:], strict=False):
        meet = left.summary + left.length == right.summary and left.source + left.length < right.source
        ends = (name.end, name.end - 1) if name.text[-1] in _PLACES_END else (name.end,)  # 曲阜|市入选
        if meet and name.start < right.summary in ends:
            end = right.source + name.end - right.summary
            return _chosen(name, summary, alignment, [n for n in source.names if n.end == end])
    return None


def _chosen(name: Name, summary: Statement, alignment: Alignment, candidates: list[Name]) -> Name | None:
    told = summary.text[alignment.clause.start : alignment.clause.end]
    for other in candidates:
        if not stem(other.text) or not _alike(name, other) or DEICTIC.search(other.text):
            continue
        if same(name.text, other.text):
            return None
        if other.text not in told and not _of_another_level(name.text, other.text):
            return other
    return None


def _of_another_level(one: str, other: str) -> bool:
    """A province is no rival of a city."""
    return {one[-1], other[-1]} <= set("省市县区") and one[-1] != other[-1] and "省" in (one[-1], other[-1])


def _alike(one: Name, other: Name) -> bool:
    if one.kind == other.kind:
        return other.proper or other.kind == ORGANISATION or (len(other.text) >= 4 and not one.proper)
    return {one.kind, other.kind} <= {ORGANISATION, OTHER} and one.proper and other.proper
