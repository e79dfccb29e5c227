"""`bench data agreement`: pass against pass, pass against gold."""

from __future__ import annotations

import argparse

from bench.cli.data.folder import add_folder, open_folder

HELP = "compare the two blind passes with each other and with the gold"
EXAMPLE = """examples:
  bench data agreement             tables of F1, kappa and alpha, each with a 95 % interval
  bench data agreement --json      the same in full precision, with support and reasons"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the action takes."""
    add_folder(parser)
    parser.add_argument("--json", action="store_true", help="print everything as JSON, figures 0 to 1")


def do(options: argparse.Namespace) -> int:
    """Prints the tables, or JSON."""
    from bench.cli.data.agreement_reading import read_agreement, to_json

    agreement = read_agreement(open_folder(options))
    if options.json:
        import json

        print(json.dumps(to_json(agreement), ensure_ascii=False, indent=2))
        return 0
    from bench.cli.data.agreement_tables import print_tables

    print_tables(agreement)
    return 0
