"""Decoders that have learned answers by heart, asked through their chat template: by content and by counts."""

from __future__ import annotations

import json
import shutil
from functools import partial

import pytest
from tiny_writers import CHATML, one_thread, qwen2

from bench.errors import BenchError
from bench.models import Tagged, load_entries
from bench.models.causal import CausalSummarizer, CausalTagger
from bench.models.settings import read_settings

SHORT = {
    "summary": "task: summary\nsystem: 编\nuser: '{limit}字：{text}'\n",
    "ner": (
        "task: ner\nsystem: 标\nuser: '{types}\n\n  {text}'\n"
        "types:\n  few:\n    PER: {type: PER, means: 人}\n    ORG: {type: ORG, means: 构}\n"
    ),
}
DOCUMENTS = ("济宁港破万吨。", "市民王红领证。", "今夜骤降。", "称好。")
SUMMARIES = ("港破万吨", "王红领证3%", "今夜降", "GDP 好")
LISTED = (
    # 万 stands once: its second listing is nowhere.
    '{"mentions": [{"text": "济宁港", "type": "ORG"}, {"text": "万", "type": "PER"}, {"text": "万", "type": "PER"}]}',
    '<think>谁？</think>[{"text": "王红", "type": "PER"}, {"text": "市", "type": "地"}]',
    '{"mentions": []}',
    "没有。",
)


class Learned:
    """A folder with a model that has learned both tasks, and the file of each task's prompt."""

    def __init__(self, root):
        self.prompts = {}
        for task, content in SHORT.items():
            self.prompts[task] = str(root / f"{task}.yaml")
            (root / f"{task}.yaml").write_text(content)
        self.path = str(qwen2(root / "model"))
        summarizer, tagger = self.summarizer(), self.tagger()
        asked = [summarizer._encode(text, limit="20") for text in DOCUMENTS] + [tagger._asked(t) for t in DOCUMENTS]
        qwen2(root / "model", list(zip(asked, (*SUMMARIES, *LISTED), strict=True)), 100)

    def summarizer(self, path=None, **settings):
        values = {"path": path or self.path, "prompt": self.prompts["summary"], **settings}
        return CausalSummarizer(read_settings("causal", CausalSummarizer.Settings, values))

    def tagger(self, path=None, **settings):
        values = {"path": path or self.path, "prompt": self.prompts["ner"], "types": "few", **settings}
        return CausalTagger(read_settings("causal", CausalTagger.Settings, values))


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    one_thread()
    return Learned(tmp_path_factory.mktemp("learned"))


def answers(stream):
    return [answer for _, answer in sorted(stream, key=lambda one: one[0])]


# ---- summaries ----


@pytest.mark.parametrize("batch", [1, 4])
def test_a_learned_summary_comes_out_as_it_was_taught_whatever_the_batch(learned, batch):
    """The inputs are of different lengths, so that what stands before the shorter ones must not be read."""
    assert learned.summarizer(batch=batch).predict(DOCUMENTS, 20) == list(SUMMARIES)


def test_tokens_are_counted_by_hand(learned):
    (answer,) = answers(learned.summarizer().stream(DOCUMENTS[2:3], 20))
    # <|im_start|>system⏎编<|im_end|>⏎ 1 + 7 + 3 + 2; user: 1 + 5, 20 and 字： 2 + 6, five characters 15, 2 more;
    # <|im_start|>assistant⏎ 1 + 10. Written are three characters and <|im_end|>.
    assert answer.kept == {"tokens": {"input": 13 + 6 + 8 + 15 + 2 + 11, "output": 10}}


def test_what_was_thought_is_taken_off_also_where_the_template_opened_it(learned, tmp_path):
    def read(template, said):
        model = learned.summarizer()
        model._model.tokenizer.chat_template = template
        return model._read(said)

    opened = CHATML.replace("assistant\n", "assistant\n<think>\n")
    assert read(CHATML, "<think>想</think>\n\n港口忙。") == "港口忙。"
    assert read(opened, "想</think>\n\n港口忙。") == "港口忙。"
    assert read(opened, "想而不止") == ""
    assert read(CHATML, "港口忙。\n") == "港口忙。"


