"""Names to strict counts under every scheme and track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from bench.corpus import Corpus, Document, GoldSpan, Mention, Scheme, load_schemes, project
from bench.metrics import Document as SpanDocument
from bench.metrics import Gold, Predicted, Tally, Unit, flag_recall, ratio, strict_figures, tally_spans
from bench.models import TagMap
from bench.runs.config import RunConfig
from bench.runs.figures import Prediction, Scored, entries, signature

# Strata of the gold: whether a line end of the page falls inside the mention.
CUT, REST = FLAGS = ("crosses_line=true", "crosses_line=false")


def scorings_of(schemes: Iterable[Scheme]) -> list[tuple[Scheme, str]]:
    """Every scheme with every track that applies to it: `common` is core3 alone."""
    return [
        (scheme, track)
        for scheme in schemes
        for track in (("common", "native", "full") if scheme.name == "core3" else ("native", "full"))
    ]


def score_names(
    config: RunConfig,
    corpus: Corpus,
    documents: Sequence[Document],
    predictions: Mapping[str, Prediction],
    tags: TagMap,
) -> Scored:
    """The tallies of all scorings side by side, and the figures of each."""
    tallies: dict[str, Tally] = {}
    scorings: dict[str, dict[str, Any]] = {}
    for scheme, track in scorings_of(load_schemes().values()):
        scope = {label for label in map(scheme.project_label, tags.scope) if label}
        labels = list(dict.fromkeys(scheme.labels.values()))
        spans = {d.id: project(d.mentions, scheme) for d in documents}
        gold = {d.id: [_gold(d, s, scope if track == "native" else None) for s in spans[d.id]] for d in documents}
        tally = tally_spans(
            [
                SpanDocument(
                    gold[d.id],
                    _predicted(d, predictions[d.id]["entities"], config.view, tags, scheme),
                    [(Unit(d.id, unit, role), start, end) for unit, role, start, end in d.units],
                )
                for d in documents
            ],
            labels,
            FLAGS,
        )
        key = f"{scheme.name}-{track}"
        signed = signature(config, corpus, f"scheme:{scheme.name}|track:{track}|optional:ignored")
        coverage = _coverage([span for found in spans.values() for span in found], scope)
        tallies[key] = tally
        scorings[key] = {**_figures(tally, labels, gold, signed), "tag_coverage": coverage}
    return Scored(_side_by_side(tallies), scorings)


def _predicted(
    document: Document, entities: Sequence[Mapping[str, Any]], view: str, tags: TagMap, scheme: Scheme
) -> list[Predicted]:
    """Predictions in the scheme's labels, on the clean text; a label that the scheme lacks is no prediction."""
    if any("layer" in entity for entity in entities):
        return _annotated(entities, scheme)
    found = []
    for entity in entities:
        label = scheme.project_label(tags.labels.get(entity["tag"], ""))
        if label is None:
            continue
        if view == "clean":
            found.append(Predicted(entity["start"], entity["end"], label))
        else:
            found.append(_from_raw(document, entity["start"], entity["end"], label))
    return found


def _annotated(entities: Iterable[Mapping[str, Any]], scheme: Scheme) -> list[Predicted]:
    """An annotation in layers stands for what the scheme can express of it, just as the gold does."""
    mentions = [Mention(str(i), e["start"], e["end"], "", e["tag"], layer=e["layer"]) for i, e in enumerate(entities)]
    return [Predicted(*span.readings[0]) for span in project(mentions, scheme)]


def _from_raw(document: Document, start: int, end: int, label: str) -> Predicted:
    """A span of raw text through the alignment; one that has no contiguous counterpart is spurious where it starts."""
    span = document.to_clean.project(start, end)
    if span is not None:
        return Predicted(*span, label)
    at = document.to_clean.place(start)
    return Predicted(at, at, label, whole=False)


def _gold(document: Document, span: GoldSpan, scope: set[str] | None) -> Gold:
    """A gold mention for scoring; outside a native scope it is a region to be ignored."""
    outside = scope is not None and span.label not in scope
    return Gold(span.readings, span.optional or outside, (CUT if span.id in document.crosses_line else REST,))


def _coverage(gold: Sequence[GoldSpan], scope: set[str]) -> float | None:
    """Share of the required mentions of a scheme whose label the tag map can give at all."""
    required = [span for span in gold if not span.optional]
    return ratio(sum(span.label in scope for span in required), len(required))


def _figures(tally: Tally, labels: Sequence[str], gold: Mapping[str, Sequence[Gold]], signed: str) -> dict[str, Any]:
    """Micro, by label, by document and by stratum. `n` is the number of required mentions, the same for every model."""
    required = {name: [g for g in spans if not g.optional] for name, spans in gold.items()}
    every = [g for spans in required.values() for g in spans]
    totals = tally.totals()

    def strict(totals: Mapping[str, float], labels: Sequence[str], mentions: Sequence[Gold]) -> dict[str, Any]:
        n = sum(g.readings[0][2] in labels for g in mentions)
        return entries(strict_figures(totals, labels), n, signed)

    return {
        "metrics": strict(totals, labels, every),
        "by_label": {label: strict(totals, [label], every) for label in labels},
        "by_document": {
            name: strict(tally.of_documents([name]).totals(), labels, spans) for name, spans in required.items()
        },
        "slices": {
            flag: entries({"strict_recall": flag_recall(totals, flag)}, sum(flag in g.flags for g in every), signed)
            for flag in FLAGS
        },
    }


def _side_by_side(tallies: Mapping[str, Tally]) -> Tally:
    first = next(iter(tallies.values()))
    columns = tuple(f"{key}/{column}" for key, tally in tallies.items() for column in tally.columns)
    return Tally(first.units, columns, np.hstack([tally.counts for tally in tallies.values()]))
