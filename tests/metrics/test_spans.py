"""Strict pairing: cases by hand, peers on flat data, and order that never matters."""

from __future__ import annotations

import sys
import warnings
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.metrics import Document, Gold, Predicted, Unit, strict_figures, tally_spans
from bench.metrics.spans import pair

LABELS = ("PER", "ORG", "LOC")


def gold(*readings, optional=False, flags=()):
    return Gold(tuple(readings), optional, tuple(flags))


def outcome(golds, predicted):
    """`(correct, missed, spurious)` of one document."""
    pairing = pair(golds, [p if isinstance(p, Predicted) else Predicted(*p) for p in predicted])
    return len(pairing.correct), len(pairing.missed), len(pairing.spurious)


COMPANY = gold((4, 14, "ORG"), (0, 14, "ORG"))  # 河北保定|长城汽车股份有限公司, with the whole as a reading
PLACES = [gold((0, 2, "LOC")), gold((2, 4, "LOC"))]


@pytest.mark.parametrize(
    ("golds", "predicted", "expected"),
    [
        ([gold((0, 3, "PER"))], [(0, 3, "PER")], (1, 0, 0)),
        ([gold((0, 3, "PER"))], [(0, 3, "ORG")], (0, 1, 1)),
        ([gold((0, 3, "PER"))], [(0, 2, "PER")], (0, 1, 1)),
        ([gold((0, 3, "PER"))], [(0, 3, "PER"), (0, 3, "PER")], (1, 0, 0)),  # duplicates count once
        ([], [(0, 3, "PER")], (0, 0, 1)),
        ([], [], (0, 0, 0)),
        # optional: a prediction on it is dropped, right or wrong; missing it costs nothing
        ([gold((0, 2, "ORG"), optional=True)], [(0, 2, "ORG")], (0, 0, 0)),
        ([gold((0, 2, "ORG"), optional=True)], [(0, 4, "LOC")], (0, 0, 0)),
        ([gold((0, 2, "ORG"), optional=True)], [], (0, 0, 0)),
        # … unless the prediction touches a required mention as well
        ([gold((0, 2, "ORG"), optional=True), gold((2, 4, "PER"))], [(0, 4, "PER")], (0, 1, 1)),
        # readings: the place and the company found as one name cost nothing at the places
        ([*PLACES, COMPANY], [(0, 14, "ORG")], (1, 0, 0)),
        ([*PLACES, COMPANY], [(0, 2, "LOC"), (2, 4, "LOC"), (4, 14, "ORG")], (3, 0, 0)),
        ([*PLACES, COMPANY], [(4, 14, "ORG"), (0, 14, "ORG")], (1, 2, 0)),  # the other reading is ignored
        ([gold((0, 5, "LOC"), (0, 2, "LOC"))], [(0, 2, "LOC"), (2, 5, "LOC")], (1, 0, 0)),
        ([gold((0, 5, "LOC"), (0, 5, "ORG"))], [(0, 5, "ORG")], (1, 0, 0)),
        # two mentions that share a reading: one to one
        ([gold((0, 2, "LOC"), (0, 4, "LOC")), gold((2, 4, "LOC"), (0, 4, "LOC"))], [(0, 4, "LOC")], (1, 0, 0)),
        # a matching that needs to move a mention to its other reading
        (
            [gold((0, 4, "PER"), (7, 9, "PER"), (5, 6, "PER")), gold((9, 12, "PER"), (7, 9, "PER"))],
            [(7, 9, "PER"), (5, 6, "PER")],
            (2, 0, 0),
        ),
        # what could not be projected onto the text is spurious even over an optional mention
        ([gold((0, 2, "ORG"), optional=True)], [Predicted(0, 0, "ORG", whole=False)], (0, 0, 1)),
    ],
)
def test_by_hand(golds, predicted, expected):
    assert outcome(golds, predicted) == expected


