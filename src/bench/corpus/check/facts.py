"""Faults of facts: what the guidelines (section 7) promise of anchors, evidence, figures and salience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.corpus.check.lines import readable, span_fault
from bench.corpus.facts import Fact, fact_of
from bench.corpus.folder import FACTS, GOLD, GOLD_SALIENCE, AnnotationFolder
from bench.corpus.mentions import Line, Mention
from bench.corpus.norms import time_fault
from bench.corpus.page import Article
from bench.text import Span, normal, states


class _Placed(NamedTuple):
    line: Line
    fact: Fact
    normal_text: str


def fact_faults(folder: AnnotationFolder, article: Article) -> Iterator[str]:
    """The faults of one article's facts; mentions, references and salience are sound already."""
    path = folder.path / FACTS / f"{article.id}.jsonl"
    lines, broken = readable(folder, path, "fact")
    yield from broken
    text = article.clean.text
    facts: list[_Placed] = []
    for line in lines:
        fact = fact_of(line)
        wrong = [
            fault
            for evidence in line.value["evidence"]
            if (fault := span_fault(Span(evidence["start"], evidence["end"]), evidence["text"], text))
        ]
        yield from (f"{line}: {fault}" for fault in wrong)
        if not wrong:
            facts.append(_Placed(line, fact, normal(fact.text)))
    if broken or len(facts) < len(lines):
        return
    figures = [m for m in folder.mentions(GOLD, article.id) if m.label == "NUM"]
    grades = {
        Span(start, end): grade
        for (name, start, end), grade in folder.salience(GOLD_SALIENCE).items()
        if name == article.id
    }
    references = folder.references()[article.id]
    for placed in facts:
        for fault in (
            *_own_faults(placed, article),
            *_anchor_faults(placed, facts, text),
            *_figure_faults(placed.fact, figures),
            *_salience_faults(placed.fact, grades, references.short or references.one_sentence),
        ):
            yield f"{placed.line}: {fault}"
    yield from _uncovered_faults(str(path), [p.fact for p in facts], figures)
    yield from _identity_faults(facts)


def _own_faults(placed: _Placed, article: Article) -> Iterator[str]:
    fact = placed.fact
    if not fact.id.startswith(f"{article.id}-f"):
        yield f"the id {fact.id!r} is not of the article {article.id}; mend it"
    if fact.speaker is not None and fact.speaker not in article.clean.text:
        yield f"the speaker {fact.speaker!r} does not stand in the article; mend it"
    if fact.period is not None and (fault := time_fault(fact.period)):
        yield f"{fault}; mend the period"


def _anchor_faults(placed: _Placed, facts: Sequence[_Placed], text: str) -> Iterator[str]:
    fact = placed.fact
    if not states(placed.normal_text, fact.anchors):
        yield f"the anchors do not match the fact's own text {fact.text!r}; mend them"
    if not states(normal(fact.evidence_text(text)), fact.anchors):
        yield "the anchors do not match the evidence; mend them or quote more"
    known = {other.fact.id for other in facts}
    for name in fact.entails:
        if name not in known or name == fact.id:
            yield f"it entails {name!r}, which is no other fact of the article; mend it"
    for other in facts:
        if other.fact.id == fact.id:
            continue
        matched, listed = states(other.normal_text, fact.anchors), fact.id in other.fact.entails
        if matched and not listed:
            where = f"{other.fact.id} too, {other.fact.text!r}"
            yield f"the anchors match {where}; narrow them, or list it there as entailed"
        if listed and not matched:
            yield f"{other.fact.id} lists it as entailed, and its anchors do not match there; mend one of them"


def _inside(mention: Mention, fact: Fact) -> bool:
    return any(span.start <= mention.start and mention.end <= span.end for span in fact.evidence)


def _figure_faults(fact: Fact, figures: Sequence[Mention]) -> Iterator[str]:
    for number in fact.numbers:
        if not any(m.norm == number and _inside(m, fact) for m in figures):
            yield f"the number {number!r} is the norm of no figure in its evidence; mend one of them"


def _uncovered_faults(path: str, facts: Sequence[Fact], figures: Sequence[Mention]) -> Iterator[str]:
    for mention in figures:
        if not any(mention.norm in fact.numbers and _inside(mention, fact) for fact in facts):
            yield f"{path}: the figure {mention.text!r} [{mention.start}, {mention.end}) is in no fact; add one"


def _salience_faults(fact: Fact, grades: dict[Span, int], summaries: Sequence[str]) -> Iterator[str]:
    touched = [grade for span, grade in grades.items() if any(span.overlaps(evidence) for evidence in fact.evidence)]
    if touched and fact.salience > max(touched):
        most = max(touched)
        yield f"salience {fact.salience}, but the sentences of its evidence have {most} at most; mend one of them"
    if fact.salience == 3:
        for number, summary in enumerate(summaries, 1):
            if not states(normal(summary), fact.anchors):
                yield f"salience 3, but summary {number} does not state {fact.text!r}; mend the summary or the grade"


def _identity_faults(facts: Sequence[_Placed]) -> Iterator[str]:
    first: dict[str, Line] = {}
    for placed in facts:
        for key in (placed.fact.id, placed.normal_text):
            if key in first:
                yield f"{placed.line}: {key!r} stands on line {first[key].number} too; take one out"
            first[key] = placed.line
