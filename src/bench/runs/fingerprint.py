"""What a run's predictions depend on, as one hash. A name, a path or a clock is never in it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bench.corpus import Corpus
from bench.runs.config import RunConfig
from bench.runs.tasks import load_tasks
from bench.runs.wrap import article_text, segments

# Raised when the same configuration would give a model other input.
INPUT_VERSION = 1


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(config: RunConfig, corpus: Corpus, description: dict[str, Any]) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the model's description and the very texts that it is given.

    The gold is no part of it, unless the model is handed it (its description then holds a hash of what it is handed):
    new gold re-scores stored predictions and never re-runs a model.
    """
    task = load_tasks()[config.task]
    given: list[Any] = []
    for document in corpus.documents:
        if task.kind == "tagger":
            texts = [segment.text for segment in segments(document, config.view, config.wrap)]
        else:
            texts = [article_text(document, config.view, config.wrap)]
        given.append([document.id, texts])
    content = {
        "input": INPUT_VERSION,
        "texts": hashlib.sha256(canonical(given).encode()).hexdigest(),
        "kind": task.kind,
        "characters": task.characters,
        "wrap": config.wrap,
        "model": description,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]
