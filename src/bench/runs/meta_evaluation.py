"""How well the faithfulness metrics tell defects from faithful texts: measured on the contrast items.

The numbers in the rules are chosen on all articles but one, and judged on the one that was left out, in turn; the
figures are those of the left-out articles together. The words of the rules were written by people who had read the
items: the card says what that means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, NamedTuple

from bench.metrics.faithfulness import GRID, READERS, RULES, VERSION, Rules, statement
from bench.metrics.tally import ratio
from bench.stats.binomial import clopper_pearson

# What each metric is there to catch.
TARGETS = {"number": ("number", "unit"), "entity": ("entity",), "modality": ("modality",)}
_FILE = "meta_evaluation.json"


class Judged(NamedTuple):
    """A text on an article, and its defect; `None` for a faithful one."""

    article: str
    text: str
    defect: str | None


def meta_evaluate(items: Sequence[Judged], sources: Mapping[str, str]) -> dict[str, Any]:
    """By metric and defect: items, those that the metric flags, their share with its exact interval.

    Of faithful texts (`faithful`) the flagged ones are false alarms. `chosen` are the numbers that all articles
    together choose: the defaults of the rules.
    """
    return {f"{kind}_faithfulness": _metric(kind, items, sources) for kind in READERS}


def flags(kind: str, items: Sequence[Judged], sources: Mapping[str, str], rules: Rules = RULES) -> list[bool]:
    """Whether a metric finds a claim without support in each text."""
    read = READERS[kind]
    return [
        any(
            not c.supported
            for c in read(statement(i.text, (), sources[i.article]), statement(sources[i.article]), rules)
        )
        for i in items
    ]


def _metric(kind: str, items: Sequence[Judged], sources: Mapping[str, str]) -> dict[str, Any]:
    names = tuple(GRID[kind])
    # The defaults come first: of numbers that do equally well, they are chosen.
    default = tuple(getattr(RULES, name) for name in names)
    candidates = [default, *(values for values in product(*GRID[kind].values()) if values != default)]
    found = {c: flags(kind, items, sources, Rules(**dict(zip(names, c, strict=True)))) for c in candidates}
    held_out = [False] * len(items)
    for article in dict.fromkeys(item.article for item in items):
        others = [i for i, item in enumerate(items) if item.article != article]
        best = max(candidates, key=lambda c: _skill(kind, items, found[c], others))
        for i, item in enumerate(items):
            if item.article == article:
                held_out[i] = found[best][i]
    everything = range(len(items))
    chosen = max(candidates, key=lambda c: _skill(kind, items, found[c], everything))
    return {
        "chosen": dict(zip(names, chosen, strict=True)),
        "targets": list(TARGETS[kind]),
        "flagged": {defect or "faithful": _share(items, held_out, defect) for defect in _defects(items)},
    }


def _skill(kind: str, items: Sequence[Judged], flagged: Sequence[bool], of: Sequence[int]) -> float:
    """Share of its defects caught, less the share of faithful texts flagged (Youden's J)."""
    caught = [flagged[i] for i in of if items[i].defect in TARGETS[kind]]
    alarms = [flagged[i] for i in of if items[i].defect is None]
    return sum(caught) / max(len(caught), 1) - sum(alarms) / max(len(alarms), 1)


def _defects(items: Sequence[Judged]) -> list[str | None]:
    return [None, *sorted({item.defect for item in items if item.defect is not None})]


def _share(items: Sequence[Judged], flagged: Sequence[bool], defect: str | None) -> dict[str, Any]:
    own = [flag for item, flag in zip(items, flagged, strict=True) if item.defect == defect]
    interval = clopper_pearson(sum(own), len(own))
    low, high = interval if interval else (None, None)
    return {"n": len(own), "flagged": sum(own), "share": ratio(sum(own), len(own)), "low": low, "high": high}


@cache
def metric_accuracy() -> dict[str, Any]:
    """By metric what it `caught` of its defects and its `false_alarms`, each as `[flagged, items]`.

    Read from the shipped file; empty where that was measured with other rules than these.
    """
    file = resources.files("bench.annotations").joinpath(_FILE)
    stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if stored.get("rules") != VERSION:
        return {}
    return {
        metric: {
            "caught": {d: [of["flagged"][d]["flagged"], of["flagged"][d]["n"]] for d in of["targets"]},
            "false_alarms": [of["flagged"]["faithful"]["flagged"], of["flagged"]["faithful"]["n"]],
            "held_out": "by article",
        }
        for metric, of in stored["metrics"].items()
    }
