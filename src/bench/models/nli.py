"""A second reader of facts: a model of natural language inference says whether a summary entails a fact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.errors import InputError
from bench.models.base import folder_hash


class NliMatcher:
    """Pairs of a summary and a fact to booleans, by a sequence classifier of the hub or in a folder.

    For `score_summaries(…, matcher=NliMatcher(model))`. A fact is entailed where the probability of the label that
    begins with `entail` is at least `threshold`. Pairs longer than the model takes are cut on the summary's side and
    counted in `cut`. Weights are safetensors alone; nothing of the hub is run. Raises `InputError` where the model
    cannot be loaded or has no such label.
    """

    def __init__(self, model: str, threshold: float = 0.5, batch: int = 16, revision: str | None = None) -> None:
        try:
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise InputError(f"the NLI matcher: {error}; pip install 'banmian[torch]'") from error
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(model, revision=revision)
            self._model: Any = AutoModelForSequenceClassification.from_pretrained(
                model, revision=revision, use_safetensors=True
            ).eval()
        except (OSError, ValueError) as error:
            raise InputError(f"the NLI model {model}: {str(error).splitlines()[0]}") from error
        labels = {i: str(name).lower() for i, name in self._model.config.id2label.items()}
        entail = [i for i, name in labels.items() if name.startswith("entail")]
        if len(entail) != 1:
            raise InputError(
                f"the NLI model {model} has the labels {', '.join(labels.values())}; one must be entailment"
            )
        self._entailment, self._threshold, self._batch = entail[0], threshold, batch
        places = getattr(self._model.config, "max_position_embeddings", self._tokenizer.model_max_length)
        self._longest = min(places, self._tokenizer.model_max_length)
        named = folder_hash(Path(model)) or f"{model}@{revision or 'main'}"
        self.signature = f"nli:{named}|threshold:{threshold:g}"
        self.cut = 0

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Whether the first text of each pair entails the second."""
        import torch

        found: list[bool] = []
        for first in range(0, len(pairs), self._batch):
            summaries, facts = zip(*pairs[first : first + self._batch], strict=True)
            self.cut += sum(
                len(ids) > self._longest
                for ids in self._tokenizer(list(summaries), list(facts), verbose=False)["input_ids"]
            )
            inputs = self._tokenizer(
                list(summaries), list(facts), truncation="only_first", max_length=self._longest,
                padding=True, return_tensors="pt",
            )  # fmt: skip
            with torch.inference_mode():
                probabilities = self._model(**inputs).logits.softmax(-1)[:, self._entailment]
            found += (probabilities >= self._threshold).tolist()
        return found
