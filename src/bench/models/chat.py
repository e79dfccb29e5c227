"""What a decoder is asked, as tokens: a system and a user message, by the checkpoint's chat template or plainly."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cached_property
from typing import Any

from bench.errors import BenchError
from bench.models.language_model import LanguageModel

TEMPLATES = ("chat", "plain")
# Templates that write the day into the input get this one, as an answer is not to depend on when it was asked for. It
# is what Llama's own template says where there is no clock.
DAY = date(2024, 7, 26)
_CLOCK = re.compile(r"strftime_now\(\s*['\"]([^'\"]*)")


class Chat:
    """The input of `model` for two messages; the model's answer comes next.

    `plain`, for checkpoints that were not trained on chats: both messages as text, an empty line between them. Where a
    template refuses a system message, or leaves it out, it stands at the head of the user's. `thinking` is what the
    template is told as `enable_thinking`. Control tokens in a message are plain text where transformers can do so
    (5.24 can).
    """

    def __init__(self, model: LanguageModel, template: str, thinking: bool) -> None:
        self._model, self._plain, self._thinking = model, template == "plain", thinking

    def load(self) -> None:
        """`BenchError` where there is no template to follow."""
        if not self._plain:
            self._takes_system  # noqa: B018  looking it up is what is asked for

    def encode(self, system: str, user: str) -> list[int]:
        """The tokens of the whole input."""
        if self._plain:
            return self._unended(self._model.tokenizer(f"{system}\n\n{user}\n", verbose=False)["input_ids"])
        messages = [("system", system), ("user", user)] if self._takes_system else [("user", f"{system}\n\n{user}")]
        tokens: list[int] = self._applied(messages, return_dict=True, sanitize_control_tokens=True)["input_ids"]
        return tokens

    @cached_property
    def opens_thinking(self) -> bool:
        """Whether the template ends within a thought, so that the answer only closes it."""
        return not self._plain and self._applied([("user", "?")], tokenize=False).rstrip().endswith("<think>")

    def _unended(self, tokens: list[int]) -> list[int]:
        """Without what ends a text, which would end the answer before it begins."""
        ends = (self._model.tokenizer.eos_token_id, self._model.tokenizer.sep_token_id)
        return tokens[:-1] if tokens and tokens[-1] in ends else tokens

    @cached_property
    def _template(self) -> str:
        try:
            template: str = self._model.tokenizer.get_chat_template()
        except ValueError:
            raise BenchError(
                f"{self._model.settings.path}: its tokenizer has no chat template; take a checkpoint that was trained "
                "on chats, or template=plain"
            ) from None
        days = {form: DAY.strftime(form) for form in _CLOCK.findall(template)}
        # transformers passes no function on to a template, so that the day is written in front of it, in every form.
        clock = f"{{%- macro strftime_now(form) -%}}{{{{ {json.dumps(days)}[form] }}}}{{%- endmacro -%}}"
        return clock + template if days else template

    @cached_property
    def _takes_system(self) -> bool:
        from jinja2 import TemplateError

        try:
            return "0b5e" in self._applied([("system", "0b5e"), ("user", "?")], tokenize=False)
        except TemplateError:
            return False

    def _applied(self, messages: list[tuple[str, str]], **options: Any) -> Any:
        return self._model.tokenizer.apply_chat_template(
            [{"role": role, "content": content} for role, content in messages],
            chat_template=self._template,
            add_generation_prompt=True,
            enable_thinking=self._thinking,
            **options,
        )
