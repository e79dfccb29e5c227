from __future__ import annotations

import pytest

import bench
from bench.errors import InputError
from bench.models.nli import NliMatcher

TEXT = "吞吐量突破万吨力争预计港口货物"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny classifier with random weights, saved as a user's would be."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    path = tmp_path_factory.mktemp("nli")
    (path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(TEXT))]))
    tokenizer = BertTokenizerFast.from_pretrained(path)
    tokenizer.save_pretrained(path)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=24,
        id2label={0: "contradiction", 1: "ENTAILMENT", 2: "neutral"},
    )
    BertForSequenceClassification(config).save_pretrained(path)
    return path


FACT = {"text": "吞吐量突破", "modality": "actual", "salience": 3, "anchors": [["吞吐量"], ["突破"]]}


def test_the_matcher_stands_apart_and_is_compared_with_the_anchors(folder):
    always, never = (NliMatcher(str(folder), threshold=t) for t in (0.0, 1.1))
    for matcher, recall, agreement in ((always, 1.0, 0.5), (never, 0.0, 0.5)):
        scores = bench.score_summaries(
            ["吞吐量突破", "港口货物"], ["吞吐量", "港口"], facts=[[FACT], [FACT]], matcher=matcher
        )
        assert scores["fact_recall"].value == 0.5
        assert scores["fact_recall_matcher"].value == recall
        assert scores["fact_matcher_agreement"].value == agreement
        assert scores["fact_matcher_kappa"].value == 0
        assert "nli:" in scores.signature("fact_recall_matcher")


def test_pairs_are_answered_one_by_one_whatever_the_batch(folder):
    pairs = [(TEXT[i:], TEXT[: i + 3]) for i in range(7)]
    small, large = (NliMatcher(str(folder), threshold=0.33, batch=n) for n in (1, 7))
    assert small(pairs) == large(pairs)
    assert len(small(pairs)) == 7


def test_what_is_cut_is_counted(folder):
    matcher = NliMatcher(str(folder))
    matcher([("吞" * 40, "突破"), ("吞", "突破")])
    assert matcher.cut == 1


def test_a_model_without_entailment_is_refused(folder, tmp_path):
    import json
    import shutil

    shutil.copytree(folder, tmp_path / "model")
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    config["id2label"] = {"0": "a", "1": "b", "2": "c"}
    (tmp_path / "model" / "config.json").write_text(json.dumps(config))
    with pytest.raises(InputError, match="one must be entailment"):
        NliMatcher(str(tmp_path / "model"))
    with pytest.raises(InputError, match="nowhere"):
        NliMatcher(str(tmp_path / "nowhere"))
