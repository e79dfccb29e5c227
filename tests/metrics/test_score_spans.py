"""Span scores: hand-worked cases, peers on flat data, brute force everywhere else, properties."""

from __future__ import annotations

import random
import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.errors import InputError
from bench.metrics import SpanTable, score_spans

LABELS = ("PER", "ORG", "LOC")
SEMEVAL = ("strict", "exact", "partial", "type")

spans = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 4), st.sampled_from(LABELS)).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=6,
)
documents = st.lists(st.tuples(spans, spans), min_size=1, max_size=4)


@st.composite
def flat(draw, length=30):
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return [(a, b, draw(st.sampled_from(LABELS))) for a, b in pairwise(cuts) if draw(st.booleans())]


def brute_force(gold, predicted):
    """The best one-to-one pairing of all there are: the levels (strict, exact, same label, overlap), lexicographic."""
    gold, predicted = sorted(set(gold)), sorted(set(predicted))

    def level(g, p):
        overlap = g[0] < p[1] and p[0] < g[1]
        same, exact = overlap and g[2] == p[2], g[:2] == p[:2]
        return (same and exact, exact, same, overlap)

    def best(i, free):
        if i == len(gold):
            return (0, 0, 0, 0)
        found = best(i + 1, free)
        for p in free:
            here = level(gold[i], p)
            if here[3]:
                found = max(found, tuple(a + b for a, b in zip(here, best(i + 1, free - {p}), strict=True)))
        return found

    return best(0, frozenset(predicted))


def levels(scores):
    return tuple(
        int(n)
        for n in (
            scores["strict"].counts.correct,
            scores["exact"].counts.correct,
            scores["type"].counts.correct,
            scores["partial"].counts.correct + scores["partial"].counts.partial,
        )
    )


def figures(scores):
    return {name: tuple(scores[name].counts) for name in (*SEMEVAL, "fuzzy")}


@settings(max_examples=600, deadline=None)
@given(spans, spans)
def test_the_pairing_is_the_best_of_all(gold, predicted):
    assert levels(score_spans([gold], [predicted])) == brute_force(gold, predicted)


@settings(max_examples=300, deadline=None)
@given(spans, spans)
def test_fuzzy_is_the_largest_pairing_of_the_same_label(gold, predicted):
    largest = 0
    for label in LABELS:
        ours, theirs = ([s for s in side if s[2] == label] for side in (gold, predicted))
        largest += _most(ours, theirs)
    assert score_spans([gold], [predicted])["fuzzy"].counts.correct == largest


def _most(gold, predicted):
    gold, predicted = sorted(set(gold)), sorted(set(predicted))

    def best(i, free):
        if i == len(gold):
            return 0
        tries = [p for p in free if gold[i][0] < p[1] and p[0] < gold[i][1]]
        return max([best(i + 1, free), *(1 + best(i + 1, free - {p}) for p in tries)])

    return best(0, frozenset(predicted))


