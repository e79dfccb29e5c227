"""GLiNER through its own package, on a tiny model that has learned two sentences by heart."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

import bench
from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.models import Tagged, Tagger
from bench.models.coarse_types import COARSE
from bench.models.gliner import Gliner, GlinerSettings, _label_sets
from bench.models.gliner_words import SPLITTERS, characters, expressible
from bench.models.settings import read_settings
from bench.runs import RunConfig
from bench.text import sentence_spans

TEXTS = ["张三在北京大学工作。", "2023年 GDP增5.6%，李四说。"]
NAMES = [
    [Tagged(0, 2, "人名"), Tagged(3, 7, "组织机构")],
    [Tagged(0, 5, "时间"), Tagged(10, 14, "数量"), Tagged(15, 17, "人名")],
]
LOW = 1e-30  # the tiny model is sure of all it says
LABELS = ["人名", "组织机构", "地名", "建筑设施", "职务", "时间", "数量", "产品", "会议活动", "文件作品", "工程项目"]
LABELS += ["政策计划", "荣誉称号"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A folder as `save_pretrained` writes it, whole; beside it the backbone's configuration and tokenizer."""
    import torch
    from gliner import GLiNER
    from transformers import BertConfig, BertTokenizerFast

    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("gliner")
    signs = sorted(set("".join(TEXTS) + "".join(LABELS)) - {" "})
    pieces = [f"##{sign}" for sign in signs if sign.isascii()]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs, *pieces]
    BertTokenizerFast(vocab={p: i for i, p in enumerate(vocabulary)}).save_pretrained(folder / "backbone")
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    size |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    encoder = BertConfig(vocab_size=len(vocabulary), **size)
    encoder.save_pretrained(folder / "backbone")
    shape = {"model_name": str(folder / "backbone"), "encoder_config": encoder.to_dict(), "hidden_size": 32}
    model = GLiNER.from_config({**shape, "max_len": 40, "dropout": 0.0}, backbone_from_pretrained=False)
    learn(model)
    model.save_pretrained(folder / "model", safe_serialization=True)
    return folder / "model"


