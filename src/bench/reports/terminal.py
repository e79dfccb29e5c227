"""The leaderboard on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from bench.reports.board import Table


def print_board(tables: Iterable[Table], console: Console) -> None:
    """Prints one table a task; every figure stays whole, names wrap."""
    for table in tables:
        shown = RichTable(
            box=box.SIMPLE_HEAD, pad_edge=False, title=table.title, title_justify="left", title_style="bold"
        )
        shown.add_column("#", justify="right")
        for column in table.columns:
            name = column == table.columns[0] or column == "view"
            shown.add_column(column, justify="left" if name else "right", overflow="fold")
        for row in table.rows:
            style = "dim" if row.rank is None else ""
            shown.add_row("" if row.rank is None else str(row.rank), *(cell.text for cell in row.cells), style=style)
        console.print(shown)
        console.print(Text(table.about, style="dim"))
        for note in table.notes:
            console.print(Text(note, style="dim"))
        console.print()
