"""What the page's tables and charts draw: the figures of a board, from run records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.errors import BenchError
from bench.metrics.summary_scores import UNDIRECTED
from bench.reports.cells import run_name
from bench.reports.standings import Board
from bench.reports.summary_board import COLUMNS as SUMMARY_COLUMNS
from bench.reports.summary_board import TITLES
from bench.reports.wording import shown
from bench.runs import RunRecord
from bench.runs.measured import measured
from bench.stats.paired import compare

ALL = "*"
NAME_COLUMNS = (("strict_f1", "F1"), ("strict_precision", "P"), ("strict_recall", "R"))
CUT, REST = "crosses_line=true", "crosses_line=false"
_DIGITS = 5


def board_data(board: Board, number: int) -> dict[str, Any]:
    """All but what one article or one other scoring needs; `runs` are in the order of `runs_of`."""
    runs = runs_of(board)
    names = board.task == "ner"
    metrics = NAME_COLUMNS if names else SUMMARY_COLUMNS
    return {
        "key": f"board-{number}",
        "task": board.task,
        "title": "Names" if names else TITLES.get(board.task, board.task),
        "kind": "names" if names else "summaries",
        "data": board.data,
        "leading": board.leading,
        "metrics": [{"key": key, "title": title, "plain": key in UNDIRECTED} for key, title in metrics],
        "views": board.views,
        "scorings": _scorings(runs),
        "runs": _runs(board, runs),
        "tests": {view: board.standings(view).test or board.standings(view).reason for view in board.views},
        "figures": figures_of(board, board.leading),
        "layout": _layout(runs) if names else [],
    }


def runs_of(board: Board) -> list[RunRecord]:
    """Its runs view by view, best first: the numbers by which files of the page know them."""
    return [record for view in board.views for record in board.of_view(view)]


def figures_of(board: Board, scoring: str) -> list[dict[str, Any] | None]:
    """Of each run its figures under a scoring, by label, `*` for all, metrics in order; `None` without it."""
    return [_of_run(board, record.scores["scorings"].get(scoring)) for record in runs_of(board)]


def _of_run(board: Board, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    columns = NAME_COLUMNS if board.task == "ner" else SUMMARY_COLUMNS
    parts = {ALL: found["metrics"], **found.get("by_label", {})}
    known = {label: [_numbers(entries.get(key)) for key, _ in columns] for label, entries in parts.items()}
    first = found["metrics"][columns[0][0]]
    return {
        "of": known,
        "n": {label: entries[columns[0][0]]["n"] for label, entries in parts.items()},
        "signature": shown(first["signature"]),
        "coverage": found.get("tag_coverage"),
        "errors": found.get("errors"),
    }


def _numbers(entry: Mapping[str, Any] | None) -> list[float | None]:
    """A figure and, where one is known, the ends of its intervals: within, beyond."""
    if entry is None:
        return []
    ends = [(entry[e] or {}).get(end) for e in ("within", "beyond") for end in ("low", "high")]
    return [_short(value) for value in (entry["value"], *(ends if any(entry[e] for e in ("within", "beyond")) else ()))]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _scorings(runs: Sequence[RunRecord]) -> list[dict[str, Any]]:
    """Every scoring that a run has, with its labels."""
    found: dict[str, dict[str, Any]] = {}
    for record in runs:
        for key, scoring in record.scores["scorings"].items():
            found.setdefault(key, {"key": key, "labels": list(scoring.get("by_label", {}))})
    return list(found.values())


def _runs(board: Board, runs: Sequence[RunRecord]) -> list[dict[str, Any]]:
    told = []
    first = 0
    for view in board.views:
        standing = board.standings(view)
        for place, record in enumerate(standing.records):
            rank = standing.ranges.get(place)
            tied = [first + other for other in standing.tied(place)]
            told.append({**_run(record, runs), "rank": rank, "tied": tied})
        first += len(standing.records)
    return told


def _run(record: RunRecord, runs: Sequence[RunRecord]) -> dict[str, Any]:
    timing = record.timing
    return {
        "name": run_name(record, runs),
        "model": shown(record.model),
        "view": record.view,
        "reference": record.reference,
        "fingerprint": record.scores["fingerprint"],
        "state": record.status.state,
        "done": record.status.done,
        "failed": record.status.failed,
        "truncated": record.status.truncated_characters,
        "rate": None if record.reference else timing.get("characters_per_second"),
        "seconds": None if record.reference else timing.get("seconds_per_document"),
        "megabytes": timing.get("peak_megabytes"),
        "tokens": timing.get("tokens"),
        "errors": record.scores.get("errors"),
    }


def _layout(runs: Sequence[RunRecord]) -> list[dict[str, Any]]:
    """What each way of feeding the extracted page costs a model, on the same mentions: raw less clean."""
    rows = []
    for number, clean in enumerate(runs):
        if clean.view != "clean":
            continue
        twins = {
            twin.view: (other, twin)
            for other, twin in enumerate(runs)
            if twin.view != "clean" and twin.model == clean.model and twin.status == clean.status
        }
        if twins:
            costs = {view: {"run": other, **_cost(twin, clean)} for view, (other, twin) in twins.items()}
            rows.append({"model": shown(clean.model), "clean": number, "cut": _strata(clean), "raw": costs})
    return rows


def _cost(raw: RunRecord, clean: RunRecord) -> dict[str, Any]:
    try:
        found = compare(measured(raw).tally, measured(clean).tally, "strict_f1")
    except BenchError as error:
        return {"difference": None, "reason": shown(str(error)), "cut": _strata(raw)}
    readings = {}
    for name in ("within", "beyond"):
        reading = getattr(found, name)
        ends = None if reading.interval is None else [_short(reading.interval.low), _short(reading.interval.high)]
        readings[name] = {"interval": ends, "p": reading.p, "verdict": reading.verdict}
    return {"difference": _short(found.difference), **readings, "cut": _strata(raw)}


def _strata(record: RunRecord) -> dict[str, list[float | None]]:
    """Recall on the mentions that a line end cuts and on the rest, each with how many there are."""
    slices = record.scores.get("slices", {})
    entries = {name: slices[key]["strict_recall"] for name, key in (("cut", CUT), ("rest", REST)) if key in slices}
    return {name: [_short(entry["value"]), entry["n"]] for name, entry in entries.items()}