def learn(model) -> None:
    import torch

    rows = []
    for text, names in zip(TEXTS, NAMES, strict=True):
        words = characters(text)
        starts, ends = [w.start for w in words], [w.end for w in words]
        spans = [[starts.index(n.start), ends.index(n.end), n.tag] for n in names]
        rows.append({"tokenized_text": [w.of(text) for w in words], "ner": spans})
    collator = model.data_collator_class(model.config, data_processor=model.data_processor, prepare_labels=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    model.train()
    for _ in range(400):
        optimizer.zero_grad()
        loss = model(**collator(rows, entity_types=[LABELS] * len(rows))).loss
        if loss < 0.05:
            return
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    raise AssertionError(f"not learned: {loss}")


def made(path: Path, **settings) -> Gliner:
    return Gliner(read_settings("gliner", GlinerSettings, {"path": str(path), **settings}))


def copied(tiny: Path, target: Path, drop: tuple[str, ...] = (), **config) -> Path:
    """The model's folder without some files, and with other values in its configuration (`None` takes one out)."""
    shutil.copytree(tiny, target, ignore=shutil.ignore_patterns(*drop))
    values = {**json.loads((target / "gliner_config.json").read_text(encoding="utf-8")), **config}
    values = {key: value for key, value in values.items() if key not in config or value is not None}
    (target / "gliner_config.json").write_text(json.dumps(values), encoding="utf-8")
    return target


def test_names_stand_where_they_stand_in_the_text(tiny):
    model = made(tiny)
    assert isinstance(model, Tagger)
    model.load()
    assert model.predict(TEXTS) == NAMES
    assert model.predict([TEXTS[1], "", " \n", TEXTS[0]]) == [NAMES[1], [], [], NAMES[0]]
    assert model.predict([]) == []
    shifted = [Tagged(s + 2, e + 2, tag) for s, e, tag in NAMES[0]]
    assert made(tiny).predict(["  " + TEXTS[0]]) == [shifted]


def test_a_document_is_read_the_same_among_others_and_alone(tiny):
    model = made(tiny, threshold=0.01)
    documents = [TEXTS, TEXTS[:1] * 11, [], [TEXTS[1]]]
    together = list(model.stream(documents))
    assert [number for number, _ in together] == [0, 1, 2, 3]
    assert [answer for _, answer in together] == [next(model.stream([d]))[1] for d in documents]
    assert [len(answer.value) for _, answer in together] == [2, 11, 0, 1]


def test_with_jiebas_words_a_name_is_a_run_of_them(tiny):
    spans = made(tiny, words="jieba", threshold=LOW, flat_ner=False).predict(TEXTS)
    assert sum(map(len, spans)) > 10
    for text, found in zip(TEXTS, spans, strict=True):
        assert all(expressible(text, found, SPLITTERS["jieba"], width=12))
    assert not all(expressible(TEXTS[0], [(0, 1)], SPLITTERS["jieba"]))


def test_flat_names_are_apart_and_others_may_overlap(tiny):
    def overlaps(**settings):
        (found,) = made(tiny, threshold=LOW, **settings).predict(TEXTS[:1])
        return any(a.end > b.start for a, b in pairwise(sorted(found)))

    assert not overlaps()
    assert overlaps(flat_ner=False)


def test_the_threshold_is_the_probability_that_a_name_needs(tiny):
    few, some, many = (sum(map(len, made(tiny, threshold=t).predict(TEXTS))) for t in (0.9999, 0.5, LOW))
    assert few <= some == 5 < many


def test_english_labels_are_asked_for_in_english(tiny):
    model = made(tiny, labels="en", threshold=LOW)
    assert model.tags.scope == made(tiny).tags.scope
    assert {span.tag for span in model.predict(TEXTS)[0]} <= model.tags.labels.keys()
    assert model.tags.gold_type("product") == made(tiny).tags.gold_type("产品") == "misc.prod"


# ---- what the model does not see ----


def test_words_behind_the_longest_are_counted_without_a_warning(tiny):
    """40 words fit: 张三在北京大学工作。 has 10, so that 4 of 44 are left; 2023 is one word of four characters."""
    model = made(tiny)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = dict(model.stream([["。" * 30 + TEXTS[0] + "工作作2023"], ["。" * 40], ["。" * 41, TEXTS[0]]]))
    assert [answer.kept for answer in answers.values()] == [
        {"truncated_characters": 7}, {}, {"truncated_characters": 1}
    ]  # fmt: skip
    assert answers[2].value[1] == NAMES[0]


def test_pieces_behind_what_the_tokenizer_takes_are_counted_and_no_name_is_made_of_them(tiny, tmp_path):
    """The prompt is 1 [CLS], of each label a mark and a piece a sign, and 1 mark; [SEP] stands last."""
    folder = copied(tiny, tmp_path / "short")
    prompt = 1 + sum(1 + len(label) for label in LABELS) + 1
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    config["model_max_length"] = prompt + 6 + 1
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    ((_, answer),) = made(folder, threshold=LOW).stream([TEXTS[:1]])
    assert answer.kept == {"truncated_characters": len(TEXTS[0]) - 6}
    assert answer.value[0]
    assert max(span.end for span in answer.value[0]) <= 6


def test_a_document_that_the_model_fails_on_is_an_answer_with_the_reason(tiny, monkeypatch):
    model = made(tiny)
    honest = model._read
    monkeypatch.setattr(model, "_read", lambda texts: honest(texts) if TEXTS[0] in texts else 1 / 0)
    answers = [answer for _, answer in model.stream([TEXTS, [""], TEXTS])]
    assert [answer.error for answer in answers] == [None, "ZeroDivisionError: division by zero", None]


def test_a_run_stores_names_in_the_text_and_counts_what_was_cut(tiny, tmp_path):
    record = bench.run(RunConfig(model=f"gliner:{tiny}", limit=1, out=tmp_path))
    text = load_corpus(limit=1).documents[0].clean.text
    behind = 0
    for sentence in sentence_spans(text):
        words = characters(sentence.of(text))
        behind += sentence.end - sentence.start - words[39].end if len(words) > 40 else 0
    assert behind > 100
    assert record.status.truncated_characters == behind
    assert record.status.state == "complete"


# ---- files ----


@pytest.mark.parametrize(
    "lacks",
    [
        {"encoder_config": None},
        # As older models stand on the hub: neither, and the tokens of the prompt are added when it is loaded.
        {"encoder_config": None, "drop": ("tokenizer*",), "class_token_index": -1, "vocab_size": -1},
    ],
)
def test_what_the_model_lacks_is_taken_from_the_backbone_it_names(tiny, tmp_path, lacks):
    bare = made(copied(tiny, tmp_path / "bare", **lacks))
    assert bare.predict(TEXTS) == NAMES
    assert bare.describe()["backbone"].keys() == {"files"}
    assert made(tiny).describe()["backbone"] is None


def test_what_gliner_cannot_load_is_named(tiny, tmp_path):
    wide = copied(tiny, tmp_path / "wide", hidden_size=64)
    with pytest.raises(BenchError, match=r"wide: GLiNER cannot load it \(Error.* in loading state_dict") as caught:
        made(wide).load()
    assert len(str(caught.value).splitlines()) == 1


def test_a_description_is_of_contents_and_settings_and_loads_no_weights(tiny, tmp_path):
    first = made(tiny).describe()
    shutil.copytree(tiny, tmp_path / "elsewhere")
    model = made(tmp_path / "elsewhere")
    assert model.describe() == first
    assert "_model" not in model.__dict__
    changed = ({"words": "jieba"}, {"labels": "en"}, {"threshold": 0.4}, {"flat_ner": False})
    others = [made(tiny, **settings).describe() for settings in changed]
    with (tmp_path / "elsewhere" / "model.safetensors").open("ab") as file:
        file.write(b"x")
    others.append(made(tmp_path / "elsewhere").describe())
    assert len({json.dumps(d, sort_keys=True) for d in [first, *others]}) == 6
    assert "jieba" in others[0]["packages"]


def test_pickled_weights_are_refused_with_the_remedy(tiny, tmp_path):
    folder = copied(tiny, tmp_path / "pickled", drop=("model.safetensors",))
    (folder / "pytorch_model.bin").write_bytes(b"cos\nsystem\n")
    with pytest.raises(BenchError, match=r"no model.safetensors, and pickled .*save_pretrained\(FOLDER, safe_seri"):
        made(folder).predict(TEXTS)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"encoder_config": {"auto_map": {"AutoModel": "evil.Evil"}}}, "has an auto_map: it runs code of its own"),
        ({"labels_encoder": "some/encoder"}, "has a labels_encoder; take a GLiNER with one encoder"),
        ({"model_type": "gliner_streaming_span"}, "reads with a decoder; take a GLiNER with one encoder"),
    ],
)
def test_code_and_other_kinds_are_refused(tiny, tmp_path, config, message):
    folder = copied(tiny, tmp_path / "other", **config)
    with pytest.raises(BenchError, match=message):
        made(folder).describe()
    with pytest.raises(BenchError, match=message):
        made(folder).predict(TEXTS)


