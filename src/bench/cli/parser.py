"""Parsers of the command: one line an error, one file a verb."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from bench.errors import BenchError


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and exit 1, like every other error of the command."""

    def error(self, message: str) -> NoReturn:
        raise BenchError(f"{message}; see {self.prog} --help")


def add_verbs(parser: argparse.ArgumentParser, package: str, verbs: Sequence[str], metavar: str) -> None:
    """A sub-command for each module of `package`, named as in `verbs`; it has `HELP`, `EXAMPLE`, `arguments`, `do`.

    A verb that is a word of Python's has its module under the name with `_` behind it.
    """
    subparsers = parser.add_subparsers(dest=metavar.lower(), metavar=metavar, parser_class=Parser)
    for verb in verbs:
        module = import_module(f"{package}.{'import_' if verb == 'import' else verb}")
        sub = subparsers.add_parser(
            verb,
            help=module.HELP,
            description=module.HELP[0].upper() + module.HELP[1:] + ".",
            epilog=module.EXAMPLE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        sub.set_defaults(do=module.do)
        module.arguments(sub)
