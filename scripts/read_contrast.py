#!/usr/bin/env python3
"""Turns contrast items written a line each (GUIDELINES.md, section 8) into item lines with offsets.

    python scripts/read_contrast.py WRITTEN_FOLDER OUT_FOLDER [ANNOTATION_FOLDER]

Reads WRITTEN_FOLDER/<article>.txt and writes OUT_FOLDER/<article>.jsonl. A line is a new faithful text

    = NAME | text | evidence

or an edit of such a text, by its NAME, or of a reference (short-1, short-2, one-1, one-2):

    defect[:kind] | base | before -> after [| evidence]

where the defect `trap` means that the edited text is faithful. Pieces of evidence are separated by ` ‖ ` and quoted
from the clean text; an edit of a new text has its evidence unless it names its own. Nothing is judged here: the script
finds offsets.

ANNOTATION_FOLDER is this repository's annotations/ where none is named.
"""

from __future__ import annotations

import json
from pathlib import Path

from read_facts import place, written_lines
from read_markup import start

from bench.corpus import AnnotationFolder
from bench.corpus.folder import References


class Writer:
    """The items of one article, in the order in which they were written."""

    def __init__(self, article: str, text: str, references: References) -> None:
        self.article = article
        self.text = text
        self.items: list[dict] = []
        self.bases: dict[str, tuple[str, str, list]] = {
            name: (name, reference, []) for name, reference in references.by_name().items()
        }

    def evidence(self, quoted: str) -> list[dict]:
        return [place(piece.strip(), self.text) for piece in quoted.split("‖")]

    def add(self, line: str) -> None:
        first, *fields = (field.strip() for field in line.split(" | "))
        name = f"{self.article}-c{len(self.items) + 1:02}"
        if first.startswith("="):
            text, quoted = fields
            evidence = self.evidence(quoted)
            self.bases[first.removeprefix("=").strip()] = (name, text, evidence)
            self.items.append({"id": name, "text": text, "defect": None, "evidence": evidence})
            return
        defect, _, kind = first.partition(":")
        base_name, base, evidence = self.bases[fields[0]]
        before, _, after = (part.strip() for part in fields[1].partition(" -> "))
        if base.count(before) != 1:
            raise ValueError(f"{before!r} stands {base.count(before)} times in {fields[0]}; take more of it")
        start = base.index(before)
        item = {"id": name, "text": base.replace(before, after), "defect": None if defect == "trap" else defect}
        item |= {"kind": kind} if kind else {}
        item |= {"base": base_name, "edit": {"start": start, "before": before, "after": after}}
        item["evidence"] = self.evidence(fields[2]) if len(fields) > 2 else evidence
        self.items.append(item)


def main(written: Path, out: Path, folder: AnnotationFolder) -> None:
    out.mkdir(parents=True, exist_ok=True)
    references = folder.references()
    for article in folder.articles():
        source = written / f"{article.id}.txt"
        writer = Writer(article.id, article.clean.text, references.get(article.id, References(None, (), ())))
        for number, line in written_lines(source):
            try:
                writer.add(line)
            except (ValueError, KeyError, IndexError) as error:  # noqa: PERF203 the message has the line's number
                raise SystemExit(f"{source}:{number}: {error}") from None
        rows = [json.dumps(item, ensure_ascii=False) + "\n" for item in writer.items]
        (out / f"{article.id}.jsonl").write_text("".join(rows), encoding="utf-8")
        print(f"{article.id}: {len(rows)} items")


if __name__ == "__main__":
    start(main, __doc__)
