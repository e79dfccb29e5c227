"""Names to counts under every scheme and track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bench.corpus import Corpus, Document, GoldSpan, Mention, Scheme, load_scheme, load_schemes, project
from bench.metrics import (
    OTHER,
    Broken,
    GoldTable,
    Pairing,
    SpanTable,
    Tally,
    Unit,
    Units,
    pair,
    ratio,
    span_errors,
    span_figures,
    stratum_recall,
    tally_pairing,
)
from bench.models import TagMap
from bench.runs.config import RunConfig
from bench.runs.figures import MOST_DOCUMENTS, Prediction, Scored, entries, measure, signature
from bench.runs.slices import slice_names, slices_of


class Scoring(NamedTuple):
    """A scheme, a track, and whether the mentions of all layers are asked for."""

    scheme: Scheme
    track: str
    nested: bool

    @property
    def key(self) -> str:
        return f"{self.scheme.name}-{self.track}{'-nested' * self.nested}"

    @property
    def signature(self) -> str:
        level = "|level:nested" * self.nested
        return f"scheme:{self.scheme.name}|track:{self.track}{level}|optional:ignored"


def scorings_of(schemes: Iterable[Scheme]) -> list[Scoring]:
    """Every scheme with every track that applies: `common` is core3 alone; nested stands beside the full track."""
    found = []
    for scheme in schemes:
        tracks = ("common", "native", "full") if scheme.name == "core3" else ("native", "full")
        found += [Scoring(scheme, track, False) for track in tracks]
        found.append(Scoring(scheme, "full", True))
    return found


def score_names(
    config: RunConfig,
    corpus: Corpus,
    documents: Sequence[Document],
    predictions: Mapping[str, Prediction],
    tags: TagMap,
    policy: str = "",
) -> Scored:
    """The tallies of all scorings side by side, and the figures of each.

    `policy` says in the signatures how a model's labels became spans: `decode:viterbi-bio`.
    """
    units = _units(documents)
    tallies: dict[str, Tally] = {}
    scorings: dict[str, dict[str, Any]] = {}
    golds: dict[str, Gold] = {}
    measured: dict[str, dict[str, Any]] = {}
    schemes = load_schemes() if corpus.schemes is None else {name: load_scheme(name) for name in corpus.schemes}
    for scoring in scorings_of(schemes.values()):
        scheme = scoring.scheme
        scope = scheme.scope(tags.types)
        spans = [project(d.mentions, scheme, scoring.nested) for d in documents]
        gold = Gold(documents, spans, scheme, scope if scoring.track == "native" else None)
        found = [predicted_spans(d, predictions[d.id]["entities"], config.view, tags, scoring) for d in documents]
        tally = gold.tally(found, units)
        signed = signature(config, corpus, "|".join(filter(None, (scoring.signature, policy))))
        # Where a model can say all that a scheme asks for, tracks count the same, and are measured once.
        twin = next((key for key, g in golds.items() if gold.counts_as(g) and _are_equal(tally, tallies[key])), None)
        figures = gold.figures(tally, signed) if twin is None else _resigned(measured[twin], signed)
        tallies[scoring.key], golds[scoring.key], measured[scoring.key] = tally, gold, figures
        scorings[scoring.key] = {**figures, "tag_coverage": tag_coverage(spans, scope)}
    return Scored(_side_by_side(tallies), scorings)


def _are_equal(a: Tally, b: Tally) -> bool:
    return a.columns == b.columns and np.array_equal(a.counts, b.counts)


def _resigned(figures: dict[str, Any], signed: str) -> dict[str, Any]:
    """The same figures under another signature; a metric's name stands before the first bar of one."""
    found: dict[str, Any] = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            found[key] = _resigned(value, signed)
        else:
            found[key] = f"{value.partition('|')[0]}|{signed}" if key == "signature" else value
    return found


def _units(documents: Sequence[Document]) -> Units:
    rows = [
        (Unit(d.id, unit, role), number, start)
        for number, d in enumerate(documents)
        for unit, role, start, _ in d.units
    ]
    names, numbers, starts = zip(*rows, strict=True) if rows else ((), (), ())
    return Units(tuple(names), np.array(numbers, dtype=np.int64), np.array(starts, dtype=np.int64))


