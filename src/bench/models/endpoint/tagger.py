"""Names by a model behind a chat endpoint: asked for as strings in order, found again in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.errors import BenchError
from bench.models.base import Answer, Tagged, TagMap
from bench.models.endpoint.alignment import find_names
from bench.models.endpoint.client import Ask
from bench.models.endpoint.model import EndpointModel
from bench.models.endpoint.parallel import all_of
from bench.models.endpoint.parsing import KEY
from bench.models.endpoint.replies import kept_of
from bench.models.endpoint.settings import EndpointSettings
from bench.models.long_articles import window_spans
from bench.text import Span

STRUCTURED = ("json_schema", "json_object", "none")


@dataclass(frozen=True, slots=True)
class EndpointTaggerSettings(EndpointSettings):
    """`types` is a set of types of the prompt: `core3`, `full8`; `structured` says how JSON is asked for.

    An article of more than `window` characters is asked about in parts of whole sentences. For the rest see
    `EndpointSettings`.
    """

    types: str = "core3"
    structured: str = "json_schema"
    window: int = 4000

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        if self.structured not in STRUCTURED:
            raise BenchError(f"the model {self.path}: structured={self.structured}: take {', '.join(STRUCTURED)}")
        if self.window < 1:
            raise BenchError(f"the model {self.path}: window={self.window}: take a number of characters from 1")


class EndpointTagger(EndpointModel):
    """One request an article, or one a window of it. The types are told with what they mean."""

    Settings = EndpointTaggerSettings
    unit = "document"
    tags: TagMap

    def __init__(self, settings: EndpointTaggerSettings) -> None:
        super().__init__(settings, "ner")
        self._settings = settings
        self.tags = self._prompt.tag_map(settings.types)
        self._form = response_format(settings.structured, list(self.tags.labels))

    def stream(self, documents: Sequence[Sequence[str]]) -> Generator[tuple[int, Answer], None, None]:
        """The index of each document with its names, as each is complete.

        Kept are `tokens`, and where they are not 0: of replies, those that were `refused`, `cut_off` by `max_tokens`,
        or otherwise `unparsable`, not to be read to their end; of names, those that were `unaligned`, `ambiguous`,
        `loosely_aligned` (see `align`) or of `unknown_types`. What a reply does not say, the model has not found: an
        unparsable one is the model's failing and no fault of the line, and so no error.
        """
        return self._answers(documents, self._answer)

    async def _answer(self, ask: Ask, texts: Sequence[str]) -> Answer:
        windows = [(number, window) for number, text in enumerate(texts) for window in self._windows(text)]
        told = self._prompt.told(self._settings.types)
        questions = (self._prompt.fill(text=window.of(texts[number]), types=told) for number, window in windows)
        replies = await all_of(ask(question) for question in questions)
        spans: list[list[Tagged]] = [[] for _ in texts]
        counts: Counter[str] = Counter()
        for (number, window), reply in zip(windows, replies, strict=True):
            found = find_names(reply.content, window.of(texts[number]), self.tags.labels)
            spans[number] += [Tagged(window.start + start, window.start + end, tag) for start, end, tag in found.spans]
            counts.update(found.counts)
            counts["unparsable"] += not (found.whole or reply.cut_off or reply.refused)
        return Answer(spans, None, {**kept_of(replies), **+counts})

    def _windows(self, text: str) -> list[Span]:
        """The parts that are asked about, and none where there is nothing to read."""
        limit = self._settings.window
        return window_spans(text, lambda part: len(part) <= limit) if text.strip() else []

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """The names of each text; `BenchError` where one fails."""
        answers = dict(self.stream([[text] for text in texts]))
        for number, answer in sorted(answers.items()):
            if answer.error:
                raise BenchError(f"text {number + 1}: {answer.error}")
        return [answers[number].value[0] for number in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        s = self._settings
        return {
            "adapter": "openai-tagger-1",
            **super().describe(),
            "types": s.types,
            "structured": s.structured,
            "window": s.window,
        }


def response_format(structured: str, types: Sequence[str]) -> dict[str, Any] | None:
    """What an endpoint is told of the form of an answer; `None` where it is told nothing."""
    if structured == "none":
        return None
    if structured == "json_object":
        return {"type": "json_object"}
    # A schema that holds strictly wants every property required and no other.
    strict = {"type": "object", "additionalProperties": False}
    named = {"text": {"type": "string"}, "type": {"type": "string", "enum": list(types)}}
    mention = {**strict, "properties": named, "required": list(named)}
    listed = {**strict, "properties": {KEY: {"type": "array", "items": mention}}, "required": [KEY]}
    return {"type": "json_schema", "json_schema": {"name": KEY, "strict": True, "schema": listed}}
