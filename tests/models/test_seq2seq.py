"""Encoder-decoders, saved as users save them, through the whole path: by content, by counts, by what they refuse."""

from __future__ import annotations

import json
import shutil

import pytest
from tiny_writers import DOCUMENTS, SUMMARIES, bart, mt5, pegasus

from bench.errors import BenchError
from bench.models import Answer, load_entries
from bench.models.generation import Written
from bench.models.seq2seq import Seq2Seq
from bench.models.settings import read_settings

KINDS = {"bart": bart, "mt5": mt5, "pegasus": pegasus}
# BERT's tokenizer lowers Latin letters, and its spaces beside Chinese are its own; SentencePiece keeps the text's.
WRITTEN = {"bart": [*SUMMARIES[:3], "gdp王红well done"], "mt5": list(SUMMARIES), "pegasus": list(SUMMARIES)}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {name: str(make(folder / name)) for name, make in KINDS.items()}


def made(path, **settings):
    return Seq2Seq(read_settings("seq2seq", Seq2Seq.Settings, {"path": path, **settings}))


def answers(path, documents, limit=20, **settings):
    return [answer for _, answer in sorted(made(path, **settings).stream(documents, limit))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_learned_summary_comes_out_as_it_was_taught(models, kind):
    assert made(models[kind]).predict(DOCUMENTS, 20) == WRITTEN[kind]


def test_tokens_are_counted_by_hand(models):
    # 25 characters and [CLS] and [SEP]; nine characters and [SEP].
    assert answers(models["bart"], DOCUMENTS[:1]) == [
        Answer(SUMMARIES[0], None, {"tokens": {"input": 27, "output": 10}})
    ]


def test_the_registry_makes_it(models):
    assert isinstance(load_entries()["seq2seq"].make(settings={"path": models["mt5"]}), Seq2Seq)


def test_a_prefix_stands_before_the_article(models):
    plain, prefixed = (answers(models["bart"], DOCUMENTS[:1], prefix=prefix)[0] for prefix in ("", "市民"))
    assert prefixed.kept["tokens"]["input"] == plain.kept["tokens"]["input"] + 2


# Six sentences, 11, 14, 7, 13, 4 and 4 characters; BART has 40 positions, two of them for [CLS] and [SEP].
LONG = "济宁港货物吞吐量突破。\n港航中心称明年再增三成吞吐。图书馆昨日开。市民王红领到第一张借书证。今夜降。开馆好。\n"


def test_of_a_long_article_the_head_is_read_and_what_is_cut_is_counted(models):
    (answer,) = answers(models["bart"], [LONG], long="head")
    # 11 + 14 + 7 and a line feed, which is no token: 32 + 2. The next sentence would make 47. Behind them stand 21
    # characters and a line feed, which is not counted.
    assert answer.kept["tokens"]["input"] == 34
    assert answer.kept["truncated_characters"] == 21
    (head,) = answers(models["bart"], [LONG[:33]])
    assert answer.value == head.value


def test_a_long_article_fails_where_that_is_asked_for(models):
    short, long = answers(models["bart"], [DOCUMENTS[0], LONG], long="error")
    assert short.value == SUMMARIES[0]
    assert (long.value, long.error) == (None, "55 tokens, and the model takes 40; take long=windows or long=head")


def test_a_long_article_is_summarised_in_windows(models):
    article = DOCUMENTS[0] + DOCUMENTS[1]
    (answer,) = answers(models["bart"], [article])
    # 25 and 21 characters: the sentence that begins nearest to the middle, 23, is the second document's first. On each
    # window its summary is written, as a line; these 9 and 15 characters (a token each) fit at once.
    joined = "\n".join(SUMMARIES[:2])
    (last,) = answers(models["bart"], [joined])
    assert answer.value == last.value
    assert answer.kept["windows"] == 2
    assert answer.kept["tokens"]["input"] == 27 + 23 + last.kept["tokens"]["input"]
    assert answer.kept["tokens"]["output"] == 10 + 15 + last.kept["tokens"]["output"]
    assert "truncated_characters" not in answer.kept


def test_windows_of_windows(models, monkeypatch):
    model = made(models["bart"], max_input_tokens=14)
    given = []

    def write(inputs, most):
        """A model that keeps the first four characters of whatever it gets."""
        given.append([model._model.decode(tokens) for tokens in inputs])
        yield from ((i, Written(text[:4], len(text), 4)) for i, text in enumerate(given[-1]))

    monkeypatch.setattr(model._summaries._generator, "write", write)
    # Twelve characters a window beside [CLS] and [SEP].
    ((_, answer),) = model.stream(["济宁港货物吞。图书馆昨日开。市民王红领到。今夜骤降。"], 10)
    assert given == [
        ["济宁港货物吞。", "图书馆昨日开。", "市民王红领到。今夜骤降。"],
        ["济宁港货图书馆昨市民王红"],
    ]
    assert answer == Answer("济宁港货", None, {"tokens": {"input": 38, "output": 16}, "windows": 3})


def test_where_windows_get_no_shorter_they_are_the_answer(models):
    # Windows of five characters, [CLS] and [SEP], on which was learned to write three and sixteen.
    (answer,) = answers(models["bart"], ["今夜骤降。市民称好。"], max_input_tokens=7)
    assert answer.value == "今夜降\ngdp王红well done"
    assert answer.kept == {"tokens": {"input": 14, "output": 10}, "windows": 2, "unshortened": 1}


def test_no_room_is_said(models):
    (answer,) = answers(models["bart"], DOCUMENTS[:1], prefix="市民" * 20)
    assert answer.error == "what stands around the article has 42 tokens, and the model takes 40 in all"


@pytest.mark.parametrize(
    ("kind", "settings", "room"),
    [
        ("bart", {}, 40),  # its positions; the tokenizer says nothing
        ("bart", {"max_input_tokens": 30}, 30),
        ("bart", {"max_input_tokens": 300}, 40),
        ("pegasus", {}, 24),  # the tokenizer says so
        ("pegasus", {"max_input_tokens": 30}, 30),  # which is a word, and 40 positions are a fact
        ("mt5", {}, None),  # positions are relative, whatever is said of their number
        ("mt5", {"max_input_tokens": 30}, 30),
    ],
)
def test_what_a_model_takes(models, kind, settings, room):
    assert made(models[kind], **settings)._model.room(10) == room


def test_new_tokens_are_three_a_character_and_eight_where_the_decoder_holds_them(models):
    assert made(models["mt5"])._most(150) == 458
    assert made(models["bart"])._most(10) == 38
    assert made(models["bart"])._most(150) == 39
    with pytest.raises(BenchError, match="max_new_tokens=40: its decoder holds 40"):
        made(models["bart"], max_new_tokens=40).predict(DOCUMENTS, 10)


# ---- what it says of itself ----


def test_a_description_needs_no_weights_in_memory_and_names_no_place(models):
    model = made(models["bart"])
    description = model.describe()
    assert "weights" not in vars(model._model)
    assert json.loads(json.dumps(description)) == description
    assert models["bart"] not in json.dumps(description)
    assert description["prefix"] == ""
    assert description["long"] == "windows"
    assert set(description["packages"]) == {"torch", "transformers", "tokenizers"}


OTHER = [
    {"prefix": "市"}, {"num_beams": 2}, {"length_penalty": 2}, {"no_repeat_ngram_size": 3}, {"min_new_tokens": 3},
    {"max_new_tokens": 30}, {"long": "head"}, {"max_input_tokens": 30}, {"do_sample": True},
    {"do_sample": True, "seed": 3}, {"dtype": "bfloat16"}, {"dtype": "bfloat16", "batch": 2},
]  # fmt: skip


def test_a_description_changes_with_what_the_summaries_depend_on(models):
    described = [made(models["bart"], **settings).describe() for settings in ({}, *OTHER)]
    described.append(made(models["mt5"]).describe())
    assert len({json.dumps(one, sort_keys=True) for one in described}) == len(OTHER) + 2


def test_a_description_does_not_change_with_place_batch_and_device(models, tmp_path):
    copy = shutil.copytree(models["bart"], tmp_path / "copy")
    plain = made(models["bart"]).describe()
    assert plain == made(str(copy), batch=3, device="cpu").describe()
    assert plain == made(models["bart"], dtype="auto").describe()


def test_the_checkpoints_own_decoding_holds_but_for_lengths_and_sampling(models, tmp_path):
    copy = shutil.copytree(models["bart"], tmp_path / "copy")
    file = copy / "generation_config.json"
    own = json.loads(file.read_text())
    odd = {
        "do_sample": True,
        "temperature": 9.0,
        "top_k": 5,
        "max_length": 3,
        "min_length": 30,
        "num_return_sequences": 1,
    }
    file.write_text(json.dumps({**own, **odd, "num_beams": 3, "length_penalty": 0.7}))
    model = made(str(copy))
    assert model.describe()["decoding"] == {"num_beams": 3, "length_penalty": 0.7}
    assert model.predict(DOCUMENTS, 20) == WRITTEN["bart"]
    assert model._model.weights.generation_config.num_beams == 3
    assert made(str(copy), num_beams=2).describe()["decoding"] == {"num_beams": 2, "length_penalty": 0.7}


def test_half_precision_answers_alone_unless_a_batch_is_asked_for(models):
    assert made(models["bart"])._summaries._generator.batch == 8
    assert made(models["bart"], dtype="bfloat16")._summaries._generator.batch == 1
    assert made(models["bart"], dtype="bfloat16", batch=4)._summaries._generator.batch == 4
    model = made(models["bart"], dtype="bfloat16")
    assert model.predict(DOCUMENTS[:2], 20) == WRITTEN["bart"][:2]
    assert str(model._model.weights.dtype) == "torch.bfloat16"


# ---- what it refuses ----


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"long": "cut"}, "long=cut: take windows, head, error"),
        ({"dtype": "int8"}, "dtype=int8: take auto, float32"),
        ({"batch": 0}, "batch=0: take a whole number from 1"),
        ({"num_beams": 0}, "num_beams=0: take a whole number from 1"),
        ({"prefix": 3}, "prefix=3: take a word"),
    ],
)
def test_settings_out_of_range(settings, reason):
    with pytest.raises(BenchError, match=reason):
        made("anywhere", **settings)


