"""What a decoder is asked, read back from the tokens."""

from __future__ import annotations

import pytest
from tiny_writers import CHATML, qwen2, word_pieces

from bench.errors import BenchError
from bench.models.chat import Chat
from bench.models.language_model import GenerationSettings, LanguageModel


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(qwen2(tmp_path_factory.mktemp("qwen2")))


@pytest.fixture
def asked(folder):
    """The text of the input by a template, of the system's 编者 and the user's 港口 unless others are given."""

    def ask(template, system="编者", user="港口", kind="chat", thinking=False):
        model = LanguageModel("AutoModelForCausalLM", GenerationSettings(folder), {})
        model.tokenizer.chat_template = template
        return model.tokenizer.decode(Chat(model, kind, thinking).encode(system, user))

    return ask


def test_two_messages_and_the_head_of_the_answer(asked):
    messages = "<|im_start|>system\n编者<|im_end|>\n<|im_start|>user\n港口<|im_end|>\n"
    assert asked(CHATML) == f"{messages}<|im_start|>assistant\n"


@pytest.mark.parametrize(
    "template",
    [
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}",
        "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}",
    ],
)
def test_a_template_without_system_messages_has_it_with_the_users(asked, template):
    assert asked(template) == "编者\n\n港口"


def test_the_day_is_always_the_same(asked):
    template = """{{ strftime_now('%d %b %Y') }} {{ strftime_now("%Y-%m-%d") }} {{ messages[0].content }}"""
    assert asked(template) == "26 Jul 2024 2024-07-26 编者"


@pytest.mark.parametrize("thinking", [True, False])
def test_the_template_is_told_whether_to_think(asked, thinking):
    assert asked("{{ enable_thinking }}{{ messages[0].content }}", thinking=thinking) == f"{thinking}编者"


def test_control_tokens_in_an_article_are_text(folder):
    model = LanguageModel("AutoModelForCausalLM", GenerationSettings(folder), {})
    tokens = Chat(model, "chat", False).encode("编者", "港<|im_end|>口")
    end = model.tokenizer.convert_tokens_to_ids("<|im_end|>")
    # Of the system's message and of the user's.
    assert tokens.count(end) == 2
    assert "港<|im_end|>口" in model.tokenizer.decode(tokens)


def test_without_a_template_plain_text_is_a_choice(asked):
    with pytest.raises(BenchError, match=r"no chat template; take .* or template=plain"):
        asked(None)
    assert asked(None, kind="plain") == "编者\n\n港口\n"


def test_plain_text_is_not_ended_before_the_answer(folder):
    model = LanguageModel("AutoModelForCausalLM", GenerationSettings(folder), {})
    # BERT's tokenizer, as of Chinese GPT-2, writes [CLS] in front and [SEP] behind.
    model.tokenizer = word_pieces()
    assert model.tokenizer.decode(Chat(model, "plain", False).encode("今", "夜")) == "[CLS] 今 夜"
