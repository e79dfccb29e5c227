"""LexRank (Erkan and Radev 2004) through sumy, on our sentences and jieba's words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from bench.models import jieba_words
from bench.models.base import versions
from bench.models.extract import choose, sentences_of
from bench.text.words import jieba_tokenizer


class _Words:
    """What sumy asks of a tokenizer."""

    @staticmethod
    def to_words(sentence: str) -> tuple[str, ...]:
        return tuple(word for word in jieba_tokenizer().lcut(sentence) if word.isalnum())


class LexRank:
    """The sentences most central to the article, by preference as long as they fit."""

    @cached_property
    def _summarizer(self) -> Any:
        from sumy.summarizers.lex_rank import LexRankSummarizer

        return LexRankSummarizer()

    def load(self) -> None:
        self._summarizer  # noqa: B018  the import is the cost
        jieba_tokenizer()

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        return [self._summary(sentences_of(document), limit) for document in documents]

    def _summary(self, sentences: list[str], limit: int) -> str:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

        document = ObjectDocumentModel([Paragraph([Sentence(sentence, _Words()) for sentence in sentences])])
        order: list[int] = []

        def note_order(ranked: Sequence[Any]) -> Sequence[Any]:
            order.extend(info.order for info in ranked)
            return ranked

        self._summarizer(document, note_order)
        return choose(sentences, order, limit)

    def describe(self) -> dict[str, Any]:
        words = jieba_words.describe()
        return {"adapter": "lexrank-1", **words, "packages": {**words["packages"], **versions("sumy", "numpy")}}
