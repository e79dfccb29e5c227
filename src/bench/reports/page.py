"""The leaderboard as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from bench.reports.cells import Table


def render_page(tables: Sequence[Table]) -> str:
    """`index.html`: the tables, for light and dark, for phone and desk; no script, no request."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("bench.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("index.html").render(tables=tables)
