"""`bench data export`: the gold, or text to annotate, as files of an annotation tool."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cli.data.folder import add_folder, open_folder
from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus.formats import Format, Source

HELP = "write the gold, or text to annotate, as files of an annotation tool"
EXAMPLE = """formats: brat, label-studio, doccano, inception, conll, standoff

examples:
  bench data export brat --out for-brat
  bench data export label-studio --out tasks --view raw"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    parser.add_argument("format", metavar="FORMAT", help="the tool's format")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the files go")
    add_view(parser)
    add_folder(parser)


def add_view(parser: argparse.ArgumentParser) -> None:
    """Declares `--view`."""
    parser.add_argument(
        "--view", choices=("clean", "raw"), default="clean", help="the text of the files (default: clean)"
    )


def choose_format(name: str) -> Format:
    """The format of that name; `BenchError` lists those there are."""
    from bench.corpus.formats import FORMATS

    if name not in FORMATS:
        raise BenchError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def make_folder(path: Path) -> None:
    """Makes the folder that is written into; `BenchError` where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(f"{path}: cannot be made ({error.strerror}); choose another folder with --out") from None


def do(options: argparse.Namespace) -> int:
    """Writes the files; prints what the format cannot hold and which articles have no gold."""
    from bench.atomic import write_whole
    from bench.corpus.formats import gather

    chosen = choose_format(options.format)
    source = gather(open_folder(options), options.view)
    files = chosen.write(source)
    make_folder(options.out)
    for name, content in files.items():
        write_whole(options.out / name, content)
    for line in _summary(chosen, source):
        print(line)
    print(options.out)
    return 0


def _summary(chosen: Format, source: Source) -> list[str]:
    mentions = [mention for document in source.documents for mention in document.mentions or ()]
    lines = [f"{len(source.documents)} articles, {len(mentions)} mentions, {source.view} text"]
    if losses := chosen.losses(mentions):
        listed = ", ".join(f"{name} ({count} mention{'s' * (count != 1)})" for name, count in losses.items())
        lines.append(f"{chosen.name} cannot hold: {listed}")
    if bare := [document.id for document in source.documents if document.mentions is None]:
        lines.append(f"no gold yet, the text alone: {', '.join(bare)}")
    return lines
