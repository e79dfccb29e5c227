"""Croissant 1.1 metadata of the data set, with its fields for responsible AI (mlcommons.org/croissant)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.corpus.build import CANARY, parquet_name
from bench.corpus.schema import SCHEMAS

METADATA = "metadata.yaml"
FILE = "croissant.json"
_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty",
    "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField",
    "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator", "source",
    "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}
_TYPES = {
    pa.string(): "sc:Text",
    pa.bool_(): "sc:Boolean",
    pa.int8(): "cr:Int8",
    pa.int32(): "cr:Int32",
    pa.float64(): "cr:Float64",
}


def croissant(words: Mapping[str, Any], checksums: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON-LD document: `words` are those of metadata.yaml, `checksums` those of data/checksums.json."""
    version = checksums["version"]
    told = {key: value for key, value in words.items() if key not in ("rai", "creator", "citeAs")}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        **told,
        "version": version,
        "creator": {"@type": "sc:Organization", "name": words["creator"]},
        "citeAs": words["citeAs"] % {"version": version},
        "identifier": CANARY,
        **{f"rai:{key}": value for key, value in words["rai"].items()},
        "distribution": [_file(name, checksums["files"][parquet_name(name)]) for name in SCHEMAS],
        "recordSet": [_record_set(name, schema) for name, schema in SCHEMAS.items()],
    }


def _file(name: str, sha256: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{name}-file",
        "name": parquet_name(name),
        "contentUrl": f"data/{parquet_name(name)}",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256,
    }


def _record_set(name: str, schema: pa.Schema) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": {"@id": f"{name}/id"},
        "field": [_field(name, f"{name}/{column.name}", column.name, column.type) for column in schema],
    }


def _field(record_set: str, path: str, column: str, kind: pa.DataType, member: str | None = None) -> dict[str, Any]:
    """A column, or a member of the structs in it."""
    kind, depth = _element(kind)
    source: dict[str, Any] = {"fileObject": {"@id": f"{record_set}-file"}, "extract": {"column": column}}
    if member is not None:
        source["transform"] = {"jsonPath": member}
    field: dict[str, Any] = {"@type": "cr:Field", "@id": path, "name": member or column, "source": source}
    if depth:
        field |= {"isArray": True, "arrayShape": ",".join(["-1"] * depth)}
    if not pa.types.is_struct(kind):
        return field | {"dataType": _TYPES[kind]}
    # Croissant's reader goes one level into a column: what lies deeper is told, not addressed.
    flat = [m for m in kind if not pa.types.is_nested(m.type)]
    deep = [m for m in kind if pa.types.is_nested(m.type)]
    field["subField"] = [_field(record_set, f"{path}/{m.name}", column, m.type, m.name) for m in flat]
    if deep:
        field["description"] = "Members that are lists themselves: " + "; ".join(f"{m.name}, {m.type}" for m in deep)
    return field


def _element(kind: pa.DataType) -> tuple[pa.DataType, int]:
    """What a list of lists holds, and how deep."""
    depth = 0
    while pa.types.is_list(kind):
        kind, depth = kind.value_type, depth + 1
    return kind, depth


def read_words(folder: Path) -> dict[str, Any]:
    """What metadata.yaml says."""
    import yaml

    words: dict[str, Any] = yaml.safe_load((folder / METADATA).read_text(encoding="utf-8"))
    return words
