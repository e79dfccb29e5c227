"""What a run's predictions depend on, as one hash. A name, a path or a clock is never in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bench.runs.config import RunConfig

# Raised when the same configuration would give a model other input.
INPUT_VERSION = 1


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(config: RunConfig, texts: Sequence[tuple[str, list[str]]], description: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the model's description and the very texts that it is given.

    `texts` are the documents' ids, each with its texts. The gold is no part of it, unless the model is handed it (its
    description then holds a hash of what it is handed): new gold re-scores what is stored and never re-runs a model.
    """
    content = {
        "input": INPUT_VERSION,
        "texts": hashlib.sha256(canonical([list(each) for each in texts]).encode()).hexdigest(),
        "kind": config.kind,
        "characters": config.of_task.characters,
        "wrap": config.wrap,
        "model": description,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]
