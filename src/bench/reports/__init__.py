"""Leaderboards, from run records alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.atomic import write_whole
from bench.errors import BenchError
from bench.reports.board import board_tables, build_board
from bench.reports.cells import Table
from bench.reports.exports import render_csv, render_json, render_latex
from bench.reports.markdown import render_board
from bench.reports.standings import boards
from bench.runs import RunRecord

__all__ = ["Table", "build_board", "write_report"]

_FILES = ("leaderboard.md", "leaderboard.csv", "leaderboard.tex", "leaderboard.json", "index.html")


def write_report(records: Iterable[RunRecord], out: Path, *, unless_current: bool = False) -> list[Path]:
    """Writes the page and leaderboard.md, .csv, .tex and .json into `out`; returns the paths, the page's last.

    The same records give the same bytes; with `unless_current` nothing is written where the page says that it was made
    of just these. Raises `BenchError` where `out` cannot be written.
    """
    from bench.reports.page import write_page

    records, paths = list(records), [out / name for name in _FILES]
    stamp = _stamp(records)
    if (
        unless_current
        and stamp
        and all(path.exists() for path in [*paths, out / "data/boards.js"])
        and (stamp.encode() in paths[-1].read_bytes())
    ):
        return paths

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(f"{out}: cannot be written ({error.strerror}); choose another folder") from None
    found = boards(records)
    tables = board_tables(found)
    contents = (render_board(tables), render_csv(found), render_latex(found), render_json(found))
    for path, content in zip(paths, contents, strict=False):
        write_whole(path, content)
    write_page(found, tables, out, stamp)  # the last: it says that all is there
    return paths


def _stamp(records: Sequence[RunRecord]) -> str:
    """What the report is made of: the runs' files and the version; empty where a run's files are not at hand."""
    found = hashlib.sha256(version("banmian").encode())
    try:
        for record in records:
            for name in ("scores.json", "timing.json", "status.json"):
                found.update((record.path / name).read_bytes())
    except OSError:
        return ""
    return found.hexdigest()
