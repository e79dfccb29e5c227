"""The checkpoint in the package: loads with nothing of ours, small, exact in offsets, and as good as its card says."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import bench
from bench.models.hub import find_checkpoint

ROOT = Path(__file__).parents[2]
FOLDER = find_checkpoint("bench:checkpoints/pku_roformer").folder
FILES = {"README.md", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def script():
    """The scripts as modules, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")
        yield importlib.import_module


@pytest.fixture(scope="module")
def corpus(script):
    return script("pku_corpus")


@pytest.fixture(scope="module")
def parts(corpus):
    return corpus.corpus_parts()


@pytest.fixture(scope="module")
def tokenizer():
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(FOLDER, local_files_only=True)


@pytest.fixture(scope="module")
def model():
    from transformers import AutoModelForTokenClassification

    return AutoModelForTokenClassification.from_pretrained(FOLDER, local_files_only=True, dtype=torch.float32).eval()


def test_it_is_small_and_holds_no_pickle():
    assert {path.name for path in FOLDER.iterdir()} == FILES
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 5_000_000


def test_its_labels_are_bio_for_three_types(model):
    assert list(model.config.id2label.values()) == ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]


ODD = "张三\r\n在\t𠮷林　２０２４年😀e\u0301[UNK][PAD]\x00\u2028."


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.permutations(ODD).map("".join) | st.just(ODD))
def test_every_code_point_is_a_token_with_its_own_offset(tokenizer, text):
    offsets = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    assert offsets == [(at, at + 1) for at in range(len(text))]


def test_a_text_that_spells_a_special_token_holds_none(tokenizer):
    assert tokenizer.pad_token_id not in tokenizer("一[PAD]二")["input_ids"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024年,江苏ABC", "２０２４年，江苏ＡＢＣ"),
        ("约翰·史密斯说", "约翰・史密斯说"),
        ("「北京」\n上海", "“北京”\u3000上海"),
    ],
)
def test_twins_are_read_alike(tokenizer, model, one, other):
    with torch.inference_mode():
        first, second = (model(**tokenizer(text, return_tensors="pt")).logits for text in (one, other))
    assert torch.equal(first, second)


def test_it_scores_what_the_card_says_on_every_fourth_paragraph_held_out(script, corpus, parts):
    """Of 1,296 names 1,240 are right among 1,303 found: 2480 / 2599. All of them, F1 0.9457, take twelve seconds."""
    scoring = script("score_reference_tagger")
    some = parts["held-out"][::4]
    scores, lengths = scoring.label_scores(FOLDER, list(map(corpus.text_of, some)))
    gold = list(map(corpus.spans_of, some))
    by = {way: bench.score_spans(gold, scoring.spans(scores, lengths, way)) for way in ("viterbi", "argmax")}
    assert by["viterbi"]["strict"].f1 == pytest.approx(2480 / 2599, abs=0.001)
    assert by["argmax"]["strict"].f1 == pytest.approx(2476 / 2606, abs=0.001)


def test_joined_paragraphs_are_the_same_text_with_line_feeds_and_the_same_names(script, corpus, parts):
    scoring = script("score_reference_tagger")
    some = parts["development"][:100]
    windows = scoring.joined(some, 256)
    assert "\n".join(map(corpus.text_of, windows)) == "\n".join(map(corpus.text_of, some))
    names = [[piece.text for window in each for piece in window if piece.type] for each in (windows, some)]
    assert names[0] == names[1]
    assert max(len(corpus.text_of(w)) for w in windows) <= max(256, *(len(corpus.text_of(p)) for p in some))
    assert len(windows) < len(some)


def test_a_training_writes_the_same_model_again_and_its_files_are_those_shipped(script, corpus, parts, tmp_path):
    training = script("train_reference_tagger")
    few = {"training": parts["training"][:60], "development": parts["development"][:20]}
    written = [tmp_path / "first", tmp_path / "second"]
    for folder in written:
        training.train(few, folder, epochs=1)
    assert {path.name for path in written[0].iterdir()} == FILES - {"README.md"}
    assert len({(folder / "model.safetensors").read_bytes() for folder in written}) == 1
    numbered = json.loads((FOLDER / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    training.save_tokenizer(sorted(numbered, key=numbered.get), tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_no_part_shares_a_paragraph_or_a_telling_sentence_with_another(corpus, parts):
    assert {part: len(each) for part, each in parts.items()} == {
        "training": 16617,
        "held-out": 1882,
        "development": 985,
    }
    told = {}
    for part, paragraphs in parts.items():
        texts = list(map(corpus.text_of, paragraphs))
        sentences = [re.sub("[^㐀-鿿]", "", sentence) for text in texts for sentence in re.split("[。！？；]", text)]
        told[part] = {*texts, *(sentence for sentence in sentences if len(sentence) >= 10)}
    assert sum(map(len, told.values())) == len(set().union(*told.values()))


def test_the_parts_are_the_same_in_any_order(corpus, parts):
    texts = [corpus.text_of(paragraph) for each in parts.values() for paragraph in each]
    assert corpus.split_parts(texts[::-1]) == corpus.split_parts(texts)[::-1]


@pytest.mark.parametrize(
    ("row", "persons"),
    [
        ("江 泽民 李 鹏", ["江泽民", "李鹏"]),
        ("李 鹏 乔 石 朱 镕基", ["李鹏", "乔石", "朱镕基"]),
        ("欧阳 修", ["欧阳修"]),
        ("马克思 恩格斯", ["马克思", "恩格斯"]),
        ("张 书政 宇新 桑余", ["张书政", "宇新", "桑余"]),
        ("陈 方 安生", ["陈方安生"]),
        ("周", ["周"]),
    ],
)
def test_surname_and_given_name_become_one_person(corpus, row, persons):
    words = [("和", "c"), *((word, "nr") for word in row.split()), ("在", "p"), ("北京", "ns"), ("上海", "ns")]
    names = [(piece.text, piece.type) for piece in corpus.pieces(words) if piece.type]
    assert names == [*((person, "PER") for person in persons), ("北京", "LOC"), ("上海", "LOC")]


def test_no_run_of_the_corpus_is_in_the_repository(corpus, parts):
    """A run of 31 characters holds one of the blocks of 16 that the paragraphs are cut into."""
    size = 16
    blocks = {
        text[at : at + size]
        for each in parts.values()
        for text in map(corpus.text_of, each)
        for at in range(0, len(text) - size + 1, size)
    }
    folders = ("annotations", "conf", "scripts", "src", "tests", ".github")
    files = [*ROOT.iterdir(), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    seen = 0
    for file in filter(Path.is_file, files):
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        seen += len(text)
        assert not blocks.intersection(text[at : at + size] for at in range(len(text) - size + 1)), file
    assert seen > 1_000_000
