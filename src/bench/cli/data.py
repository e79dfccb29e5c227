"""`bench data`: the annotation files, checked, built and compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder

HELP = "build, check or compare the annotation files"
EXAMPLE = """examples:
  bench data check                 every fault of the annotation files, with file and line
  bench data build                 Parquet files and checksums from the annotation files
  bench data agreement             pass against pass, pass against gold, by type"""
ACTIONS = ("build", "check", "agreement")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("action", metavar="|".join(ACTIONS))
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="annotation folder (default: the one that is installed)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="build: where the data goes (default: data/ in the folder)"
    )


def do(options: argparse.Namespace) -> int:
    """Does the action."""
    from bench.corpus import AnnotationFolder, installed

    if options.action not in ACTIONS:
        raise BenchError(f"no action {options.action!r}; there are {', '.join(ACTIONS)}")
    folder = AnnotationFolder(options.folder or installed())
    if not folder.path.is_dir():
        raise BenchError(f"{folder.path}: no such folder; name an annotation folder with --folder")
    if options.action == "agreement":
        return _agreement(folder)
    if _report_faults(folder):
        return 1
    if options.action == "build":
        return _build(folder, options.out or folder.path / "data")
    print(f"{folder.path}: no fault in page, passes, gold and references")
    return 0


def _report_faults(folder: AnnotationFolder) -> int:
    """Prints the faults, a line each, and returns how many there are."""
    from bench.corpus.check import faults

    count = 0
    for count, fault in enumerate(faults(folder), 1):  # noqa: B007
        print(f"bench: {fault}", file=sys.stderr)
    if count:
        print(f"bench: {count} fault{'s' if count > 1 else ''} in {folder.path}; nothing was written", file=sys.stderr)
    return count


def _build(folder: AnnotationFolder, out: Path) -> int:
    from bench.corpus.build import build_rows, write_data

    try:
        checksums = write_data(build_rows(folder), out)
    except OSError as error:
        raise BenchError(f"{out}: cannot be written ({error.strerror}); choose another folder with --out") from None
    for view, checksum in checksums["rows"].items():
        print(f"{view}  rows {checksum}")
    print(out)
    return 0


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


def _agreement(folder: AnnotationFolder) -> int:
    from rich.console import Console
    from rich.table import Table

    header, *rows = agreement_rows(folder)
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(header):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=80)
    console.print("Strict F1 on span and coarse type: two blind passes, and the gold from them")
    console.print(table)
    return 0
