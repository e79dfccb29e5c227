"""jieba's part-of-speech tags as names: the weak baseline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.models import jieba_words
from bench.models.base import Tagged, file_hash, spans_of_words
from bench.models.tag_maps import load_tag_map
from bench.text.words import jieba_tokenizer


class JiebaTagger:
    """Persons, places and organisations as jieba tags single words (nr, ns, nt)."""

    tags = load_tag_map("jieba")

    @cached_property
    def _tagger(self) -> Any:
        tokenizer = jieba_tokenizer()
        from jieba.posseg import POSTokenizer

        return POSTokenizer(tokenizer)

    def load(self) -> None:
        self._tagger.lcut("。")

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        return [
            [
                span
                for span in spans_of_words([(pair.word, pair.flag) for pair in self._tagger.cut(text)], text)
                if span.tag in self.tags.labels
            ]
            for text in texts
        ]

    def describe(self) -> dict[str, Any]:
        spec = find_spec("jieba")
        assert spec is not None
        assert spec.origin is not None
        posseg = Path(spec.origin).parent / "posseg"
        return {
            "adapter": "jieba-1",
            **jieba_words.describe(),
            "tagger": {
                name: file_hash(posseg / name) for name in ("prob_emit.py", "prob_trans.py", "char_state_tab.py")
            },
        }
