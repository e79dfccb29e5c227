"""What became of each mention, against the counts that the scores are folded from."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.metrics.span_tally import ERRORS
from bench.runs import find_records
from bench.runs.folder import RunFolder
from bench.runs.outcomes import IGNORED, OPTIONAL, outcomes
from bench.runs.stored_config import read_config


def records(folder):
    return [r for r in find_records(folder) if r.task == "ner"]


@pytest.mark.parametrize("scoring", ["core3-common", "core3-native", "full8-full", "full8-full-nested", "lac4-native"])
def test_the_classes_are_counted_as_in_the_scores(default_runs, scoring):
    for record in records(default_runs[0]):
        run = read_config(record.path)
        stored = RunFolder(record.path).predictions()
        found = outcomes(scoring, run.config.view, run.corpus.documents, stored, run.tags)
        counts = Counter(outcome.error for own in found for outcome in own)
        errors = record.scores["scorings"][scoring]["errors"]
        assert {name: counts[name] for name in ERRORS} == {name: errors[name] for name in ERRORS}


def test_each_mention_and_each_prediction_stands_once_in_the_order_of_the_text(default_runs):
    for record in records(default_runs[0]):
        run = read_config(record.path)
        stored = RunFolder(record.path).predictions()
        found = outcomes("core3-common", run.config.view, run.corpus.documents, stored, run.tags)
        for document, own in zip(run.corpus.documents, found, strict=True):
            places = [(o.gold or o.predicted)[:2] for o in own]
            assert places == sorted(places)
            numbers = [o.entity for o in own if o.entity is not None]
            assert len(numbers) == len(set(numbers))
            golds = [o.gold for o in own if o.gold]
            assert len(golds) == len(set(golds))
            for o in own:
                assert o.error in (*ERRORS, OPTIONAL, IGNORED)
                if o.gold and o.predicted and o.error == "correct" and o.gold != o.predicted:
                    assert max(o.gold.start, o.predicted.start) < min(o.gold.end, o.predicted.end)  # another reading
                if o.entity is not None and run.config.view == "clean":
                    entity = stored[document.id]["entities"][o.entity]
                    assert (entity["start"], entity["end"]) == (o.predicted.start, o.predicted.end)
