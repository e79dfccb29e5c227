"""A linear model of characters (multinomial logistic regression), trained on the other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from bench.models import character_features, jieba_words
from bench.models.base import Example, Tagged, versions
from bench.models.character_features import features, lessons, named, not_trained
from bench.models.coarse_types import COARSE
from bench.models.decoding import read_labels, viterbi

# As strong a penalty as the CRF's: C is 1 / (2 * c2).
_SETTINGS = {"C": 5.0, "tol": 1e-3, "max_iter": 200}


class Linear:
    """Each character by itself; of their labels the best row that BIO allows."""

    tags = COARSE

    def fit(self, examples: Sequence[Example]) -> FittedLinear:
        """The tagger trained on the examples alone; `BenchError` where they have no name."""
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        rows, labels = lessons(examples)
        columns = CountVectorizer(analyzer=list, binary=True, dtype=np.float64)
        with threadpool_limits(limits=1):  # sums in another order would be another model
            seen = columns.fit_transform(row for of_text in rows for row in of_text)
            model = LogisticRegression(**_SETTINGS).fit(seen, [label for of_text in labels for label in of_text])
        return FittedLinear(columns, model)

    def predict(self, texts: Sequence[str]) -> NoReturn:  # noqa: ARG002  as a Tagger has it
        raise not_trained("linear")

    def describe(self) -> dict[str, Any]:
        words = jieba_words.describe()
        packages = {**words["packages"], **versions("scikit-learn", "scipy", "numpy")}
        return {
            "adapter": "linear-1",
            "features": character_features.VERSION,
            "settings": _SETTINGS,
            **words,
            "packages": packages,
        }


@dataclass(frozen=True)
class FittedLinear:
    """What was learned: the columns of the features that were seen, and a weight for each and each label."""

    columns: Any
    model: Any
    tags = COARSE

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        if not any(texts):
            return [[] for _ in texts]
        scores = self.model.decision_function(self.columns.transform(row for text in texts for row in features(text)))
        if scores.ndim == 1:  # two labels: scikit-learn scores the second alone
            scores = np.column_stack([np.zeros_like(scores), scores])
        labels = read_labels(self.model.classes_.tolist())
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        return named(viterbi(scores, lengths, labels), texts, labels)
