"""Documents that are scored together, and their answers: what goes out are windows, what comes back are scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bench.errors import BenchError
from bench.models.base import Answer, Tagged
from bench.models.batching import Job, Scores
from bench.models.decoding import Chunks, Ints
from bench.models.token_texts import ReadText
from bench.models.tokenizer_offsets import Frame


class _Place(NamedTuple):
    """Where a window's scores belong: the document's number in the pool, and the first row."""

    document: int
    row: int


class Pool:
    """Some documents, each the list of its read texts, with a row of scores for every token that is asked for one.

    `first` is the number of the first document. A text whose offsets cannot be known is an error in its place, and its
    document is not scored.
    """

    def __init__(
        self, first: int, documents: Sequence[Sequence[ReadText | BenchError]], frame: Frame, labels: int
    ) -> None:
        self._first = first
        self._errors: dict[int, str] = {}
        self._texts: list[list[ReadText]] = []
        self._tokens = [0] * len(documents)
        self._places: list[_Place] = []
        self.jobs: list[Job] = []
        rows = 0
        for number, document in enumerate(documents):
            read = [text for text in document if isinstance(text, ReadText)]
            self._texts.append(read)
            if len(read) < len(document):
                self._errors[number] = str(next(text for text in document if isinstance(text, BenchError)))
                self._texts[-1] = []
            for text in self._texts[-1]:
                for row, job in text.jobs(frame):
                    self._places.append(_Place(number, rows + row))
                    self.jobs.append(job)
                    self._tokens[number] += len(job.tokens)
                rows += len(text.asked)
        self._scores: Scores = np.zeros((rows, labels), dtype=np.float32)

    def take(self, results: Iterable[tuple[int, Scores | Exception]]) -> None:
        """Scores of some of `jobs` by their numbers, or why there are none."""
        for number, found in results:
            document, row = self._places[number]
            if isinstance(found, Exception):
                self._errors.setdefault(document, f"{type(found).__name__}: {' '.join(str(found).split())}")
            elif not np.isfinite(found).all():
                self._errors.setdefault(document, "its scores are no numbers; take dtype=float32")
            else:
                self._scores[row : row + len(found)] = found

    def answers(
        self, decode: Callable[[Scores, Ints], Chunks], tags: Sequence[str | None]
    ) -> Iterator[tuple[int, Answer]]:
        """The answer to each document. `tags` names the types of spans, with `None` for those that do not count."""
        read = [text for texts in self._texts for text in texts]
        lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(text.lines for text in read)])
        found = decode(self._scores, lengths)
        row = 0
        for number, texts in enumerate(self._texts):
            spans = []
            for text in texts:
                span = slice(*np.searchsorted(found.start, (row, row + len(text.asked))))
                own = Chunks(found.start[span] - row, found.end[span] - row, found.type[span])
                spans.append([Tagged(s, e, tag) for s, e, of in text.spans(own) if (tag := tags[of]) is not None])
                row += len(text.asked)
            yield self._first + number, self._answer(number, spans)

    def _answer(self, number: int, spans: list[list[Tagged]]) -> Answer:
        kept = {
            "tokens": {"input": self._tokens[number]},
            "truncated_characters": sum(text.truncated_characters for text in self._texts[number]),
        }
        error = self._errors.get(number)
        return Answer(spans if error is None else None, error, kept)
