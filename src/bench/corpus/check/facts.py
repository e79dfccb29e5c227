"""Faults of facts: what the guidelines (section 7) promise of anchors, evidence, figures and salience."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.corpus.check.lines import evidence_faults, stray_faults
from bench.corpus.facts import Fact, fact_of
from bench.corpus.folder import FACTS, GOLD, GOLD_SALIENCE, REFERENCES, AnnotationFolder, References
from bench.corpus.forms import brief
from bench.corpus.mentions import Line, Mention
from bench.corpus.norms import time_fault
from bench.corpus.page import Article
from bench.text import Span, normal, states


class _Placed(NamedTuple):
    line: Line
    fact: Fact
    normal_text: str


class _Ground(NamedTuple):
    """What facts build on, each `None` where that kind of annotation is not there: then it asks for nothing."""

    figures: dict[str, list[Mention]] | None
    grades: dict[tuple[str, int, int], int] | None
    references: dict[str, References] | None


def fact_faults(folder: AnnotationFolder, articles: Sequence[Article]) -> Iterator[str]:
    """The faults of facts; mentions, references and grades, where there are any, are sound already."""
    yield from stray_faults(folder, FACTS, articles)
    mentions = {a.id: folder.mentions(GOLD, a.id) for a in articles} if folder.has(GOLD) else None
    ground = _Ground(
        mentions and {a: [m for m in found if m.label == "NUM"] for a, found in mentions.items()},
        folder.salience(GOLD_SALIENCE) if folder.has(GOLD_SALIENCE) else None,
        folder.references() if folder.has(REFERENCES) else None,
    )
    for article in articles:
        yield from _article_faults(folder, article, ground)


def _article_faults(folder: AnnotationFolder, article: Article, ground: _Ground) -> Iterator[str]:
    name = f"{FACTS}/{article.id}.jsonl"
    lines, broken = folder.lines(name, "fact")
    yield from broken
    facts: list[_Placed] = []
    for line in lines:
        fact = fact_of(line)
        wrong = evidence_faults(line, article.clean.text)
        yield from (f"{line}: {fault}" for fault in wrong)
        if not wrong:
            facts.append(_Placed(line, fact, normal(fact.text)))
    if broken or len(facts) < len(lines):
        return
    for placed in facts:
        yield from (
            f"{placed.line}: {fault}"
            for fault in (
                *_own_faults(placed, article),
                *_anchor_faults(placed, facts, article.clean.text),
                *_ground_faults(placed.fact, article, ground),
            )
        )
    if ground.figures is not None:
        path = str(folder.path / name)
        yield from _uncovered_faults(path, [p.fact for p in facts], ground.figures[article.id])
    yield from _identity_faults(facts)


def _own_faults(placed: _Placed, article: Article) -> Iterator[str]:
    fact = placed.fact
    if not re.fullmatch(rf"{article.id}-f[0-9]{{2,3}}", fact.id):
        yield f"the id {brief(fact.id)} is not of the article {article.id}; mend it"
    if fact.speaker is not None and fact.speaker not in article.clean.text:
        yield f"the speaker {brief(fact.speaker)} does not stand in the article; mend it"
    if fact.period is not None and (fault := time_fault(fact.period)):
        yield f"{fault}; mend the period"


def _ground_faults(fact: Fact, article: Article, ground: _Ground) -> Iterator[str]:
    if ground.figures is not None:
        yield from _figure_faults(fact, ground.figures[article.id])
    if ground.grades is not None:
        grades = {Span(start, end): g for (name, start, end), g in ground.grades.items() if name == article.id}
        yield from _grade_faults(fact, grades)
    if ground.references is not None:
        references = ground.references[article.id]
        yield from _summary_faults(fact, references.short or references.one_sentence)


def _anchor_faults(placed: _Placed, facts: Sequence[_Placed], text: str) -> Iterator[str]:
    fact = placed.fact
    if not states(placed.normal_text, fact.anchors):
        yield f"the anchors do not match the fact's own text {brief(fact.text)}; mend them"
    if not states(normal(fact.evidence_text(text)), fact.anchors):
        yield "the anchors do not match the evidence; mend them or quote more"
    known = {other.fact.id for other in facts}
    for name in fact.entails:
        if name not in known or name == fact.id:
            yield f"it entails {brief(name)}, which is no other fact of the article; mend it"
    for other in facts:
        if other.fact.id == fact.id:
            continue
        matched, listed = states(other.normal_text, fact.anchors), fact.id in other.fact.entails
        if matched and not listed:
            where = f"{other.fact.id} too, {brief(other.fact.text)}"
            yield f"the anchors match {where}; narrow them, or list it there as entailed"
        if listed and not matched:
            yield f"{other.fact.id} lists it as entailed, and its anchors do not match there; mend one of them"


def _inside(mention: Mention, fact: Fact) -> bool:
    return any(span.start <= mention.start and mention.end <= span.end for span in fact.evidence)


def _figure_faults(fact: Fact, figures: Sequence[Mention]) -> Iterator[str]:
    for number in fact.numbers:
        if not any(m.norm == number and _inside(m, fact) for m in figures):
            yield f"the number {brief(number)} is the norm of no figure in its evidence; mend one of them"


def _uncovered_faults(path: str, facts: Sequence[Fact], figures: Sequence[Mention]) -> Iterator[str]:
    for mention in figures:
        if not any(mention.norm in fact.numbers and _inside(mention, fact) for fact in facts):
            yield f"{path}: the figure {brief(mention.text)} [{mention.start}, {mention.end}) is in no fact; add one"


def _grade_faults(fact: Fact, grades: dict[Span, int]) -> Iterator[str]:
    touched = [grade for span, grade in grades.items() if any(span.overlaps(evidence) for evidence in fact.evidence)]
    if touched and fact.salience > max(touched):
        most = max(touched)
        yield f"salience {fact.salience}, but the sentences of its evidence have {most} at most; mend one of them"


def _summary_faults(fact: Fact, summaries: Sequence[str]) -> Iterator[str]:
    if fact.salience == 3:
        for number, summary in enumerate(summaries, 1):
            if not states(normal(summary), fact.anchors):
                yield (
                    f"salience 3, but summary {number} does not state {brief(fact.text)}; mend the summary or the grade"
                )


def _identity_faults(facts: Sequence[_Placed]) -> Iterator[str]:
    first: dict[str, Line] = {}
    for placed in facts:
        for key in (placed.fact.id, placed.normal_text):
            if key in first:
                yield f"{placed.line}: {brief(key)} stands on line {first[key].number} too; take one out"
            first[key] = placed.line
