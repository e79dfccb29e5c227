"""All in one process: `evaluate` takes seconds to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = '''
import json
import datasets
import evaluate
import bench.evaluate_modules.chinese_rouge as module
from bench.errors import InputError
from bench.evaluate_modules import ChineseRouge

predicted = ["济宁开通航线", "增长5.8%。会议在济宁召开"]
several = [["济宁新开通航线", "别的"], ["会议在济宁召开。增长5.8%"]]
single = [references[0] for references in several]

class Length(evaluate.Metric):
    """Another metric of the same inputs."""
    def _info(self):
        text = datasets.Value("string")
        features = datasets.Features({"predictions": text, "references": [text]})
        return evaluate.MetricInfo(description="", citation="", features=features)
    def _compute(self, predictions, references):
        return {"summaries": len(predictions)}

found = {}
found["class"] = ChineseRouge().compute(predictions=predicted, references=several)
found["loaded"] = evaluate.load(module.__file__).compute(predictions=predicted, references=several)
found["single"] = ChineseRouge().compute(predictions=predicted, references=single)
found["combined"] = evaluate.combine([module.__file__, Length()]).compute(predictions=predicted, references=several)
one = ChineseRouge()
one.add(prediction=predicted[0], reference=several[0])
one.add_batch(predictions=predicted[1:], references=several[1:])
found["added"] = one.compute()
found["words"] = ChineseRouge().compute(predictions=predicted, references=several, tokens="zh-word")
found["mean"] = ChineseRouge().compute(predictions=predicted, references=several, aggregate="mean")
for name, options in (("tokens", {"tokens": "word"}), ("reference", {})):
    try:
        ChineseRouge().compute(predictions=["甲"], references=[["甲"] if options else []], **options)
    except InputError as error:
        found[name] = str(error)
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
    # The first: 6 of 6 and of 7 characters; the second: all 9 tokens, the sentences in the other order.
    assert found["class"]["rouge1_recall"] == pytest.approx((6 / 7 + 1) / 2)
    assert found["class"]["rougeLsum_precision"] == 1
    assert found["class"]["rougeL_precision"] == pytest.approx((1 + 7 / 10) / 2)
    assert found["class"] == found["loaded"] == found["single"] == found["added"]
    assert found["combined"] == {**found["class"], "summaries": 2}
    assert found["words"]["rouge1_f1"] != found["class"]["rouge1_f1"]
    assert found["mean"]["rouge1_f1"] == pytest.approx((12 / 13 / 2 + 1) / 2)
    assert found["tokens"].startswith("no tokens named 'word': choose zh-char")
    assert found["reference"] == "document 0: no reference"
