"""Encoder-decoders through `generate`: mT5, BART, PEGASUS and whatever `AutoModelForSeq2SeqLM` takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.errors import BenchError
from bench.models.base import Answer
from bench.models.generation import Generator
from bench.models.language_model import GenerationSettings, LanguageModel
from bench.models.long_summaries import TOKENS_OF, LongSummaries, tokens_of, written


@dataclass(frozen=True, slots=True)
class Seq2SeqSettings(GenerationSettings):
    """`prefix` stands before the article, as T5's "summarize: "; for the rest see `GenerationSettings`.

    Beams, length penalty and n-grams that may not come again are the checkpoint's own where they are left out. float32
    unless another `dtype` is asked for: T5's numbers are too large for half precision, and so are those of others.
    """

    dtype: str = "float32"
    prefix: str = ""
    num_beams: int | None = None
    length_penalty: float | None = None
    no_repeat_ngram_size: int | None = None
    min_new_tokens: int | None = None

    def __post_init__(self) -> None:
        GenerationSettings.__post_init__(self)
        for key, least in (("num_beams", 1), ("no_repeat_ngram_size", 0), ("min_new_tokens", 0)):
            if getattr(self, key) is not None and getattr(self, key) < least:
                raise BenchError(f"the model {self.path}: {key}={getattr(self, key)}: take a whole number from {least}")


class Seq2Seq:
    """Summaries by an encoder-decoder. The limit only sets how many tokens it may write: nothing is cut afterwards."""

    Settings = Seq2SeqSettings

    def __init__(self, settings: Seq2SeqSettings) -> None:
        self._settings = settings
        decoding = {
            key: getattr(settings, key)
            for key in ("num_beams", "length_penalty", "no_repeat_ngram_size", "min_new_tokens")
        }
        self._model = LanguageModel("AutoModelForSeq2SeqLM", settings, decoding)
        self._summaries = LongSummaries(Generator(self._model), self._encode, str.strip)

    def load(self) -> None:
        self._model.load()

    def stream(self, documents: Sequence[str], limit: int) -> Iterator[tuple[int, Answer]]:
        """The index of each document with its `Answer`, as batches are done; see `LongSummaries.stream`."""
        yield from self._summaries.stream(documents, self._most(limit))

    def predict(self, documents: Sequence[str], limit: int) -> list[str]:
        """A summary each; `BenchError` where one fails."""
        return written(self.stream(documents, limit))

    def describe(self) -> dict[str, Any]:
        return {
            "adapter": "seq2seq-1",
            **self._model.describe(),
            "prefix": self._settings.prefix,
            "max_new_tokens": self._settings.max_new_tokens or TOKENS_OF,
        }

    def _most(self, limit: int) -> int:
        """How many new tokens there may be for `limit` characters; `BenchError` for more than the decoder holds."""
        asked, held = self._settings.max_new_tokens, self._model.decoder_positions
        if held is None or (asked or tokens_of(limit)) < held:
            return asked or tokens_of(limit)
        if asked:
            raise BenchError(f"{self._settings.path}: max_new_tokens={asked}: its decoder holds {held}; take fewer")
        return held - 1

    def _encode(self, text: str) -> list[int]:
        tokens: list[int] = self._model.tokenizer(self._settings.prefix + text, verbose=False)["input_ids"]
        return tokens
