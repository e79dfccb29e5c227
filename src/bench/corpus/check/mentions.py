"""Faults of the mentions of one layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bench.corpus.check.lines import quote_fault, stray_faults
from bench.corpus.folder import GOLD, AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.mentions import Line, Mention, mention_of
from bench.corpus.norms import quantity_fault, time_fault
from bench.corpus.page import Article
from bench.text import Span

# An inner mention may hold inner mentions once.
_DEEPEST = 2


def mention_faults(folder: AnnotationFolder, layer: str, articles: Sequence[Article]) -> Iterator[str]:
    """Spans, attributes, nesting and ids of one layer; in the gold also one label for one string."""
    labels: dict[str, tuple[str, Line]] = {}
    yield from stray_faults(folder, layer, articles)
    for article in articles:
        name = f"{layer}/{article.id}.jsonl"
        lines, broken = folder.lines(name, "mention")
        yield from broken
        if not lines and not broken:
            yield f"{folder.path / name}: no mention at all; annotate the article or restore it from the repository"
        sound = []
        for line, mention in ((line, mention_of(line)) for line in lines):
            fault = quote_fault(Span(mention.start, mention.end), mention.text, article.clean.text)
            if fault:
                yield f"{line}: {fault}"
            else:
                sound.append((line, mention))
                yield from (f"{line}: {fault}" for fault in attribute_faults(mention, article))
        yield from _identity_faults(sound)
        yield from _nesting_faults(sound)
        if layer == GOLD:
            yield from _label_faults(sound, labels)


def attribute_faults(mention: Mention, article: Article) -> Iterator[str]:
    """What is wrong with a mention whose span is sound: its id, inner type, other readings, norm and approximator."""
    text = article.clean.text
    if not re.fullmatch(rf"{article.id}-[0-9]{{3}}[a-z]?", mention.id):
        yield f"the id {brief(mention.id)} is not of the article {article.id}; mend it"
    if mention.layer == "inner" and (mention.label not in ("LOC", "ORG") or len(mention.text) < 2):
        yield f"the inner mention {brief(mention.text)} is no LOC or ORG of two characters or more; take it out"
    for reading in mention.alt:
        if not reading.start < reading.end <= len(text):
            yield f"the alt [{reading.start}, {reading.end}) lies outside the article; mend it"
        elif reading.end <= mention.start or mention.end <= reading.start:
            yield f"the alt {brief(text[reading.start : reading.end])} does not touch {brief(mention.text)}; mend it"
    if mention.norm is not None and (fault := _norm_fault(mention, mention.norm)):
        yield f"{fault}; mend the norm"
    if mention.approx is not None:
        yield from _approx_faults(mention, text)


def _norm_fault(mention: Mention, norm: str) -> str | None:
    if mention.label == "TIME":
        return time_fault(norm)
    if mention.label == "NUM":
        return quantity_fault(norm, mention.text, "元" if mention.fine == "num.money" else None)
    return f"a {mention.label} has no norm"


def _approx_faults(mention: Mention, text: str) -> Iterator[str]:
    if mention.label != "NUM":
        yield f"a {mention.label} has no approx; take it out"
        return
    before, both, after = mention.approx.partition("…") if mention.approx else ("", "", "")
    stands_before = text[: mention.start].endswith(before)
    fits = (
        stands_before and text.startswith(after, mention.end)
        if both
        else (stands_before or text.startswith(before, mention.end))
    )
    if not fits:
        yield f"the approx {brief(mention.approx)} does not stand beside {brief(mention.text)}; mend it"


def _identity_faults(placed: list[tuple[Line, Mention]]) -> Iterator[str]:
    seen: dict[str, Line] = {}
    for line, mention in placed:
        if mention.id in seen:
            yield f"{line}: the id {brief(mention.id)} stands on line {seen[mention.id].number} too; give each its own"
        seen[mention.id] = line


def _nesting_faults(placed: list[tuple[Line, Mention]]) -> Iterator[str]:
    """Overlaps in one layer, and inner mentions that lie in no outer one or too deep."""
    outer = sorted((p for p in placed if p[1].layer == "outer"), key=lambda p: (p[1].start, p[1].end))
    for (_, first), (line, second) in pairwise(outer):
        if second.start < first.end:
            yield (
                f"{line}: {brief(second.text)} overlaps {brief(first.text)} ({first.id}); outer "
                "mentions never do; mend one"
            )
    inner = [p for p in placed if p[1].layer == "inner"]
    for line, mention in inner:
        holders = [m for _, m in placed if m is not mention and m.start <= mention.start and mention.end <= m.end]
        if not any(m.layer == "outer" for m in holders):
            yield (
                f"{line}: the inner mention {brief(mention.text)} lies inside no outer one; make it "
                "outer or mend its span"
            )
        elif len(holders) > _DEEPEST:
            yield f"{line}: the inner mention {brief(mention.text)} is nested deeper than once; take one out"
        for _, other in inner:
            if mention.start < other.start < mention.end < other.end:
                yield (
                    f"{line}: {brief(mention.text)} crosses the inner {brief(other.text)} "
                    f"({other.id}); mend one of them"
                )


def _label_faults(placed: list[tuple[Line, Mention]], labels: dict[str, tuple[str, Line]]) -> Iterator[str]:
    """The same string in the same sense has the same label everywhere."""
    for line, mention in placed:
        first = labels.setdefault(mention.text, (mention.fine, line))
        if first[0] != mention.fine:
            yield (
                f"{line}: {brief(mention.text)} is {mention.fine} here and {first[0]} at {first[1]}; give it one label"
            )
