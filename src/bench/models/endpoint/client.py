"""Chat completions of one endpoint: so many at once, faults tried again, within a budget."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any, TypeVar

from bench.errors import BenchError
from bench.models.base import Answer
from bench.models.endpoint.faults import (
    LONGEST_ASKED,
    FaultError,
    NoReplyError,
    code_of,
    is_passing,
    one_line,
    reason_of,
    retry_after,
    wait_before,
)
from bench.models.endpoint.replies import Reply, read_reply
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.usage import Usage
from bench.models.prompts import Question

D = TypeVar("D")
Ask = Callable[[Question], Coroutine[Any, Any, Reply]]
# How often a server that has never answered is tried again before it is taken for absent.
_KNOCKS = 3
_KEY_STATUS, _GONE = (401, 402, 403), 404


class Connection:
    """An open client of `settings`, to be used as a context; `form` is the `response_format` of its requests."""

    def __init__(self, settings: EndpointSettings, form: dict[str, Any] | None, usage: Usage) -> None:
        import openai

        self._settings, self._usage = settings, usage
        self._secret = settings.read_key()
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._answered, self._welcome_at = False, 0.0
        sent = {"temperature": settings.temperature, "seed": settings.seed, settings.length_key: settings.max_tokens}
        self._options: dict[str, Any] = {k: v for k, v in {**sent, "response_format": form}.items() if v is not None}
        self._client = self._open()
        if not self._secret:
            # The library wants some key, and is told with each request to leave it out.
            self._options["extra_headers"] = {"Authorization": openai.Omit()}

    def _open(self) -> Any:
        """The library's client, with none of its own repeating, and none of its following of an address elsewhere."""
        import openai

        s = self._settings
        return openai.AsyncOpenAI(
            base_url=s.base_url,
            api_key=self._secret or "none",
            max_retries=0,
            timeout=None,  # its timeouts are for each part of an answer; see _send
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(self, *_: object) -> None:
        from anyio import CancelScope

        with CancelScope(shield=True):
            await self._client.close()

    async def answer(self, answer: Callable[[Ask, D], Awaitable[Answer]], document: D) -> Answer:
        """What `answer(ask, document)` makes of a document, or its failure.

        `ask` raises `NoReplyError` where there is no reply to be had. `BenchError` for what no document could be
        answered with: no server, a key that is not taken, an unknown model.
        """
        try:
            return await answer(self._ask, document)
        except NoReplyError as error:
            return Answer(None, str(error))
        except BenchError:
            raise
        except Exception as error:  # whatever the library throws is a failure on this document
            return Answer(None, one_line(f"{type(error).__name__}: {error}", self._secret))

    async def _ask(self, question: Question) -> Reply:
        async with self._slots:
            attempt = 0
            while True:
                await self._until_welcome()
                self._usage.spend(again=attempt > 0)
                try:
                    reply = await self._send(question)
                except FaultError as fault:
                    self._welcome_at = max(self._welcome_at, monotonic() + (fault.after or 0.0))
                    self._give_up(fault, attempt)
                    await asyncio.sleep(wait_before(attempt))
                    attempt += 1
                else:
                    self._usage.add(reply.input_tokens, reply.output_tokens)
                    return reply

    async def _until_welcome(self) -> None:
        """What a server asks one request to wait, all of them wait: it counts what an account sends."""
        while (seconds := self._welcome_at - monotonic()) > 0:
            await asyncio.sleep(seconds)

    def _give_up(self, fault: FaultError, attempt: int) -> None:
        """Raises what ends the trying, if it is to end.

        Without the fault as its cause: that has the server's words as they were, and maybe the key.
        """
        s, tries = self._settings, attempt + 1
        absent = fault.unreachable and not self._answered
        most = min(s.retries, _KNOCKS) if absent else s.retries
        reason = one_line(fault.reason, self._secret)
        if not fault.again:
            raise NoReplyError(reason) from None
        if fault.after is not None and fault.after > LONGEST_ASKED:
            raise BenchError(
                f"{s.base_url}: {reason}; it asks to wait {fault.after:.0f} s, and {LONGEST_ASKED:.0f} s are waited at "
                "most; run again then, what is answered is kept"
            ) from None
        if attempt >= most and absent:
            raise BenchError(
                f"{s.base_url}: not reached in {tries} tries ({reason}); start the server, or mend base_url"
            ) from None
        if attempt >= most:
            raise NoReplyError(f"{reason} ({tries} {'tries' if tries > 1 else 'try'})") from None

    async def _send(self, question: Question) -> Reply:
        """The reply to one request, `FaultError` where it failed, `BenchError` where every other would fail too."""
        import anyio
        import openai

        messages = [{"role": role, "content": said} for role, said in question._asdict().items() if said]
        create = self._client.chat.completions.with_raw_response.create
        try:
            # For the whole of it: a server may send part after part for ever.
            with anyio.fail_after(self._settings.timeout):
                raw = await create(model=self._settings.path, messages=messages, **self._options)
        except TimeoutError:
            raise FaultError(f"no answer in {self._settings.timeout:g} s") from None
        except openai.APIConnectionError as error:
            raise _connection_fault(error) from None
        except openai.APIStatusError as error:
            self._answered = True
            raise self._status_fault(error.response) from None
        self._answered = True
        return read_reply(raw.http_response.content)

    def _status_fault(self, response: Any) -> FaultError:
        """The fault that a status tells; raises `BenchError` for one that ends everything."""
        s, status, body = self._settings, response.status_code, response.content
        reason = f"HTTP {status}: {reason_of(body)}" if body else f"HTTP {status}"
        remedy = ""
        if status in _KEY_STATUS or (status == 429 and code_of(body) == "insufficient_quota"):
            state = "" if self._secret else ", which is not set"
            remedy = f"see the account and its key in the variable {s.key}{state}; with.key names another"
        elif status == _GONE:
            remedy = f"see base_url, and whether it has the model {s.path}"
        elif status < 400:
            remedy = f"it points to {response.headers.get('location')}; give the address that answers as base_url"
        if remedy:
            raise BenchError(
                f"{s.base_url}: {one_line(reason, self._secret)}; {one_line(remedy, self._secret)}"
            ) from None
        return FaultError(reason, again=is_passing(status), after=retry_after(response.headers))


def _connection_fault(error: Exception) -> FaultError:
    """A connection that was not made, or broke; the reason is in the cause, whose class the HTTP library defines."""
    cause = error.__cause__ or error
    unreachable = type(cause).__name__ == "ConnectError"
    return FaultError(f"connection failed: {str(cause) or type(cause).__name__}", unreachable=unreachable)
