from __future__ import annotations

import random
import threading
from itertools import pairwise

import pytest
import torch
from tiny_taggers import BIO, bert, brute_force, roberta
from tiny_tokenizers import byte_level, unigram, word_piece_in_python

from bench.errors import BenchError
from bench.models import Tagged, Tagger
from bench.models.hub import Checkpoint
from bench.models.label_types import Meaning
from bench.models.settings import read_settings
from bench.models.token_classification import TokenClassifier, TokenClassifierSettings

IDEOGRAPHS = "济宁市任城区的林红玉在年去了北京大学宋仪凯同志说全粮食面积达到万亩增长。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def make(folder, **settings):
    return TokenClassifier(read_settings("transformers", TokenClassifierSettings, {"path": str(folder), **settings}))


def text_of(length, seed=0, alphabet=IDEOGRAPHS + " \n"):
    return "".join(random.Random(seed).choices(alphabet, k=length))


def plain(spans):
    return [tuple(span) for span in spans]


# ---- what is said ----


def test_spans_are_those_that_reading_it_character_by_character_gives(folder):
    model = make(folder, decoding="argmax")
    texts = [text_of(length, seed) for seed, length in enumerate((1, 5, 60, 200, 400))]
    assert [plain(spans) for spans in model.predict(texts)] == [brute_force(folder, text) for text in texts]


def test_a_long_text_is_read_in_windows_each_token_where_it_is_most_central(folder):
    """The windows by hand: 14 tokens fit beside [CLS] and [SEP], two shared; sentences of 9, 9 and 30 characters."""
    sentences = [text_of(n - 1, n, IDEOGRAPHS[:-1]) + "。" for n in (9, 10, 30)]
    windows = [(0, 14), (9, 23), (19, 33), (31, 45), (43, 49)]
    text = "".join(sentences)
    (spans,) = make(folder, decoding="argmax", window=16, stride=2).predict([text])
    assert plain(spans) == brute_force(folder, text, windows)
    assert plain(spans) != brute_force(folder, text, [(0, 14), (14, 28), (28, 42), (42, 49)])


def test_viterbi_says_no_label_that_may_not_stand_there(folder):
    text = text_of(300)
    (best,), (allowed,) = (make(folder, decoding=decoding).predict([text]) for decoding in ("argmax", "viterbi"))
    assert best != allowed
    assert all(a.end <= b.start for a, b in pairwise(allowed))


def test_no_name_runs_over_a_line_feed(tmp_path):
    """One label everywhere: a line is a name, the line feed between them is none's."""
    model = make(bert(tmp_path, labels=("PER",)))
    assert model.predict(["林红玉\n宋 仪凯\n\n北京"]) == [[(0, 3, "PER"), (4, 8, "PER"), (10, 12, "PER")]]


def test_a_word_of_letters_or_digits_is_labelled_by_its_first_piece_and_covered_whole(tmp_path):
    folder = bert(tmp_path, labels=("PER", "ORG", "LOC"), seed=3)
    text = "在2023年hello去world了"
    words = {(0, 1), (1, 5), (5, 6), (6, 11), (11, 12), (12, 17), (17, 18)}
    first, whole = (make(folder, pieces=pieces).predict([text])[0] for pieces in ("first", "all"))
    for edge in (0, 1):
        edges = {word[edge] for word in words}
        assert {span[edge] for span in first} <= edges
        assert {span[edge] for span in whole} - edges


def test_tags_without_a_type_are_left_out(tmp_path):
    model = make(bert(tmp_path, labels=("O", "PER", "PET")))
    assert model.tags.labels == {"PER": "PER"}
    assert {span.tag for span in model.predict([text_of(200)])[0]} == {"PER"}


# ---- other tokenizers on the way that users take ----


