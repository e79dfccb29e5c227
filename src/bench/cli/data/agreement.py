"""`bench data agreement`: pass against pass, pass against gold."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bench.cli.data.folder import add_folder, open_folder

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder

HELP = "compare the two blind passes with each other and with the gold"
EXAMPLE = """example:
  bench data agreement"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)


def agreement_rows(folder: AnnotationFolder) -> list[tuple[str, ...]]:
    """Strict F1 of pass against pass and pass against gold, by coarse type and layer; the header first."""
    from bench.corpus import COARSE
    from bench.corpus.folder import GOLD, PASSES
    from bench.stats import strict_agreement, tally_agreement

    articles = [article.id for article in folder.articles()]
    layers = {
        (source, layer): {
            a: [(m.start, m.end, m.label) for m in folder.mentions(source, a) if m.layer == layer] for a in articles
        }
        for source in (*PASSES, GOLD)
        for layer in ("outer", "inner")
    }
    pairs = (PASSES, (PASSES[0], GOLD), (PASSES[1], GOLD))
    tallies = {
        layer: [tally_agreement(layers[a, layer], layers[b, layer], COARSE) for a, b in pairs]
        for layer in ("outer", "inner")
    }
    rows: list[tuple[str, ...]] = [("type", "in gold", "pass A, pass B", "pass A, gold", "pass B, gold")]
    wanted = [(label, "outer", (label,)) for label in COARSE]
    for name, layer, labels in [*wanted, ("all outer", "outer", COARSE), ("all inner", "inner", COARSE)]:
        n = sum(label in labels for spans in layers[GOLD, layer].values() for _, _, label in spans)
        values = (strict_agreement(tally, labels) for tally in tallies[layer])
        rows.append((name, str(n), *("–" if value is None else f"{value:.3f}" for value in values)))
    return rows


def do(options: argparse.Namespace) -> int:
    """Prints the table."""
    from rich.console import Console
    from rich.table import Table

    header, *rows = agreement_rows(open_folder(options))
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(header):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=80)
    console.print("Strict F1 on span and coarse type: two blind passes, and the gold from them")
    console.print(table)
    return 0
