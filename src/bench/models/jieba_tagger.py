"""jieba's part-of-speech tags as names: the weak baseline."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.models import jieba_words
from bench.models.base import Tagged, file_hash, spans_of_words
from bench.models.tag_maps import load_tag_map
from bench.text.words import part_of_speech_tokenizer


class JiebaTagger:
    """Persons, places and organisations as jieba tags single words (nr, ns, nt)."""

    tags = load_tag_map("jieba")

    def load(self) -> None:
        part_of_speech_tokenizer().lcut("。")

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        return [[span for span in spans_of_words(_words(text), text) if span.tag in self.tags.labels] for text in texts]

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


def _words(text: str) -> list[tuple[str, str]]:
    return [(pair.word, pair.flag) for pair in part_of_speech_tokenizer().cut(text)]
