"""The data set from the annotation files: one row an article, in two views, written as Parquet."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.atomic import write_whole
from bench.corpus.folder import GOLD, NAME, VERSION, AnnotationFolder, References
from bench.corpus.mentions import Mention
from bench.corpus.page import Article
from bench.text import Alignment, Span

VIEWS = ("clean", "raw")
CHECKSUMS = "checksums.json"
# Marks files that hold this benchmark, so that a training set can be searched for it; never in an article's text.
CANARY = "banmian:canary:7d1f0a52-6c0e-4b1b-9a55-3f6f2a0d94c7"

_SPAN = [("start", pa.int32()), ("end", pa.int32())]
_READING = pa.struct([*_SPAN, ("label", pa.string()), ("fine", pa.string())])
_ENTITY = pa.struct(
    [
        ("id", pa.string()), *_SPAN, ("text", pa.string()), ("label", pa.string()), ("fine", pa.string()),
        ("layer", pa.string()), ("form", pa.string()), ("alt", pa.list_(_READING)), ("approx", pa.string()),
        ("norm", pa.string()), ("crosses_line", pa.bool_()), ("crosses_blank", pa.bool_()), ("has_space", pa.bool_()),
    ]
)  # fmt: skip
SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("view", pa.string()), ("text", pa.string()), ("offsets", pa.list_(pa.int32())),
        ("parts", pa.list_(pa.struct([("role", pa.string()), *_SPAN]))),
        ("sentences", pa.list_(pa.struct([*_SPAN, ("salience", pa.int8())]))),
        ("entities", pa.list_(_ENTITY)),
        ("headline", pa.string()), ("headline_type", pa.string()),
        ("one_sentence", pa.list_(pa.string())), ("short", pa.list_(pa.string())),
    ]
)  # fmt: skip


def build_rows(folder: AnnotationFolder) -> dict[str, list[dict[str, Any]]]:
    """The rows of each view, in the page's order; spans are on the row's own text."""
    references = folder.references()
    rows: dict[str, list[dict[str, Any]]] = {view: [] for view in VIEWS}
    for article in folder.articles():
        mentions = folder.mentions(GOLD, article.id)
        for view in VIEWS:
            rows[view].append(_row(article, view, mentions, references[article.id]))
    return rows


def _row(article: Article, view: str, mentions: Iterable[Mention], references: References) -> dict[str, Any]:
    shown = article.clean if view == "clean" else article.raw
    to_shown = Alignment(article.clean, shown)
    to_raw = article.to_raw

    def span(start: int, end: int) -> dict[str, int]:
        return _project(to_shown, start, end)._asdict()

    def entity(mention: Mention) -> dict[str, Any]:
        on_page = _project(to_raw, mention.start, mention.end).of(article.raw.text)
        place = span(mention.start, mention.end)
        return {
            "id": mention.id,
            **place,
            "text": shown.text[place["start"] : place["end"]],
            "label": mention.label,
            "fine": mention.fine,
            "layer": mention.layer,
            "form": mention.form,
            "alt": [
                {**span(r.start, r.end), "label": r.fine.partition(".")[0].upper(), "fine": r.fine} for r in mention.alt
            ],
            "approx": mention.approx,
            "norm": mention.norm,
            "crosses_line": "\n" in on_page,
            "crosses_blank": re.search(r"\n\s*\n", on_page) is not None,
            "has_space": on_page.replace("\n", "") != mention.text,
        }

    return {
        "id": article.id,
        "view": view,
        "text": shown.text,
        "offsets": list(shown.offsets),
        "parts": [{"role": p.role, **_enclosing(article, view, p.start, p.end)} for p in article.parts],
        "sentences": [{**span(*s), "salience": None} for s in article.sentences],
        "entities": [entity(m) for m in sorted(mentions, key=lambda m: (m.start, -m.end))],
        "headline": article.role_text("headline"),
        "headline_type": references.headline_type,
        "one_sentence": list(references.one_sentence),
        "short": list(references.short),
    }


def _project(alignment: Alignment, start: int, end: int) -> Span:
    span = alignment.project(start, end)
    if span is None:
        raise ValueError(f"the span [{start}, {end}) crosses a paragraph; bench data check names its line")
    return span


def _enclosing(article: Article, view: str, start: int, end: int) -> dict[str, int]:
    """A part's span on a view; a body of several paragraphs encloses their line feeds."""
    if view == "clean":
        return {"start": start, "end": end}
    first = article.to_raw.project(start, start + 1)
    last = article.to_raw.project(end - 1, end)
    assert first is not None
    assert last is not None
    return {"start": first.start, "end": last.end}


def rows_checksum(rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over the rows as canonical JSON: the same data, whatever Parquet writer stored them."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def parquet_name(view: str) -> str:
    """The file of a view under data/."""
    return f"{view}-test.parquet"


def write_data(rows: dict[str, list[dict[str, Any]]], out: Path) -> dict[str, Any]:
    """Writes a Parquet file a view and the checksums, each moved into place when complete; returns the checksums."""
    out.mkdir(parents=True, exist_ok=True)
    checksums: dict[str, Any] = {"name": NAME, "version": VERSION, "canary": CANARY, "rows": {}, "files": {}}
    for view in VIEWS:
        table = pa.Table.from_pylist(rows[view], schema=SCHEMA.with_metadata(_metadata()))
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        content = sink.getvalue().to_pybytes()
        checksums["rows"][view] = rows_checksum(rows[view])
        checksums["files"][parquet_name(view)] = hashlib.sha256(content).hexdigest()
        write_whole(out / parquet_name(view), content)
    write_whole(out / CHECKSUMS, (json.dumps(checksums, indent=2) + "\n").encode())
    return checksums


def _metadata() -> dict[bytes, bytes]:
    """What `datasets` reads to know the features, and the canary."""
    from datasets import Features

    features = Features.from_arrow_schema(SCHEMA).to_dict()
    return {b"huggingface": json.dumps({"info": {"features": features}}).encode(), b"canary": CANARY.encode()}
