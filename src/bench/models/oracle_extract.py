"""The best that an extract can do: it is handed how the references score a text, and is never ranked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bench.models.extract import cut, sentences_of

BEAM = 64


class OracleExtract:
    """The sentences within the limit that score best, by beam search over growing sets.

    `predict` takes for each document the objective: the score of a text against that document's references. Where no
    sentence fits the limit, the best cut one is taken.
    """

    def predict(self, documents: Sequence[str], limit: int, objectives: Sequence[Callable[[str], float]]) -> list[str]:
        return [
            self._best(sentences_of(document), limit, objective)
            for document, objective in zip(documents, objectives, strict=True)
        ]

    @staticmethod
    def _best(sentences: list[str], limit: int, objective: Callable[[str], float]) -> str:
        def text(chosen: tuple[int, ...]) -> str:
            return "".join(sentences[i] for i in chosen)

        best, best_score = "", 0.0
        beam: list[tuple[int, ...]] = [()]
        while beam:
            grown = {tuple(sorted({*chosen, i})) for chosen in beam for i in range(len(sentences)) if i not in chosen}
            fitting = sorted(chosen for chosen in grown if len(text(chosen)) <= limit)
            scored = sorted(((objective(text(chosen)), chosen) for chosen in fitting), key=lambda s: (-s[0], s[1]))
            if scored and scored[0][0] > best_score:
                best_score, best = scored[0][0], text(scored[0][1])
            beam = [chosen for _, chosen in scored[:BEAM]]
        return best or max((cut(sentence, limit) for sentence in sentences), key=objective, default="")

    def describe(self) -> dict[str, Any]:
        return {"adapter": "oracle-extract-1", "beam": BEAM}
