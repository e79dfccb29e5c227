"""What became of every mention of a run's documents: for those who look at texts, not at figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bench.corpus import Document, load_schemes, project
from bench.metrics.span_pairing import Pairing
from bench.metrics.span_scores import error_of
from bench.models import TagMap
from bench.runs.figures import Prediction
from bench.runs.score_names import Gold, Predicted, predicted_spans, scorings_of

# Beside the classes of errors: a mention that is not asked for; what is not counted, as a prediction on such a mention,
# or a mention inside another reading that was found.
OPTIONAL, IGNORED = "optional", "ignored"


class Span(NamedTuple):
    """`[start, end)` on the clean text, with its label."""

    start: int
    end: int
    label: str


class Outcome(NamedTuple):
    """A gold mention, a prediction, or both as a pair.

    `error` is a class of `bench.metrics.ERRORS`, `optional` or `ignored`. `entity` is the number of the prediction
    among the document's entities, `None` where there is none or it stands for no single one. A prediction on raw text
    that has no place on the clean one is spurious and empty.
    """

    gold: Span | None
    predicted: Span | None
    error: str
    entity: int | None = None


def outcomes(
    leading: str, view: str, documents: Sequence[Document], predictions: Mapping[str, Prediction], tags: TagMap
) -> list[list[Outcome]]:
    """By document, in the order of the text: each gold mention and each prediction once, under a scoring such as
    `core3-common`.
    """  # fmt: skip
    scoring = next(s for s in scorings_of(load_schemes().values()) if s.key == leading)
    scope = scoring.scheme.scope(tags.types)
    spans = [project(d.mentions, scoring.scheme, scoring.nested) for d in documents]
    gold = Gold(documents, spans, scoring.scheme, scope if scoring.track == "native" else None)
    found: list[list[Predicted]] = []
    numbers: list[list[int | None]] = []
    for document in documents:
        own: list[Predicted] = []
        own_numbers: list[int | None] = []
        entities = predictions[document.id]["entities"]
        if any("layer" in entity for entity in entities):
            own = predicted_spans(document, entities, view, tags, scoring)
            own_numbers = [None] * len(own)
        else:
            for number, entity in enumerate(entities):
                made = predicted_spans(document, [entity], view, tags, scoring)
                own += made
                own_numbers += [number] * len(made)
        found.append(own)
        numbers.append(own_numbers)
    listed = _paired(gold, gold.pairing(found), found, numbers)
    for own_listed, own, own_numbers in zip(listed, found, numbers, strict=True):
        lost = [(p, n) for p, n in zip(own, own_numbers, strict=True) if not p.whole]
        own_listed += [Outcome(None, Span(p.start, p.end, p.label), "spurious", n) for p, n in lost]
        own_listed.sort(key=_place)
    return listed


def _place(outcome: Outcome) -> tuple[Span, bool]:
    span = outcome.gold or outcome.predicted
    assert span is not None
    return span, outcome.gold is None


def _paired(
    gold: Gold, pairing: Pairing, found: Sequence[Sequence[Predicted]], numbers: Sequence[Sequence[int | None]]
) -> list[list[Outcome]]:
    rows = pairing.rows
    entity = [n for own, of in zip(found, numbers, strict=True) for p, n in zip(own, of, strict=True) if p.whole]
    columns = zip(*(c.tolist() for c in (rows.document, rows.start, rows.end, rows.label, rows.row)), strict=True)
    document, span, source = [], [], []
    for number, start, end, label, row in columns:
        document.append(number)
        span.append(Span(start, end, pairing.labels[label] if label < len(pairing.labels) else ""))
        source.append(row)
    partner, counted, relation = (c.tolist() for c in (pairing.partner, pairing.counted, pairing.relation))
    listed: list[list[Outcome]] = [[] for _ in found]
    for i in pairing.gold.tolist():
        other = partner[i]
        uncounted = IGNORED if gold.required[source[i]] else OPTIONAL
        error = error_of(relation[i]) if counted[i] else uncounted
        predicted, number = (span[other], entity[source[other]]) if other >= 0 else (None, None)
        listed[document[i]].append(Outcome(span[i], predicted, error, number))
    for i in pairing.predicted.tolist():
        if partner[i] < 0:
            error = "spurious" if counted[i] else IGNORED
            listed[document[i]].append(Outcome(None, span[i], error, entity[source[i]]))
    return listed