def test_there_is_room_for_an_answer(learned):
    # Three tokens a character and eight; for a thought and for names half of the 512 positions, which is under 4,096.
    assert learned.summarizer()._most(20) == 68
    assert learned.summarizer(thinking=True)._most(20) == 256
    assert learned.summarizer(thinking=True, max_new_tokens=300)._most(20) == 300
    assert learned.tagger()._long_answer == 256
    assert learned.summarizer()._model.room(68) == 512 - 68
    assert learned.summarizer(max_input_tokens=100)._model.room(68) == 100


BOTH = DOCUMENTS[0] + DOCUMENTS[1]


def test_a_long_article_is_summarised_in_windows(learned):
    # 40 tokens stand around an article: ten characters fit.
    (answer,) = answers(learned.summarizer(max_input_tokens=70).stream([BOTH], 20))
    # Two windows of seven; and what is written on them: four ideographs, a line feed, four ideographs and 3%.
    assert answer.kept["windows"] == 2
    assert answer.kept["tokens"]["input"] == 2 * (40 + 21) + 40 + 12 + 1 + 12 + 2
    (head,) = answers(learned.summarizer(max_input_tokens=70, long="head").stream([BOTH], 20))
    assert (head.value, head.kept["truncated_characters"]) == (SUMMARIES[0], 7)
    (none,) = answers(learned.summarizer(max_input_tokens=70, long="error").stream([BOTH], 20))
    assert none.error == "82 tokens, and the model takes 70; take long=windows or long=head"


# ---- names ----


def names(answer):
    return {name: n for name, n in answer.kept.items() if name != "tokens"}


def test_names_come_out_as_they_were_taught_and_are_put_on_the_text(learned):
    """Of the four answers: a name too many, a type that was not asked for, no name, and no list."""
    found = answers(learned.tagger().stream([[text] for text in DOCUMENTS]))
    assert [answer.value for answer in found] == [
        [[Tagged(0, 3, "ORG"), Tagged(4, 5, "PER")]],
        [[Tagged(2, 4, "PER")]],
        [[]],
        [[]],
    ]
    assert [names(answer) for answer in found] == [{"unaligned": 1}, {"unknown_types": 1}, {}, {"unparsable": 1}]
    assert found[2].kept["tokens"]["output"] == len('{"mentions": []}') + 1


def test_windows_are_put_back_where_they_stand_and_their_counts_added(learned):
    around = len(learned.tagger()._asked(""))
    (answer,) = answers(learned.tagger(max_input_tokens=around + 30).stream([["", BOTH, " \n"]]))
    assert answer.value == [[], [Tagged(0, 3, "ORG"), Tagged(4, 5, "PER"), Tagged(9, 11, "PER")], []]
    assert names(answer) == {"unaligned": 1, "unknown_types": 1, "windows": 2}
    assert answer.kept["tokens"]["input"] == 2 * (around + 21)
    (head,) = answers(learned.tagger(max_input_tokens=around + 30, long="head").stream([[BOTH]]))
    assert head.value == [[Tagged(0, 3, "ORG"), Tagged(4, 5, "PER")]]
    assert names(head) == {"unaligned": 1, "truncated_characters": 7}


def test_a_document_fails_alone(learned):
    settings = {"max_input_tokens": len(learned.tagger()._asked("")) + 30, "long": "error"}
    found = answers(learned.tagger(**settings).stream([[BOTH, "称好。"], [DOCUMENTS[1]], [""]]))
    assert found[0].error.endswith("take long=windows or long=head")
    assert found[1].value == [[Tagged(2, 4, "PER")]]
    assert (found[2].value, found[2].error) == ([[]], None)
    with pytest.raises(BenchError, match=r"text 1: \d+ tokens, and the model takes"):
        learned.tagger(**settings).predict([BOTH])
    assert learned.tagger().predict(DOCUMENTS[1:3]) == [[Tagged(2, 4, "PER")], []]