def test_weights_that_are_missing_are_not_drawn(models, tmp_path):
    from safetensors.torch import load_file, save_file

    copy = shutil.copytree(models["bart"], tmp_path / "copy")
    weights = load_file(copy / "model.safetensors")
    save_file(
        {name: value for name, value in weights.items() if "decoder.layers.0.fc" not in name},
        copy / "model.safetensors",
        metadata={"format": "pt"},
    )
    with pytest.raises(BenchError, match=r"4 of its weights are missing \(.*fc1.*no whole BartFor"):
        made(str(copy)).load()


def test_a_model_of_another_kind_is_refused(tmp_path):
    from transformers import BertConfig, BertModel

    BertModel(
        BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    ).save_pretrained(tmp_path)
    with pytest.raises(BenchError, match="AutoModelForSeq2SeqLM cannot load it"):
        made(str(tmp_path)).load()


def test_sentencepiece_that_is_not_installed_is_named(models, monkeypatch):
    monkeypatch.setattr("bench.models.language_model.find_spec", lambda name: None)
    with pytest.raises(BenchError, match=r"needs sentencepiece and google.protobuf; pip install 'banmian\[torch\]'"):
        made(models["mt5"]).load()


def test_predict_says_which_document_failed(models):
    with pytest.raises(BenchError, match="document 2: 55 tokens"):
        made(models["bart"], long="error").predict([DOCUMENTS[0], LONG], 20)


def test_a_device_that_is_not_there_is_named(models):
    with pytest.raises(BenchError, match="device=nowhere"):
        made(models["bart"], device="nowhere").load()
