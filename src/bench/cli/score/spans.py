"""`bench score spans`: spans in files against gold spans in files."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "score spans in files: JSON Lines, Parquet or tags"
EXAMPLE = """examples:
  bench score spans --gold gold.jsonl --predictions predictions.jsonl
  bench score spans --gold gold.jsonl --predictions predictions.jsonl --json scores.json
  bench score spans --gold gold.parquet --predictions predictions.parquet --missing empty
  bench score spans --gold gold.conll --predictions predictions.conll --repair conlleval

a document a line, offsets in code points, half-open:
  {"id": "d1", "text": "张三在北京", "entities": [{"start": 0, "end": 2, "label": "PER"}]}
text may be absent; in the gold an entity may have "optional": true and "alt": [readings as good].
.parquet files have the same columns, or document, start, end, label with a span a row.
.conll and .bio files have a token and its BIO, BIOES or BMES tag a line."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the kind takes."""
    parser.add_argument("--gold", metavar="FILE", type=Path, required=True, help="the gold spans")
    parser.add_argument("--predictions", metavar="FILE", type=Path, required=True, help="what a tool found")
    parser.add_argument(
        "--scheme", help="project the gold to a scheme's labels, in which the predictions are (bench list schemes)"
    )
    parser.add_argument("--missing", choices=["empty"], help="count a document without prediction as nothing found")
    parser.add_argument("--repair", choices=["conlleval"], help="take invalid tag sequences as conlleval does")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write every figure there, 0 to 1")


def do(options: argparse.Namespace) -> int:
    """Prints the tables, and writes JSON where it is asked for."""
    from bench.cli.data.tables import print_sheets
    from bench.cli.score.span_tables import sheets
    from bench.runs.score_files import score_files

    scores = score_files(
        options.gold, options.predictions, scheme=options.scheme, missing=options.missing, repair=options.repair
    )
    if options.json:
        import json

        from bench.atomic import write_whole

        write_whole(options.json, json.dumps(scores.to_json(), ensure_ascii=False, indent=1) + "\n")
    print_sheets(sheets(scores))
    return 0
