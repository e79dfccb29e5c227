from __future__ import annotations

import random

import pytest
from seqeval.metrics import classification_report
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, IOBES

from bench import read_tags, score_spans
from bench.errors import InputError

PREFIXES = {"BIO": "BI", "BIOES": "BIES", "BMES": "BMES"}


def _valid(rng: random.Random, scheme: str) -> list[str]:
    tags: list[str] = []
    while len(tags) < rng.randrange(1, 30):
        label, n = rng.choice(["PER", "LOC", "X-Y"]), rng.randrange(1, 5)
        inner = "M" if scheme == "BMES" else "I"
        if rng.random() < 0.5:
            tags.append("O")
        elif scheme == "BIO":
            tags += [f"B-{label}"] + [f"I-{label}"] * (n - 1)
        elif n == 1:
            tags.append(f"S-{label}")
        else:
            tags += [f"B-{label}", *[f"{inner}-{label}"] * (n - 2), f"E-{label}"]
    return tags


def _wild(rng: random.Random, prefixes: str) -> list[str]:
    tags = ["O", *(f"{prefix}-{label}" for prefix in prefixes for label in ("PER", "LOC"))]
    return rng.choices(tags, k=rng.randrange(0, 15))


@pytest.mark.parametrize("scheme", PREFIXES)
def test_tags_are_read_as_half_open_spans_in_tokens(scheme):
    one = {"BIO": ["B-A", "I-A", "O", "B-B", "B-B"], "BIOES": ["B-A", "E-A", "O", "S-B", "S-B"],
           "BMES": ["B-A", "E-A", "O", "S-B", "S-B"]}[scheme]  # fmt: skip
    assert read_tags([one, [], ["O"]], scheme) == [[(0, 2, "A"), (3, 4, "B"), (4, 5, "B")], [], []]


@pytest.mark.parametrize(("scheme", "peer"), [("BIO", IOB2), ("BIOES", IOBES)])
def test_on_valid_sequences_every_figure_is_that_of_strict_seqeval(scheme, peer):
    rng = random.Random(7)
    for _ in range(60):
        gold = [_valid(rng, scheme) for _ in range(4)]
        predicted = [tags if rng.random() < 0.4 else _valid(rng, scheme) for tags in gold]
        predicted = [(p + ["O"] * len(g))[: len(g)] for g, p in zip(gold, predicted, strict=True)]
        if scheme == "BIOES":  # cutting may have left a mention open
            predicted = [g if p[-1][0] in "BI" else p for g, p in zip(gold, predicted, strict=True)]
        theirs = classification_report(gold, predicted, mode="strict", scheme=peer, output_dict=True, zero_division=0)
        ours = score_spans(read_tags(gold, scheme), read_tags(predicted, scheme))
        for name, score in [("micro avg", ours["strict"]), *((k, v["strict"]) for k, v in ours.by_label.items())]:
            expected = theirs[name]
            found = (score.precision or 0, score.recall or 0, score.f1 or 0, score.counts.possible)
            assert found == pytest.approx(tuple(expected.values()))


@pytest.mark.parametrize("scheme", ["BIO", "BIOES"])
def test_repair_reads_any_sequence_as_the_default_mode_of_seqeval(scheme):
    rng = random.Random(11)
    for _ in range(3000):
        tags = _wild(rng, PREFIXES[scheme])
        expected = [(start, end + 1, label) for label, start, end in get_entities(tags)]
        assert read_tags([tags], scheme, repair="conlleval") == [expected], tags


def test_valid_sequences_are_what_repair_leaves_alone():
    rng = random.Random(3)
    for scheme in PREFIXES:
        tags = [_valid(rng, scheme) for _ in range(200)]
        assert read_tags(tags, scheme) == read_tags(tags, scheme, repair="conlleval") == read_tags(tags)


@pytest.mark.parametrize(
    ("scheme", "tags", "said"),
    [
        ("BIO", ["O", "I-A"], "position 1: 'I-A' follows 'O'"),
        ("BIO", ["I-A"], "position 0: 'I-A' stands first"),
        ("BIO", ["B-A", "I-B"], "position 1: 'I-B' follows 'B-A'"),
        ("BIOES", ["E-A"], "position 0: 'E-A' stands first"),
        ("BIOES", ["S-A", "I-A"], "position 1: 'I-A' follows 'S-A'"),
        ("BIOES", ["B-A", "O"], "position 0: the mention of 'A' is not ended before 'O'"),
        ("BIOES", ["B-A", "I-A"], "position 1: the mention of 'A' is not ended at the end of the sequence"),
        ("BIOES", ["B-A", "B-A", "E-A"], "position 0: the mention of 'A' is not ended before 'B-A'"),
        ("BMES", ["O", "M-A"], "position 1: 'M-A' follows 'O'"),
        ("BIO", ["S-A"], "'S-A' is no tag of BIO"),
        ("BIO", ["PER"], "'PER' is no tag"),
        ("BIO", ["O-PER"], "'O-PER' is no tag"),
        ("BIO", [3], "3 is no tag"),
        (None, ["B-A", "M-A", "I-A"], "'M-A' stands in a file with I- tags"),
        ("IOB1", ["O"], "no tag scheme 'IOB1'; there are BIO, BIOES, BMES"),
    ],
)
def test_an_invalid_sequence_is_refused_with_its_place_and_tags(scheme, tags, said):
    with pytest.raises(InputError, match=r"^(sequence 1, |no tag scheme)") as error:
        read_tags([["O"], tags], scheme)
    assert said in str(error.value)


def test_repair_takes_no_other_name():
    with pytest.raises(InputError, match="no repair 'yes'; there is conlleval"):
        read_tags([["O"]], repair="yes")


def test_tags_without_a_label_are_segments_as_in_seqeval():
    assert read_tags([["B", "M", "E", "S", "O"]]) == [[(0, 3, "_"), (3, 4, "_")]]


def test_a_string_is_no_sequence():
    with pytest.raises(InputError, match="sequence 0 is the string"):
        read_tags(["O"])
