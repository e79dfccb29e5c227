"""Summaries of articles that may be longer than a model takes, by the policy that was chosen.

* `windows`, the default, as the others would lose a part: windows of whole sentences are summarised, and what is
  written on them, a line each, is summarised in their place, until it fits.
* `head`: the beginning that fits is summarised, as most of these models were trained; what is cut is counted.
* `error`: the document fails, with its tokens and the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.models.base import Answer
from bench.models.generation import Generator, Written
from bench.models.long_articles import head_end, window_spans

Encode = Callable[[str], list[int]]


@dataclass
class _Job:
    """A document on its way: what is summarised now, what was written on it, what it took so far."""

    pieces: list[str]
    written: dict[int, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=lambda: {"input": 0, "output": 0})
    error: str | None = None

    def take(self, number: int, written: Written, read: Callable[[str], str]) -> None:
        """What was written on a piece; `read` takes the summary out of it, `ValueError` where there is none."""
        self.tokens["input"] += written.input
        self.tokens["output"] += written.output
        if not written.ended and not written.error:
            self.kept["unfinished"] = self.kept.get("unfinished", 0) + 1
        try:
            self.written[number] = "" if written.error else read(written.text)
        except ValueError as error:
            self.written[number], self.error = "", str(error)
        self.error = self.error or written.error

    @property
    def answer(self) -> Answer:
        kept = {"tokens": self.tokens, **self.kept}
        return Answer(None, self.error, kept) if self.error else Answer(self.written[0], None, kept)


class LongSummaries:
    """Summaries through `generator`, with `encode` from an article's text to the model's whole input.

    `read` takes the summary out of what the model wrote; it raises `ValueError` where there is none.
    """

    def __init__(self, generator: Generator, encode: Encode, read: Callable[[str], str]) -> None:
        self._generator, self._encode, self._read = generator, encode, read

    def stream(self, documents: Sequence[str], most: int) -> Iterator[tuple[int, Answer]]:
        """The index of each document with its summary of `most` tokens at most, as batches are done.

        Kept are the tokens in and out, all of its windows together; where there are any, the number of `windows`,
        `truncated_characters`, `unfinished` texts that `most` ended, and `unshortened` where windows got no shorter.
        """
        room = self._generator.model.room(most)
        jobs: dict[int, _Job] = {}
        for number, document in enumerate(documents):
            job = self._begun(document, room)
            if job.error:
                yield number, job.answer
            else:
                jobs[number] = job
        while jobs:
            for number in self._round(jobs, most):
                job = jobs[number]
                if len(job.pieces) > 1 and not job.error:
                    self._go_on(job, room)
                if job.error or len(job.written) == len(job.pieces) == 1:
                    del jobs[number]
                    yield number, job.answer

    def _round(self, jobs: dict[int, _Job], most: int) -> Iterator[int]:
        """Writes on every piece of every job; gives the number of each job whose pieces are all written on."""
        places = [(number, piece) for number, job in jobs.items() for piece in range(len(job.pieces))]
        inputs = [self._encode(jobs[number].pieces[piece]) for number, piece in places]
        waiting = {number: len(job.pieces) for number, job in jobs.items()}
        for place, written in self._generator.write(inputs, most):
            number, piece = places[place]
            jobs[number].take(piece, written, self._read)
            waiting[number] -= 1
            if not waiting[number]:
                yield number

    def _begun(self, document: str, room: int | None) -> _Job:
        try:
            return self._divided(document, room)
        except ValueError as error:
            return _Job([], error=str(error))

    def _divided(self, document: str, room: int | None) -> _Job:
        tokens = len(self._encode(document))
        if room is None or tokens <= room:
            return _Job([document])
        policy = self._generator.model.settings.long
        if policy == "error":
            raise ValueError(f"{tokens} tokens, and the model takes {room}; take long=windows or long=head")
        alone = len(self._encode(""))
        if alone >= room:
            raise ValueError(f"what stands around the article has {alone} tokens, and the model takes {room} in all")
        if policy == "head":
            end = head_end(document, self._fits(room))
            return _Job([document[:end]], kept={"truncated_characters": len(document.rstrip()) - end})
        pieces = self._windows(document, room)
        return _Job(pieces, kept={"windows": len(pieces)})

    def _go_on(self, job: _Job, room: int | None) -> None:
        """What was written on the pieces in their place; as the summary, where that is no shorter than they are."""
        assert room is not None
        before = sum(map(len, job.pieces))
        joined = "\n".join(job.written[piece] for piece in range(len(job.pieces)))
        if len(joined) < before:
            job.pieces, job.written = self._windows(joined, room), {}
        else:
            # A model that only repeats itself has answered, and is scored for it.
            job.pieces, job.written = [joined], {0: joined}
            job.kept["unshortened"] = 1

    def _windows(self, text: str, room: int) -> list[str]:
        return [window.of(text) for window in window_spans(text, self._fits(room))]

    def _fits(self, room: int) -> Callable[[str], bool]:
        return lambda text: len(self._encode(text)) <= room
