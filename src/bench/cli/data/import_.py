"""`bench data import`: what was annotated in a tool, checked, as mention lines."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
    brought = [_beside_gold(chosen, folder, *pair) for pair in incoming.mentions.items()]
    if options.dry_run:
        _show(chosen, brought)
    else:
        _write(options.out, brought)
    for line in _losses(chosen, brought):
        print(line)
    if not options.dry_run:
        print(options.out)
    return 0


class _Brought(NamedTuple):
    """What comes in for one article, its gold or `None`, and how many mentions have each attribute from the gold."""

    article: str
    mentions: list[Mention]
    gold: list[Mention] | None
    carried: Counter[str]


def _beside_gold(chosen: Format, folder: AnnotationFolder, article: str, incoming: list[Mention]) -> _Brought:
    from bench.corpus.folder import GOLD
    from bench.corpus.formats import carry_over

    gold = folder.mentions(GOLD, article) if (folder.path / GOLD / f"{article}.jsonl").exists() else None
    mentions, carried = carry_over(article, gold or [], incoming, chosen.holds)
    return _Brought(article, mentions, gold, carried)


def _write(out: Path, brought: list[_Brought]) -> None:
    from bench.atomic import write_whole
    from bench.corpus.formats import mention_lines

    make_folder(out)
    for each in brought:
        write_whole(out / f"{each.article}.jsonl", mention_lines(each.mentions))
        print(_summary(each))


def _show(chosen: Format, brought: list[_Brought]) -> None:
    """Every mention that differs from the present gold, all where there is none; then totals."""
    from bench.corpus.formats import changes

    totals: Counter[str] = Counter()
    for each in brought:
        print(_summary(each))
        for change in changes(each.gold or [], each.mentions, chosen.holds):
            totals[change.sign] += 1
            print(_line(each.article, change))
    number = sum(len(each.mentions) for each in brought)
    print(f"total: {number} mentions; {totals['+']} added, {totals['-']} removed, {totals['~']} changed")


def _summary(each: _Brought) -> str:
    known = "no gold yet" if each.gold is None else f"the gold has {len(each.gold)}"
    return f"{each.article}: {len(each.mentions)} mentions, {known}"


def _line(article: str, change: Change) -> str:
    mention = change.mention
    line = f"{change.sign} {article} [{mention.start}, {mention.end}) {mention.fine} {mention.text}"
    return f"{line}: {change.what}" if change.what else line


def _losses(chosen: Format, brought: list[_Brought]) -> Iterator[str]:
    """What the format cannot hold, how many mentions of the gold have it and how many of those keep it."""
    from bench.corpus.formats import ATTRIBUTES

    gold = chosen.losses(mention for each in brought for mention in each.gold or ())
    kept = sum((each.carried for each in brought), Counter[str]())
    names = [name for name in ATTRIBUTES if name not in chosen.holds]
    if names:
        shown = (f"{name} (the gold has {gold[name]}, {kept[name]} kept)" if name in gold else name for name in names)
        yield f"{chosen.name} cannot hold: {', '.join(shown)}"
    if gold:
        yield "kept: from the mention of the gold with the same span, type and layer"
