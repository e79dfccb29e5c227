"""What every scoring gives: a tally, and figures with their signature as `scores.json` holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bench.corpus import Corpus
from bench.metrics import Tally
from bench.runs.config import RunConfig
from bench.stats.intervals import all_intervals

# Raised when a figure can change for the same predictions and gold.
SCORER = 3
# scores.json has the figures of each document up to so many documents; of more they can be had from the tally.
MOST_DOCUMENTS = 200
NO_INTERVAL = "not stored for this figure; bench.intervals gives it from the tally"
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
    """Figures as `scores.json` holds them: value, signature, support, and room for intervals."""
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


def measure(found: dict[str, Any], tally: Tally, under: str = "") -> dict[str, Any]:
    """Puts both intervals beside each figure of `entries`, or the reason why there is none.

    `under` is what stands before the names in the tally, such as `label=PER/`.
    """
    measured = all_intervals(tally, [f"{under}{name}" for name in found])
    for entry, known in zip(found.values(), measured.values(), strict=True):
        for estimand in ("within", "beyond"):
            interval = getattr(known, estimand)
            entry[estimand] = None if interval is None else asdict(interval)
        reasons = {e: getattr(known, f"{e}_reason") for e in ("within", "beyond") if getattr(known, e) is None}
        entry.pop("reason", None)
        if reasons:
            entry["reason"] = reasons["within"] if len(set(reasons.values())) == 1 and len(reasons) == 2 else reasons
    return found
