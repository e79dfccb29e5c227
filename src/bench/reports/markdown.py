"""The leaderboard as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from bench.reports.cells import Table


def render_table(table: Table) -> str:
    """A Markdown table, figures to the right."""
    lines = [
        "| # | " + " | ".join(table.columns) + " |",
        "| ---: | " + " | ".join("---:" if cell.number else ":---" for cell in table.rows[0].cells) + " |",
    ]
    lines += [f"| {row.rank or ''} | " + " | ".join(cell.text for cell in row.cells) + " |" for row in table.rows]
    return "\n".join(lines) + "\n"


def render_board(tables: Iterable[Table]) -> str:
    """`leaderboard.md`: each table with what it is, its notes, and the signature of its leading figure."""
    parts = ["# banmian leaderboard\n"]
    for table in tables:
        notes = "\n".join(f"{note}  " for note in table.notes)
        parts.append(
            f"## {table.title}\n\n{table.about}\n\n{render_table(table)}\n"
            + (f"{notes}\n\n" if notes else "")
            + f"`{table.signature}`\n"
        )
    return "\n".join(parts)
