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

from bench.errors import BenchError
from bench.models.base import Answer
from bench.models.generation import Generator, Written
from bench.models.long_articles import divide

Encode = Callable[[str], list[int]]
# What `tokens_of` does, as a description says it.
TOKENS_OF = "3 a character of the limit and 8"


def tokens_of(limit: int) -> int:
    """How many tokens a summary of `limit` characters has at most, by any tokenizer, and a few for its ends.

    A Chinese character has three bytes, and no tokenizer makes more tokens than bytes: no summary within the limit is
    cut off.
    """
    return 3 * limit + 8


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
            self.kept["cut_off"] = self.kept.get("cut_off", 0) + 1
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
        `truncated_characters`, texts `cut_off` by `most`, and `unshortened`, where windows got no shorter.
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
            pieces, truncated = self._divided(document, room, self._generator.model.settings.long)
        except ValueError as error:
            return _Job([], error=str(error))
        counts = {"windows": len(pieces) if len(pieces) > 1 else 0, "truncated_characters": truncated}
        return _Job(pieces, kept={name: count for name, count in counts.items() if count})

    def _divided(self, text: str, room: int | None, policy: str) -> tuple[list[str], int]:
        found = divide(text, lambda piece: len(self._encode(piece)), room, policy)
        return [piece.of(text) for piece in found.pieces], found.truncated

    def _go_on(self, job: _Job, room: int | None) -> None:
        """What was written on the pieces in their place; as the summary, where that is no shorter than they are."""
        before = sum(map(len, job.pieces))
        joined = "\n".join(job.written[piece] for piece in range(len(job.pieces)))
        if len(joined) < before:
            job.pieces, job.written = self._divided(joined, room, "windows")[0], {}
        else:
            # A model that only repeats itself has answered, and is scored for it.
            job.pieces, job.written = [joined], {0: joined}
            job.kept["unshortened"] = 1


def written(stream: Iterator[tuple[int, Answer]]) -> list[str]:
    """The summaries of a stream, in the order of its documents; `BenchError` where one failed."""
    answers = sorted(stream, key=lambda numbered: numbered[0])
    for number, answer in answers:
        if answer.error:
            raise BenchError(f"document {number + 1}: {answer.error}")
    return [answer.value for _, answer in answers]
