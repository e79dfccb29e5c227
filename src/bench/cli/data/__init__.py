"""`bench data`: the annotation files, checked, built, compared, described, and carried to other tools and back."""

from __future__ import annotations

import argparse

from bench.cli.parser import add_verbs

HELP = "check, build, describe, export or import the annotation files"
EXAMPLE = """examples:
  bench data check                 every fault of the annotation files, with file and line
  bench data build --help          what an action takes, with an example"""
_ACTIONS = ("build", "check", "stats", "agreement", "export", "import")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the actions."""
    add_verbs(parser, "bench.cli.data", _ACTIONS, "ACTION")


def do(options: argparse.Namespace) -> int:  # noqa: ARG001 the actions set their own
    """Without an action there is nothing to do but to say which there are."""
    from bench.errors import BenchError

    raise BenchError(f"bench data needs an action; there are {', '.join(_ACTIONS)}")
