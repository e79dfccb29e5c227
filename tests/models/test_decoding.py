from __future__ import annotations

from itertools import chain, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB2, IOBES, Entities

from bench.errors import BenchError
from bench.models.decoding import chunks, read_labels, viterbi

BIO = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
BIOES = ("O", *(f"{k}-{t}" for t in ("PER", "LOC") for k in "BIES"))
BILOU_SET = ("O", *(f"{k}-{t}" for t in ("PER", "LOC") for k in "BILU"))
PLAIN = ("O", "PER", "LOC")
SETS = st.sampled_from([BIO, BIOES, BILOU_SET, PLAIN, ("I-PER", "O", "I-LOC", "B-LOC")])
SEEDS = st.integers(0, 2**32 - 1)


def spans(path, lengths, labels):
    found = chunks(np.array(path, dtype=np.int64), np.array(lengths, dtype=np.int64), labels)
    return [(s, e, labels.types[t]) for s, e, t in zip(*(c.tolist() for c in found), strict=True)]


def told(names, *sequences):
    """Spans of sequences of labels, written as a string of labels each."""
    labels = read_labels(names)
    path = [names.index(label) for sequence in sequences for label in sequence.split()]
    return spans(path, [len(sequence.split()) for sequence in sequences], labels)


@pytest.mark.parametrize(
    ("names", "scheme", "types"),
    [
        (BIO, "bio", ("PER", "LOC")),
        (BIOES, "bioes", ("PER", "LOC")),
        (BILOU_SET, "bioes", ("PER", "LOC")),
        (("O", "B_a-b", "M_a-b", "E_a-b", "S_a-b"), "bioes", ("a-b",)),
        (("X", "[CLS]", "B-PER", "I-PER", "O"), "bio", ("PER",)),
        (PLAIN, "plain", ("PER", "LOC")),
        (("nr", "ns", "v"), "plain", ("nr", "ns", "v")),
    ],
)
def test_the_scheme_is_told_from_the_labels(names, scheme, types):
    labels = read_labels(names)
    assert (labels.scheme, labels.types) == (scheme, types)


def test_labels_without_one_for_a_token_by_itself_are_refused():
    with pytest.raises(BenchError, match="none for a token by itself"):
        read_labels(("B-PER", "E-PER"))


def test_spans_of_labels_that_keep_the_rules():
    assert told(BIO, "B-PER I-PER O B-LOC B-LOC I-LOC") == [(0, 2, "PER"), (3, 4, "LOC"), (4, 6, "LOC")]
    assert told(BIOES, "B-PER I-PER E-PER S-LOC S-LOC O") == [(0, 3, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]
    assert told(PLAIN, "PER PER LOC O LOC") == [(0, 2, "PER"), (2, 3, "LOC"), (4, 5, "LOC")]


def test_spans_do_not_run_from_one_sequence_into_the_next():
    assert told(BIO, "O B-PER", "I-PER O") == [(1, 2, "PER"), (2, 3, "PER")]
    assert told(PLAIN, "PER PER", "PER") == [(0, 2, "PER"), (2, 3, "PER")]


def test_labels_that_break_the_rules_are_repaired_as_conlleval_does():
    assert told(BIO, "O I-PER I-PER I-LOC") == [(1, 3, "PER"), (3, 4, "LOC")]
    assert told(BIOES, "I-PER E-PER E-PER B-LOC O") == [(0, 2, "PER"), (2, 3, "PER"), (3, 4, "LOC")]


@given(SETS, st.lists(st.integers(0, 40), min_size=1, max_size=4), SEEDS)
def test_repaired_spans_are_seqevals(names, lengths, seed):
    """seqeval's default mode is the independent tool; it knows plain labels as `I-`, and not BILOU's letters."""
    path = np.random.default_rng(seed).integers(0, len(names), sum(lengths))
    labels = read_labels(names)
    spelled = {"L": "E", "U": "S"} if names == BILOU_SET else {}
    expected, first = [], 0
    for length in lengths:
        sequence = [names[i] for i in path[first : first + length]]
        sequence = [f"I-{x}" if x in ("PER", "LOC") else spelled.get(x[0], x[0]) + x[1:] for x in sequence]
        expected += [(first + start, first + end + 1, kind) for kind, start, end in get_entities(sequence)]
        first += length
    assert spans(path, lengths, labels) == expected


def keeps_rules(names, path):
    """By the letters, apart from the code: every span that seqeval's strict mode reads holds all its tokens."""
    scheme = {BIO: IOB2, BIOES: IOBES, BILOU_SET: BILOU}[names]
    sequence = [names[i] for i in path]
    covered = {i for e in Entities([sequence], scheme).entities[0] for i in range(e.start, e.end)}
    return covered == {i for i, label in enumerate(sequence) if label != "O"}


@given(st.sampled_from([BIO, BIOES, BILOU_SET]), st.integers(1, 4), SEEDS)
def test_viterbi_finds_the_best_of_all_paths_that_keep_the_rules(names, length, seed):
    scores = np.random.default_rng(seed).normal(size=(length, len(names))).astype(np.float32)
    allowed = [p for p in product(range(len(names)), repeat=length) if keeps_rules(names, p)]
    best = max(allowed, key=lambda p: sum(float(scores[i, label]) for i, label in enumerate(p)))
    assert viterbi(scores, np.array([length]), read_labels(names)).tolist() == list(best)


@given(SETS, st.lists(st.integers(0, 30), max_size=6), SEEDS)
def test_sequences_side_by_side_have_the_paths_that_they_have_alone(names, lengths, seed):
    labels, lengths = read_labels(names), np.array(lengths, dtype=np.int64)
    scores = np.random.default_rng(seed).normal(size=(int(lengths.sum()), len(names)))
    ends = np.cumsum(lengths)
    alone = [viterbi(scores[e - n : e], np.array([n]), labels).tolist() for e, n in zip(ends, lengths, strict=True)]
    assert viterbi(scores, lengths, labels).tolist() == list(chain.from_iterable(alone))


def test_log_probabilities_give_the_path_of_the_logits():
    rng, labels = np.random.default_rng(5), read_labels(BIOES)
    logits, lengths = rng.normal(size=(60, len(BIOES))) * 3, np.array([17, 43])
    probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert viterbi(logits, lengths, labels).tolist() == viterbi(probabilities, lengths, labels).tolist()


def test_a_type_without_b_begins_with_its_i():
    labels = read_labels(("O", "I-PER", "B-LOC", "I-LOC"))
    scores = np.array([[0, 6, 0, 0], [0, 0, 0, 5.0], [0, 0, 4, 5]])
    assert viterbi(scores, np.array([3]), labels).tolist() == [1, 2, 3]


def test_a_long_sequence_is_as_exact_as_a_short_one():
    """Ten thousand tokens with large scores: summed in single precision, the difference at the end would be lost."""
    labels = read_labels(BIO)
    scores = np.zeros((10_000, 5), dtype=np.float32)
    scores[:, 0] = 5e3
    scores[-2:] = [[0, 1.000, 0, 0, 0], [0, 0, 1.001, 0, 1.002]]
    assert viterbi(scores, np.array([10_000]), labels)[-2:].tolist() == [1, 2]
