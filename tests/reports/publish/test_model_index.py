"""`model-index` of a model card, by huggingface_hub's own parser."""

from __future__ import annotations

import json

from huggingface_hub import ModelCard
from huggingface_hub.repocard_data import model_index_to_eval_results

from publications import one


def test_the_card_has_precision_recall_and_f1_of_each_run(published):
    runs, hub = published
    card = ModelCard.load(hub / "models" / "lac" / "README.md")
    name, results = model_index_to_eval_results(card.data.to_dict()["model-index"])
    assert name == "lac"
    found = {(r.metric_name, r.metric_type): r for r in results}
    metrics = json.loads((one(runs, "ner/banmian-raw-join/lac") / "scores.json").read_text(encoding="utf-8"))["metrics"]
    for part in ("precision", "recall", "f1"):
        result = found[f"strict_{part} (ner_raw_join)", part]
        figure = metrics[f"strict_{part}"]
        assert result.metric_value == figure["value"]
        assert result.metric_args["signature"] == figure["signature"]
        assert result.metric_args["beyond"] == [figure["beyond"]["low"], figure["beyond"]["high"]]
        assert (result.task_type, result.dataset_config, result.dataset_split) == (
            "token-classification",
            "raw",
            "test",
        )
    assert {r.metric_args["task"] for r in results} == {"ner_clean", "ner_raw_join"}


def test_summaries_have_their_own_metrics(published):
    card = ModelCard.load(published[1] / "models" / "lead" / "README.md")
    results = card.data.eval_results
    assert {r.task_type for r in results} == {"summarization"}
    assert {"rouge1_f1", "rouge2_f1", "rougeL_f1", "chrf", "fact_recall", "number_faithfulness"} <= {
        r.metric_type for r in results
    }


def test_the_page_shows_the_leading_figures_in_points(published):
    text = (published[1] / "models" / "lac" / "README.md").read_text(encoding="utf-8")
    assert text.splitlines()[-2:] == [
        "| ner_clean | strict_f1 | 75.1 | 137 |",
        "| ner_raw_join | strict_f1 | 75.1 | 137 |",
    ]


def test_nothing_is_said_to_be_verified(published):
    for path in published[1].glob("models/*/README.md"):
        text = path.read_text(encoding="utf-8")
        assert "verified" not in text
        assert "verifyToken" not in text
