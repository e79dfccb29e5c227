"""BERTScore with a tiny BERT made here, against cosines by hand; a process of its own, as torch takes seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = '''
import json, sys
import evaluate
import numpy as np
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast
import bench.evaluate_modules.bertscore as module
from bench.errors import InputError
from bench.evaluate_modules import BertScore
from bench.runs.bertscore import bertscore_figures, bertscore_signature, tally_bertscore

folder = sys.argv[1]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"济宁开通新的航线长城"]
torch.manual_seed(0)
config = BertConfig(vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
                    intermediate_size=32, max_position_embeddings=20)
model = BertModel(config).eval()
model.save_pretrained(folder)
tokenizer = BertTokenizerFast(vocab={word: i for i, word in enumerate(words)})
tokenizer.save_pretrained(folder)

def by_hand(summary, reference):
    """Greedy matching of the last layer's vectors; [CLS] and [SEP] are matched with, but weigh nothing (idf 0)."""
    with torch.no_grad():
        ours, theirs = (
            torch.nn.functional.normalize(model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0], dim=-1)
            for text in (summary, reference)
        )
    similar = ours @ theirs.T
    p, r = similar.max(1).values[1:-1].mean().item(), similar.max(0).values[1:-1].mean().item()
    return [p, r, 2 * p * r / (p + r)]

summaries = ["济宁开通航线", "", "济宁" * 20, "长城"]
references = [["济宁新的航线", "长城"], ["长城"], ["济宁" * 20], ["长城"]]
tally = tally_bertscore(list("abcd"), summaries, references, folder, 2)
found = {"rows": tally.counts.tolist(), "hand": [by_hand(summaries[0], r) for r in references[0]]}
found["figures"] = bertscore_figures(tally.totals())
found["class"] = BertScore().compute(predictions=summaries, references=references, model=folder, layers=2)
found["loaded"] = evaluate.load(module.__file__).compute(
    predictions=summaries, references=references, model=folder, layers=2)
found["none"] = bertscore_figures(tally_bertscore([], [], [], folder, 2).totals())
found["signature"] = bertscore_signature(folder, 2)
for name, given in (("layer", (folder,)), ("model", (folder + "/no", 2)), ("deep", (folder, 9))):
    try:
        tally_bertscore(["a"], ["济"], [["济"]], *given)
    except InputError as error:
        found[name] = str(error)
print(json.dumps(found))
'''


def test_bertscore_with_a_local_model_offline(tmp_path):
    caches = {f"HF_{name}": str(tmp_path / name) for name in ("HOME", "MODULES_CACHE", "EVALUATE_CACHE")}
    model = tmp_path / "model"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(model)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **caches, "HF_HUB_OFFLINE": "1"},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    rows = found["rows"]
    assert rows[0] == pytest.approx([1, *max(found["hand"], key=lambda score: score[2]), 0], abs=1e-5)
    assert rows[1] == [1, 0, 0, 0, 0]  # an empty summary
    assert rows[2] == pytest.approx([1, 1, 1, 1, 1], abs=1e-5)  # cut, and said so
    assert rows[3] == pytest.approx([1, 1, 1, 1, 0], abs=1e-5)
    assert found["figures"]["bertscore_f1"] == pytest.approx((rows[0][3] + 2) / 4)
    assert found["class"] == found["loaded"] == found["figures"]
    assert set(found["none"].values()) == {None}
    assert found["signature"].startswith("model:")
    assert str(tmp_path) not in found["signature"]
    assert "|layer:2|" in found["signature"]
    assert found["layer"].endswith("say `layers`")
    assert found["model"].startswith("BERTScore with ")
    assert "layer 9" in found["deep"]
