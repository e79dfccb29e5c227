"""Asynchronous work as a plain generator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


async def all_of(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results, in order. Where one raises, the others are cancelled, and have ended, before it is raised here."""
    from anyio import CancelScope

    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        with CancelScope(shield=True):
            await asyncio.gather(*tasks, return_exceptions=True)


def generate(work: Callable[[Callable[[T], None]], Awaitable[None]]) -> Generator[T, None, None]:
    """Yields what `work(put)` puts, as it does so, and raises what it raises.

    It runs on an event loop in a thread of its own, so that whoever takes the results can take their time, and may have
    a loop running. Closing the generator cancels it, as leaving a portal by an exception does, and waits for its end.
    """
    from anyio.from_thread import start_blocking_portal

    results: SimpleQueue[Any] = SimpleQueue()
    with start_blocking_portal() as portal:
        running = portal.start_task_soon(work, results.put)
        running.add_done_callback(results.put)
        while (found := results.get()) is not running:
            yield found
        running.result()
