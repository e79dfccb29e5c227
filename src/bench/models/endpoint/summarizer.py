"""Summaries by a model behind a chat endpoint."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from bench.models.base import Answer
from bench.models.endpoint.client import Ask
from bench.models.endpoint.model import EndpointModel
from bench.models.endpoint.parsing import without_thinking
from bench.models.endpoint.replies import kept_of
from bench.models.endpoint.settings import EndpointSettings
from bench.models.long_summaries import written


class EndpointSummarizer(EndpointModel):
    """The whole article in one request; the limit is told in the prompt, and nothing is cut afterwards.

    A summary is what the model wrote without its thinking and without white space at its edges. Nothing else is mended:
    markup, a title or a preface is what a user of the model would get.
    """

    Settings = EndpointSettings

    def __init__(self, settings: EndpointSettings) -> None:
        super().__init__(settings, "summary")

    def stream(self, documents: Sequence[str], limit: int) -> Generator[tuple[int, Answer], None, None]:
        """The index of each document with its summary, as each comes.

        Kept are `tokens`, and `cut_off` or `refused` where the endpoint says that `max_tokens` ended the answer, or
        that it was withheld: such a summary is scored as it stands, empty where nothing came.
        """

        async def answer(ask: Ask, document: str) -> Answer:
            reply = await ask(self._prompt.fill(text=document, limit=str(limit)))
            return Answer(without_thinking(reply.content).strip(), None, kept_of([reply]))

        return self._answers(documents, answer)

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        """A summary each; `BenchError` where one fails."""
        return written(self.stream(documents, limit))

    def describe(self) -> dict[str, Any]:
        return {"adapter": "openai-summarizer-1", **super().describe()}
