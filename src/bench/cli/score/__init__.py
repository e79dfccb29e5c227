"""`bench score`: the output of any tool against a gold, no model and no run."""

from __future__ import annotations

import argparse

from bench.cli.parser import add_verbs

HELP = "score the output of any tool against a gold"
EXAMPLE = """examples:
  bench score spans --gold gold.jsonl --predictions predictions.jsonl
  bench score summaries --gold gold.jsonl --predictions predictions.jsonl
  bench score spans --help         what it takes, with an example"""
_KINDS = ("spans", "summaries")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what can be scored."""
    add_verbs(parser, "bench.cli.score", _KINDS, "KIND")


def do(options: argparse.Namespace) -> int:  # noqa: ARG001 the kinds set their own
    """Without a kind there is nothing to do but to say which there are."""
    from bench.errors import BenchError

    raise BenchError(f"bench score needs a kind; there is {', '.join(_KINDS)}")
