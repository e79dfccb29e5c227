from __future__ import annotations

import evaluate

from bench.evaluate_modules import FactRecall, fact_recall

FACTS = [
    {"text": "吞吐量突破7000万吨", "modality": "actual", "salience": 3, "anchors": [["吞吐量"], ["7000万吨"]]},
    {"text": "力争吞吐量突破8500万吨", "modality": "target", "salience": 1, "anchors": [["吞吐量"], ["8500万吨"]]},
]
SUMMARY = "吞吐量突破70000000吨，2024年吞吐量已达8500万吨"


def test_as_a_class_and_by_path_it_counts_what_is_stated_as_it_is():
    expected = {
        "fact_recall": 0.5,
        "fact_recall_weighted": 0.75,
        "fact_distortion": 0.5,
        "fact_recall_actual": 1.0,
        "fact_recall_forecast": None,
        "fact_recall_target": 0.0,
        "fact_recall_plan": None,
    }
    for metric in (FactRecall(), evaluate.load(fact_recall.__file__)):
        assert metric.compute(predictions=[SUMMARY], references=[FACTS]) == expected


def test_it_can_be_combined():
    combined = evaluate.combine([FactRecall()])
    assert combined.compute(predictions=[SUMMARY], references=[FACTS])["fact_recall"] == 0.5