def test_a_folder_of_another_model_is_refused(tiny):
    with pytest.raises(BenchError, match=r"no gliner_config.json, so it is no GLiNER; take model=transformers"):
        made(tiny.parent / "backbone").describe()


def test_weights_that_the_file_lacks_are_not_left_to_chance(tiny, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = copied(tiny, tmp_path / "holed")
    weights = load_file(folder / "model.safetensors")
    lost = next(name for name in weights if name.startswith("prompt_rep_layer"))
    save_file({name: tensor for name, tensor in weights.items() if name != lost}, folder / "model.safetensors")
    with pytest.raises(BenchError, match=rf"model.safetensors: lacks {lost} and 0 more of the model; save it again"):
        made(folder).predict(TEXTS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"words": "bert"}, "words=bert: take char or jieba"),
        ({"labels": "de"}, "labels=de: take zh or en"),
        ({"threshold": 1.0}, "threshold=1.0: take a number between 0 and 1"),
        ({"threshold": 0}, "threshold=0: take a number between 0 and 1"),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(BenchError, match=message):
        made(Path("anywhere"), **settings)


def test_the_labels_are_frozen():
    """Another wording is another question: add a set, and let these stand."""
    told = {name: json.dumps(cells, ensure_ascii=False).encode() for name, cells in _label_sets().items()}
    assert {name: hashlib.sha256(text).hexdigest()[:16] for name, text in told.items()} == {
        "zh": "fbf1d935a3cc2a43",
        "en": "9a4a1298d0d60bfd",
    }
    for cells in _label_sets().values():
        assert {cell["type"] for cell in cells.values()} == COARSE.scope
        assert len(cells) == 13


def test_the_width_is_the_models(tiny, tmp_path):
    assert made(tiny).expressible("张三在北京大学工作一二三四", [(0, 12), (0, 13)]) == [True, False]
    assert made(copied(tiny, tmp_path / "token", span_mode="token_level")).width is None
