"""What a trained tagger is shown before it reads an article: the gold of all other articles."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpus import Corpus, Document, load_scheme, project
from bench.errors import BenchError
from bench.models import Example, Tagged
from bench.text import sentence_spans

# The coarse types of the annotation, which all eight tags of a trained tagger are.
_SCHEME = "full8"


def examples(corpus: Corpus, held_out: Document) -> list[Example]:
    """Sentences of the clean text of every article but `held_out`, with their outer required names.

    An article with the text of the held-out one is left out too. Raises `BenchError` where nothing is left.
    """
    others = [
        d for d in corpus.whole or corpus.documents if d.id != held_out.id and d.clean.text != held_out.clean.text
    ]
    if not others:
        raise BenchError("a trained model learns from the other articles, and there is one alone; take limit=2 or more")
    return [example for document in others for example in _sentences(document)]


def _sentences(document: Document) -> Iterator[Example]:
    names = [
        (start, end, label)
        for span in project(document.mentions, load_scheme(_SCHEME))
        if not span.optional
        for start, end, label in [span.readings[0]]
    ]
    for sentence in sentence_spans(document.clean.text):
        inside = (
            Tagged(start - sentence.start, end - sentence.start, label)
            for start, end, label in names
            if sentence.start <= start and end <= sentence.end
        )
        yield Example(sentence.of(document.clean.text), tuple(inside))
