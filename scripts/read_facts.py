#!/usr/bin/env python3
"""Turns facts written a line each (GUIDELINES.md, section 7) into fact lines with offsets.

    python scripts/read_facts.py WRITTEN_FOLDER OUT_FOLDER [ANNOTATION_FOLDER]

Reads WRITTEN_FOLDER/<article>.txt and writes OUT_FOLDER/<article>.jsonl. A line has the fields, separated by ` | `:

    salience modality | period | speaker | numbers | text | evidence | anchors [| entails]

An unknown field is `-`. Numbers are separated by `, `, pieces of evidence by ` ‖ `, groups of anchors by ` & ` and the
alternatives of a group by `/`; evidence is quoted from the clean text, where each piece must stand exactly once, and
`entails` has numbers of other facts. Nothing is judged here: the script finds offsets.

ANNOTATION_FOLDER is this repository's annotations/ where none is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from read_markup import start

from bench.corpus import AnnotationFolder
from bench.corpus.mentions import read_text


def written_lines(source: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers."""
    lines = read_text(source, "write one for each article").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def place(piece: str, text: str) -> dict:
    if text.count(piece) != 1:
        raise ValueError(f"the evidence {piece!r} stands {text.count(piece)} times in the article; quote more of it")
    start = text.index(piece)
    return {"start": start, "end": start + len(piece), "text": piece}


def read_fact(written: str, name: str, text: str) -> dict:
    fields = [field.strip() for field in written.split(" | ")]
    grade, period, speaker, numbers, words, evidence, anchors, *entails = fields
    salience, modality = grade.split()
    fact = {"id": name, "text": words, "salience": int(salience), "modality": modality}
    fact |= {key: value for key, value in (("speaker", speaker), ("period", period)) if value != "-"}
    if numbers != "-":
        fact["numbers"] = numbers.split(", ")
    fact["evidence"] = [place(piece.strip(), text) for piece in evidence.split("‖")]
    fact["anchors"] = [[a.strip() for a in group.split("/")] for group in anchors.split("&")]
    if entails:
        article = name.rpartition("-")[0]
        fact["entails"] = [f"{article}-f{int(number):02}" for number in entails[0].split()]
    return fact


def main(written: Path, out: Path, folder: AnnotationFolder) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for article in folder.articles():
        source = written / f"{article.id}.txt"
        lines: list[str] = []
        for number, line in written_lines(source):
            try:
                fact = read_fact(line, f"{article.id}-f{len(lines) + 1:02}", article.clean.text)
            except ValueError as error:
                raise SystemExit(f"{source}:{number}: {error}") from None
            lines.append(json.dumps(fact, ensure_ascii=False) + "\n")
        (out / f"{article.id}.jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{article.id}: {len(lines)} facts")


if __name__ == "__main__":
    start(main, __doc__)