def test_a_tokenizer_in_python_gives_the_spans_of_the_fast_one(folder, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("config.json", "model.safetensors"):
        (copy / name).write_bytes((folder / name).read_bytes())
    word_piece_in_python(tmp_path).save_pretrained(copy)
    text = text_of(200, 4, IDEOGRAPHS + " \n") + "2023年hello"
    assert make(copy).predict([text]) == make(folder).predict([text])


@pytest.mark.parametrize("kind", ["unigram", "byte-level"])
def test_byte_level_and_sentencepiece_models_read_long_texts_to_their_last_character(kind, tmp_path):
    """34 positions hold 32 tokens: one more would be an index out of range. Bytes of 𠀀 are four tokens."""
    tokenizer = unigram(tmp_path) if kind == "unigram" else byte_level("RobertaTokenizer", False)
    model = make(roberta(tmp_path / "model", tokenizer))
    text = "北京大学𠀀㎡的 林红玉在 Paris 2023。\n" * 8 + "完"
    ((_, answer),) = model.stream([[text]])
    assert answer.error is None
    assert answer.kept["truncated_characters"] == 0
    assert all(text[s:e].strip() == text[s:e] for s, e, _ in answer.value[0])
    assert all(s < e <= len(text) for s, e, _ in answer.value[0])
    with pytest.raises(BenchError, match="window=33: it takes 32 tokens at most"):
        make(tmp_path / "model", window=33)


def test_a_document_whose_offsets_cannot_be_known_fails_by_itself(folder, tmp_path):
    from tiny_tokenizers import pieces
    from transformers import SiglipTokenizer

    (tmp_path / "spiece.model").write_bytes(pieces())
    tokenizer = SiglipTokenizer(str(tmp_path / "spiece.model"), pad_token="</s>")
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    model = make(roberta(tmp_path / "model", tokenizer))
    answers = dict(model.stream([["北京，2023 年"], ["林红玉", "(北京)"]]))
    assert answers[0].error is None
    assert answers[1].value is None
    assert "cannot be derived" in answers[1].error


# ---- many documents ----


def test_documents_are_answered_once_each_and_as_they_are_by_themselves(folder):
    documents = [[text_of(length, seed), text_of(5, seed)] for seed, length in enumerate((700, 3, 90, 250, 40) * 3)]
    documents[4] = []
    documents[7] = ["", "\n"]
    model = make(folder, window=32, batch_tokens=128)
    answers = list(model.stream(documents))
    assert sorted(number for number, _ in answers) == list(range(len(documents)))
    for number, answer in answers:
        alone = make(folder, window=32, batch_tokens=32)
        assert answer.value == alone.predict(documents[number])
    assert dict(answers)[4].value == []
    assert dict(answers)[7].value == [[], []]


def test_first_answers_do_not_wait_for_the_last_documents(folder):
    """A pool is 32 batches: with 64 tokens a batch, 2,048 characters; one more pool is in work before its answers."""
    model = make(folder, window=32, batch_tokens=64)
    model.load()
    seen = []
    read = model._reader.read
    model._reader.read = lambda texts: seen.extend(texts) or read(texts)
    stream = model.stream([[text_of(1000, seed)] for seed in range(20)])
    assert next(stream)[0] == 0
    assert len(seen) == 6
    stream.close()


def test_a_stream_that_is_closed_stops_and_leaves_the_threads_of_torch_as_they_were(folder, monkeypatch):
    torch.set_num_threads(2)
    model = make(folder, window=32, batch_tokens=64)
    model.load()
    score, scored = model._scorer.score, []
    monkeypatch.setattr(model._scorer, "score", lambda *given: scored.append(len(given[0])) or score(*given))
    before = threading.active_count()
    stream = model.stream([[text_of(1000, seed)] for seed in range(20)])
    next(stream)
    stream.close()
    assert threading.active_count() == before
    assert torch.get_num_threads() == 2
    read = sum(scored)
    list(model.stream([[text_of(1000, seed)] for seed in range(6)]))
    assert read < sum(scored) - read  # less than the two pools that were begun


def test_two_threads_say_what_one_says(folder):
    texts = [text_of(length, seed) for seed, length in enumerate((700, 30, 90, 250, 40))]
    alone = make(folder, window=64).predict(texts)
    torch.set_num_threads(2)
    assert make(folder, window=64).predict(texts) == alone


def test_tokens_that_the_model_read_are_counted(folder):
    """By hand: 20 characters beside two special tokens; then windows of 16, which hold 14 and share 2: 14, 8."""
    text = text_of(20, 1, IDEOGRAPHS[:-1])
    assert [make(folder, window=w, stride=2).stream([[text]]).__next__()[1].kept for w in (64, 16)] == [
        {"tokens": {"input": 22}, "truncated_characters": 0},
        {"tokens": {"input": 16 + 10}, "truncated_characters": 0},
    ]


def test_text_is_cut_only_where_it_is_asked_for_and_counted(folder):
    """14 of 20 characters fit beside two special tokens; the line feed before the 13th is a character too."""
    text = text_of(12, 1, IDEOGRAPHS[:-1]) + "\n" + text_of(8, 2, IDEOGRAPHS[:-1])
    model = make(folder, window=16, truncate=True, decoding="argmax")
    ((_, answer),) = model.stream([[text]])
    assert answer.kept["truncated_characters"] == 6
    assert plain(answer.value[0]) == brute_force(folder, text[:15])


def test_weights_are_of_the_commit_that_was_looked_up_first(folder, monkeypatch):
    """The branch may move between the making of a model, when it says what it is, and the loading of its weights."""
    asked = []

    def find(path, revision, weights, form):
        asked.append((revision, weights))
        return Checkpoint(folder, "c" * 40, ("*.safetensors",))

    monkeypatch.setattr("bench.models.token_classification.find_checkpoint", find)
    make(folder, revision="main").load()
    assert asked == [("main", False), ("c" * 40, True)]


# ---- what fails ----


def test_a_batch_that_is_too_large_for_the_memory_is_halved(folder, monkeypatch):
    documents = [[text_of(60, seed)] for seed in range(8)]
    expected = dict(make(folder, window=64).stream(documents))
    model = make(folder, window=64, batch_tokens=512)
    model.load()
    forward, sizes = type(model._scorer._model).forward, []

    def small(self, input_ids, **rest):
        sizes.append(len(input_ids))
        if len(input_ids) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, input_ids=input_ids, **rest)

    monkeypatch.setattr(type(model._scorer._model), "forward", small)
    assert dict(model.stream(documents)) == expected
    assert sizes[:3] == [8, 4, 2]
    assert model._batcher.budget <= 2 * 64 + 64


