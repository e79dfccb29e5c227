"""Optional mentions, other readings, ignored regions: scoring rules 1 and 2 by hand; units and strata of the tally."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.metrics import (
    Broken,
    GoldTable,
    SpanTable,
    Unit,
    Units,
    pair,
    score_spans,
    span_figures,
    stratum_recall,
    tally_pairing,
)

LABELS = ("PER", "ORG", "LOC")


def mention(*readings, optional=False):
    own, *others = ({"start": s, "end": e, "label": label} for s, e, label in readings)
    return {**own, "optional": optional, "alt": others}


def outcome(gold, predicted, ignored=None):
    """`(correct, wrong or missed, wrong or spurious)` of one document, strict."""
    counts = score_spans([gold], [predicted], ignored=ignored and [ignored])["strict"].counts
    return counts.correct, counts.possible - counts.correct, counts.actual - counts.correct


COMPANY = mention((4, 14, "ORG"), (0, 14, "ORG"))  # 河北保定|长城汽车股份有限公司, with the whole as a reading
PLACES = [mention((0, 2, "LOC")), mention((2, 4, "LOC"))]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        # optional: a prediction on it is dropped, right or wrong; missing it costs nothing
        ([mention((0, 2, "ORG"), optional=True)], [(0, 2, "ORG")], (0, 0, 0)),
        ([mention((0, 2, "ORG"), optional=True)], [(0, 4, "LOC")], (0, 0, 0)),
        ([mention((0, 2, "ORG"), optional=True)], [], (0, 0, 0)),
        # … unless the prediction touches a required mention as well
        ([mention((0, 2, "ORG"), optional=True), mention((2, 4, "PER"))], [(0, 4, "PER")], (0, 1, 1)),
        # readings: the place and the company found as one name cost nothing at the places
        ([*PLACES, COMPANY], [(0, 14, "ORG")], (1, 0, 0)),
        ([*PLACES, COMPANY], [(0, 14, "ORG"), (0, 2, "LOC")], (1, 0, 0)),
        ([*PLACES, COMPANY], [(0, 2, "LOC"), (2, 4, "LOC"), (4, 14, "ORG")], (3, 0, 0)),
        ([*PLACES, COMPANY], [(4, 14, "ORG"), (0, 14, "ORG")], (1, 2, 0)),  # the other reading is ignored
        ([mention((0, 5, "LOC"), (0, 2, "LOC"))], [(0, 2, "LOC"), (2, 5, "LOC")], (1, 0, 0)),
        ([mention((0, 5, "LOC"), (0, 5, "ORG"))], [(0, 5, "ORG")], (1, 0, 0)),
        # two mentions that share a reading: one to one
        ([mention((0, 2, "LOC"), (0, 4, "LOC")), mention((2, 4, "LOC"), (0, 4, "LOC"))], [(0, 4, "LOC")], (1, 0, 0)),
        # a matching that needs to move a mention to its other reading
        (
            [mention((0, 4, "PER"), (7, 9, "PER"), (5, 6, "PER")), mention((9, 12, "PER"), (7, 9, "PER"))],
            [(7, 9, "PER"), (5, 6, "PER")],
            (2, 0, 0),
        ),
        # the same mention, required and optional: required
        ([mention((0, 2, "ORG"), optional=True), mention((0, 2, "ORG"))], [], (0, 1, 0)),
        ([mention((0, 2, "ORG"), optional=True), mention((0, 2, "ORG"))], [(0, 2, "ORG")], (1, 0, 0)),
        # an optional mention elsewhere in the document changes nothing
        ([mention((0, 2, "ORG"), optional=True), mention((5, 7, "PER"))], [(5, 7, "PER"), (8, 9, "LOC")], (1, 0, 1)),
    ],
)
def test_by_hand(gold, predicted, expected):
    assert outcome(gold, predicted) == expected
    assert outcome(gold[::-1], predicted[::-1]) == expected


def test_predictions_in_ignored_regions_are_dropped_unless_they_touch_a_required_mention():
    gold = [mention((0, 2, "PER"))]
    region = [(4, 9, "any"), (1, 3, "any")]
    assert outcome(gold, [(4, 6, "LOC"), (8, 10, "LOC")], region) == (0, 1, 0)
    assert outcome(gold, [(1, 3, "LOC"), (10, 12, "LOC")], region) == (0, 1, 2)


def test_readings_serve_every_schema():
    scores = score_spans([[mention((0, 5, "LOC"), (0, 2, "ORG"))]], [[(0, 2, "LOC")]])
    assert [scores[s].counts.correct for s in ("strict", "exact", "type", "fuzzy")] == [0, 1, 1, 1]
    assert scores["partial"].f1 == 1


spans = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 4), st.sampled_from(LABELS)).map(lambda s: (s[0], s[0] + s[1], s[2])),
    min_size=1,
    max_size=3,
    unique=True,
)
mentions = st.lists(st.builds(lambda r, o: mention(*r, optional=o), spans, st.booleans()), max_size=5)


@settings(max_examples=400, deadline=None)
@given(mentions, spans, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(gold, predicted, rng):
    def counts(gold, predicted):
        return {name: tuple(s.counts) for name, s in score_spans([gold], [predicted])._micro.items()}

    shuffled = rng.sample(gold + gold[:1], len(gold) + bool(gold))
    assert counts(shuffled, rng.sample(predicted, len(predicted))) == counts(gold, predicted)


@settings(max_examples=300, deadline=None)
@given(mentions, spans)
def test_every_required_mention_is_counted_once_or_settled_by_another(gold, predicted):
    scores = score_spans([gold], [predicted])
    required = {(m["start"], m["end"], m["label"]) for m in gold if not m["optional"]}
    assert scores["strict"].counts.possible <= len(required)
    assert scores["strict"].counts.actual <= len(set(predicted))
    assert sum(scores.errors.values()) == sum(1 for _ in scores.pairs())


def test_counts_go_to_the_unit_and_label_of_the_gold_mention_or_where_the_prediction_starts():
    units = Units(
        (Unit("d", "d:1", "headline"), Unit("d", "d:2", "body"), Unit("e", "e:1", "body")),
        np.array([0, 0, 1]),
        np.array([0, 11, 0]),
    )
    gold = GoldTable(
        SpanTable([0, 0], [0, 12], [3, 14], ["PER", "LOC"]),
        readings=SpanTable([0], [12], [14], ["ORG"]),
        reading_of=np.array([1]),
    )
    predicted = SpanTable([0, 0, 0, 1], [0, 12, 20, 5], [3, 14, 22, 6], ["PER", "ORG", "PER", "LOC"])
    pairing = pair(gold, predicted)
    broken = Broken(np.array([0]), np.array([11]), np.array([LABELS.index("ORG")]))
    tally = tally_pairing(pairing, LABELS, units, broken, {"cut": np.array([True, False])})
    first, second, third = (dict(zip(tally.columns, row, strict=True)) for row in tally.counts.tolist())
    assert first["label=PER/strict"] == first["label=PER/possible"] == first["label=PER/predicted"] == 1
    assert second["label=LOC/strict"] == second["label=LOC/predicted"] == 1  # found by its other reading
    assert second["label=PER/predicted"] == second["label=PER/spurious"] == 1
    assert second["label=PER/possible"] == 0
    assert second["label=ORG/spurious"] == second["label=ORG/predicted"] == 1  # what has no place on the text
    assert third["label=LOC/spurious"] == 1
    assert first["cut/strict"] == first["cut/possible"] == 1
    figures = span_figures(tally.totals(), LABELS)
    assert (figures["strict_precision"], figures["strict_recall"]) == (2 / 5, 1.0)
    assert stratum_recall(tally.totals(), "cut") == 1
    assert span_figures(tally.totals(), ["LOC"])["strict_f1"] == 2 / 3


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(mentions, spans, st.lists(st.tuples(st.integers(0, 9), st.just(12)), max_size=1)), max_size=9)
)
def test_large_tables_are_scored_in_runs_of_documents_with_the_same_result(documents):
    from bench.metrics import span_chunks

    gold, predicted = [g for g, _, _ in documents], [p for _, p, _ in documents]
    ignored = [[(s, e, "any") for s, e in found] for _, _, found in documents]
    whole = score_spans(gold, predicted, ignored=ignored)
    rows = span_chunks._ROWS
    try:
        span_chunks._ROWS = 5
        parts = score_spans(gold, predicted, ignored=ignored)
    finally:
        span_chunks._ROWS = rows
    assert (parts.tally.counts == whole.tally.counts).all()
    assert sorted(map(repr, parts.pairs())) == sorted(map(repr, whole.pairs()))
    assert (parts.confusion == whole.confusion).all()
