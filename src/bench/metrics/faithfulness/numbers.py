"""Numbers of a summary: value and unit must stand in the source, and say there what they say here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from bench.metrics.faithfulness.lexicon import DOWN, RATE, UP
from bench.metrics.faithfulness.rules import RULES, Rules
from bench.metrics.faithfulness.source import Claim, Statement, likeness
from bench.text.numerals import NUMERAL, value_of
from bench.text.quantities import WORD, Quantity
from bench.text.units import CALENDAR

_COUNTED = ("count", "", "ordinal", WORD)
_OTHER_RATES = tuple({a, b} for a, b in combinations("年月日周", 2))
_LIST = re.compile(r"[、和与及]")


def number_claims(summary: Statement, source: Statement, rules: Rules = RULES) -> list[Claim]:
    """A claim for each quantity of the summary."""
    likes = [_likes(summary, i, source, rules) for i in range(len(summary.quantities))]
    return [_claim(summary, i, source, likes, rules) for i in range(len(likes))]


def _likes(summary: Statement, number: int, source: Statement, rules: Rules) -> list[float | None]:
    """How like the claim's context each source quantity's is, `None` where the units can't be compared."""
    quantity, year = summary.quantities[number], summary.years[number]
    found: list[float | None] = []
    for other, around, other_year in zip(source.quantities, source.contexts, source.years, strict=True):
        if not _comparable(quantity, other):
            found.append(None)
            continue
        like = likeness(summary.contexts[number], around, source.rarity)
        if year and other_year and year != other_year and quantity.unit not in CALENDAR:
            like -= rules.other_year
        found.append(like)
    return found


def _claim(
    summary: Statement, number: int, source: Statement, likes: Sequence[Sequence[float | None]], rules: Rules
) -> Claim:
    quantity = summary.quantities[number]
    mine = [(like, other) for like, other in zip(likes[number], source.quantities, strict=True) if like is not None]
    equal = (p for p in mine if _equal(quantity, p[1]) or (p[0] >= rules.rounded and _rounds(quantity, p[1])))
    best = max(equal, key=_first, default=None)
    rivals = [pair for pair in mine if not _equal(quantity, pair[1]) and pair[1].unit not in ("", WORD)]
    if best is not None:
        rivals = [pair for pair in rivals if not _is_told_too(summary, number, source, likes, best, pair, rules)]
    rival = max(rivals, key=_first, default=None)
    if best is None:
        reason, shown = _absence(summary, quantity, source, rival), rival
    elif reason := _exchange(quantity, source, best, rival, rules):
        shown = rival
    else:
        reason, shown = _contradiction(summary, quantity, source, best[1]), best
    evidence = source.clause_of(shown[1].start) if shown else None
    text = summary.text[quantity.start : quantity.end]
    return Claim("number", quantity.start, quantity.end, text, not reason, evidence, reason)


def _first(pair: tuple[float, Quantity]) -> float:
    return pair[0]


def _is_told_too(
    summary: Statement,
    number: int,
    source: Statement,
    likes: Sequence[Sequence[float | None]],
    best: tuple[float, Quantity],
    rival: tuple[float, Quantity],
    rules: Rules,
) -> bool:
    """Whether the summary has the rival's number as well, and exchanging the two would not read better."""
    for k, other in enumerate(summary.quantities):
        if k == number or not _comparable(other, rival[1]) or not _equal(other, rival[1]):
            continue
        theirs = dict(zip(source.quantities, likes[k], strict=True))
        kept, exchanged = theirs[rival[1]], theirs[best[1]]
        if kept is not None and (exchanged is None or rival[0] + exchanged <= best[0] + kept + rules.rival_margin):
            return True
    return False


def _absence(summary: Statement, quantity: Quantity, source: Statement, rival: tuple[float, Quantity] | None) -> str:
    if _sums_up(summary, quantity) or _is_in_a_word(summary, quantity, source):
        return ""
    has = f"; it has {source.text[rival[1].start : rival[1].end]}" if rival else ""
    return f"no such number in the source{has}"


def _exchange(
    quantity: Quantity,
    source: Statement,
    best: tuple[float, Quantity],
    rival: tuple[float, Quantity] | None,
    rules: Rules,
) -> str:
    # What is counted with the same classifier is more likely the same.
    margin = rules.rival_margin * (2 if rival and best[1].word == quantity.word != rival[1].word else 1)
    if quantity.unit not in (*CALENDAR, WORD) and rival and rival[0] > best[0] + margin:
        return f"the source says {source.text[rival[1].start : rival[1].end]} of this"
    return ""


def _contradiction(summary: Statement, quantity: Quantity, source: Statement, same: Quantity) -> str:
    if {quantity.bound, same.bound} == {"over", "under"}:
        return "bounded from the other side in the source"
    if {_rate(summary, quantity), _rate(source, same)} in _OTHER_RATES:
        return "in another span of time in the source"
    if _trend(summary, quantity) * _trend(source, same) < 0:
        return "goes the other way in the source"
    return ""


def _sums_up(summary: Statement, quantity: Quantity) -> bool:
    """Whether the number counts the list before it: 济邹、济商、济广三条高速."""
    clause = summary.clause_of(quantity.start)
    before = summary.text[clause.start : quantity.start].removesuffix("等")
    return quantity.unit in _COUNTED and len(_LIST.split(before)) == quantity.value > 1


def _is_in_a_word(summary: Statement, quantity: Quantity, source: Statement) -> bool:
    """Whether the source has the number in a word: 7连胜 and 七连胜."""
    behind = summary.text[quantity.end : quantity.end + 1]
    if quantity.unit or not behind.isalpha():
        return False
    return any(
        source.text.startswith(behind, m.end()) and value_of(m) == quantity.value for m in NUMERAL.finditer(source.text)
    )


def _comparable(one: Quantity, other: Quantity) -> bool:
    if one.unit == other.unit:
        return True
    units = {one.unit, other.unit}
    return units <= set(_COUNTED) or units == {"", "年"}


def _equal(claim: Quantity, source: Quantity) -> bool:
    if (claim.unit == "ordinal") != (source.unit == "ordinal"):
        return False
    return claim.value == source.value


def _rounds(claim: Quantity, source: Quantity) -> bool:
    """Whether a bounded number is the source's to fewer digits: 超1.6亿 of 1.6426亿."""
    if not claim.bound or not claim.value or claim.unit in CALENDAR:
        return False
    digits = claim.value.normalize()
    quantum = Decimal(1).scaleb(int(digits.as_tuple().exponent))
    if claim.bound == "over":
        return claim.value <= source.value < claim.value + quantum
    if claim.bound == "under":
        return claim.value - quantum < source.value <= claim.value
    return abs(claim.value - source.value) * 2 <= quantum


def _rate(statement: Statement, quantity: Quantity) -> str:
    """The span of time that the number is for: 年 of 年产5万台, 月 of 每月200套; empty without one."""
    clause = statement.clause_of(quantity.start)
    found = ["".join(groups) for groups in RATE.findall(statement.text[clause.start : quantity.start])]
    return found[-1].replace("天", "日") if found else ""


def _trend(statement: Statement, quantity: Quantity) -> int:
    """1 where the words just before the number say that something rose, −1 fell, 0 neither."""
    clause = statement.clause_of(quantity.start)
    before = statement.text[max(clause.start, quantity.start - 8) : quantity.start]
    up, down = (max((m.end() for m in p.finditer(before)), default=0) for p in (UP, DOWN))
    return (up > down) - (down > up)
