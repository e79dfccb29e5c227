"""`bench publish`: the files of a hub from finished runs; nothing is sent but with --push."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.reports.publish import Change

HELP = "write the data set, results and model metadata for a hub; send them with --push"
EXAMPLE = """examples:
  bench publish runs --out hub                      shows what changes in hub, and sends nothing
  bench publish runs --out hub --push org/banmian

DIR/dataset          the data set                     sent to OWNER/NAME
DIR/results          figures and predictions          sent to OWNER/NAME-results
DIR/models           a folder a model, for its owner  never sent: open a pull request
DIR/every_eval_ever  records of Every Eval Ever       never sent

A repository that is not there is made private. The token is that of
huggingface_hub: HF_TOKEN, or `hf auth login`. A run that is not finished, is of a
part of the data, was cut off, or is not in step with its scores is refused, and
then nothing is written."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("runs", nargs="+", metavar="RUNS", type=Path, help="folders that `bench run` wrote to")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where the files go")
    parser.add_argument("--push", metavar="REPO", help="send to the hub's data sets OWNER/NAME and OWNER/NAME-results")


def do(options: argparse.Namespace) -> int:
    """Shows what changes, writes it, and sends it where that was asked for."""
    from bench.reports.publish import build, check_repo, compare, push, write

    if options.push is not None:
        check_repo(options.push)
    made = build(options.runs, options.push)
    changes = compare(options.out, made.files)
    _show(changes)
    write(options.out, changes)
    _summarize(changes, made.left_out, options.out)
    if options.push is None:
        print("nothing was sent; --push OWNER/NAME sends dataset and results")
        return 0
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    for page in push(options.out, options.push):
        print(f"sent to {page}")
    return 0


def _show(changes: list[Change]) -> None:
    from bench.text import printable

    for change in changes:
        for line in change.lines():
            print(printable(line, keep="\t"))


def _summarize(changes: list[Change], left_out: list[str], out: Path) -> None:
    new = sum(change.before is None for change in changes)
    same = sum(change.before == change.after for change in changes)
    if left_out:
        print(f"left out, as reference lines are no models: {', '.join(left_out)}")
    print(f"{out}: {new} files new, {len(changes) - new - same} changed, {same} as they were")
