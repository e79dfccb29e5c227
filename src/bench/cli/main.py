"""The command `bench`: argparse in front, one file a verb, nothing heavy before it is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bench.cli.parser import Parser, add_verbs
from bench.errors import BenchError

VERBS = ("run", "score", "rescore", "merge", "compare", "power", "gate", "report", "publish", "data", "list")


def _parser() -> Parser:
    parser = Parser(
        prog="bench", description="Evaluates Chinese named entity recognition and summarization.", allow_abbrev=False
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    add_verbs(parser, "bench.cli", VERBS, "VERB")
    return parser


def _line(error: BenchError) -> str:
    """The message as a terminal may show it: a name or value in it can come from a file or a model."""
    from bench.text.printable import printable

    return " ".join(printable(str(error)).splitlines())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 when done, 1 when it could not be done."""
    options = None
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
        print(f"bench: {_line(error)}", file=sys.stderr)
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
        # Only a run has something to go on with; every other verb begins anew.
        stored = getattr(options, "verb", None) == "run"
        hint = "what was predicted is stored, run it again to go on" if stored else "run it again"
        print(f"bench: interrupted; {hint}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
