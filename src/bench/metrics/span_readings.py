"""Pairing where mentions have other readings, or are optional, or regions are ignored (scoring rules 1 and 2)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.metrics.span_solve import SAME_LABEL, STRICT, Floats, Spans, assign, relations, weights
from bench.metrics.span_table import Bools, Ints


class Group(NamedTuple):
    """Spans that touch: `mentions` with their own reading, all `readings` (the own one first for each mention).

    `reading_of` has the mention of each reading; `ignored` are regions.
    """

    mentions: Spans
    optional: Bools
    readings: Spans
    reading_of: Ints
    ignored: Spans
    predicted: Spans


class Outcome(NamedTuple):
    """Pairs of places and their relation, mentions that are found fuzzily, and which spans of either side count."""

    first: Ints
    second: Ints
    relation: npt.NDArray[np.uint8]
    fuzzy: Ints
    counted: Bools
    kept: Bools


def resolve(group: Group) -> Outcome:
    """Pairs the required mentions by the best of their readings; drops what rules 1 and 2 say.

    Where a mention is found by another reading, mentions and predictions inside either of the two spans are ignored;
    where it is found, a prediction of its other readings is.
    """
    counted = ~group.optional
    kept = ~_dropped(group)
    relation = _relation(group)
    own = (relations(_column(group.mentions), group.predicted) & STRICT) > 0
    first, second = _pair(relation, own, counted, kept)
    lost_mentions, lost_predicted = _settled(group, relation, own, first, second)
    if (lost_mentions & counted).any() or (lost_predicted & kept).any():
        counted &= ~lost_mentions
        kept &= ~lost_predicted
        first, second = _pair(relation, own, counted, kept)
    return Outcome(first, second, relation[first, second], _fuzzy(relation, counted, kept), counted, kept)


def _column(spans: Spans) -> Spans:
    return Spans(*(c[:, None] for c in spans))


def _overlaps(spans: Spans, others: Spans) -> Bools:
    """For each span whether it overlaps any of the others."""
    column = _column(spans)
    apart = (column.start >= others.end) | (others.start >= column.end)
    return np.asarray(np.logical_not(apart).any(axis=1), dtype=bool)


def _dropped(group: Group) -> Bools:
    """Predictions on an optional mention or an ignored region, and on no required mention."""
    free = group.readings.take(group.optional[group.reading_of])
    on_free = _overlaps(group.predicted, free) | _overlaps(group.predicted, group.ignored)
    return on_free & ~_overlaps(group.predicted, group.mentions.take(~group.optional))


def _relation(group: Group) -> npt.NDArray[np.uint8]:
    """What each mention is to each prediction by any of its readings: each schema takes the reading that suits it."""
    by_reading = relations(_column(group.readings), group.predicted)
    found = np.zeros((len(group.optional), len(group.predicted.start)), dtype=np.uint8)
    np.bitwise_or.at(found, group.reading_of, by_reading)
    return found


def _pair(relation: npt.NDArray[np.uint8], own: Bools, counted: Bools, kept: Bools) -> tuple[Ints, Ints]:
    rows, columns = np.flatnonzero(counted), np.flatnonzero(kept)
    if not len(rows) or not len(columns):
        return rows[:0], columns[:0]
    base = float(min(len(rows), len(columns)) + 1)
    at = np.ix_(rows, columns)
    # Of two readings found, the mention's own: a level below all others.
    weight: Floats = weights(relation[at], base) * base + own[at]
    first, second = assign(weight)
    return rows[first], columns[second]


def _fuzzy(relation: npt.NDArray[np.uint8], counted: Bools, kept: Bools) -> Ints:
    """The mentions of the largest one-to-one pairing of overlaps of the same label, by any reading."""
    rows, columns = np.flatnonzero(counted), np.flatnonzero(kept)
    if not len(rows) or not len(columns):
        return rows[:0]
    same = (relation[np.ix_(rows, columns)] & SAME_LABEL) > 0
    return rows[assign(same.astype(np.float64))[0]]


def _settled(
    group: Group, relation: npt.NDArray[np.uint8], own: Bools, first: Ints, second: Ints
) -> tuple[Bools, Bools]:
    """Mentions and predictions that a strict pair takes with it."""
    lost_mentions = np.zeros(len(group.optional), dtype=bool)
    lost_predicted = np.zeros(len(group.predicted.start), dtype=bool)
    for mention, prediction in zip(first.tolist(), second.tolist(), strict=True):
        if not relation[mention, prediction] & STRICT:
            continue
        readings = group.readings.take(group.reading_of == mention)
        lost_predicted |= np.any(relations(_column(readings), group.predicted) & STRICT, axis=0)
        if own[mention, prediction]:
            continue
        for start, end in (
            (group.mentions.start[mention], group.mentions.end[mention]),
            (group.predicted.start[prediction], group.predicted.end[prediction]),
        ):
            inside = (group.mentions.start >= start) & (group.mentions.end <= end)
            inside[mention] = False
            lost_mentions |= inside
            lost_predicted |= (group.predicted.start >= start) & (group.predicted.end <= end)
    standing = ((relation[first, second] & STRICT) > 0) & ~lost_mentions[first]
    lost_predicted[second[standing]] = False
    return lost_mentions, lost_predicted
