"""Faults of the reference summaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.corpus.folder import REFERENCES, AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.mentions import Line
from bench.corpus.page import Article

ONE_SENTENCE_LIMIT = 60
SHORT_LIMITS = (100, 150)


def reference_faults(folder: AnnotationFolder, articles: Iterable[Article]) -> Iterator[str]:
    """One line an article, with as many summaries as the scheme wants, of the lengths that it wants."""
    path = folder.path / REFERENCES
    lines, broken = folder.lines(REFERENCES, "reference")
    yield from broken
    known = {article.id: article for article in articles}
    seen: dict[str, Line] = {}
    for line in lines:
        name = line.value["id"]
        if name not in known or name in seen:
            yield f"{line}: {brief(name)} is no article of the page or stands twice; one line an article"
            continue
        seen[name] = line
        headlined = bool(known[name].role_text("headline"))
        yield from (f"{line}: {fault}" for fault in _summary_faults(line, headlined))
    if not broken:
        yield from (f"{path}: no references for {brief(name)}; add a line" for name in known if name not in seen)


def _summary_faults(line: Line, headlined: bool) -> Iterator[str]:
    value = line.value
    if headlined != (value["headline_type"] is not None):
        yield "headline_type is for articles with a headline, and for all of them; mend it"
    if len(value["short"]) != (2 if headlined else 0):
        yield f"{len(value['short'])} short summaries, wanted {2 if headlined else 0}"
    for kind, low, high in (("one_sentence", 1, ONE_SENTENCE_LIMIT), ("short", *SHORT_LIMITS)):
        for summary in value[kind]:
            if not low <= len(summary) <= high:
                yield f"a {kind} summary has {len(summary)} characters, allowed are {low} to {high}; rewrite it"
        if len(set(value[kind])) < len(value[kind]):
            yield f"the two {kind} summaries are the same; word one of them independently"
