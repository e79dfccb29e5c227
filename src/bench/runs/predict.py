"""Documents to predictions as they are stored, by whichever way a model offers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import cache
from typing import Any

from bench.corpus import AnnotationFolder, Corpus, Document, Mention, installed
from bench.corpus.folder import PASSES
from bench.errors import BenchError
from bench.metrics import best_rouge
from bench.models import Answer, Tagged
from bench.runs.config import RunConfig
from bench.runs.fingerprint import canonical
from bench.runs.training import examples
from bench.runs.wrap import Segment, segments, source_text
from bench.text import printable

_LONGEST_REASON = 300


def given_texts(config: RunConfig, document: Document, model: Any) -> list[Segment]:
    """The texts that a model gets for one document, with their places in the view's text."""
    if config.kind == "summarizer":
        text = source_text(document, config.kind, config.view, config.wrap)
        return [Segment(text, tuple(range(len(text))))]
    return segments(document, config.view, config.wrap, getattr(model, "unit", "sentence"))


def predict(
    config: RunConfig, corpus: Corpus, documents: Sequence[Document], model: Any
) -> Generator[tuple[Document, dict[str, Any]], None, None]:
    """Each of `documents` once with the record to store, in the order in which the model is done with them.

    What a model throws on a document is its failure on that document: a record with `error`. A `BenchError` is what
    stops everything, and is raised.
    """
    given = [given_texts(config, d, model) for d in documents]
    with closing(_answers(config, corpus, documents, given, model)) as answers:
        for number, answer in answers:
            document, texts = documents[number], given[number]
            yield document, {"id": document.id, **_stored(config, texts, answer, model)}


def _answers(
    config: RunConfig, corpus: Corpus, documents: Sequence[Document], given: Sequence[list[Segment]], model: Any
) -> Generator[tuple[int, Answer], None, None]:
    limit = (config.of_task.characters,) if config.kind == "summarizer" else ()
    texts = [[segment.text for segment in each] for each in given]
    if hasattr(model, "stream"):
        yield from _once_each(model.stream([t[0] for t in texts] if limit else texts, *limit), len(texts))
        return
    for number, document in enumerate(documents):

        def one(number: int = number, document: Document = document) -> Answer:
            if config.asked.entry.reference:
                return _of_reference(config, document, texts[number], model)
            if hasattr(model, "look_up"):
                found: Answer = model.look_up(document.id, source_text(document, config.kind, config.view, config.wrap))
                return found
            tagger = model.fit(examples(corpus, document)) if hasattr(model, "fit") else model
            if limit:
                return Answer(tagger.predict(texts[number], *limit)[0])
            return Answer(tagger.predict(texts[number]))

        yield number, _guarded(one)


def _guarded(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    except BenchError:
        raise
    except Exception as error:  # whatever a model throws is its failure on this document
        return Answer(None, f"{type(error).__name__}: {error}")


def _once_each(stream: Iterator[tuple[int, Answer]], count: int) -> Iterator[tuple[int, Answer]]:
    """The stream, held to its word: a document answered twice or never would be a wrong figure."""
    seen: set[int] = set()
    try:
        for number, answer in stream:
            if number in seen or not 0 <= number < count:
                raise BenchError(f"the model answered document {number + 1} unasked or twice; mend its stream")
            seen.add(number)
            yield number, answer
    except BenchError:
        raise
    except Exception as error:  # after it, nobody knows which documents would still come
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise BenchError(f"the model's stream broke after {len(seen)} of {count} documents: {reason}") from error
    finally:
        if hasattr(stream, "close"):
            stream.close()
    if len(seen) < count:
        raise BenchError(f"the model answered {len(seen)} of {count} documents; mend its stream")


def _stored(config: RunConfig, given: list[Segment], answer: Answer, model: Any) -> dict[str, Any]:
    """What stands in the store: an answer in the view's offsets, or why there is none."""
    if answer.error is None:
        try:
            return {**_value(config, given, answer, model), **answer.kept}
        except Exception as error:  # a span outside its text, a summary that is no text
            answer = Answer(None, f"{type(error).__name__}: {error}")
    reason = " ".join(printable(str(answer.error)).split())
    return {"error": reason[:_LONGEST_REASON], **answer.kept}


def _value(config: RunConfig, given: list[Segment], answer: Answer, model: Any) -> dict[str, Any]:
    if config.kind == "summarizer":
        if not isinstance(answer.value, str):
            raise TypeError(f"a summary is text, not {type(answer.value).__name__}")
        return {"summary": answer.value}
    labels = model.tags.labels
    if hasattr(model, "look_up"):
        (spans,) = answer.value
        found = [tuple(span) for span in spans]
    elif config.asked.entry.reference:
        return {"entities": answer.value}
    else:
        found = [
            (*segment.locate(span.start, span.end), span.tag)
            for segment, spans in zip(given, answer.value, strict=True)
            for span in spans
        ]
    kept = ((start, end, tag) for start, end, tag in found if tag in labels)
    return {"entities": [{"start": s, "end": e, "label": labels[tag], "tag": tag} for s, e, tag in kept]}


# ---- upper lines, which are handed the answers ----


def _of_reference(config: RunConfig, document: Document, texts: list[str], model: Any) -> Answer:
    if config.kind == "summarizer":
        limit = config.of_task.characters
        return Answer(model.predict(texts, limit, [_objective(document.references[config.task])])[0])
    mentions = _second_pass(document.id)
    (spans,) = model.predict([document.clean.text], [[Tagged(m.start, m.end, m.fine) for m in mentions]])
    return Answer(
        [
            {"start": s.start, "end": s.end, "label": model.tags.labels[s.tag], "tag": s.tag, "layer": m.layer}
            for s, m in zip(spans, mentions, strict=True)
        ]
    )


@cache
def _second_pass(article: str) -> list[Mention]:
    return AnnotationFolder(installed()).mentions(PASSES[1], article)


def _objective(references: tuple[str, ...]) -> Callable[[str], float]:
    """What the oracle maximises: the mean of ROUGE-1 and ROUGE-2 F1."""
    return lambda text: (best_rouge("rouge1", text, references).f1 + best_rouge("rouge2", text, references).f1) / 2


def handed(config: RunConfig, corpus: Corpus, model: Any) -> dict[str, str]:
    """For the fingerprint: a hash of the answers that an upper line or a trained model is given; nothing for others."""
    documents = corpus.whole or corpus.documents  # the same for each shard and for the whole
    if hasattr(model, "fit"):
        answers: list[Any] = [[d.id, examples(corpus, d)] for d in documents]
    elif not config.asked.entry.reference:
        return {}
    elif config.kind == "tagger":
        answers = [[d.id, [asdict(m) for m in _second_pass(d.id)]] for d in documents]
    else:
        answers = [[d.id, d.references[config.task]] for d in documents]
    return {"handed": hashlib.sha256(canonical(answers).encode()).hexdigest()}