def test_a_window_that_fails_by_itself_fails_its_document_alone(folder, monkeypatch):
    model = make(folder, window=64)
    model.load()
    score = model._scorer.score

    def refuse(tokens, *rest):
        if (tokens == tokens[0, 1]).sum() > 25:
            raise RuntimeError("index out of range\nin self")
        return score(tokens, *rest)

    monkeypatch.setattr(model._scorer, "score", refuse)
    answers = dict(model.stream([["林红玉在北京大学。"], ["凯" * 30], ["宋仪凯同志说。"]]))
    assert answers[1] == (None, "RuntimeError: index out of range in self", answers[1].kept)
    assert answers[0].error is answers[2].error is None


def test_scores_that_are_no_numbers_are_a_failure_and_no_names(folder, monkeypatch):
    model = make(folder)
    model.load()
    torch.nn.init.constant_(model._scorer._model.classifier.bias, float("nan"))
    ((_, answer),) = model.stream([["林红玉"]])
    assert answer.error == "its scores are no numbers; take dtype=float32"
    with pytest.raises(BenchError, match="no numbers"):
        model.predict(["林红玉"])


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"decoding": "beam"}, "decoding=beam: take viterbi, argmax"),
        ({"window": 4}, "window=4: take a whole number from 8"),
        ({"window": 513}, "window=513: it takes 512 tokens at most"),
        ({"dtype": "int8"}, "dtype=int8: take float32"),
        ({"backend": "onnx", "dtype": "float16"}, "dtype is the graph's"),
        ({"backend": "onnx"}, "has no model.onnx"),
        ({"device": "cuda:7"}, "cannot go to device=cuda:7"),
        ({"window": 16, "stride": 14}, "stride=14: a window has room for 14 tokens"),
        ({"tags": "stanza"}, "no tag map 'stanza'"),
    ],
)
def test_settings_that_cannot_be_are_refused(folder, settings, why):
    with pytest.raises(BenchError, match=why):
        make(folder, **settings).predict(["林红玉"])


