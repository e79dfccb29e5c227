"""Faults of the blind readings of facts, contrast items and references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bench.corpus.folder import CONTRAST, CONTRAST_READING, FACT_READING, FACTS, REFERENCES, AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.mentions import Line
from bench.corpus.page import Article


def reading_faults(folder: AnnotationFolder, articles: list[Article]) -> Iterator[str]:
    """What was read is what there is now: every fact once, every item and reference in its present words."""
    if folder.has(FACT_READING):
        yield from _fact_faults(folder, articles)
    if folder.has(CONTRAST_READING):
        yield from _contrast_faults(folder, articles)


def _fact_faults(folder: AnnotationFolder, articles: list[Article]) -> Iterator[str]:
    lines, broken = folder.lines(FACT_READING, "fact_reading")
    yield from broken
    known = [fact.id for article in articles for fact in folder.facts(article.id)] if folder.has(FACTS) else []
    seen: dict[str, Line] = {}
    for line in lines:
        name = line.value["id"]
        if name not in known:
            yield f"{line}: {brief(name)} is no fact of {FACTS}; mend the id or take the line out"
        if name in seen:
            yield f"{line}: {brief(name)} was read on line {seen[name].number} too; keep one"
        seen[name] = line
    if not broken:
        yield from _unread(folder, FACT_READING, known, seen)


def _contrast_faults(folder: AnnotationFolder, articles: list[Article]) -> Iterator[str]:
    lines, broken = folder.lines(CONTRAST_READING, "contrast_reading")
    yield from broken
    texts = _judged_texts(folder, articles)
    last: dict[str, Line] = {}
    rounds: dict[tuple[str, int], Line] = {}
    for line in lines:
        name, number = line.value["id"], line.value["round"]
        if name not in texts:
            yield f"{line}: {brief(name)} is no item of {CONTRAST} and no reference; mend the id or take the line out"
        if (name, number) in rounds:
            yield f"{line}: round {number} of {brief(name)} is on line {rounds[name, number].number} too; keep one"
        rounds[name, number] = line
        if name not in last or last[name].value["round"] < number:
            last[name] = line
    for name, line in last.items():
        if (stated := line.value["text"]) != texts.get(name, stated):
            yield (
                f"{line}: the last round of {brief(name)} judged {brief(stated)}, now it is "
                f"{brief(texts[name])}; read it again"
            )
    if not broken:
        yield from _unread(folder, CONTRAST_READING, texts, last)


def _judged_texts(folder: AnnotationFolder, articles: list[Article]) -> dict[str, str]:
    """The present text of every item and of every reference, a reference as `<article>-short-1`."""
    texts: dict[str, str] = {}
    references = folder.references() if folder.has(REFERENCES) else {}
    for article in articles:
        if article.id in references:
            texts |= {f"{article.id}-{name}": text for name, text in references[article.id].by_name().items()}
        if folder.has(CONTRAST):
            texts |= {item.id: item.text for item in folder.contrast(article.id)}
    return texts


def _unread(folder: AnnotationFolder, file: str, known: Iterable[str], seen: Mapping[str, Line]) -> Iterator[str]:
    for name in known:
        if name not in seen:
            yield f"{folder.path / file}: no reading of {brief(name)}; add a line"
