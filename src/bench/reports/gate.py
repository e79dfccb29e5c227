"""Runs judged against a baseline: verdicts from measured runs alone (scoring.md, Gate).

Rule `observed`: a regression where the difference is under −margin. Rule `interval`: a pass where the whole interval is
at or over −margin, a regression where it is under 0 and the difference under −margin, else inconclusive; over several
figures the intervals are widened step by step as Holm's procedure says. What cannot be judged is an error, no pass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import stdev
from typing import NamedTuple

import numpy as np

from bench.errors import BenchError
from bench.metrics.summary_scores import UNDIRECTED
from bench.runs.baseline import SPAN_METRICS
from bench.runs.measured import Measured, default_metric, differing_part
from bench.runs.sound import Unsound, check_repeats
from bench.stats.multiplicity import ALPHA, holm_levels
from bench.stats.sides import Sampling, Sides

PASS, REGRESSION, INCONCLUSIVE, ERROR = "pass", "regression", "inconclusive", "error"
EXIT_CODES = {ERROR: 1, REGRESSION: 2, INCONCLUSIVE: 3, PASS: 0}
OBSERVED, INTERVAL = "observed", "interval"
RULES = (OBSERVED, INTERVAL)
# Points within which two differences are the same: what rounding leaves of a drop of exactly the margin.
_SAME = 1e-9


@dataclass(frozen=True)
class Question:
    """What is asked: the margin in points, the rule, the figures (none: the task's own), another model to beat."""

    margin: float = 1.0
    rule: str = OBSERVED
    metrics: tuple[str, ...] = ()
    against: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.margin < math.inf:
            raise BenchError(f"--margin {self.margin}: take a number of points from 0 on")
        if odd := sorted(UNDIRECTED & set(self.metrics)):
            raise BenchError(f"{odd[0]} has no better side; gate on figures of which more is better")


class Reach(NamedTuple):
    """An interval of the difference in points, its level in percent, and what it is about (`within`, `beyond`)."""

    low: float
    high: float
    level: float
    estimand: str


@dataclass(frozen=True)
class Judgement:
    """One figure of one model at one place, on 0 to 100; `reason` says why there is no verdict, or no interval.

    `runs` and `spread` have how many runs stand behind either side, ours first, and their standard deviation: how far
    seeds lie apart is no part of the interval, which is about other texts.
    """

    task: str
    where: str
    model: str
    metric: str
    verdict: str
    reason: str | None = None
    against: str | None = None
    baseline: float | None = None
    value: float | None = None
    difference: float | None = None
    interval: Reach | None = None
    detectable: float | None = None
    runs: tuple[int, int] = (0, 0)
    spread: tuple[float | None, float | None] = (None, None)


class _Key(NamedTuple):
    task: str
    where: str
    model: str
    leading: str


Run = Measured | Unsound


def judge(ours: Sequence[Run], theirs: Sequence[Run], question: Question, whole: bool = True) -> list[Judgement]:
    """Every figure of every run against its baseline, in the order of task, place and model.

    With `whole`, a run of the baseline that has no run among ours is an error as well.
    """
    baseline, broken = _grouped(theirs), [run for run in theirs if isinstance(run, Unsound)]
    found, used = [_unsound(run) for run in ours if isinstance(run, Unsound)], set()
    for key, group in _grouped(ours).items():
        target = key._replace(model=question.against or key.model)
        other = next((k for k in baseline if k == target), None) or next(
            (k for k in baseline if k[:3] == target[:3]), None
        )
        odd = next((run for run in broken if (run.task, run.where, run.model) == target[:3]), None)
        if odd is not None or other is None:
            found.append(_without(key, target, odd))
        else:
            found += _judge_group(key, group, baseline[other], question)
        used |= {target[:3], *([other[:3]] if other else [])}
    if whole:
        used |= {(run.task, run.where, question.against or run.model) for run in ours if isinstance(run, Unsound)}
        found += [_missing(k) for k in baseline if k[:3] not in used and question.against in (None, k.model)]
        found += [
            _unsound(run)
            for run in broken
            if (run.task, run.where, run.model) not in used and question.against in (None, run.model)
        ]
    found += [_unasked(metric) for metric in question.metrics if not any(_is_of(run.task, metric) for run in ours)]
    return sorted(found, key=lambda j: (j.task, j.where, j.metric, j.model))


def exit_code(judgements: Iterable[Judgement], allow_inconclusive: bool = False) -> int:
    """That of the worst verdict; without any verdict it is an error."""
    verdicts = {judgement.verdict for judgement in judgements}
    worst = next((verdict for verdict in EXIT_CODES if verdict in verdicts), ERROR)
    return 0 if worst == INCONCLUSIVE and allow_inconclusive else EXIT_CODES[worst]


def where_of(run: Measured) -> str:
    """Data and view, as the folders of runs are called."""
    return f"{run.data.partition('@')[0]}-{run.view}"


def _grouped(runs: Iterable[Run]) -> Mapping[_Key, list[Measured]]:
    groups: dict[_Key, list[Measured]] = {}
    for run in runs:
        if isinstance(run, Measured):
            groups.setdefault(_Key(run.task, where_of(run), run.model, run.leading), []).append(run)
    return groups


def _unsound(run: Unsound) -> Judgement:
    return Judgement(run.task, run.where, run.model, "", ERROR, run.reason)


def _without(key: _Key, target: _Key, odd: Unsound | None) -> Judgement:
    reason = f"the baseline cannot be used: {odd.reason}" if odd else (
        f"no baseline run of {target.model} on {target.task} {target.where}; run it and add it to the baseline"
    )  # fmt: skip
    return Judgement(key.task, key.where, key.model, "", ERROR, reason, target.model)


def _missing(key: _Key) -> Judgement:
    reason = (
        f"the baseline has {key.model} on {key.task} {key.where} and RUNS has no run of it; run it, name the run "
        "folders that are to be judged, or write the baseline anew"
    )
    return Judgement(key.task, key.where, key.model, "", ERROR, reason)


def _unasked(metric: str) -> Judgement:
    """A figure that was asked for and that no run was asked for: a typing error must not make a pass."""
    return Judgement(
        "", "", "", metric, ERROR, f"no run here can have {metric}; see bench list metrics, or leave it out"
    )


def _is_of(task: str, metric: str) -> bool:
    return (metric in SPAN_METRICS) == (task == "ner")


def _judge_group(key: _Key, ours: list[Measured], theirs: list[Measured], question: Question) -> list[Judgement]:
    against = theirs[0].model
    try:
        check_repeats(ours)
        check_repeats(theirs)
        metrics = _metrics_of(key, question)
    except BenchError as error:
        return [Judgement(key.task, key.where, key.model, "", ERROR, str(error), against)]
    found = [_measured_or_not(key, metric, ours, theirs) for metric in metrics]
    known = [one for one in found if isinstance(one, _Measured)]
    levels = [ALPHA] * len(known)
    if question.rule == INTERVAL:
        levels = holm_levels(known, lambda one, alpha: one.verdict(question, alpha) != INCONCLUSIVE)
    alphas = {one.metric: alpha for one, alpha in zip(known, levels, strict=True)}
    return [
        one if isinstance(one, Judgement) else _judgement(key, one, alphas[one.metric], question, against)
        for one in found
    ]


def _measured_or_not(key: _Key, metric: str, ours: list[Measured], theirs: list[Measured]) -> _Measured | Judgement:
    try:
        return _measure(metric, ours, theirs)
    except BenchError as error:
        return Judgement(key.task, key.where, key.model, metric, ERROR, str(error), theirs[0].model)


def _metrics_of(key: _Key, question: Question) -> list[str]:
    """The figures asked for that a run of this task can have."""
    if not question.metrics:
        return [default_metric(key.task)]
    found = [name for name in dict.fromkeys(question.metrics) if _is_of(key.task, name)]
    if not found:
        raise BenchError(
            f"none of the figures asked for ({', '.join(question.metrics)}) is one of {key.task}; "
            f"add one with --metric, or leave its runs out"
        )
    return found


@dataclass(frozen=True, eq=False)
class _Measured:
    """A figure of both sides, ready to be judged at any level."""

    metric: str
    sides: Sides
    sampling: Sampling | str

    @property
    def difference(self) -> float:
        return 100 * self.sides.difference

    def reach(self, alpha: float) -> Reach | None:
        if isinstance(self.sampling, str):
            return None
        low, high = self.sampling.interval(alpha)
        return Reach(100 * low, 100 * high, 100 * (1 - alpha), self.sampling.estimand)

    def verdict(self, question: Question, alpha: float) -> str:
        fell = self.difference < -question.margin - _SAME
        if self.sides.identical:
            return PASS
        if question.rule == OBSERVED:
            return REGRESSION if fell else PASS
        reach = self.reach(alpha)
        if reach is None:
            return INCONCLUSIVE
        if reach.low >= -question.margin - _SAME:
            return PASS
        return REGRESSION if reach.high < 0 and fell else INCONCLUSIVE


def _measure(metric: str, ours: list[Measured], theirs: list[Measured]) -> _Measured:
    """Both sides of a figure; `BenchError` where they may not be compared, or a side is not what its file says."""
    runs = [*ours, *theirs]
    for run in runs:
        if run.value(metric) is None:
            raise BenchError(f"{metric} of {run.place} is unknown (null), no pass; gate on a figure that it supports")
    for run in runs:
        if odd := differing_part(theirs[0], run, metric):
            raise BenchError(
                f"{metric} of {run.place} and of {theirs[0].place} are not comparable: {odd[0]} is {odd[2]} in one and "
                f"{odd[1]} in the other; score both alike, or write the baseline anew"
            )
        if not np.isfinite(run.tally.counts).all():
            raise BenchError(f"{run.place}: a count is no number; score the run again")
    sides = Sides([run.tally for run in ours], [run.tally for run in theirs], metric)
    for run, value in zip(runs, sides.values, strict=True):
        if not math.isclose(value, run.value(metric) or 0.0, abs_tol=1e-9):
            raise BenchError(f"{run.place}: {metric} is not what its counts give ({value:.6f}); score the run again")
    return _Measured(metric, sides, sides.sampling())


def _judgement(key: _Key, one: _Measured, alpha: float, question: Question, against: str) -> Judgement:
    sides, sampling = one.sides, one.sampling
    known = isinstance(sampling, Sampling)
    return Judgement(
        key.task, key.where, key.model, one.metric, one.verdict(question, alpha),
        reason=None if known else str(sampling),
        against=against,
        baseline=100 * float(np.mean(sides.theirs)),
        value=100 * float(np.mean(sides.ours)),
        difference=one.difference,
        interval=one.reach(alpha),
        # Of equal counts every draw is 0, which says nothing about what would have been seen.
        detectable=100 * sampling.detectable if isinstance(sampling, Sampling) and not sides.identical else None,
        runs=(len(sides.ours), len(sides.theirs)),
        spread=(_spread(sides.ours), _spread(sides.theirs)),
    )  # fmt: skip


def _spread(values: Sequence[float]) -> float | None:
    return 100 * stdev(values) if len(values) > 1 else None
