"""The checkpoint in the package: loaded with nothing of ours, small, exact in its offsets, as good as its card says."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import bench
from bench.models.hub import find_checkpoint

ROOT = Path(__file__).parents[2]
FOLDER = find_checkpoint("bench:checkpoints/pku_roformer").folder


@pytest.fixture(scope="module")
def scripts(monkeypatch_module):
    """The scripts as modules: the corpus and its parts, and the scoring of them."""
    monkeypatch_module.syspath_prepend(ROOT / "scripts")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield importlib.import_module("pku_corpus"), importlib.import_module("score_reference_tagger")
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def tokenizer():
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(FOLDER, local_files_only=True)


def test_it_is_small_and_holds_weights_alone():
    files = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert files == {"README.md", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) <= 5_000_000


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_one_token_a_code_point_and_offsets_are_those_of_the_text(tokenizer, text):
    offsets = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    assert offsets == [(at, at + 1) for at in range(len(text))]


def test_line_feeds_tabs_and_rare_characters_keep_their_places(tokenizer):
    text = "张三\n在\t𠮷林 ２０２４年😀é"
    assert len(tokenizer(text)["input_ids"]) == len(text)


def test_full_width_and_half_width_are_read_alike():
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(FOLDER, local_files_only=True)
    model = AutoModelForTokenClassification.from_pretrained(FOLDER, dtype=torch.float32).eval()
    with torch.inference_mode():
        half, full = (
            model(**tokenizer(text, return_tensors="pt")).logits
            for text in ("2024年,江苏ABC", "２０２４年，江苏ＡＢＣ")
        )
    assert torch.equal(half, full)


def test_no_part_shares_a_paragraph_or_a_telling_sentence_with_another(scripts):
    corpus, _ = scripts
    parts = corpus.corpus_parts()
    assert {part: len(each) for part, each in parts.items()} == {
        "training": 16617,
        "held-out": 1882,
        "development": 985,
    }
    told = {
        part: {s for p in each for s in corpus._ENDS.split(corpus.text_of(p)) if len(corpus._han(s)) >= 10}
        for part, each in parts.items()
    }
    assert not told["training"] & told["held-out"]
    assert not told["development"] & told["held-out"]


def test_persons_are_put_together_from_surname_and_given_name(scripts):
    corpus, _ = scripts
    sizes = corpus.person_sizes
    assert sizes(["江", "泽民", "李", "鹏"]) == [2, 2]
    assert sizes(["欧阳", "修"]) == [2]
    assert sizes(["马克思", "恩格斯"]) == [1, 1]
    assert sizes(["陈", "方", "安生"]) == [3]
    assert sizes(["张"]) == [1]


def test_the_card_figure_holds_on_a_fixed_part_of_the_held_out_tenth(scripts, capsys):
    """Every fourth paragraph held out; 0.9456 over all of them is the card's."""
    corpus, scoring = scripts
    some = corpus.corpus_parts()["held-out"][::4]
    scores, lengths = scoring.label_scores(FOLDER, list(map(corpus.text_of, some)))
    found = scoring.spans(scores, lengths, "viterbi")
    f1 = bench.score_spans([corpus.spans_of(p) for p in some], found)["strict"].f1
    assert 0.93 < f1 < 0.96


def test_no_text_of_the_corpus_is_in_the_repository(scripts):
    corpus, _ = scripts
    paragraphs = [p for part in corpus.corpus_parts().values() for p in part]
    runs = {text[:25] for p in paragraphs[::50] if len(text := corpus.text_of(p)) > 40}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\n") if name.endswith((".py", ".md", ".json", ".jsonl", ".yaml"))]
    assert len(files) > 100
    for file in files:
        content = file.read_text(encoding="utf-8", errors="replace")
        assert not [run for run in runs if run in content], file
