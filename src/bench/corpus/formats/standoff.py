"""The data set without the newspaper's text: offsets and our own words alone; with the page file it is whole again."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.corpus.build import CANARY, build_rows, rows_checksum
from bench.corpus.folder import NAME, VERSION, AnnotationFolder
from bench.corpus.formats.exchange import ATTRIBUTES, Files, Format, Source
from bench.corpus.forms import brief, form_fault, validator
from bench.corpus.mentions import Line, read_lines
from bench.corpus.schema import SCHEMAS, VIEWS
from bench.errors import BenchError
from bench.text import NO_OFFSET

Rows = Mapping[str, Sequence[dict[str, Any]]]
FILE = "standoff.jsonl"
_HEADER = "banmian"
_TEXTS = ("name", "version", "canary", "page", "sha256")
_STRING = {"type": "string"}
_FORM = {
    "properties": {
        _HEADER: {
            "type": "object",
            "additionalProperties": False,
            "required": [*_TEXTS, "rows"],
            "properties": {
                **dict.fromkeys(_TEXTS, _STRING),
                "rows": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": list(SCHEMAS),
                    "properties": dict.fromkeys(SCHEMAS, _STRING),
                },
            },
        }
    },
}


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
    lines = list(read_lines(standoff, "name the standoff file with --standoff"))
    header = _header(lines.pop(0).value.get(_HEADER) if lines else None, standoff)
    text = _page_text(page, header)
    rows = _bare_rows(lines)
    try:
        _fill_rows(rows, text)
        found = {name: rows_checksum(rows[name]) for name in SCHEMAS}
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError) as error:
        raise BenchError(f"{standoff}: a row is not whole ({error!r:.80}); restore the standoff file") from None
    if changed := [name for name, checksum in found.items() if checksum != header["rows"][name]]:
        raise BenchError(
            f"{standoff}: the rows of {changed[0]} are not those it was made from; restore the standoff file"
        )
    return rows


def _header(stated: Any, standoff: Path) -> dict[str, Any]:
    """The header, every field in its form and a checksum for each kind of row: without one nothing would be proved."""
    if form_fault(validator(_FORM), {_HEADER: stated}):
        raise BenchError(f"{standoff}:1: not the header of a standoff file; write one with bench data export standoff")
    header: dict[str, Any] = stated
    if (header["name"], header["version"]) != (NAME, VERSION):
        made = f"{brief(header['name'])} {brief(header['version'])}"
        raise BenchError(f"{standoff}:1: made from {made}, this is {NAME} {VERSION}; take the package of that version")
    return header


def _page_text(page: Path, header: Mapping[str, Any]) -> str:
    try:
        content = page.read_bytes()
    except OSError as error:
        raise BenchError(f"{page}: cannot be read ({error.strerror}); name the page file with --page") from None
    if (found := hashlib.sha256(content).hexdigest()) != header["sha256"]:
        wanted = f"the standoff file wants {brief(header['page'])} of {header['sha256'][:12]}…"
        raise BenchError(f"{page}: its sha256 is {found[:12]}…, {wanted}; name that page with --page")
    return content.decode("utf-8", "replace")  # of the right sum, so as it was exported


def _bare_rows(lines: Iterable[Line]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for line in lines:
        row = dict(line.value)
        name = row.pop("config", None)
        if not isinstance(name, str) or name not in rows:
            raise BenchError(f"{line}: no row of {', '.join(SCHEMAS)}; restore the standoff file")
        rows[name].append(row)
    return rows


def _fill_rows(rows: Mapping[str, list[dict[str, Any]]], page: str) -> None:
    """Adds to the rows what the page says; any error of a lookup where a row is not whole."""
    for row in (row for view in VIEWS for row in rows[view]):
        _add_text(row, page)
    clean = {row["id"]: row["text"] for row in rows["clean"]}
    headlines = {row["id"]: _headline(row) for row in rows["clean"]}
    for row in (row for view in VIEWS for row in rows[view]):
        row["headline"] = headlines[row["id"]]
    for item in rows["contrast"]:
        _fill(item["evidence"], clean[item["article"]])


def _add_text(row: dict[str, Any], page: str) -> None:
    row["text"] = "".join("\n" if offset == NO_OFFSET else page[offset] for offset in row["offsets"])
    for spans in (row["entities"], *_evidence(row)):
        _fill(spans, row["text"])


def _headline(row: dict[str, Any]) -> str:
    return "\n".join(row["text"][p["start"] : p["end"]] for p in row["parts"] if p["role"] == "headline")


def _fill(spans: list[dict[str, Any]], text: str) -> None:
    for span in spans:
        span["text"] = text[span["start"] : span["end"]]
