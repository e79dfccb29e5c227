"""The baseline of a gate in one small file: JSON with a line a figure and a unit, so that a change can be reviewed.

It keeps the counts of the leading scoring that the asked figures need, unit by unit, the figures with their signatures,
and the run's status. Nothing in it depends on a path, a clock or the order of the runs: the same runs give the same
bytes, and reading and writing changes none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from bench.errors import BenchError
from bench.metrics.ngram_scores import NGRAM_METRICS
from bench.metrics.span_tally import COUNTS, SCHEMAS
from bench.metrics.summary_scores import summary_parts
from bench.metrics.tally import Tally, Unit
from bench.runs.folder import Status
from bench.runs.measured import Measured, default_metric
from bench.runs.sound import Unsound, entries_fault, read_run, run_folders, status_fault
from bench.stats.intervals import in_order

FORMAT = "banmian-baseline"
VERSION = 1
SPAN_METRICS = tuple(f"{schema}_{part}" for schema in SCHEMAS for part in ("precision", "recall", "f1"))
_WORDS = ("task", "data", "view", "leading", "model", "fingerprint")
_ENTRY = ("value", "signature", "n")
_REMEDY = "take it from version control, or write it anew with --update-baseline"


def write_baseline(runs: Iterable[Measured], metrics: Sequence[str] = ()) -> str:
    """The text of a baseline file: the default figure of each run's task, and `metrics` where the run has them.

    Runs of names keep all figures of their leading scoring, which are folds over the same counts.
    """
    blocks = [_block(run, metrics) for run in sorted(runs, key=_order)]
    head = f'{{"format": "{FORMAT}", "version": {VERSION}, "runs": [\n'
    return head + ",\n".join(blocks) + "\n]}\n"


def _order(run: Measured) -> tuple[str, ...]:
    return tuple(str(getattr(run, word)) for word in _WORDS)


def _block(run: Measured, metrics: Sequence[str]) -> str:
    wanted = [name for name in _wanted(run, metrics) if name in run.entries]
    tally = in_order(run.tally)
    kept = [i for i, column in enumerate(tally.columns) if _needed(column, wanted)]
    entries = {name: {key: run.entries[name].get(key) for key in _ENTRY} for name in sorted(wanted)}
    units = [
        [unit.document, unit.id, unit.role, *map(_plain, row)]
        for unit, row in zip(tally.units, tally.counts[:, kept].tolist(), strict=True)
    ]
    lines = [f"{_json(word)}: {_json(getattr(run, word))}," for word in _WORDS]
    lines += [f'"status": {_json(asdict(run.status))},']
    lines += ['"metrics": {', ",\n".join(f" {_json(name)}: {_json(entry)}" for name, entry in entries.items()), "},"]
    lines += [f'"columns": {_json([tally.columns[i] for i in kept])},']
    lines += ['"units": [', ",\n".join(f" {_json(unit)}" for unit in units), "]"]
    return "{" + "\n".join(lines) + "}"


def _wanted(run: Measured, metrics: Sequence[str]) -> tuple[str, ...]:
    if run.task == "ner":
        return SPAN_METRICS
    return tuple(dict.fromkeys([default_metric(run.task), *metrics]))


def _needed(column: str, metrics: Sequence[str]) -> bool:
    """Whether a fold of one of the figures looks at the column."""
    if re.fullmatch(rf"label=[^/]+/(?:{'|'.join(COUNTS)})", column):
        return True
    parts = summary_parts()
    return any(
        (column.startswith(f"{name}/") or column == "documents") if name in NGRAM_METRICS else column in parts[name]
        for name in metrics
        if name in NGRAM_METRICS or name in parts
    )


def _plain(count: float) -> float | int:
    return int(count) if count.is_integer() else count


def _json(value: Any) -> str:
    """As it reads, unless it holds what cannot be seen (or written): a review must not be led astray."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if text.isprintable() else json.dumps(value, allow_nan=False)


