"""The data set from the annotation files: one row an article, in two views, and one a contrast item, as Parquet."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from bench.corpus.contrast import ContrastItem
from bench.corpus.facts import Fact
from bench.corpus.folder import BUILT_FROM, GOLD, GOLD_SALIENCE, NAME, VERSION, AnnotationFolder, References
from bench.corpus.mentions import Mention, coarse
from bench.corpus.norms import quantity
from bench.corpus.page import Article
from bench.corpus.schema import SCHEMAS, VIEWS
from bench.errors import BenchError
from bench.text import Alignment, Span, View

CHECKSUMS = "checksums.json"
# Marks files that hold this benchmark, so that a training set can be searched for it; never in an article's text.
CANARY = "banmian:canary:7d1f0a52-6c0e-4b1b-9a55-3f6f2a0d94c7"


def build_rows(folder: AnnotationFolder) -> dict[str, list[dict[str, Any]]]:
    """The rows of each view, in the page's order, and of the contrast items; spans are on the row's own text.

    The evidence of a contrast item is on the clean text of its article. Raises `BenchError` where a kind of annotation
    is not there, or where the files do not fit together as `bench data check` wants them.
    """
    require_kinds(folder)
    articles = folder.articles()
    try:
        return _rows(folder, articles)
    except (KeyError, ValueError) as error:
        raise BenchError(f"{folder.path}: the files do not fit together ({error}); see bench data check") from None


def require_kinds(folder: AnnotationFolder) -> None:
    """Raises `BenchError` where a kind of annotation that the data set is built from is not there at all."""
    if absent := folder.lacks(BUILT_FROM):
        wanted = f"the data set is built from {', '.join(BUILT_FROM)}"
        raise BenchError(f"{folder.path}: {wanted}; not there yet: {', '.join(absent)}")


def _rows(folder: AnnotationFolder, articles: Iterable[Article]) -> dict[str, list[dict[str, Any]]]:
    references = folder.references()
    grades = folder.salience(GOLD_SALIENCE)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for article in articles:
        gold = _Gold(folder.mentions(GOLD, article.id), folder.facts(article.id), grades, references[article.id])
        for view in VIEWS:
            rows[view].append(_row(article, view, gold))
        rows["contrast"] += _items(article, folder.contrast(article.id), references[article.id])
    return rows


class _Gold(NamedTuple):
    mentions: list[Mention]
    facts: list[Fact]
    grades: dict[tuple[str, int, int], int]
    references: References


def _row(article: Article, view: str, gold: _Gold) -> dict[str, Any]:
    shown = article.clean if view == "clean" else article.raw
    to_shown = Alignment(article.clean, shown)
    references = gold.references

    def span(start: int, end: int) -> Span:
        return _project(to_shown, start, end)

    return {
        "id": article.id,
        "view": view,
        "text": shown.text,
        "offsets": list(shown.offsets),
        "parts": [{"role": p.role, **_enclosing(article, view, p.start, p.end)} for p in article.parts],
        "sentences": [
            {**span(*s)._asdict(), "salience": gold.grades[article.id, s.start, s.end]} for s in article.sentences
        ],
        "entities": [_entity(m, article, shown, span) for m in sorted(gold.mentions, key=lambda m: (m.start, -m.end))],
        "headline": article.role_text("headline"),
        "headline_type": references.headline_type,
        "one_sentence": list(references.one_sentence),
        "short": list(references.short),
        "facts": [_fact(fact, shown, span) for fact in gold.facts],
    }


def _entity(mention: Mention, article: Article, shown: View, span: Callable[[int, int], Span]) -> dict[str, Any]:
    on_page = _project(article.to_raw, mention.start, mention.end).of(article.raw.text)
    place = span(mention.start, mention.end)
    return {
        "id": mention.id,
        **place._asdict(),
        "text": place.of(shown.text),
        "label": mention.label,
        "fine": mention.fine,
        "layer": mention.layer,
        "form": mention.form,
        "alt": [{**span(r.start, r.end)._asdict(), "label": coarse(r.fine), "fine": r.fine} for r in mention.alt],
        "approx": mention.approx,
        "norm": mention.norm,
        "crosses_line": "\n" in on_page,
        "crosses_blank": re.search(r"\n\s*\n", on_page) is not None,
        "has_space": on_page.replace("\n", "") != mention.text,
    }


def _fact(fact: Fact, shown: View, span: Callable[[int, int], Span]) -> dict[str, Any]:
    places = [span(*evidence) for evidence in fact.evidence]
    return {
        "id": fact.id,
        "text": fact.text,
        "salience": fact.salience,
        "modality": fact.modality,
        "speaker": fact.speaker,
        "period": fact.period,
        "numbers": [{"value": value, "unit": unit} for value, unit in map(quantity, fact.numbers)],
        "evidence": [{**place._asdict(), "text": place.of(shown.text)} for place in places],
        "anchors": [list(group) for group in fact.anchors],
        "entails": list(fact.entails),
    }


def _items(article: Article, items: Iterable[ContrastItem], references: References) -> Iterator[dict[str, Any]]:
    texts = references.by_name()
    for item in items:
        if item.edit is None:
            texts[item.id] = item.text
        yield {
            "id": item.id,
            "article": article.id,
            "text": item.text,
            "faithful": item.defect is None,
            "defect": item.defect,
            "kind": item.kind,
            "base": item.base,
            "base_text": None if item.base is None else texts[item.base],
            "edit": None if item.edit is None else asdict(item.edit),
            "evidence": [{**e._asdict(), "text": e.of(article.clean.text)} for e in item.evidence],
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


def parquet_name(name: str) -> str:
    """The file of a view, or of the contrast items, under data/."""
    return f"{name}-test.parquet"


def write_data(rows: dict[str, list[dict[str, Any]]], out: Path) -> dict[str, Any]:
    """Writes the Parquet files and the checksums; returns the checksums.

    Every file is whole beside its place before the first is moved there, the checksums last: a full disk leaves what
    there was. Raises `BenchError` where the folder cannot be written.
    """
    checksums: dict[str, Any] = {"name": NAME, "version": VERSION, "canary": CANARY, "rows": {}, "files": {}}
    files: dict[str, bytes] = {}
    for name, schema in SCHEMAS.items():
        table = pa.Table.from_pylist(rows[name], schema=schema.with_metadata(_metadata(schema)))
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        content = files[parquet_name(name)] = sink.getvalue().to_pybytes()
        checksums["rows"][name] = rows_checksum(rows[name])
        checksums["files"][parquet_name(name)] = hashlib.sha256(content).hexdigest()
    files[CHECKSUMS] = (json.dumps(checksums, indent=2) + "\n").encode()
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write_together(files, out)
    except OSError as error:
        raise BenchError(f"{out}: cannot be written ({error.strerror}); choose another folder with --out") from None
    return checksums


def _write_together(files: Mapping[str, bytes], out: Path) -> None:
    with TemporaryDirectory(dir=out, prefix=".built-") as beside:
        for name, content in files.items():
            (Path(beside) / name).write_bytes(content)
        for name in files:
            (Path(beside) / name).replace(out / name)


def _metadata(schema: pa.Schema) -> dict[bytes, bytes]:
    """What `datasets` reads to know the features, and the canary."""
    from datasets import Features

    features = Features.from_arrow_schema(schema).to_dict()
    return {b"huggingface": json.dumps({"info": {"features": features}}).encode(), b"canary": CANARY.encode()}
