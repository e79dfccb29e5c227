"""Nouns put in another's place: between the same words the source has another noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.metrics.faithfulness.alignment import Alignment, align
from bench.metrics.faithfulness.lexicon import DEICTIC, FUNCTION_CHARACTERS, KIND_OF_ENDING, TELLING, TITLES
from bench.metrics.faithfulness.names import PROPER, Word, words
from bench.metrics.faithfulness.rules import Rules
from bench.metrics.faithfulness.sameness import same, short_for, stands
from bench.metrics.faithfulness.source import Claim, Statement
from bench.text import Span
from bench.text.clauses import part_spans

# How much must be the same on both sides together, and how long what is exchanged may be.
_FLANKS, _LONGEST = 4, 8
_NOUNS = ("n", "j", "b")


def exchanges(summary: Statement, source: Statement, rules: Rules) -> list[Claim]:
    """A failed claim for each clause in whose every counterpart another noun stands in the same place."""
    found: dict[int, Claim] = {}
    for clause in summary.clauses:
        for claim in _in_every_counterpart(summary, clause, source, source.clauses, rules):
            found.setdefault(claim.start, claim)
        parts = part_spans(summary.text, clause)
        if len(parts) > 1:
            for part in parts:
                for claim in _in_every_counterpart(summary, part, source, source.parts, rules):
                    found.setdefault(claim.start, claim)
    return list(found.values())


def _in_every_counterpart(
    summary: Statement, clause: Span, source: Statement, passages: Sequence[Span], rules: Rules
) -> Iterator[Claim]:
    alignments = align(summary.text, clause, source.text, passages, source.rarity)
    each = [_exchanged(a, summary, source) for a in alignments if a.weight >= rules.near_noun * alignments[0].weight]
    if each and all(each):
        word, rival = each[0][0]
        reason = f"the source has {source.text[rival.start : rival.end]} here"
        text = summary.text[word.start : word.end]
        yield Claim("entity", word.start, word.end, text, False, source.clause_of(rival.start), reason)


def _exchanged(alignment: Alignment, summary: Statement, source: Statement) -> list[tuple[Span, Span]]:
    found = []
    for (here, there), flanks in zip(alignment.gaps(), alignment.flanks(), strict=True):
        if sum(flanks) < _FLANKS or (min(flanks) < 2 and not _at_mark(summary, here)) or there.start == there.end:
            continue
        rightward = flanks[1] >= flanks[0]
        word = _noun(summary, here, rightward)
        rival = _noun(source, there, rightward, loose=word.end - word.start) if word else None
        if word and rival:
            word, rival = _whole(summary, word), _whole(source, rival)
        if word and rival and _is_exchange(summary, word, source, rival):
            found.append((word, rival))
    return found


def _at_mark(statement: Statement, place: Span) -> bool:
    """Whether a place begins or ends at a mark or at the text's edge."""
    text = f" {statement.text} "
    return not text[place.start].isalnum() or not text[place.end + 1].isalnum()


def _is_exchange(summary: Statement, word: Span, source: Statement, rival: Span) -> bool:
    ours, theirs = summary.text[word.start : word.end], source.text[rival.start : rival.end]
    if _told_in_another_order(summary, word, source, rival):
        return False
    if abs(len(ours) - len(theirs)) > 3 or short_for(ours, source.text, rival) or short_for(theirs, summary.text, word):
        return False
    if ours in source.home or theirs in KIND_OF_ENDING or theirs in TITLES:
        return False
    if same(ours, theirs) or DEICTIC.search(ours) or DEICTIC.search(theirs):
        return False
    if not stands(ours, source.text) or len(ours) == len(theirs) > 1:
        return True
    proper = any(w.flag in PROPER and word.start <= w.start and w.end <= word.end for w in words(summary.text))
    return proper and any(n.start < rival.end and rival.start < n.end for n in source.names)


def _told_in_another_order(summary: Statement, word: Span, source: Statement, rival: Span) -> bool:
    """Whether both stand in one list of the source: its members share what is said behind the last."""
    ours, theirs = summary.text[word.start : word.end], source.text[rival.start : rival.end]
    told, clause = summary.clause_of(word.start), source.clause_of(rival.start)
    if ours not in source.text[clause.start : clause.end]:
        return False
    return theirs in summary.text[told.start : told.end] or len(part_spans(source.text, clause)) > 1


def _noun(statement: Statement, place: Span, rightward: bool, loose: int = 0) -> Span | None:
    """The nouns at the end of a place, or at its beginning, if they are few and hold no mark and no number.

    As many characters as `loose` may be words of other kinds too, as 消费 with 信息.
    """
    touched = [w for w in words(statement.text) if _touches(statement.text, w, place)]
    if not rightward:
        touched.reverse()
    kept: list[Word] = []
    for word in reversed(touched):
        nominal = _is_noun(word) or (loose and bool(word.text.strip(FUNCTION_CHARACTERS)) and word.text.isalpha())
        if kept and (not nominal or TELLING.search(word.text) or sum(len(w.text) for w in kept) >= loose > 0):
            break
        if nominal:
            kept.append(word)
        elif word.text.strip(FUNCTION_CHARACTERS):
            break
    if not any(_is_noun(w) and (loose or w.flag not in ("vn", "b", "l")) for w in kept):
        return None
    found = Span(min(w.start for w in kept), max(w.end for w in kept))
    piece = statement.text[found.start : found.end]
    return found if len(piece) <= _LONGEST and piece.isalpha() and not TELLING.search(piece) else None


def _whole(statement: Statement, word: Span) -> Span:
    """The name that a word stands in, or the word."""
    return next((Span(n.start, n.end) for n in statement.names if n.start <= word.start and word.end <= n.end), word)


def _touches(text: str, word: Word, place: Span) -> bool:
    """Whether a word has more than function words in a place."""
    return bool(text[max(word.start, place.start) : min(word.end, place.end)].strip(FUNCTION_CHARACTERS))


def _is_noun(word: Word) -> bool:
    return word.flag[:1] in _NOUNS or word.flag in ("vn", "eng", "l", "mq", "t")
