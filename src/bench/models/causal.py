"""Decoders asked through their chat template, with the frozen prompts of `conf/prompt`: summaries and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.errors import BenchError
from bench.models.base import Answer, Tagged, TagMap
from bench.models.chat import TEMPLATES, Chat
from bench.models.endpoint.alignment import find_names
from bench.models.endpoint.parsing import without_thinking
from bench.models.generation import Generator, Written
from bench.models.language_model import GenerationSettings, LanguageModel
from bench.models.long_articles import divide
from bench.models.long_summaries import TOKENS_OF, LongSummaries, tokens_of, written
from bench.models.prompts import load_prompt
from bench.text import Span

# New tokens for a list of names or a thought, as an endpoint is given.
_MOST = 4096
_HALF = f"{_MOST}, half of the positions at most"


@dataclass(frozen=True, slots=True)
class CausalSettings(GenerationSettings):
    """`prompt` is `zh`, `en` or a YAML file; `template` `plain` asks without a chat template.

    `thinking` is what the template is told, and gives room for it: 4,096 new tokens unless `max_new_tokens` says other.
    For the rest see `GenerationSettings`.
    """

    prompt: str = "zh"
    template: str = "chat"
    thinking: bool = False

    def __post_init__(self) -> None:
        GenerationSettings.__post_init__(self)
        if self.template not in TEMPLATES:
            raise BenchError(f"the model {self.path}: template={self.template}: take {' or '.join(TEMPLATES)}")


@dataclass(frozen=True, slots=True)
class CausalTaggerSettings(CausalSettings):
    """`types` is a set of types of the prompt: `core3`, `full8`; for the rest see `CausalSettings`."""

    types: str = "core3"


class _Causal:
    """What both have: the model, its chat, the frozen prompt."""

    def __init__(self, task: str, settings: CausalSettings) -> None:
        self._settings = settings
        self._prompt = load_prompt(task, settings.prompt)
        self._model = LanguageModel("AutoModelForCausalLM", settings, {})
        self._chat = Chat(self._model, settings.template, settings.thinking)
        self._generator = Generator(self._model)

    def load(self) -> None:
        self._model.load()
        self._chat.load()

    def describe(self) -> dict[str, Any]:
        return {
            "adapter": "causal-1",
            **self._model.describe(),
            "prompt": self._prompt.sha256,
            "template": self._settings.template,
            "thinking": self._settings.thinking,
        }

    def _encode(self, text: str, **values: str) -> list[int]:
        return self._chat.encode(*self._prompt.fill(text=text, **values))

    def _said(self, text: str) -> str:
        """What a model wrote, with the beginning of a thought that its template wrote for it."""
        return f"<think>{text}" if self._chat.opens_thinking else text

    @property
    def _long_answer(self) -> int:
        held = self._model.decoder_positions
        return min(_MOST, held // 2) if held else _MOST


class CausalSummarizer(_Causal):
    """Summaries by a decoder. What it thought aloud is taken off; a heading or too long an answer is measured."""

    Settings = CausalSettings

    def __init__(self, settings: CausalSettings) -> None:
        super().__init__("summary", settings)

    def stream(self, documents: Sequence[str], limit: int) -> Iterator[tuple[int, Answer]]:
        """The index of each document with its `Answer`, as batches are done; see `LongSummaries.stream`."""
        self._chat.load()
        encode = partial(self._encode, limit=str(limit))
        yield from LongSummaries(self._generator, encode, self._read).stream(documents, self._most(limit))

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        """A summary each; `BenchError` where one fails."""
        return written(self.stream(documents, limit))

    def describe(self) -> dict[str, Any]:
        rule = f"{TOKENS_OF}; where it thinks {_HALF}"
        return {**super().describe(), "max_new_tokens": self._settings.max_new_tokens or rule}

    def _most(self, limit: int) -> int:
        thinks = self._settings.thinking or self._chat.opens_thinking
        return self._settings.max_new_tokens or (self._long_answer if thinks else tokens_of(limit))

    def _read(self, text: str) -> str:
        return without_thinking(self._said(text)).strip()


@dataclass
class _Names:
    """A document on its way: spans by text, what its windows took, what was odd."""

    value: list[list[Tagged]]
    waiting: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, int] = field(default_factory=lambda: {"input": 0, "output": 0})
    error: str | None = None

    @property
    def answer(self) -> Answer:
        kept = {"tokens": self.tokens, **{name: n for name, n in sorted(self.counts.items()) if n}}
        return Answer(None if self.error else [sorted(spans) for spans in self.value], self.error, kept)


class CausalTagger(_Causal):
    """Names by a decoder: a list of strings in JSON, put on the text as that of an endpoint is.

    An answer that holds no list is the model's failing: no names, and `unparsable` counted. Of an article that is
    longer than the model takes, each window is asked for by itself.
    """

    Settings = CausalTaggerSettings
    unit = "document"
    tags: TagMap

    def __init__(self, settings: CausalTaggerSettings) -> None:
        super().__init__("ner", settings)
        self._types = settings.types
        self.tags = self._prompt.tag_map(settings.types)
        self._told = self._prompt.told(settings.types)

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """`BenchError` for the first text that fails."""
        found: dict[int, list[Tagged]] = {}
        for number, answer in self.stream([[text] for text in texts]):
            if answer.error is not None:
                raise BenchError(f"text {number + 1}: {answer.error}")
            (found[number],) = answer.value
        return [found[number] for number in range(len(texts))]

    def stream(self, documents: Sequence[Sequence[str]]) -> Iterator[tuple[int, Answer]]:
        """The index of each document with its `Answer`, as batches are done.

        Kept are the tokens in and out, and where they are not 0: of answers, those `cut_off` by the number of new
        tokens or otherwise `unparsable`; of names, what `find_names` counts; the number of `windows` where a text has
        several; `truncated_characters`.
        """
        self._chat.load()
        most = self._settings.max_new_tokens or self._long_answer
        jobs = [_Names([[] for _ in texts]) for texts in documents]
        places = []
        for number, job in enumerate(jobs):
            windows = self._windows(job, documents[number], self._model.room(most))
            job.waiting = len(windows)
            places += [(number, *window) for window in windows]
            if not windows:
                yield number, job.answer
        inputs = [self._asked(window.of(documents[number][at])) for number, at, window in places]
        for place, answer in self._generator.write(inputs, most):
            number, at, window = places[place]
            self._take(jobs[number], at, answer, documents[number][at], window)
            if not jobs[number].waiting:
                yield number, jobs[number].answer

    def describe(self) -> dict[str, Any]:
        return {
            **super().describe(),
            "types": self._types,
            "max_new_tokens": self._settings.max_new_tokens or _HALF,
        }

    def _asked(self, text: str) -> list[int]:
        return self._encode(text, types=self._told)

    def _windows(self, job: _Names, texts: Sequence[str], room: int | None) -> list[tuple[int, Span]]:
        """The windows to ask for, each with its text's number; none where there is nothing to read or one fails."""
        found = []
        for number, text in enumerate(texts):
            try:
                pieces, truncated = divide(text, lambda piece: len(self._asked(piece)), room, self._settings.long)
            except ValueError as error:
                job.error = str(error)
                return []
            job.counts["truncated_characters"] += truncated
            job.counts["windows"] += len(pieces) if len(pieces) > 1 else 0
            found += [(number, piece) for piece in pieces if piece.of(text).strip()]
        return found

    def _take(self, job: _Names, at: int, answer: Written, text: str, window: Span) -> None:
        job.waiting -= 1
        job.tokens["input"] += answer.input
        job.tokens["output"] += answer.output
        if answer.error:
            job.error = answer.error
            return
        found = find_names(self._said(answer.text), window.of(text), self.tags.labels)
        job.value[at] += [Tagged(window.start + start, window.start + end, tag) for start, end, tag in found.spans]
        job.counts.update(found.counts)
        job.counts["cut_off"] += not answer.ended
        job.counts["unparsable"] += answer.ended and not found.whole
