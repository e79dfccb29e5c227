"""`bench score summaries`: summaries in a file against references in a file."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "score summaries in files: JSON Lines"
EXAMPLE = """examples:
  bench score summaries --gold gold.jsonl --predictions predictions.jsonl
  bench score summaries --gold gold.jsonl --predictions predictions.jsonl --metrics all --json scores.json
  bench score summaries --gold gold.jsonl --predictions predictions.jsonl --tokens zh-word --metrics rouge1 chrf

a document a line; text is the article, and brings what is compared with it:
  gold         {"id": "d1", "text": "…", "references": ["…", "…"]}
  predictions  {"id": "d1", "summary": "…"}
facts in the gold, a list of {"text", "modality", "salience", "anchors"}, bring fact recall."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the kind takes."""
    parser.add_argument("--gold", metavar="FILE", type=Path, required=True, help="references, and articles if any")
    parser.add_argument("--predictions", metavar="FILE", type=Path, required=True, help="the summaries of a tool")
    parser.add_argument("--tokens", choices=["zh-char", "zh-word", "char"], default="zh-char", help="for ROUGE, BLEU")
    parser.add_argument("--metrics", metavar="NAME", nargs="+", help="all, or names (bench list metrics)")
    parser.add_argument("--missing", choices=["empty"], help="count a document without summary as an empty one")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write every figure there, 0 to 1, and every claim")


def do(options: argparse.Namespace) -> int:
    """Prints the tables, and writes JSON where it is asked for."""
    from bench.cli.data.tables import print_sheets
    from bench.cli.score.summary_tables import sheets
    from bench.runs.score_summary_files import score_summary_files

    scored = score_summary_files(
        options.gold,
        options.predictions,
        tokens=options.tokens,
        metrics=options.metrics,
        missing=options.missing,
    )
    if options.json:
        import json

        from bench.atomic import write_whole

        write_whole(options.json, json.dumps(scored.to_json(), ensure_ascii=False, indent=1) + "\n")
    print_sheets(sheets(scored))
    return 0
