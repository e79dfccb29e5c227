"""The columns of the data set's Parquet files."""

from __future__ import annotations

import pyarrow as pa

_SPAN = [("start", pa.int32()), ("end", pa.int32())]
_READING = pa.struct([*_SPAN, ("label", pa.string()), ("fine", pa.string())])
_EVIDENCE = pa.list_(pa.struct([*_SPAN, ("text", pa.string())]))
_ENTITY = pa.struct(
    [
        ("id", pa.string()), *_SPAN, ("text", pa.string()), ("label", pa.string()), ("fine", pa.string()),
        ("layer", pa.string()), ("form", pa.string()), ("alt", pa.list_(_READING)), ("approx", pa.string()),
        ("norm", pa.string()), ("crosses_line", pa.bool_()), ("crosses_blank", pa.bool_()), ("has_space", pa.bool_()),
    ]
)  # fmt: skip
_FACT = pa.struct(
    [
        ("id", pa.string()), ("text", pa.string()), ("salience", pa.int8()), ("modality", pa.string()),
        ("speaker", pa.string()), ("period", pa.string()),
        ("numbers", pa.list_(pa.struct([("value", pa.float64()), ("unit", pa.string())]))),
        ("evidence", _EVIDENCE), ("anchors", pa.list_(pa.list_(pa.string()))), ("entails", pa.list_(pa.string())),
    ]
)  # fmt: skip
ARTICLES = pa.schema(
    [
        ("id", pa.string()), ("view", pa.string()), ("text", pa.string()), ("offsets", pa.list_(pa.int32())),
        ("parts", pa.list_(pa.struct([("role", pa.string()), *_SPAN]))),
        ("sentences", pa.list_(pa.struct([*_SPAN, ("salience", pa.int8())]))),
        ("entities", pa.list_(_ENTITY)),
        ("headline", pa.string()), ("headline_type", pa.string()),
        ("one_sentence", pa.list_(pa.string())), ("short", pa.list_(pa.string())),
        ("facts", pa.list_(_FACT)),
    ]
)  # fmt: skip
ITEMS = pa.schema(
    [
        ("id", pa.string()), ("article", pa.string()), ("text", pa.string()), ("faithful", pa.bool_()),
        ("defect", pa.string()), ("kind", pa.string()), ("base", pa.string()), ("base_text", pa.string()),
        ("edit", pa.struct([("start", pa.int32()), ("before", pa.string()), ("after", pa.string())])),
        ("evidence", _EVIDENCE),
    ]
)  # fmt: skip
VIEWS = ("clean", "raw")
# What can be loaded by name: a file of Parquet each.
SCHEMAS = {**dict.fromkeys(VIEWS, ARTICLES), "contrast": ITEMS}
