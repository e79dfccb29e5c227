"""The data set without the newspaper's text: offsets and our own words alone; with the page file it is whole again."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.corpus.build import CANARY, build_rows, rows_checksum
from bench.corpus.folder import NAME, VERSION, AnnotationFolder
from bench.corpus.formats.exchange import ATTRIBUTES, Files, Format, Source
from bench.corpus.mentions import read_lines
from bench.corpus.schema import SCHEMAS, VIEWS
from bench.errors import BenchError
from bench.text import NO_OFFSET

Rows = Mapping[str, Sequence[dict[str, Any]]]
FILE = "standoff.jsonl"
_HEADER = "banmian"
_FIELDS = {"name", "version", "canary", "page", "sha256", "rows"}


def write(source: Source) -> Files:
    """The whole data set, both views, as one file; `source.view` makes no difference."""
    return {FILE: "".join(standoff_lines(source.folder, build_rows(source.folder))).encode()}


FORMAT = Format("standoff", frozenset(ATTRIBUTES) - {"note"}, write)


def standoff_lines(folder: AnnotationFolder, rows: Rows) -> list[str]:
    """JSON Lines: a header with version, canary and checksums, then one line a row, without what the page says.

    Left out are the texts of articles, mentions and evidence, and the headlines. What the annotators wrote stays:
    summaries, facts, contrast items. `offsets` say where on the page each character stands.
    """
    page = folder.page_path()
    header = {
        "name": NAME,
        "version": VERSION,
        "canary": CANARY,
        "page": page.name,
        "sha256": hashlib.sha256(page.read_bytes()).hexdigest(),
        "rows": {name: rows_checksum(rows[name]) for name in SCHEMAS},
    }
    lines = [{_HEADER: header}]
    lines += [{"config": name, **_without_text(row)} for name in SCHEMAS for row in rows[name]]
    return [json.dumps(line, ensure_ascii=False) + "\n" for line in lines]


def _without_text(row: dict[str, Any]) -> dict[str, Any]:
    bare = copy.deepcopy(row)
    if "offsets" in bare:
        del bare["text"], bare["headline"]
    for spans in (bare.get("entities", ()), *_evidence(bare)):
        for span in spans:
            del span["text"]
    return bare


def _evidence(row: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The lists of evidence of an article's facts, or the one of a contrast item."""
    return [fact["evidence"] for fact in row["facts"]] if "facts" in row else [row["evidence"]]


def restore(standoff: Path, page: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of the data set from a standoff file and the page.

    Raises `BenchError` where the page is another one, a line cannot be read, or the rows are not those that the
    standoff file was made from.
    """
    lines = list(read_lines(standoff))
    header = lines.pop(0).value.get(_HEADER) if lines else None
    if not isinstance(header, dict) or header.keys() != _FIELDS:
        raise BenchError(f"{standoff}:1: not the header of a standoff file; write one with bench data export standoff")
    content = _page_bytes(page)
    if (found := hashlib.sha256(content).hexdigest()) != header["sha256"]:
        wanted = f"the standoff file wants {header['page']} of {header['sha256'][:12]}…"
        raise BenchError(f"{page}: its sha256 is {found[:12]}…, {wanted}; name that page with --page")
    text = content.decode("utf-8")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for line in lines:
        row = dict(line.value)
        try:
            rows[row.pop("config")].append(row)
        except KeyError:
            raise BenchError(f"{line}: no row of {', '.join(SCHEMAS)}; restore the standoff file") from None
    try:
        for view in VIEWS:
            for row in rows[view]:
                _add_text(row, text)
        clean = {row["id"]: row["text"] for row in rows["clean"]}
        headlines = {row["id"]: _headline(row) for row in rows["clean"]}
        for row in (row for view in VIEWS for row in rows[view]):
            row["headline"] = headlines[row["id"]]
        for item in rows["contrast"]:
            _fill(item["evidence"], clean[item["article"]])
    except (KeyError, TypeError, IndexError) as error:
        raise BenchError(f"{standoff}: a row is not whole ({error!r}); restore the standoff file") from None
    for name, stated in header["rows"].items():
        if rows_checksum(rows[name]) != stated:
            raise BenchError(
                f"{standoff}: the rows of {name} are not those it was made from; restore the standoff file"
            )
    return rows


def _page_bytes(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        raise BenchError(f"{page}: cannot be read ({error.strerror}); name the page file with --page") from None


def _add_text(row: dict[str, Any], page: str) -> None:
    row["text"] = "".join("\n" if offset == NO_OFFSET else page[offset] for offset in row["offsets"])
    for spans in (row["entities"], *_evidence(row)):
        _fill(spans, row["text"])


def _headline(row: dict[str, Any]) -> str:
    return "\n".join(row["text"][p["start"] : p["end"]] for p in row["parts"] if p["role"] == "headline")


def _fill(spans: list[dict[str, Any]], text: str) -> None:
    for span in spans:
        span["text"] = text[span["start"] : span["end"]]
