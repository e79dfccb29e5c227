"""`bench data check`: every fault of the annotation files, with file and line; one file a kind of annotation."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpus.check.contrast import contrast_faults
from bench.corpus.check.facts import fact_faults
from bench.corpus.check.mentions import mention_faults
from bench.corpus.check.references import reference_faults
from bench.corpus.check.salience import salience_faults
from bench.corpus.folder import GOLD, GOLD_SALIENCE, PASS_SALIENCE, PASSES, AnnotationFolder


def faults(folder: AnnotationFolder) -> Iterator[str]:
    """Lines of the form `path:line: what is wrong; what to do`, in the order of the files.

    A kind of annotation that builds on others is looked at only when those are sound.
    """
    articles = folder.articles()
    found = False

    def seen(lines: Iterator[str]) -> Iterator[str]:
        nonlocal found
        for line in lines:
            found = True
            yield line

    for layer in (GOLD, *PASSES):
        yield from seen(mention_faults(folder, layer, articles))
    yield from seen(reference_faults(folder, articles))
    for path in (GOLD_SALIENCE, *PASS_SALIENCE):
        yield from seen(salience_faults(folder, path, articles))
    if not found:
        for article in articles:
            yield from fact_faults(folder, article)
            yield from contrast_faults(folder, article)
