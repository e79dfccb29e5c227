"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.runs.timing import Progress, Watch

# Seconds between two lines where there is no terminal; a short run prints none.
_PAUSE = 30.0


def told(seconds: float | None) -> str:
    """A time that is left, in words no more exact than it is known; empty while it is unknown."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s left"
    minutes = seconds / 60
    return f"about {round(minutes)} min left" if minutes < 90 else f"about {minutes / 60:.1f} h left"


@contextmanager
def watching(title: str) -> Iterator[Watch]:
    """A watch for one run, ended with it."""
    if sys.stderr.isatty():
        with _bar(title) as watch:
            yield watch
    else:
        yield _lines(title)


def _lines(title: str) -> Watch:
    last = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE and progress.done < progress.documents:
            last = time.monotonic()
            left = told(progress.seconds_left)
            said = f"{title}: {progress.done} of {progress.documents} documents"
            print(f"{said}, {left}" if left else said, file=sys.stderr, flush=True)

    return watch


@contextmanager
def _bar(title: str) -> Iterator[Watch]:
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(),
        rich.TextColumn("{task.completed}/{task.total} documents {task.fields[left]}", markup=False),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(title, total=None, left="")

        def watch(progress: Progress) -> None:
            bar.update(shown, total=progress.documents, completed=progress.done, left=told(progress.seconds_left))

        yield watch
