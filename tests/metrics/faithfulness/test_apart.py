"""Texts written apart from the rules, with the articles alone: a guard, as the rules were mended with them later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import bench
from bench.runs.meta_evaluation import TARGETS, Judged, flags

FOLDER = Path(__file__).parent / "apart"
# The least share of each defect that is caught, and the most of faithful texts that are flagged.
LEAST = {"number": 0.97, "unit": 0.97, "entity": 0.8, "modality": 0.93}
MOST = 0.05


@pytest.fixture(scope="module")
def sources():
    return {row["id"]: row["text"] for row in bench.load()}


@pytest.fixture(scope="module")
def items():
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    values = [json.loads(line) for line in lines]
    return [Judged(value["article"], value["text"], value["defect"]) for value in values]


def test_there_are_four_sets(items):
    assert len(items) == 766
    assert sum(item.defect is None for item in items) == 310


@pytest.mark.parametrize("kind", list(TARGETS))
def test_defects_are_caught_and_faithful_texts_pass(kind, items, sources):
    flagged = flags(kind, items, sources)
    for defect in TARGETS[kind]:
        of = [flag for item, flag in zip(items, flagged, strict=True) if item.defect == defect]
        assert sum(of) >= LEAST[defect] * len(of)
    alarms = [flag for item, flag in zip(items, flagged, strict=True) if item.defect is None]
    assert sum(alarms) <= MOST * len(alarms)
