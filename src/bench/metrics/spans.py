"""Strict span scores: the same start, end and label, one to one, with optional mentions and readings as good.

The rules are numbered as in the project's scoring document: optional and ignored regions (1), strict matches (2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.metrics.tally import Tally, Unit, f1, ratio

LabelledSpan = tuple[int, int, str]
COUNTS = ("correct", "possible", "actual")


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold mention: `readings` are `(start, end, label)`, its own first; `flags` are strata that it belongs to.

    `optional` mentions are neither rewarded nor punished.
    """

    readings: tuple[LabelledSpan, ...]
    optional: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction on the gold's text; `whole` is false for one that could not be projected onto it: spurious."""

    start: int
    end: int
    label: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """What is needed to score one document; `units` are `(Unit, start, end)` in order and cover its mentions."""

    gold: Sequence[Gold]
    predicted: Iterable[Predicted]
    units: Sequence[tuple[Unit, int, int]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Strict pairs `(gold index, prediction)`, and what is left on each side after optional and ignored ones went."""

    correct: list[tuple[int, Predicted]]
    missed: list[int]
    spurious: list[Predicted]


def _overlap(a: LabelledSpan, start: int, end: int) -> bool:
    return a[0] < end and start < a[1]


def _inside(span: tuple[int, int], region: tuple[int, int]) -> bool:
    return region[0] <= span[0] and span[1] <= region[1]


def _match(gold: Sequence[Gold], predicted: set[LabelledSpan]) -> dict[int, LabelledSpan]:
    """The largest one-to-one matching of mentions to predictions; a mention's own reading comes before the others.

    Augmenting paths (Kuhn 1955): a mention with few readings hardly ever moves another.
    """
    taken: dict[LabelledSpan, int] = {}

    def place(index: int, seen: set[LabelledSpan]) -> bool:
        for reading in gold[index].readings:
            if reading in predicted and reading not in seen:
                seen.add(reading)
                if reading not in taken or place(taken[reading], seen):
                    taken[reading] = index
                    return True
        return False

    own_first = sorted(
        range(len(gold)),
        # Of two mentions that read the same, the required one is paired: an optional one costs nothing.
        key=lambda i: (gold[i].readings[0] not in predicted, gold[i].readings, gold[i].optional),
    )
    for index in own_first:
        place(index, set())
    return {index: reading for reading, index in taken.items()}


def _settled(gold: Sequence[Gold], matched: Mapping[int, LabelledSpan]) -> list[tuple[int, tuple[int, int]]]:
    """For each mention found by another reading, the two spans that are settled with it: its own and the one found."""
    return [
        (i, span[:2])
        for i, reading in matched.items()
        if reading != gold[i].readings[0]
        for span in (reading, gold[i].readings[0])
    ]


def pair(gold: Sequence[Gold], predicted: Iterable[Predicted]) -> Pairing:
    """Strict pairs of one document by rules 1 and 2; the order of the input never matters, duplicates count once.

    Where a mention was found by another reading, mentions and predictions inside either reading are ignored, and where
    it was found, a prediction of its other readings is.
    """
    unique = sorted(set(predicted), key=lambda p: (p.start, p.end, p.label, p.whole))
    whole = {(p.start, p.end, p.label): p for p in unique if p.whole}
    matched = _match(gold, set(whole))
    settled = _settled(gold, matched)
    ignored = {
        i
        for i, g in enumerate(gold)
        if g.optional or any(i != j and _inside(g.readings[0][:2], span) for j, span in settled)
    }
    done = {reading for i in matched for reading in gold[i].readings}
    required = [g.readings[0] for g in gold if not g.optional]
    optional = [g.readings[0] for g in gold if g.optional]

    def is_spurious(p: Predicted) -> bool:
        if not p.whole:
            return True
        if (p.start, p.end, p.label) in done or any(_inside((p.start, p.end), span) for _, span in settled):
            return False
        touches = any(_overlap(r, p.start, p.end) for r in required)
        return touches or not any(_overlap(r, p.start, p.end) for r in optional)

    return Pairing(
        correct=[(i, whole[reading]) for i, reading in sorted(matched.items()) if i not in ignored],
        missed=[i for i in range(len(gold)) if i not in matched and i not in ignored],
        spurious=[p for p in unique if is_spurious(p)],
    )


def tally_spans(documents: Sequence[Document], labels: Sequence[str], flags: Sequence[str] = ()) -> Tally:
    """Counts by unit: `label=L/correct|possible|actual`, and for each flag `flag/correct|possible`.

    A pair counts in the unit and under the label of its gold mention, a spurious prediction in the unit in which it
    starts. Flags are strata of the gold, so they have no `actual`.
    """
    columns = [f"label={label}/{count}" for label in labels for count in COUNTS]
    columns += [f"{flag}/{count}" for flag in flags for count in COUNTS[:2]]
    column = {name: j for j, name in enumerate(columns)}
    units = [unit for document in documents for unit, _, _ in document.units]
    counts = np.zeros((len(units), len(columns)))
    first = 0
    for document in documents:
        starts = np.array([start for _, start, _ in document.units])

        def row(position: int, starts: np.ndarray = starts, first: int = first) -> int:
            return first + max(int(np.searchsorted(starts, position, side="right")) - 1, 0)

        pairing = pair(document.gold, document.predicted)
        for index, is_correct in [(i, True) for i, _ in pairing.correct] + [(i, False) for i in pairing.missed]:
            mention = document.gold[index]
            start, _, label = mention.readings[0]
            at = row(start)
            for name in (f"label={label}", *mention.flags):
                counts[at, column[f"{name}/possible"]] += 1
                counts[at, column[f"{name}/correct"]] += is_correct
            counts[at, column[f"label={label}/actual"]] += is_correct
        for prediction in pairing.spurious:
            counts[row(prediction.start), column[f"label={prediction.label}/actual"]] += 1
        first += len(document.units)
    return Tally(tuple(units), tuple(columns), counts)


def strict_figures(totals: Mapping[str, float], labels: Iterable[str]) -> dict[str, float | None]:
    """`strict_precision`, `strict_recall` and `strict_f1` (0 to 1), micro over `labels`; `None` without support."""
    correct, possible, actual = (sum(totals[f"label={label}/{count}"] for label in labels) for count in COUNTS)
    return {
        "strict_precision": ratio(correct, actual),
        "strict_recall": ratio(correct, possible),
        "strict_f1": f1(correct, possible, actual),
    }


def flag_recall(totals: Mapping[str, float], flag: str) -> float | None:
    """Recall on the mentions of one stratum."""
    return ratio(totals[f"{flag}/correct"], totals[f"{flag}/possible"])
