"""What every scoring gives: a tally, and figures with their signature as `scores.json` holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.corpus import Corpus
from bench.metrics import Tally
from bench.runs.config import RunConfig

# Raised when a figure can change for the same predictions and gold.
SCORER = 3
NO_INTERVAL = "intervals are not computed in this version"
Prediction = Mapping[str, Any]


@dataclass(frozen=True)
class Scored:
    """The tally of a run, its scorings side by side (`core3-common/label=PER/correct`), and the figures of each."""

    tally: Tally
    scorings: dict[str, dict[str, Any]]


def signature(config: RunConfig, corpus: Corpus, scoring: str) -> str:
    """What a figure was measured on and how, less the metric's name, which goes in front."""
    wrap = f"|wrap:{config.wrap}" if config.wrap else ""
    return f"data:{corpus.signature}|view:{config.view}{wrap}|{scoring}|scorer:{SCORER}"


def entries(figures: Mapping[str, float | None], n: int, signed: str) -> dict[str, Any]:
    """Figures as `scores.json` holds them: value, signature, support, and intervals, which are not known yet."""
    return {
        name: {
            "value": value,
            "signature": f"{name}|{signed}",
            "n": n,
            "within": None,
            "beyond": None,
            "reason": "no support" if value is None else NO_INTERVAL,
        }
        for name, value in figures.items()
    }
