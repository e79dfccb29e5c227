#!/usr/bin/env python3
"""Turns an annotator's bracketed text (GUIDELINES.md, section 5) into mention lines with offsets.

    python scripts/read_markup.py MARKED_FOLDER OUT_FOLDER [ANNOTATION_FOLDER]

Reads MARKED_FOLDER/<article>.txt for every article of the page and writes OUT_FOLDER/<article>.jsonl. Nothing is
labelled here: each label and attribute is what the annotator typed; the script finds offsets and refuses a text that
was changed.

ANNOTATION_FOLDER is this repository's annotations/ where none is named.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from bench.corpus import AnnotationFolder
from bench.corpus.mentions import read_text
from bench.errors import BenchError

_TOKEN = re.compile(r"\[|\|(?P<tail>[^\[\]]*)\]")
OURS = Path(__file__).parent.parent / "annotations"


def start(main: Callable[[Path, Path, AnnotationFolder], None], usage: str | None) -> None:
    """Runs a script on its two paths and the annotation folder, this repository's where none is named."""
    if len(sys.argv) not in (3, 4):
        raise SystemExit(usage)
    source, out, folder, *_ = (*map(Path, sys.argv[1:]), OURS)
    try:
        main(source, out, AnnotationFolder(folder))
    except BenchError as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}") from None


def read_marked(marked: str) -> tuple[str, list[dict]]:
    """The plain text and its mentions, in order of start, outer before inner."""
    text = ""
    opened: list[int] = []
    mentions: list[dict] = []
    position = 0
    for token in _TOKEN.finditer(marked):
        text += marked[position : token.start()]
        position = token.end()
        if token.group() == "[":
            opened.append(len(text))
            continue
        if not opened:
            raise ValueError(f"a bracket closes that never opened: …{text[-20:]}")
        start, depth = opened.pop(), len(opened)
        fine, *attributes = token.group("tail").split(";")
        mention = {"start": start, "end": len(text), "text": text[start:], "fine": fine.strip()}
        mention["layer"] = "inner" if depth else "outer"
        for attribute in attributes:
            key, _, value = attribute.strip().partition("=")
            if key not in ("form", "approx", "norm", "alt", "note"):
                raise ValueError(f"{text[start:]}: no attribute is called {key!r}")
            if key == "alt":
                mention.setdefault("alt", []).append(value)
            else:
                mention[key] = value
        mentions.append(mention)
    text += marked[position:]
    if opened:
        raise ValueError(f"a bracket never closes: {text[opened[-1] : opened[-1] + 20]}…")
    return text, sorted(mentions, key=lambda m: (m["start"], -m["end"]))


def locate_alternatives(text: str, mention: dict) -> None:
    """Replaces `other text@fine` by offsets: the occurrence that overlaps the mention."""
    found = []
    for reading in mention.get("alt", []):
        other, _, fine = reading.partition("@")
        starts = [m.start() for m in re.finditer(f"(?={re.escape(other)})", text)]
        near = [s for s in starts if s < mention["end"] and mention["start"] < s + len(other)]
        if len(near) != 1:
            raise ValueError(f"the reading {other!r} of {mention['text']!r} stands {len(near)} times over it")
        found.append({"start": near[0], "end": near[0] + len(other), "fine": fine})
    if found:
        mention["alt"] = found


def main(marked_folder: Path, out: Path, folder: AnnotationFolder) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for article in folder.articles():
        source = marked_folder / f"{article.id}.txt"
        try:
            text, mentions = read_marked(read_text(source).rstrip("\n"))
        except ValueError as error:
            raise SystemExit(f"{source}: {error}") from None
        if text != article.clean.text:
            at = next(
                (i for i, (a, b) in enumerate(zip(text, article.clean.text, strict=False)) if a != b),
                min(len(text), len(article.clean.text)),
            )
            raise SystemExit(f"{source}: the text differs from the page at {at}: {text[max(0, at - 10) : at + 10]!r}")
        lines = []
        for number, mention in enumerate(mentions, 1):
            try:
                locate_alternatives(text, mention)
            except ValueError as error:
                raise SystemExit(f"{source}: {error}") from None
            lines.append(json.dumps({"id": f"{article.id}-{number:03}", **mention}, ensure_ascii=False) + "\n")
        (out / f"{article.id}.jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{article.id}: {len(mentions)} mentions")


if __name__ == "__main__":
    start(main, __doc__)