def test_a_checkpoint_without_a_trained_head_is_refused(folder, tmp_path):
    """What is missing would be drawn at random: figures of nothing."""
    from safetensors.torch import load_file, save_file

    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if "classifier" not in k}
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(BenchError, match=r"lack classifier\.bias, classifier\.weight"):
        make(tmp_path).load()


# ---- what it says of itself ----


def test_it_is_a_tagger_and_says_what_it_is_without_its_weights(folder):
    model = make(folder)
    assert isinstance(model, Tagger)
    said = model.describe()
    assert "_scorer" not in vars(model)
    assert said["weights"].keys() == {"files"}
    assert (said["window"], said["stride"], said["policy"]) == (512, 64, "decode:viterbi-bio")
    assert str(folder) not in str(said)


def test_it_says_another_thing_where_its_answers_can_be_others(folder, tmp_path):
    said = make(folder).describe()
    for settings in ({"window": 64}, {"stride": 1}, {"decoding": "argmax"}, {"pieces": "all"}, {"truncate": True}):
        assert make(folder, **settings).describe() != said
    assert make(folder, dtype="bfloat16").describe() != said
    assert make(folder, batch_tokens=7, device="cpu").describe() == said
    assert make(bert(tmp_path, seed=1)).describe() != said


def test_it_lists_where_its_labels_go(folder):
    assert make(folder, tags="lac").mapping() == [
        Meaning(("B-PER", "I-PER"), "PER", "PER", "exact", ""),
        Meaning(("B-ORG", "I-ORG"), "ORG", "ORG", "exact", ""),
        Meaning(("B-LOC", "I-LOC"), "LOC", "LOC", "broader", ""),
        Meaning(("O",), "", "", "", "outside of every name"),
    ]


def test_half_precision_answers_too(folder):
    text = text_of(100)
    full, half = (make(folder, dtype=dtype).predict([text])[0] for dtype in ("float32", "bfloat16"))
    assert len(set(full) & set(half)) > len(full) / 2


# ---- ONNX Runtime ----


@pytest.mark.filterwarnings("ignore")
def test_onnx_runtime_says_what_torch_says(folder, tmp_path):
    from transformers import BertForTokenClassification

    for file in folder.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "onnx").mkdir()
    example = torch.ones((2, 9), dtype=torch.int64)
    axes = {name: {0: "windows", 1: "tokens"} for name in ("input_ids", "attention_mask", "logits")}
    torch.onnx.export(
        BertForTokenClassification.from_pretrained(folder).eval(), (example, example),
        str(tmp_path / "onnx" / "model.onnx"), input_names=["input_ids", "attention_mask"], output_names=["logits"],
        dynamic_axes=axes, dynamo=False,
    )  # fmt: skip
    texts = [text_of(length, seed) for seed, length in enumerate((700, 30, 90, 250, 40))]
    model = make(tmp_path, backend="onnx", window=64)
    assert model.predict(texts) == make(folder, window=64).predict(texts)
    assert model.describe()["packages"].keys() == {"onnxruntime", "transformers", "tokenizers"}
    assert model.describe()["weights"] != make(folder).describe()["weights"]
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"broken")
    with pytest.raises(BenchError, match=r"model\.onnx cannot be loaded"):
        make(tmp_path, backend="onnx").load()


def test_a_tag_of_the_default_labels_is_its_coarse_type(folder):
    (spans,) = make(folder).predict([text_of(50)])
    assert spans
    assert all(isinstance(span, Tagged) and f"B-{span.tag}" in BIO for span in spans)