@settings(max_examples=200, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_order_duplicates_and_the_order_of_documents_never_matter(docs, rng):
    gold, predicted = [g for g, _ in docs], [p for _, p in docs]
    plain = score_spans(gold, predicted)
    order = rng.sample(range(len(docs)), len(docs))

    def shuffled(side):
        found = []
        for i in order:
            twice = side[i] + [s for s in side[i] if rng.random() < 0.5]
            found.append(rng.sample(twice, len(twice)))
        return found

    again = score_spans(shuffled(gold), shuffled(predicted))
    assert figures(again) == figures(plain)
    assert again.errors == plain.errors
    assert {k: figures(v) for k, v in again.by_label.items()} == {k: figures(v) for k, v in plain.by_label.items()}
    assert (again.confusion == plain.confusion).all()


@settings(max_examples=200, deadline=None)
@given(documents)
def test_shards_add_up_and_sides_swap(docs):
    gold, predicted = [g for g, _ in docs], [p for _, p in docs]
    whole = score_spans(gold, predicted)
    parts = [score_spans([g], [p]) for g, p in docs]
    for name in (*SEMEVAL, "fuzzy"):
        assert tuple(whole[name].counts) == tuple(map(sum, zip(*(p[name].counts for p in parts), strict=True)))
        back = score_spans(predicted, gold)[name]
        assert (back.precision, back.recall, back.f1) == (whole[name].recall, whole[name].precision, whole[name].f1)


@given(documents)
def test_gold_against_itself_is_one_and_every_span_is_in_one_class(docs):
    gold = [g for g, _ in docs]
    scores = score_spans(gold, gold)
    assert all(scores[name].f1 in (1, None) for name in (*SEMEVAL, "fuzzy"))
    scores = score_spans(gold, [p for _, p in docs])
    pairs = list(scores.pairs())
    for side, given_side in (("gold", gold), ("predicted", [p for _, p in docs])):
        told = [(p.document, *getattr(p, side)) for p in pairs if getattr(p, side) is not None]
        assert sorted(told) == sorted((i, *s) for i, d in enumerate(given_side) for s in set(d))
    assert {name: sum(p.error == name for p in pairs) for name in scores.errors} == scores.errors


def _nervaluate(gold, predicted):
    from nervaluate import Evaluator

    def told(side):
        return [[{"label": label, "start": s, "end": e - 1} for s, e, label in sorted(set(d))] for d in side]

    return Evaluator(told(gold), told(predicted), tags=list(LABELS), loader="dict").evaluate()["overall"]


NAMES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


def _documents(rng, n, simple):
    """Flat documents; `simple` ones have no mention that overlaps more than one of the other side."""
    gold, predicted = [], []
    for _ in range(n):
        cuts = sorted(rng.sample(range(60), 2 * rng.randint(0, 6)))
        ours = [(a, b, rng.choice(LABELS)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        theirs = []
        for start, end, label in ours:
            kind = rng.random()
            if kind < 0.6:
                theirs.append((start, end, label))
            elif kind < 0.7:
                theirs.append((start, end, rng.choice(LABELS)))
            elif kind < 0.9:
                theirs.append((start, max(start + 1, end - 1), rng.choice(LABELS)))
        if not simple:
            cuts = sorted(rng.sample(range(60), 2 * rng.randint(0, 6)))
            theirs = [(a, b, rng.choice(LABELS)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        gold.append(ours)
        predicted.append(theirs)
    gold[0] = gold[0] or [(0, 1, "PER")]  # nervaluate fails on an empty first document
    return gold, predicted


@pytest.mark.skipif("sys.version_info < (3, 11)", reason="nervaluate wants Python 3.11")
@pytest.mark.parametrize("seed", range(5))
def test_all_counts_are_nervaluates_where_a_mention_overlaps_one_at_most(seed):
    gold, predicted = _documents(random.Random(seed), 1000, simple=True)
    ours, theirs = score_spans(gold, predicted), _nervaluate(gold, predicted)
    for name, other in NAMES.items():
        counts = ours[name].counts
        peer = theirs[other]
        assert tuple(map(int, counts)) == (
            peer.correct, peer.incorrect, peer.partial, peer.missed, peer.spurious, peer.possible, peer.actual,
        ), name  # fmt: skip
        assert (ours[name].precision, ours[name].recall) == pytest.approx((peer.precision, peer.recall))
        assert ours[name].f1 == pytest.approx(peer.f1)


@pytest.mark.skipif("sys.version_info < (3, 11)", reason="nervaluate wants Python 3.11")
@pytest.mark.parametrize("seed", range(5))
def test_strict_and_exact_are_nervaluates_on_any_flat_data(seed):
    gold, predicted = _documents(random.Random(100 + seed), 1000, simple=False)
    ours, theirs = score_spans(gold, predicted), _nervaluate(gold, predicted)
    for name in ("strict", "exact"):
        assert ours[name].counts.correct == theirs[name].correct
        assert ours[name].f1 == pytest.approx(theirs[name].f1)


@pytest.mark.parametrize("seed", range(3))
def test_strict_is_seqevals_overall_and_by_label(seed):
    from seqeval.metrics import classification_report, f1_score, precision_score, recall_score
    from seqeval.scheme import IOB2

    gold, predicted = _documents(random.Random(200 + seed), 1000, simple=seed == 0)

    def tags(side):
        found = []
        for spans_of in side:
            row = ["O"] * 61
            for start, end, label in spans_of:
                row[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
            found.append(row)
        return found

    ours = score_spans(gold, predicted)
    a, b = tags(gold), tags(predicted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = [f(a, b, mode="strict", scheme=IOB2) for f in (precision_score, recall_score, f1_score)]
        report = classification_report(a, b, mode="strict", scheme=IOB2, output_dict=True)
    assert [ours["strict"].precision, ours["strict"].recall, ours["strict"].f1] == pytest.approx(peer)
    for label in LABELS:
        score = ours.by_label[label]["strict"]
        assert (score.precision, score.recall, score.f1) == pytest.approx(
            tuple(report[label][k] for k in ("precision", "recall", "f1-score"))
        )
        assert score.counts.possible == report[label]["support"]
    assert ours.macro["strict"].f1 == pytest.approx(report["macro avg"]["f1-score"])


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([[(3, 3, "PER")]], [[]], "document 0: (3, 3, 'PER'): document 0 has the span [3, 3), which is empty"),
        ([[(4, 3, "PER")]], [[]], "[4, 3), which is empty, backwards"),
        ([[]], [[(-1, 3, "PER")]], "[-1, 3)"),
        ([[], [(True, 3, "PER")]], [[], []], "document 1: (True, 3, 'PER'): the start is True, no whole number"),
        ([[(0.0, 3, "PER")]], [[]], "the start is 0.0, no whole number"),
        ([[(0, float("nan"), "PER")]], [[]], "the end is nan, no whole number"),
        ([[(0, "3", "PER")]], [[]], "the end is '3', no whole number"),
        ([[(0, 3, None)]], [[]], "the label None is no string"),
        ([[(0, 10**30, "PER")]], [[]], "beyond 64 bits"),
        ([[(0, 2**32 + 1, "PER")]], [[]], "ends at 4294967297; no text is that long"),
        ([[{"start": 0, "end": 2}]], [[]], "document 0: {'start': 0, 'end': 2}: 'label'"),
        ([[{"start": 0, "end": 2, "label": "A", "optional": 1}]], [[]], "optional is 1, no boolean"),
        ([[]], [[], []], "1 gold documents and 2 predicted ones"),
    ],
)
def test_bad_spans_are_refused_with_document_and_value(gold, predicted, message):
    with pytest.raises(InputError) as error:
        score_spans(gold, predicted)
    assert message in str(error.value)


def test_document_ids_in_place_of_numbers_are_refused_before_they_fill_the_memory():
    with pytest.raises(InputError, match="numbered up to 1000000000 for 2 spans; number them from 0 on"):
        score_spans(SpanTable([10**9], [0], [1], ["A"]), SpanTable([10**9], [0], [1], ["A"]))


def test_nothing_to_divide_by_is_unknown():
    for gold, predicted in (([], []), ([[]], [[]])):
        scores = score_spans(gold, predicted)
        assert scores["strict"].f1 is scores["fuzzy"].precision is scores.macro["type"].recall is None
    assert score_spans([[(0, 1, "A")]], [[]])["strict"].f1 == 0
    assert score_spans([[(0, 1, "A")]], [[]])["strict"].precision is None
    assert score_spans([[]], [[(0, 1, "A")]])["strict"].recall is None


def test_columns_give_the_same_as_lists_whatever_the_order_of_rows():
    gold, predicted = _documents(random.Random(7), 300, simple=False)
    plain = figures(score_spans(gold, predicted))
    rng = np.random.default_rng(0)

    def table(side):
        rows = [(i, *s) for i, d in enumerate(side) for s in d]
        order = rng.permutation(len(rows))
        document, start, end, label = zip(*(rows[i] for i in order), strict=True)
        return SpanTable(np.array(document), np.array(start), np.array(end), [LABELS.index(x) for x in label], LABELS)

    assert figures(score_spans(table(gold), table(predicted))) == plain


def test_numbers_too_large_to_pack_are_sorted_by_columns():
    far, last = 2**29, 2**32
    gold = SpanTable([far, far, 3], [1, 5, 7], [last, 9, 8], ["A", "B", "A"])
    predicted = SpanTable([far, far, 3], [1, 5, 7], [last, 8, 8], ["A", "B", "B"])
    from bench.metrics.span_pairing import pair
    from bench.metrics.span_table import GoldTable

    found = pair(GoldTable(gold), predicted)
    assert sorted(found.relation[found.gold].tolist()) == [3, 5, 15]


@pytest.mark.parametrize("n", [1000, 5000])
def test_a_document_of_spans_that_all_overlap_is_no_slow_path(n):
    import time

    rng = np.random.default_rng(n)

    def side():
        return [
            (int(s), int(e), LABELS[k])
            for s, e, k in zip(rng.integers(0, 60, n), rng.integers(61, 200, n), rng.integers(0, 3, n), strict=True)
        ]

    gold, predicted = side(), side()
    start = time.perf_counter()
    score_spans([gold], [predicted])["strict"]
    assert time.perf_counter() - start < (2 if n == 1000 else 60)


def test_a_long_chain_of_overlaps_is_solved_over_its_pairs_alone():
    n = 30_000
    gold = SpanTable([0] * n, np.arange(n) * 2, np.arange(n) * 2 + 3, [0] * n, ["A"])
    predicted = SpanTable([0] * n, np.arange(n) * 2 + 1, np.arange(n) * 2 + 4, [0] * n, ["A"])
    assert score_spans(gold, predicted)["type"].counts.correct == n


def test_each_distinct_string_counts_once_a_document():
    text = "张三和张三在北京，北京"
    gold = [[(0, 2, "PER"), (3, 5, "PER"), (6, 8, "LOC"), (9, 11, "LOC")]]
    scores = score_spans(gold, [[(3, 5, "PER"), (6, 8, "ORG")]], texts=[text])
    assert scores["strict"].recall == 1 / 4
    assert (scores.strings.recall, scores.strings.precision) == (1 / 2, 1 / 2)
    optional = [[{"start": 0, "end": 2, "label": "PER", "optional": True}, {"start": 3, "end": 5, "label": "PER"}]]
    assert score_spans(optional, [[]], texts=[text]).strings.counts.possible == 1
    assert score_spans(gold, gold).strings is None
    with pytest.raises(InputError, match=r"document 0: the span \[9, 12\) ends past its text of 11 characters"):
        score_spans(gold, [[(9, 12, "LOC")]], texts=[text])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(spans, spans, st.text("甲乙丙", min_size=12, max_size=12)), min_size=1, max_size=3))
def test_strings_are_sets_of_string_and_label(documents):
    gold, predicted, texts = (list(column) for column in zip(*documents, strict=True))
    found = score_spans(gold, predicted, texts=texts).strings
    sides = [{(i, texts[i][s:e], label) for i, d in enumerate(side) for s, e, label in d} for side in (gold, predicted)]
    assert found.counts.correct == len(sides[0] & sides[1])
    assert (found.counts.possible, found.counts.actual) == tuple(map(len, sides))


def test_code_points_beyond_the_bmp_combining_marks_and_crlf_count_as_characters():
    text = "𠮷野e\u0301与\r\n张三"
    assert len(text) == 9
    gold = [[(0, 2, "PER"), (7, 9, "PER")]]
    assert score_spans(gold, gold, texts=[text]).strings.f1 == 1
    with pytest.raises(InputError, match="ends past its text of 9"):
        score_spans(gold, [[(8, 10, "PER")]], texts=[text])


def test_a_label_that_the_gold_never_has_is_wrong_and_has_no_recall():
    scores = score_spans([[(0, 2, "PER")]], [[(0, 2, "XYZ")]])
    assert scores.by_label["XYZ"]["strict"].recall is None
    assert scores.by_label["XYZ"]["strict"].precision == 0
    assert scores.errors["label"] == 1