def test_counts_go_to_the_unit_and_label_of_the_gold_mention_or_where_the_prediction_starts():
    units = [(Unit("d", "d:1", "headline"), 0, 10), (Unit("d", "d:2", "body"), 11, 30)]
    document = Document(
        [gold((0, 3, "PER"), flags=["cut"]), gold((12, 14, "LOC"), (12, 14, "ORG"))],
        [Predicted(0, 3, "PER"), Predicted(12, 14, "ORG"), Predicted(20, 22, "PER")],
        units,
    )
    tally = tally_spans([document], LABELS, ["cut"])
    first, second = (dict(zip(tally.columns, row, strict=True)) for row in tally.counts.tolist())
    assert first["label=PER/correct"] == first["label=PER/possible"] == first["label=PER/actual"] == 1
    assert second["label=LOC/correct"] == second["label=LOC/actual"] == 1  # found by its other reading
    assert second["label=PER/actual"] == 1
    assert second["label=PER/possible"] == 0
    assert first["cut/correct"] == first["cut/possible"] == 1
    assert strict_figures(tally.totals(), LABELS) == {"strict_precision": 2 / 3, "strict_recall": 1.0, "strict_f1": 0.8}


def test_no_support_is_unknown_and_not_zero():
    tally = tally_spans([Document([], [], [(Unit("d", "d", "document"), 0, 1)])], LABELS)
    assert set(strict_figures(tally.totals(), LABELS).values()) == {None}
    missed = tally_spans([Document([gold((0, 1, "PER"))], [], [(Unit("d", "d", "document"), 0, 1)])], LABELS)
    assert strict_figures(missed.totals(), LABELS) == {"strict_precision": None, "strict_recall": 0.0, "strict_f1": 0.0}


@st.composite
def flat_spans(draw, length=24):
    """Labelled spans that do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return [(a, b, draw(st.sampled_from(LABELS))) for a, b in pairwise(cuts) if draw(st.booleans())]


spans = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 4), st.sampled_from(LABELS)).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=8,
)


@st.composite
def any_gold(draw):
    own = draw(st.lists(spans.filter(bool), max_size=6))
    return [gold(*dict.fromkeys(readings[:3]), optional=draw(st.booleans())) for readings in own]


@given(any_gold(), spans, st.randoms())
def test_the_order_of_the_input_never_matters(golds, predicted, random):
    shuffled_gold, shuffled = golds[:], predicted[:]
    random.shuffle(shuffled_gold)
    random.shuffle(shuffled)
    documents = [
        [Document(g, [Predicted(*s) for s in p], [(Unit("d", "d", "document"), 0, 0)])]
        for g, p in ((golds, predicted), (shuffled_gold, shuffled))
    ]
    tallies = [tally_spans(d, LABELS).totals() for d in documents]
    assert sum(v for k, v in tallies[0].items() if "correct" in k) == sum(
        v for k, v in tallies[1].items() if "correct" in k
    )


@settings(deadline=None)
@given(st.lists(st.tuples(flat_spans(), flat_spans()), min_size=1, max_size=4))
def test_flat_data_gives_the_figures_of_seqeval_and_nervaluate(documents):
    from seqeval.metrics.v1 import precision_recall_fscore_support
    from seqeval.scheme import IOB2

    tally = tally_spans(
        [
            Document([gold(s) for s in g], [Predicted(*s) for s in p], [(Unit(str(i), str(i), "document"), 0, 0)])
            for i, (g, p) in enumerate(documents)
        ],
        LABELS,
    )
    ours = strict_figures(tally.totals(), LABELS)

    def bio(found):
        tags = ["O"] * 25
        for start, end, label in found:
            tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
        return tags

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # seqeval warns where it turns an unknown figure into 0
        precision, recall, f1, _ = precision_recall_fscore_support(
            [bio(g) for g, _ in documents], [bio(p) for _, p in documents], average="micro", scheme=IOB2
        )
    assert [value or 0 for value in ours.values()] == pytest.approx([precision, recall, f1])

    if not documents[0][0] or sys.version_info < (3, 11):
        return  # nervaluate fails on an empty first document, and from 1.0 on wants Python 3.11
    from nervaluate import Evaluator

    def listed(found):
        return [{"label": label, "start": start, "end": end - 1} for start, end, label in found]

    peer = Evaluator([listed(g) for g, _ in documents], [listed(p) for _, p in documents], tags=list(LABELS))
    strict = peer.evaluate()["overall"]["strict"]
    assert [value or 0 for value in ours.values()] == pytest.approx([strict.precision, strict.recall, strict.f1])
