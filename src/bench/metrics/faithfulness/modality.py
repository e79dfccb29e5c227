"""How a clause is told: as done, forecast, aimed at or planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bench.metrics.faithfulness.lexicon import (
    ACTUAL,
    AGREED,
    CUES,
    DONE,
    FORECAST,
    FRAME,
    PLAN,
    RESULT,
    TARGET,
    TO_COME,
)
from bench.text import Span


class Modality(NamedTuple):
    """`told` is one of the four, or empty without a cue; `cue` is the word that says so.

    `scope` is where the cue stands: in the clause itself, before it in its sentence, or earlier in its paragraph.
    """

    told: str
    scope: str
    cue: str


CLAUSE, SENTENCE, PARAGRAPH = "clause", "sentence", "paragraph"
NONE = Modality("", "", "")


def modalities(text: str, clauses: Sequence[Span], sentences: Sequence[Span]) -> tuple[Modality, ...]:
    """The modality of each clause: its own cue's, else that of the clauses before it in its sentence or paragraph."""
    found = []
    firsts = {s.start for s in sentences}
    carried = frame = NONE
    last = 0
    for clause in clauses:
        if "\n" in text[last : clause.start]:
            frame = NONE
        if any(last < first <= clause.start for first in firsts):
            carried = frame
        last = clause.start
        piece = text[clause.start : clause.end]
        own = clause_modality(piece)
        if own.told and piece.endswith(own.cue) and own.cue.endswith("后"):
            # 建成后 says when; what follows is what is expected.
            found.append(NONE)
            carried = own._replace(scope=SENTENCE)
            continue
        if own.cue in TO_COME and carried.scope == SENTENCE and carried.told in (FORECAST, TARGET):
            own = carried._replace(scope=CLAUSE)  # 预计…将: the first says how sure it is
        found.append(own if own.told else carried if carried.told != ACTUAL else NONE)
        if own.told:
            carried = own._replace(scope=SENTENCE)
            if own.told == PLAN and FRAME.search(own.cue):
                frame = own._replace(scope=PARAGRAPH)
            elif own.told == ACTUAL:
                frame = NONE
        if AGREED.search(piece):
            carried = Modality(PLAN, PARAGRAPH, "")
    return tuple(found)


def clause_modality(clause: str) -> Modality:
    """What the clause's own cues say."""
    cues = [(m.start(), kind, m.group()) for kind, pattern in CUES for m in pattern.finditer(clause)]
    done = DONE.search(clause)
    if done:
        return Modality(ACTUAL, CLAUSE, done.group())
    cues = [cue for cue in cues if not (cue[2].startswith("争取") and RESULT.search(clause, cue[0]))]
    if cues:
        _, kind, word = min(cues)
        return Modality(kind, CLAUSE, word)
    result = RESULT.search(clause)
    return Modality(ACTUAL, CLAUSE, result.group()) if result else NONE
