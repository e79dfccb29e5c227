#!/usr/bin/env python3
"""Turns an annotator's table of grades (GUIDELINES.md, section 6) into sentence lines with offsets.

    python scripts/read_salience.py TABLE.tsv OUT.jsonl

A line of the table is `article, sNN, grade, reason`, separated by tabs; sNN counts the sentences of the article's body
or caption from 01. Nothing is graded here: the script finds offsets and refuses a table that leaves a sentence out.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from bench.corpus.page import read_page

PAGE = Path(__file__).parent.parent / "annotations" / "page"


def main(table: Path, out: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        graded = {(row[0], row[1]): (int(row[2]), row[3]) for row in csv.reader(file, delimiter="\t")}
    lines = []
    for article in read_page(PAGE):
        for number, span in enumerate(article.sentences, 1):
            name = f"s{number:02}"
            if (article.id, name) not in graded:
                raise SystemExit(f"{table}: no grade for {article.id} {name}: {span.of(article.clean.text)[:20]}…")
            grade, reason = graded.pop((article.id, name))
            line = {"article": article.id, "start": span.start, "end": span.end, "salience": grade, "note": reason}
            lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    if graded:
        raise SystemExit(f"{table}: no such sentence: {', '.join(' '.join(key) for key in graded)}")
    out.write_text("".join(lines), encoding="utf-8")
    print(f"{out}: {len(lines)} sentences")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
