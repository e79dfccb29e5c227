"""The beginning of the article: the baseline that news is hard to beat with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.models.extract import cut, sentences_of


class Lead:
    """The first sentences that fit; if the first does not, it is cut at a clause."""

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        return [self._lead(sentences_of(document), limit) for document in documents]

    @staticmethod
    def _lead(sentences: list[str], limit: int) -> str:
        summary = ""
        for sentence in sentences:
            if len(summary) + len(sentence) > limit:
                break
            summary += sentence
        return summary or cut(sentences[0], limit) if sentences else ""

    def describe(self) -> dict[str, Any]:
        return {"adapter": "lead-1"}
