"""The command `bench`: argparse in front, one file a verb, nothing heavy before it is needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from bench.errors import BenchError

_VERBS = ("run", "report", "data", "list")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and exit 1, like every other error of the command."""

    def error(self, message: str) -> NoReturn:
        raise BenchError(f"{message}; see {self.prog} --help")


def _parser() -> Parser:
    parser = Parser(
        prog="bench", description="Evaluates Chinese named entity recognition and summarization.", allow_abbrev=False
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=Parser)
    for verb in _VERBS:
        module = import_module(f"bench.cli.{verb}")
        sub = verbs.add_parser(
            verb,
            help=module.HELP,
            description=module.HELP[0].upper() + module.HELP[1:] + ".",
            epilog=module.EXAMPLE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.arguments(sub)
        sub.set_defaults(do=module.do)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 when done, 1 when it could not be done."""
    try:
        parser = _parser()
        options = parser.parse_args(arguments)
        if options.version:
            from importlib.metadata import version

            print(f"bench {version('banmian')}")
            return 0
        if options.verb is None:
            parser.print_help()
            return 0
        return int(options.do(options))
    except BenchError as error:
        if os.environ.get("BENCH_DEBUG") == "1":
            raise
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output left: `bench list models | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if os.environ.get("BENCH_DEBUG") == "1":
            raise
        print(f"bench: {error.filename or 'a file'}: {error.strerror or error}; mend it and try again", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted; what was predicted is stored, run it again to go on", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