class Gold:
    """The gold of one scoring as columns, and what is counted on it."""

    def __init__(
        self,
        documents: Sequence[Document],
        spans: Sequence[Sequence[GoldSpan]],
        scheme: Scheme,
        scope: frozenset[str] | None,
    ) -> None:
        labels = list(dict.fromkeys(scheme.labels.values()))
        self.documents, self.labels = documents, labels
        self.elsewhere = _table(
            [
                (number, m.start, m.end, labels[0])
                for number, d in enumerate(documents)
                for m in d.mentions
                if scheme.label(m.fine) is None
            ],
            labels,
        )
        rows = [(number, span) for number, found in enumerate(spans) for span in found]
        self.document = np.array([number for number, _ in rows], dtype=np.int64)
        self.label = [span.label for _, span in rows]
        # Outside a native scope a mention is a region to be ignored.
        optional = [span.optional or (scope is not None and not span.is_within(scope)) for _, span in rows]
        self.required = ~np.array(optional, dtype=bool)
        inside = [names for found in slices_of(documents, spans) for names in found]
        self.slices = {name: np.array([name in names for names in inside], dtype=bool) for name in slice_names()}
        others = [(i, number, *r) for i, (number, span) in enumerate(rows) for r in span.readings[1:]]
        self.table = GoldTable(
            _table([(number, *span.readings[0]) for number, span in rows], labels),
            ~self.required,
            _table([other[1:] for other in others], labels) if others else None,
            np.array([other[0] for other in others], dtype=np.int64) if others else None,
        )

    def counts_as(self, other: Gold) -> bool:
        """Whether the same mentions are asked for under the same labels, and stand in the same slices."""
        return (
            self.labels == other.labels
            and self.label == other.label
            and np.array_equal(self.document, other.document)
            and np.array_equal(self.required, other.required)
            and all(np.array_equal(mask, other.slices[name]) for name, mask in self.slices.items())
        )

    def pairing(self, found: Sequence[Sequence[Predicted]]) -> Pairing:
        """Gold and predictions brought together; predictions without a place on the gold's text are not in it."""
        whole = [(number, p.start, p.end, p.label) for number, own in enumerate(found) for p in own if p.whole]
        return pair(self.table, _table(whole, self.labels))

    def tally(self, found: Sequence[Sequence[Predicted]], units: Units) -> Tally:
        """The counts of one model's predictions, by unit."""
        rows = [(number, *p) for number, of_document in enumerate(found) for p in of_document]
        pairing = self.pairing(found)
        own = pairing.rows.row[pairing.gold]
        strata = {name: mask[own] for name, mask in self.slices.items()}
        lost = [(number, start, self.labels.index(label)) for number, start, _, label, is_whole in rows if not is_whole]
        columns = np.array(lost, dtype=np.int64).reshape(-1, 3).T
        return tally_pairing(pairing, self.labels, units, Broken(*columns), strata, self.elsewhere)

    def figures(self, tally: Tally, signed: str) -> dict[str, Any]:
        """Micro, by label, document and stratum, and errors. `n` counts required mentions, the same for every model."""
        totals = tally.totals()
        errors, other = span_errors(totals, self.labels), int(totals[OTHER])
        label = np.array(self.label)

        def of(totals: Mapping[str, float], labels: Sequence[str], inside: Any = True) -> dict[str, Any]:
            n = int((self.required & np.isin(label, labels) & inside).sum()) if len(label) else 0
            return entries(span_figures(totals, labels), n, signed)

        return {
            "metrics": measure(of(totals, self.labels), tally),
            "errors": errors,
            "spurious": {"on_other_type": other, "on_nothing": errors["spurious"] - other},
            "by_label": {name: _strict_measured(of(totals, [name]), tally, name) for name in self.labels},
            "by_document": {
                d.id: of(tally.of_documents([d.id]).totals(), self.labels, self.document == number)
                for number, d in enumerate(self.documents if len(self.documents) <= MOST_DOCUMENTS else ())
            },
            "slices": {
                name: measure(
                    entries(
                        {"strict_recall": stratum_recall(totals, name)}, int((self.required & inside).sum()), signed
                    ),
                    tally,
                    f"{name}/",
                )
                for name, inside in self.slices.items()
            },
        }


def _strict_measured(found: dict[str, Any], tally: Tally, label: str) -> dict[str, Any]:
    """The intervals of a label's strict figures; those of the other schemas can be had from the tally."""
    strict = {name: entry for name, entry in found.items() if name.startswith("strict_")}
    return {**found, **measure(strict, tally, f"label={label}/")}


def _table(rows: Sequence[tuple[int, int, int, str]], labels: Sequence[str]) -> SpanTable:
    document, start, end, label = zip(*rows, strict=True) if rows else ((), (), (), ())
    place = {name: i for i, name in enumerate(labels)}
    return SpanTable(list(document), list(start), list(end), [place[name] for name in label], labels)


class Predicted(NamedTuple):
    """A prediction on the gold's text; `whole` is false for one that could not be projected onto it: spurious."""

    start: int
    end: int
    label: str
    whole: bool = True


def predicted_spans(
    document: Document, entities: Sequence[Mapping[str, Any]], view: str, tags: TagMap, scoring: Scoring
) -> list[Predicted]:
    """Predictions in the scheme's labels, on the clean text; a label that the scheme lacks is no prediction."""
    if any("layer" in entity for entity in entities):
        return _annotated(entities, scoring)
    found = []
    for entity in entities:
        label = scoring.scheme.tag_label(tags.gold_type(entity["tag"]))
        if label is None:
            continue
        if view == "clean":
            found.append(Predicted(entity["start"], entity["end"], label))
        else:
            found.append(_from_raw(document, entity["start"], entity["end"], label))
    return found


def _annotated(entities: Iterable[Mapping[str, Any]], scoring: Scoring) -> list[Predicted]:
    """An annotation in layers stands for what the scheme can express of it, just as the gold does."""
    mentions = [Mention(str(i), e["start"], e["end"], "", e["tag"], layer=e["layer"]) for i, e in enumerate(entities)]
    return [Predicted(*span.readings[0]) for span in project(mentions, scoring.scheme, scoring.nested)]


def _from_raw(document: Document, start: int, end: int, label: str) -> Predicted:
    """A span of raw text through the alignment; one that has no contiguous counterpart is spurious where it starts."""
    span = document.to_clean.project(start, end)
    if span is not None:
        return Predicted(*span, label)
    at = document.to_clean.place(start)
    return Predicted(at, at, label, whole=False)


def tag_coverage(gold: Iterable[Iterable[GoldSpan]], scope: frozenset[str]) -> float | None:
    """Share of the required mentions of a scheme that the tags can give a label at all; `None` without a mention."""
    required = [span for spans in gold for span in spans if not span.optional]
    return ratio(sum(span.is_within(scope) for span in required), len(required))


def _side_by_side(tallies: Mapping[str, Tally]) -> Tally:
    first = next(iter(tallies.values()))
    columns = tuple(f"{key}/{column}" for key, tally in tallies.items() for column in tally.columns)
    return Tally(first.units, columns, np.hstack([tally.counts for tally in tallies.values()]))
