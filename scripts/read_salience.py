#!/usr/bin/env python3
"""Turns an annotator's table of grades (GUIDELINES.md, section 6) into sentence lines with offsets.

    python scripts/read_salience.py TABLE.tsv OUT.jsonl [ANNOTATION_FOLDER]

A line of the table is `article, sNN, grade, reason`, separated by tabs; sNN counts the sentences of the article's body
or caption from 01. Nothing is graded here: the script finds offsets and refuses a table that leaves a sentence out.

ANNOTATION_FOLDER is this repository's annotations/ where none is named.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from read_markup import start

from bench.corpus import AnnotationFolder


def read_table(table: Path) -> dict[tuple[str, str], tuple[int, str]]:
    graded = {}
    with table.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if len(row) != 4 or row[2] not in ("0", "1", "2", "3") or (row[0], row[1]) in graded:
                raise SystemExit(f"{table}:{number}: {row} is not article, sNN, grade, reason, or stands twice")
            graded[row[0], row[1]] = int(row[2]), row[3]
    return graded


def main(table: Path, out: Path, folder: AnnotationFolder) -> None:
    graded = read_table(table)
    lines = []
    for article in folder.articles():
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
    start(main, __doc__)
