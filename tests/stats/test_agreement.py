from __future__ import annotations

from bench.stats import strict_agreement, tally_agreement

FIRST = {"a": [(0, 2, "PER"), (3, 5, "LOC")], "b": [(0, 1, "LOC")]}
SECOND = {"a": [(0, 2, "PER"), (3, 5, "ORG")], "b": []}


def test_by_hand():
    tally = tally_agreement(FIRST, SECOND, ("PER", "ORG", "LOC"))
    assert strict_agreement(tally, ["PER"]) == 1
    assert strict_agreement(tally, ["LOC"]) == 0
    assert strict_agreement(tally, ["PER", "ORG", "LOC"]) == 2 / 5


def test_it_is_the_same_the_other_way_round():
    labels = ("PER", "ORG", "LOC")
    there, back = tally_agreement(FIRST, SECOND, labels), tally_agreement(SECOND, FIRST, labels)
    assert strict_agreement(there, labels) == strict_agreement(back, labels)


def test_nothing_on_either_side_is_unknown():
    assert strict_agreement(tally_agreement({"a": []}, {"a": []}, ("PER",)), ["PER"]) is None