def baseline_runs(path: Path) -> list[Measured | Unsound]:
    """The runs of a baseline, a folder of runs or a file; `BenchError` where there is none."""
    if path.is_dir():
        folders = list(run_folders(path))
        if not folders:
            raise BenchError(f"{path}: the baseline holds no run; run bench run out={path} first")
        return [read_run(folder) for folder in folders]
    if not path.exists():
        raise BenchError(f"{path}: no such baseline; write it with --update-baseline, or name a folder of runs")
    return list(read_baseline(path))


def replaced(old: Iterable[Measured], new: Sequence[Measured]) -> list[Measured]:
    """The old runs without those of a model, task, data and view that the new ones have, and the new ones."""

    def place(run: Measured) -> tuple[str, ...]:
        return run.task, run.data.partition("@")[0], run.view, run.model, run.leading

    taken = {place(run) for run in new}
    return [*(run for run in old if place(run) not in taken), *new]


def read_baseline(path: Path) -> list[Measured]:
    """The runs of a baseline file; `BenchError` says what is wrong with the file, and the remedy."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text, parse_constant=_no_number)
    except OSError as error:
        raise BenchError(f"{path}: cannot be read ({error.strerror}); {_REMEDY}") from None
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise BenchError(f"{path}: not a baseline file, its JSON is broken ({reason[:100]}); {_REMEDY}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("runs"), list):
        raise BenchError(f"{path}: not a baseline file (no format {FORMAT!r}); {_REMEDY}")
    if found.get("version") != VERSION:
        raise BenchError(f"{path}: a baseline of version {found.get('version')!r}, not {VERSION}; {_REMEDY}")
    if not found["runs"]:
        raise BenchError(f"{path}: the baseline holds no run; {_REMEDY}")
    runs = [_run(path, number, block) for number, block in enumerate(found["runs"], 1)]
    names = [_order(run) for run in runs]
    if len(set(names)) < len(names):
        raise BenchError(f"{path}: a run stands twice in the baseline; {_REMEDY}")
    return runs


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _run(path: Path, number: int, block: Any) -> Measured:
    def refuse(reason: str) -> NoReturn:
        raise BenchError(f"{path}: run {number}: {reason}; {_REMEDY}")

    if not isinstance(block, dict) or not all(isinstance(block.get(word), str) for word in _WORDS):
        refuse(f"has no {', '.join(_WORDS)}")
    task, data, view, leading, model, fingerprint = (block[word] for word in _WORDS)
    try:
        status = Status(**block["status"])
    except (KeyError, TypeError):
        refuse("has no status")
    if fault := status_fault(status) or entries_fault(block.get("metrics")):
        refuse(fault.partition(";")[0])
    tally = _tally(block)
    if isinstance(tally, str):
        refuse(tally)
    place = f"{path} ({model} on {task} {view})"
    return Measured(place, task, model, data, view, leading, fingerprint, block["metrics"], status, None, tally)


def _tally(block: Mapping[str, Any]) -> Tally | str:
    """The counts of a run, or what is wrong with them."""
    columns, rows = block.get("columns"), block.get("units")
    if not isinstance(columns, list) or not columns or not all(isinstance(column, str) for column in columns):
        return "has no columns of counts"
    if not isinstance(rows, list) or not rows:
        return "has no units"
    units, counts = [], []
    for row in rows:
        if not isinstance(row, list) or len(row) != 3 + len(columns) or not all(isinstance(k, str) for k in row[:3]):
            return f"a unit is not three names and {len(columns)} counts: {str(row)[:60]}"
        if not all(_is_count(value) for value in row[3:]):
            return f"a count of {row[1]} is no number"
        units.append(Unit(*row[:3]))
        counts.append(row[3:])
    if len({(unit.document, unit.id) for unit in units}) < len(units) or len(set(columns)) < len(columns):
        return "a unit or a column stands twice"
    return Tally(tuple(units), tuple(columns), np.array(counts, dtype=np.float64))


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
