"""The report that people open: one folder, no server and no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.atomic import named, write_whole
from bench.reports.cells import Table
from bench.reports.page.figures import board_data, figures_of, runs_of
from bench.reports.page.files import SCRIPTS, DataFolder, write_assets
from bench.reports.page.names import CLASSES, Articles, name_articles
from bench.reports.page.summaries import summary_articles
from bench.reports.standings import Board

__all__ = ["write_page"]


def write_page(boards: Sequence[Board], tables: Sequence[Table], out: Path, stamp: str = "") -> None:
    """Writes `index.html` with its `assets` and `data` into `out`; `BenchError` where that cannot be written.

    `tables` are what a reader without scripts sees; `stamp` stands in the page and says what it was made of.
    """
    with named(out / "index.html"):
        (out / "index.html").unlink(missing_ok=True)  # a page that is cut short here must not pass for whole
    write_assets(out)
    data = DataFolder(out)
    shown = []
    for number, board in enumerate(boards):
        told = board_data(board, number)
        articles = _articles(board, told)
        _write_details(data, told["key"], board, articles, told["scorings"])
        listed = [{"id": a["id"], "title": a["title"]} for a in articles.articles]
        shown.append(
            {**told, "articles": listed, "labels": articles.labels, "notes": [*board.caveats, *articles.notes]}
        )
    data.clear_others()
    data.write("boards", {"boards": shown, "classes": CLASSES})
    write_whole(out / "index.html", _render(tables, stamp))


def _articles(board: Board, told: dict[str, Any]) -> Articles:
    runs = runs_of(board)
    if board.task != "ner":
        return summary_articles(board, runs)
    labels: list[str] = next((s["labels"] for s in told["scorings"] if s["key"] == board.leading), [])
    return name_articles(board, runs, labels)


def _write_details(
    data: DataFolder, key: str, board: Board, articles: Articles, scorings: Sequence[dict[str, Any]]
) -> None:
    """Files that the page loads when they are asked for: an article each, a run each, and a scoring each."""
    for number, article in enumerate(articles.articles):
        data.write(f"{key}-article-{number}", article)
    for number, run in enumerate(articles.runs):
        if run is not None:
            data.write(f"{key}-run-{number}", run)
    for number, scoring in enumerate(scorings):
        if scoring["key"] != board.leading:
            data.write(f"{key}-scoring-{number}", figures_of(board, scoring["key"]))


def _render(tables: Sequence[Table], stamp: str) -> str:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("bench.reports.page"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    scripts = [f"assets/{name.rpartition('/')[2]}" for name in SCRIPTS]
    return environment.get_template("index.html").render(tables=tables, scripts=scripts, stamp=stamp)
