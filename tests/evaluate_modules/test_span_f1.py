"""All in one process: `evaluate` takes seconds to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys

SCRIPT = '''
import json
import datasets
import evaluate
import bench.evaluate_modules.span_f1 as module
from bench import score_spans
from bench.errors import InputError
from bench.evaluate_modules import SpanF1

predicted = [[(0, 3, "PER"), (5, 8, "ORG")], []]
gold = [[{"start": 0, "end": 3, "label": "PER"}, {"start": 5, "end": 9, "label": "ORG"},
         {"start": 20, "end": 22, "label": "LOC", "optional": True}],
        [{"start": 0, "end": 5, "label": "LOC", "alt": [{"start": 0, "end": 2, "label": "LOC"}]}]]
as_mappings = [[dict(zip(("start", "end", "label"), span)) for span in document] for document in predicted]

class Spans(evaluate.Metric):
    """Another metric of the same inputs: how many documents there are."""
    def _info(self):
        number, string, flag = (datasets.Value(name) for name in ("int64", "string", "bool"))
        span = {"start": number, "end": number, "label": string}
        features = datasets.Features({"predictions": [span], "references": [{**span, "optional": flag}]})
        return evaluate.MetricInfo(description="", citation="", features=features)
    def add_batch(self, *, predictions=None, references=None):
        "Adds."
        super().add_batch(predictions=predictions,
                          references=[[{"optional": False, **span} for span in found] for found in references])
    def _compute(self, predictions, references):
        return {"documents": len(references)}

found = {}
found["direct"] = {f"{schema}_{name}": getattr(scores, name) for schema, scores in
                   ((schema, score_spans(gold, predicted)[schema]) for schema in
                    ("strict", "exact", "partial", "type", "fuzzy")) for name in ("precision", "recall", "f1")}
found["class"] = SpanF1().compute(predictions=predicted, references=gold)
found["loaded"] = evaluate.load(module.__file__).compute(predictions=as_mappings, references=gold)
found["combined"] = evaluate.combine([module.__file__, Spans()]).compute(predictions=as_mappings, references=gold)
one = SpanF1()
one.add(prediction=predicted[0], reference=gold[0])
one.add_batch(predictions=predicted[1:], references=gold[1:])
found["added"] = one.compute()
found["by_label"] = SpanF1().compute(predictions=predicted, references=gold, by_label=True)
found["unknown"] = SpanF1().compute(predictions=[[]], references=[[]])["strict_f1"]
try:
    SpanF1().compute(predictions=[[{"start": 0, "end": True, "label": "PER"}]], references=[[]])
except InputError as error:
    found["refused"] = str(error)
print(json.dumps(found, allow_nan=False))
'''


def test_the_module_works_as_class_loaded_from_its_file_offline_and_combined(tmp_path):
    caches = {f"HF_{name}": str(tmp_path / name) for name in ("HOME", "MODULES_CACHE", "EVALUATE_CACHE")}
    environment = {**os.environ, **caches, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    direct = found["direct"]
    assert direct["strict_f1"] == 0.4  # one of two predictions, one of three mentions
    assert direct["partial_recall"] == 0.5
    assert found["class"] == found["loaded"] == found["added"] == direct
    assert found["combined"] == {**direct, "documents": 2}
    assert {name: found["by_label"][name] for name in direct} == direct
    assert found["by_label"]["LOC_strict_precision"] is None
    assert found["by_label"]["PER_strict_f1"] == 1
    assert found["unknown"] is None
    assert found["refused"].startswith("document 0: {'start': 0, 'end': True")