def test_an_answer_that_is_cut_off_gives_its_whole_names(learned):
    # After 70 tokens {"mentions": [{"text": "济宁港", "type": "ORG"} is written, and something of the next.
    (answer,) = answers(learned.tagger(max_new_tokens=70).stream([[DOCUMENTS[0]]]))
    assert answer.value == [[Tagged(0, 3, "ORG")]]
    assert names(answer) == {"cut_off": 1}


# ---- what it says of itself, and refuses ----


def test_the_frozen_prompts_are_what_is_asked(learned):
    blank = {"path": learned.path, "max_input_tokens": 9}
    summarizer = CausalSummarizer(read_settings("causal", CausalSummarizer.Settings, blank))
    asked = summarizer._model.tokenizer.decode(summarizer._encode("港口忙。", limit="60"))
    assert summarizer._prompt.system in asked
    assert "60" in asked
    assert "港口忙。" in asked
    tagger = CausalTagger(read_settings("causal", CausalTagger.Settings, blank))
    assert set(tagger.tags.labels) == {"PER", "ORG", "LOC"}
    asked = tagger._model.tokenizer.decode(tagger._asked("港口忙。"))
    assert "- ORG: " in asked
    assert "港口忙。" in asked


OTHER = [
    {"prompt": "zh"}, {"template": "plain"}, {"thinking": True}, {"max_new_tokens": 30},
    {"long": "head"}, {"dtype": "bfloat16"},
]  # fmt: skip


def test_a_description_changes_with_what_the_answers_depend_on(learned):
    for make in (learned.summarizer, partial(learned.tagger, prompt="en", types="core3")):
        told = [json.dumps(make(**settings).describe()) for settings in ({}, *OTHER)]
        assert len(set(told)) == len(OTHER) + 1
        assert learned.path not in "".join(told)
    full = learned.tagger(prompt="en", types="full8").describe()
    assert full != learned.tagger(prompt="en", types="core3").describe()


def test_a_description_loads_no_weights_and_does_not_change_with_the_place(learned, tmp_path):
    copy = shutil.copytree(learned.path, tmp_path / "copy")
    model = learned.tagger()
    assert model.describe() == learned.tagger(str(copy), batch=2).describe()
    assert "weights" not in vars(model._model)


def test_the_precision_is_the_checkpoints_own(learned, tmp_path):
    copy = shutil.copytree(learned.path, tmp_path / "copy")
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "dtype": "bfloat16"}))
    assert learned.tagger(str(copy)).describe()["dtype"] == "bfloat16"
    assert learned.tagger(str(copy))._generator.batch == 1
    assert learned.tagger(str(copy), dtype="float32").describe()["dtype"] == "float32"


def test_the_registry_makes_both(learned):
    entry = load_entries()["causal"]
    assert isinstance(entry.make("tagger", {"path": learned.path}), CausalTagger)
    assert isinstance(entry.make("summarizer", {"path": learned.path}), CausalSummarizer)


def test_a_checkpoint_without_a_template_is_refused_before_the_first_document(learned, tmp_path):
    path = str(qwen2(tmp_path / "model", chat_template=None))
    for make, given in ((learned.tagger, ([["港"]],)), (learned.summarizer, (["港"], 20))):
        with pytest.raises(BenchError, match="has no chat template"):
            make(path).load()
        with pytest.raises(BenchError, match="has no chat template"):
            next(make(path).stream(*given))
    assert answers(learned.tagger(path, template="plain", max_new_tokens=3).stream([["港"]]))[0].error is None


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"template": "llama"}, "template=llama: take chat or plain"),
        ({"types": "many"}, "no types 'many'; there are few"),
        ({"long": "cut"}, "long=cut"),
    ],
)
def test_settings_out_of_range(learned, settings, reason):
    with pytest.raises(BenchError, match=reason):
        learned.tagger(**settings)
