"""`bench data import`: what was annotated in a tool, checked, as mention lines."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cli.data.export import add_view, choose_format, make_folder
from bench.cli.data.folder import add_folder, open_folder
from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder, Mention
    from bench.corpus.formats import Change, Format

HELP = "read what was annotated in a tool, check it, and write mention lines"
EXAMPLE = """formats: brat, label-studio, doccano, conll

examples:
  bench data import brat for-brat --dry-run      what would come in, against the gold
  bench data import brat for-brat --out mentions"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    parser.add_argument("format", metavar="FORMAT", help="the tool's format")
    parser.add_argument("path", type=Path, metavar="PATH", help="the file or folder that the tool exported")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the mention lines go, a file an article")
    add_view(parser)
    parser.add_argument("--dry-run", action="store_true", help="write nothing, show what would come in")
    add_folder(parser)


def do(options: argparse.Namespace) -> int:
    """Writes the mention lines, or shows what they would change; 1 with every fault where there are any."""
    from bench.corpus.formats import read_format

    if not (options.out or options.dry_run):
        raise BenchError("bench data import needs --out DIR, or --dry-run to write nothing")
    chosen = choose_format(options.format)
    folder = open_folder(options)
    incoming = read_format(chosen, options.path, folder, options.view)
    for fault in incoming.faults:
        print(f"bench: {fault}", file=sys.stderr)
    if count := len(incoming.faults):
        print(f"bench: {count} fault{'s' * (count > 1)} in {options.path}; nothing was written", file=sys.stderr)
        return 1
    if options.dry_run:
        _show(chosen, folder, incoming.mentions)
    else:
        _write(options.out, incoming.mentions)
    return 0


def _write(out: Path, mentions: dict[str, list[Mention]]) -> None:
    from bench.atomic import write_whole
    from bench.corpus.formats import mention_lines

    make_folder(out)
    for article, found in mentions.items():
        write_whole(out / f"{article}.jsonl", mention_lines(found))
        print(f"{article}: {len(found)} mentions")
    print(out)


def _show(chosen: Format, folder: AnnotationFolder, mentions: dict[str, list[Mention]]) -> None:
    """Every mention that differs from the present gold, then totals."""
    from bench.corpus.folder import GOLD
    from bench.corpus.formats import changes

    totals: Counter[str] = Counter()
    gold: list[Mention] = []
    for article, found in mentions.items():
        known = (folder.path / GOLD / f"{article}.jsonl").exists()
        present = folder.mentions(GOLD, article) if known else []
        gold += present
        print(f"{article}: {len(found)} mentions, {f'the gold has {len(present)}' if known else 'no gold yet'}")
        for change in changes(present, found, chosen.holds):
            totals[change.sign] += 1
            print(_line(article, change))
    number = sum(map(len, mentions.values()))
    print(f"total: {number} mentions; {totals['+']} added, {totals['-']} removed, {totals['~']} changed")
    if losses := chosen.losses(gold):
        listed = ", ".join(f"{name} (the gold has {count})" for name, count in losses.items() if name != "id")
        print(f"not compared, for {chosen.name} cannot hold it: {listed}")


def _line(article: str, change: Change) -> str:
    mention = change.mention
    line = f"{change.sign} {article} [{mention.start}, {mention.end}) {mention.fine} {mention.text}"
    return f"{line}: {change.what}" if change.what else line
