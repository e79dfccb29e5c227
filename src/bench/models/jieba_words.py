"""What jieba's words depend on; the tokenizer itself is `bench.text.words.jieba_tokenizer`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.models.base import file_hash, versions


def describe() -> dict[str, Any]:
    """The version and the dictionary that segmentation depends on."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    return {"packages": versions("jieba"), "dictionary": file_hash(Path(spec.origin).parent / "dict.txt")}
