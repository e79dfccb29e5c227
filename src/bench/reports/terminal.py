"""The leaderboard on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from bench.reports.cells import Table

# Below this width the columns stand one space apart: 80 columns still show every figure whole.
_WIDE = 130


def print_board(tables: Iterable[Table], console: Console) -> None:
    """Prints one table a task; cells break between words, a figure never does."""
    wide = console.width >= _WIDE
    padding = (0, 1) if wide else (0, 0)
    for table in tables:
        shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=padding, title=table.title, title_justify="left")
        shown.title_style = "bold"
        shown.add_column("#", justify="right")
        for number, column in enumerate(table.columns):
            cells = [row.cells[number] for row in table.rows]
            words = [word for text in (column, *(cell.text for cell in cells)) for word in text.split()]
            left = not all(cell.number for cell in cells)
            width = None if wide else max(map(len, words))
            shown.add_column(column, justify="left" if left else "right", width=width)
        for row in table.rows:
            style = "dim" if row.rank is None else ""
            shown.add_row(row.rank or "", *(cell.text for cell in row.cells), style=style)
        console.print(shown)
        for line in (table.about, *table.notes):
            console.print(Text(line, style="dim"))
        console.print()
