"""Faults of the grades of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.corpus.folder import AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.page import Article


def salience_faults(folder: AnnotationFolder, name: str, articles: Iterable[Article]) -> Iterator[str]:
    """Each sentence of body and caption has one grade, and nothing else has."""
    path = folder.path / name
    lines, broken = folder.lines(name, "salience")
    yield from broken
    wanted = {(article.id, *span) for article in articles for span in article.sentences}
    for line in lines:
        place = (line.value["article"], line.value["start"], line.value["end"])
        if place not in wanted:
            article, start, end = map(brief, place)
            yield f"{line}: {article} has no sentence [{start}, {end}), or it stands twice; mend the line"
        wanted.discard(place)
    if not broken:
        yield from (f"{path}: no grade for {a} [{start}, {end}); add a line" for a, start, end in sorted(wanted))
