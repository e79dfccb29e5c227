"""Leaderboards, from run records alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.atomic import write_whole
from bench.reports.board import build_board
from bench.reports.cells import Table
from bench.reports.markdown import render_board
from bench.reports.page import render_page

__all__ = ["Table", "build_board", "write_report"]


def write_report(tables: Sequence[Table], out: Path) -> list[Path]:
    """Writes leaderboard.md and index.html into `out`; returns their paths."""
    written = {"leaderboard.md": render_board(tables), "index.html": render_page(tables)}
    for name, content in written.items():
        write_whole(out / name, content)
    return [out / name for name in written]
