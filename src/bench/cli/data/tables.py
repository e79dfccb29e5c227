"""Tables of `bench data`, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A table for people: the header first, figures to the right; `notes` say what they are."""

    title: str
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


def print_sheets(tables: Iterable[Sheet]) -> None:
    """Prints the tables at 80 columns."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=80, highlight=False, markup=False)
    for sheet in tables:
        header, *rows = sheet.rows
        table = Table(box=None, pad_edge=False)
        for number, column in enumerate(header):
            table.add_column(column, justify="right" if number else "left")
        for row in rows:
            table.add_row(*row)
        console.print(sheet.title, style="bold")
        console.print(table)
        for note in sheet.notes:
            console.print(note, style="dim")
        console.print()


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown from its rows, the header first."""
    header, *body = rows
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in body]) + "\n"
