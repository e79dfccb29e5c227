"""doccano's JSON Lines for sequence labelling, and the labels to set a project up with.

A span has a label and nothing else; nesting says its layer, for a project that allows overlapping entities keeps both.
doccano keeps the key `id` among the document's metadata and writes it out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.corpus.formats.exchange import Files, Format, Source
from bench.corpus.formats.stated import AGAIN, EXPORTED, Stated, StatedDocument, inside
from bench.corpus.forms import brief
from bench.corpus.mentions import COARSE, as_json, coarse, read_text

_LINES = "documents.jsonl"
# One colour a coarse type, dark enough for white letters.
_COLOURS = dict(
    zip(COARSE, ("#b3261e", "#1b5e9b", "#2e7d32", "#00695c", "#6a1b9a", "#8d5524", "#455a64", "#9e5a00"), strict=True)
)
# What doccano calls the spans: `label` in its own export, `entities` in projects with relations, `labels` before.
_KEYS = ("label", "entities", "labels")


def write(source: Source) -> Files:
    """`documents.jsonl` and `label_config.json`; an article without gold has an empty list."""
    lines = [
        {"id": d.id, "text": d.text, "label": [[m.start, m.end, m.fine] for m in d.mentions or ()]}
        for d in source.documents
    ]
    config = [
        {
            "text": label,
            "prefix_key": None,
            "suffix_key": None,
            "background_color": _COLOURS.get(coarse(label), "#333333"),
            "text_color": "#ffffff",
        }
        for label in source.labels
    ]
    return {
        _LINES: "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode(),
        "label_config.json": (json.dumps(config, indent=1) + "\n").encode(),
    }


def read(path: Path, texts: Mapping[str, str], faults: list[str]) -> list[StatedDocument]:  # noqa: ARG001
    """The documents of an export, a line each."""
    path = inside(path, _LINES)
    documents = []
    for number, line in enumerate(read_text(path, EXPORTED).split("\n"), 1):
        place = f"{path}:{number}"
        if not line.strip():
            continue
        value = as_json(line, place, AGAIN)
        if not isinstance(value, dict):
            faults.append(f"{place}: a line holds one JSON object; export it again")
            continue
        # Some versions write `data` where others write `text`.
        text = value.get("text", value.get("data"))
        documents.append(StatedDocument(place, value.get("id"), text, tuple(_mentions(value, place, faults))))
    return documents


def _mentions(value: dict[str, Any], place: str, faults: list[str]) -> Iterator[Stated]:
    where = f"{place}: document {brief(value.get('id'))}"
    named = [key for key in _KEYS if value.get(key)] or [key for key in _KEYS if key in value]
    if not named or (len(named) > 1 and all(value[key] for key in named)):
        found = f"more than one of {', '.join(named)}" if named else f"none of {', '.join(_KEYS)}"
        faults.append(f"{where}: {found}; export as JSONL of sequence labelling")
        return
    if value.get("relations"):
        faults.append(f"{where}: relations cannot be carried; take them out")
    spans = value[named[0]]
    for number, span in enumerate(spans if isinstance(spans, list) else [spans], 1):
        if isinstance(span, dict) and {"start_offset", "end_offset", "label"} <= span.keys():
            span = [span["start_offset"], span["end_offset"], span["label"]]
        if isinstance(span, list) and len(span) == 3:
            yield Stated(f"{place} span {number}", ((span[0], span[1]),), span[2])
        else:
            faults.append(f"{where}: span {number} is {brief(span)}, not [start, end, label]; export it again")


FORMAT = Format("doccano", frozenset({"layer"}), write, read)
