"""`bench data stats`: what the data set holds, as tables, JSON and pictures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.cli.data.folder import add_folder, open_folder
from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder

HELP = "describe the built data set: counts, lengths, density, overlap, what the layout cuts"
EXAMPLE = """examples:
  bench data stats                 tables
  bench data stats --json          every figure, shares 0 to 1
  bench data stats --out stats     stats.json, stats.md and pictures"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)
    parser.add_argument("--json", action="store_true", help="print every figure as JSON")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write stats.json, stats.md and pictures there")


def do(options: argparse.Namespace) -> int:
    """Prints the tables or JSON, or writes the files and prints their paths."""
    from bench.corpus.build import CHECKSUMS
    from bench.corpus.dataset import read_table
    from bench.corpus.describe import describe

    folder = open_folder(options)
    if not (folder.path / "data" / CHECKSUMS).exists():
        raise BenchError(f"{folder.path}: the data set was not built; run bench data build --folder {folder.path}")
    if fault := _out_of_step(folder):
        print(f"bench: {fault}", file=sys.stderr)
    clean, raw = (read_table(view, folder.path).to_pylist() for view in ("clean", "raw"))
    figures = describe(clean, raw)
    written = _write(options.out, clean, figures) if options.out else []
    if options.json:
        print(to_json(figures), end="")
    elif written:
        print("\n".join(map(str, written)))
    else:
        from bench.cli.data.stats_tables import sheets
        from bench.cli.data.tables import print_sheets

        print_sheets(sheets(figures))
    return 0


def _out_of_step(folder: AnnotationFolder) -> str | None:
    """Why the figures, which are those of the built files, may not be those of the annotations; `None` if they are."""
    from bench.corpus.build import build_rows, rows_checksum
    from bench.corpus.dataset import checksums

    data = folder.path / "data"
    built = checksums(folder.path).get("rows")
    try:
        present = {name: rows_checksum(rows) for name, rows in build_rows(folder).items()}
    except BenchError as error:
        return f"{data}: whether it is in step with the annotations is not known: {error}"
    remedy = f"run bench data build --folder {folder.path}"
    return None if built == present else f"{data}: out of step with the annotations; the figures are its own; {remedy}"


def to_json(figures: Mapping[str, Any]) -> str:
    """The figures as `--json` prints them and stats.json holds them."""
    return json.dumps(figures, ensure_ascii=False, indent=2) + "\n"


def _write(out: Path, clean: Sequence[Mapping[str, Any]], figures: Mapping[str, Any]) -> list[Path]:
    from bench.atomic import write_whole
    from bench.cli.data.stats_tables import markdown, sheets
    from bench.corpus.pictures import draw

    pictures = draw(clean, figures)  # first: without matplotlib nothing is written
    files = {"stats.json": to_json(figures).encode(), "stats.md": markdown(sheets(figures), pictures).encode()}
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(f"{out}: cannot be written ({error.strerror}); choose another folder with --out") from None
    for name, content in {**files, **pictures}.items():
        write_whole(out / name, content)
    return [out / name for name in (*files, *pictures)]
