"""`bench data check`: every fault of the annotation files, with file and line; one file a kind of annotation."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpus.check.contrast import contrast_faults
from bench.corpus.check.facts import fact_faults
from bench.corpus.check.mentions import mention_faults
from bench.corpus.check.readings import reading_faults
from bench.corpus.check.references import reference_faults
from bench.corpus.check.salience import salience_faults
from bench.corpus.folder import (
    CONTRAST,
    FACTS,
    GOLD,
    GOLD_SALIENCE,
    PASS_SALIENCE,
    PASSES,
    REFERENCES,
    AnnotationFolder,
)
from bench.corpus.page import Article


def faults(folder: AnnotationFolder) -> Iterator[str]:
    """Lines of the form `path:line: what is wrong; what to do`, in the order of the files.

    Only kinds of annotation that are there are looked at, and one that builds on others only when those are sound.
    """
    articles = folder.articles()
    for group in (_first, _second, reading_faults):
        found = False
        for fault in group(folder, articles):
            found = True
            yield fault
        if found:
            return


def _first(folder: AnnotationFolder, articles: list[Article]) -> Iterator[str]:
    """Faults of what builds on the page alone."""
    for layer in filter(folder.has, (GOLD, *PASSES)):
        yield from mention_faults(folder, layer, articles)
    if folder.has(REFERENCES):
        yield from reference_faults(folder, articles)
    for path in filter(folder.has, (GOLD_SALIENCE, *PASS_SALIENCE)):
        yield from salience_faults(folder, path, articles)


def _second(folder: AnnotationFolder, articles: list[Article]) -> Iterator[str]:
    """Faults of what builds on mentions, references and grades of sentences."""
    if folder.has(FACTS):
        yield from fact_faults(folder, articles)
    if folder.has(CONTRAST):
        yield from contrast_faults(folder, articles)
