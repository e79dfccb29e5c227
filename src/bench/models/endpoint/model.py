"""What a tagger and a summarizer behind a chat endpoint have alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import Any

from bench.models.base import Answer
from bench.models.endpoint.client import Ask, Connection, D
from bench.models.endpoint.parallel import all_of, generate
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.usage import Usage
from bench.models.prompts import load_prompt


class EndpointModel:
    """A model behind the endpoint of `settings` that is asked with the prompt for `task`.

    `usage` says what the requests took since the model was made.
    """

    _form: dict[str, Any] | None = None

    def __init__(self, settings: EndpointSettings, task: str) -> None:
        self._prompt = load_prompt(task, settings.prompt)
        self._endpoint = settings
        self.usage = Usage(settings)

    @property
    def remote(self) -> str:
        """The host that is asked, empty where it is this machine."""
        return self._endpoint.remote

    def load(self) -> None:
        """`BenchError` where the key is missing or unfit; imports what is needed, which takes a second."""
        import openai  # noqa: F401

        self._endpoint.read_key()

    def describe(self) -> dict[str, Any]:
        return {"prompt": self._prompt.sha256, **self._endpoint.describe()}

    def _answers(
        self, documents: Sequence[D], answer: Callable[[Ask, D], Awaitable[Answer]]
    ) -> Generator[tuple[int, Answer], None, None]:
        """The index of each document with the `Answer` that `answer(ask, document)` makes of it, as each is known."""
        self.usage.begin()

        async def work(put: Callable[[tuple[int, Answer]], None]) -> None:
            async with Connection(self._endpoint, self._form, self.usage) as connection:
                rest = iter(enumerate(documents))

                async def take() -> None:
                    for number, document in rest:
                        put((number, await connection.answer(answer, document)))

                # No more documents are begun than requests may be open, so that they are done about in order.
                await all_of(take() for _ in range(min(self._endpoint.concurrency, len(documents))))

        return generate(work)
