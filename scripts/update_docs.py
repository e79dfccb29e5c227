#!/usr/bin/env python3
"""Writes measured figures into README.md and the data card, between their markers; --check only compares.

    python scripts/update_docs.py [--check]

The leaderboard comes from the default experiment, run in a temporary folder; speeds are left out, they are a machine's.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.cli.data.agreement import agreement_rows
from bench.cli.run import read_configs
from bench.corpus import AnnotationFolder
from bench.reports.board import Table, build_board
from bench.reports.markdown import render_table
from bench.runs import run

ROOT = Path(__file__).resolve().parent.parent


def leaderboard() -> str:
    with tempfile.TemporaryDirectory() as folder:
        records = [run(replace(config, out=Path(folder))) for config in read_configs([])]
        tables = build_board(records)
    return "\n".join(f"**{t.title}** · {t.about}\n\n{render_table(_without_speed(t))}" for t in tables)


def _without_speed(table: Table) -> Table:
    if table.columns[-1] != "chars/s":
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(replace(r, cells=r.cells[:-1]) for r in table.rows))


def agreement() -> str:
    header, *rows = agreement_rows(AnnotationFolder(ROOT / "annotations"))
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def fill(text: str, marker: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"no markers <!-- {marker} --> … <!-- /{marker} -->")
    return pattern.sub(lambda match: match[1] + content + match[2], text)


def main(check: bool) -> int:
    stale = []
    for path, marker, content in (
        (ROOT / "README.md", "leaderboard", leaderboard()),
        (ROOT / "annotations" / "README.md", "agreement", agreement()),
    ):
        old = path.read_text(encoding="utf-8")
        new = fill(old, marker, content)
        if new == old:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.write_text(new, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'figures are out of step; run python scripts/update_docs.py' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
