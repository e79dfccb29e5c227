"""The verdicts of a gate as tables at 80 columns: a table a place and figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from bench.cli.data.tables import Sheet
from bench.reports.gate import Judgement, Question
from bench.reports.gate_markdown import counted, legend, mde, reach, seeds, sentence
from bench.reports.wording import in_points, shown

_WIDTH = 80
_HEADER = ("model", "baseline", "run", "difference", "interval", "MDE", "verdict")


def sheets(judgements: Sequence[Judgement], question: Question) -> Iterator[Sheet]:
    """What was judged, a table a place and figure, then what could not be judged, then what the columns mean."""
    judged = [j for j in judgements if j.difference is not None]
    for (task, where, metric), group in groupby(judged, key=lambda j: (j.task, j.where, j.metric)):
        yield _sheet(f"{task} · {where} · {metric}", list(group))
    if failed := [sentence(j) for j in judgements if j.difference is None]:
        yield Sheet("Could not be judged", [("",), *((line,) for line in failed)])
    if judged:
        yield Sheet(counted(judgements), [("",)], textwrap.wrap(legend(question), _WIDTH))


def _sheet(title: str, group: Sequence[Judgement]) -> Sheet:
    notes = [f"{shown(j.model)}: {seeds(j)}" for j in group if max(j.runs) > 1]
    notes += [f"{shown(j.model)}: no interval: {j.reason}" for j in group if j.interval is None]
    levels = {f"{j.interval.level:.4g} %, {j.interval.estimand}" for j in group if j.interval}
    notes += [f"interval: {', '.join(sorted(levels))}"] if levels else []
    return Sheet(shown(title), [_HEADER, *map(_row, group)], notes)


def _row(j: Judgement) -> tuple[str, ...]:
    model = j.model if j.against in (None, j.model) else f"{j.model} against {j.against}"
    figures = in_points(j.baseline), in_points(j.value), in_points(j.difference, signed=True)
    return shown(model), *figures, reach(j), mde(j), j.verdict
