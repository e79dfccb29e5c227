"""Blind readings: of every fact, item and reference, in its present words."""

from __future__ import annotations

import json

import pytest

from bench.corpus import AnnotationFolder
from bench.corpus.check import faults
from bench.corpus.folder import CONTRAST_READING, FACT_READING
from small_page import annotated_page, write


@pytest.fixture
def folder(tmp_path) -> AnnotationFolder:
    return annotated_page(tmp_path / "annotations")


def lines(folder, name):
    return [json.loads(line) for line in (folder.path / name).read_text(encoding="utf-8").split("\n")[:-1]]


def found(folder, name, change):
    """The faults after `change` was made in the list of a reading's lines; all of them of that file."""
    values = lines(folder, name)
    change(values)
    write(folder, name, values)
    place = f"{folder.path / name}"
    result = list(faults(folder))
    assert all(fault.startswith(place) for fault in result)
    return [fault.removeprefix(place) for fault in result]


def test_a_whole_reading_has_no_fault(folder):
    assert list(faults(folder)) == []


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda v: v.pop(1), [": no reading of 'Front_1-f02'; add a line"]),
        (lambda v: v.append(v[0]), [":4: 'Front_1-f01' was read on line 1 too; keep one"]),
        (
            lambda v: v.append({**v[0], "id": "Front_1-f77"}),
            [":4: 'Front_1-f77' is no fact of gold/facts; mend the id or take the line out"],
        ),
        (lambda v: v[0].pop("modality"), [":1: the line: 'modality' is a required property; see"]),
        (lambda v: v[0].pop("id"), [":1: the line: 'id' is a required property"]),
        (lambda v: v[0].pop("true"), [":1: the line: 'true' is a required property"]),
        (lambda v: v[0].update(salience=9), [":1: salience: 9 is not one of [1, 2, 3]"]),
        (lambda v: v[0].update(salience=2.0), [":1: salience: 2.0 is not of type 'integer'"]),
        (lambda v: v[0].update(modality="hope"), [":1: modality: 'hope' is not one of"]),
        (lambda v: v[0].update(colour="red"), [":1: the line: Additional properties are not allowed"]),
    ],
)
def test_a_reading_of_facts_that_is_not_one_a_fact_is_named(folder, change, wanted):
    result = found(folder, FACT_READING, change)
    assert len(result) == len(wanted)
    assert all(fault.startswith(start) for fault, start in zip(result, wanted, strict=True)), result


# Lines 1 to 4 are the references of Front_1, 5 and 6 its items.
@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda v: v.pop(0), [": no reading of 'Front_1-one-1'; add a line"]),
        (lambda v: v.pop(5), [": no reading of 'Front_1-c02'; add a line"]),
        (lambda v: v[0].update(text="别的"), [":1: the last round of 'Front_1-one-1' judged '别的', now it is '𠮷田"]),
        (lambda v: v.append({**v[4], "round": 2, "text": "别的"}), [":11: the last round of 'Front_1-c01' judged"]),
        (lambda v: v.append({**v[4], "text": "别的"}), [":11: round 1 of 'Front_1-c01' is on line 5 too; keep one"]),
        (lambda v: v[4].update(id="Front_1-c77"), [":5: 'Front_1-c77' is no item of gold/contrast and no reference",
                                                   ": no reading of 'Front_1-c01'"]),
        (lambda v: v[4].update(judged="wrong"), [":5: judged: 'wrong' is not one of"]),
        (lambda v: v[4].update(round=0), [":5: round: 0 is less than the minimum of 1"]),
    ],
)  # fmt: skip
def test_a_reading_of_items_that_is_not_of_the_present_text_is_named(folder, change, wanted):
    result = found(folder, CONTRAST_READING, change)
    assert len(result) == len(wanted)
    assert all(fault.startswith(start) for fault, start in zip(result, wanted, strict=True)), result


def test_earlier_rounds_may_have_judged_other_words_in_any_order_of_lines(folder):
    def change(values):
        values[4]["round"] = 3
        values.append({**values[4], "round": 1, "text": "早先的话", "judged": "number", "kind": "value", "doubt": "?"})

    assert found(folder, CONTRAST_READING, change) == []


def test_readings_are_looked_at_when_what_they_read_is_sound(folder):
    values = lines(folder, "gold/facts/two-b.jsonl")
    write(folder, "gold/facts/two-b.jsonl", [{**values[0], "speaker": "无人"}])
    (folder.path / FACT_READING).write_text("{}\n", encoding="utf-8")
    (only,) = faults(folder)
    assert "the speaker '无人' does not stand in the article" in only
