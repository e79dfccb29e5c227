"""A linear-chain CRF over characters (Lafferty et al. 2001) by CRFsuite, trained on the other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import numpy as np

from bench.models import character_features, jieba_words
from bench.models.base import Example, Tagged, versions
from bench.models.character_features import features, lessons, named, not_trained
from bench.models.coarse_types import COARSE
from bench.models.decoding import read_labels

_ALGORITHM = "lbfgs"  # no chance in it
_SETTINGS = {"c1": 0.1, "c2": 0.1, "max_iterations": 100}


class Crf:
    """Characters with their features, and which label likes to follow which."""

    tags = COARSE

    def fit(self, examples: Sequence[Example]) -> FittedCrf:
        """The tagger trained on the examples alone; `BenchError` where they have no name."""
        from pycrfsuite import Trainer

        trainer = Trainer(algorithm=_ALGORITHM, params=_SETTINGS, verbose=False)
        for rows, labels in zip(*lessons(examples), strict=True):
            trainer.append(rows, labels)
        # CRFsuite writes its own form of model, of numbers and strings, to a file and nowhere else.
        with TemporaryDirectory() as folder:
            file = Path(folder) / "model.crfsuite"
            trainer.train(str(file))
            return FittedCrf(file.read_bytes())

    def predict(self, texts: Sequence[str]) -> NoReturn:  # noqa: ARG002  as a Tagger has it
        raise not_trained("crf")

    def describe(self) -> dict[str, Any]:
        words = jieba_words.describe()
        return {
            "adapter": "crf-1",
            "features": character_features.VERSION,
            "settings": {"algorithm": _ALGORITHM, **_SETTINGS},
            **words,
            "packages": {**words["packages"], **versions("python-crfsuite")},
        }


@dataclass(frozen=True)
class FittedCrf:
    """What was learned, as CRFsuite writes it."""

    content: bytes
    tags = COARSE

    @cached_property
    def _tagger(self) -> Any:
        from pycrfsuite import Tagger

        tagger = Tagger()
        tagger.open_inmemory(self.content)
        return tagger

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        names = sorted(self._tagger.labels())
        numbers = {name: number for number, name in enumerate(names)}
        path = [numbers[label] for text in texts for label in self._tagger.tag(features(text))]
        # The chain has learned its transitions; where it still breaks BIO, spans are read as conlleval reads them.
        return named(np.array(path, dtype=np.int64), texts, read_labels(names))
