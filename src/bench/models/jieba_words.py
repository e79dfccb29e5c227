"""jieba as this project uses it: an own tokenizer, quiet, with the package's dictionary."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.models.base import file_hash, versions


@cache
def tokenizer() -> Any:
    """A tokenizer of its own: words that a caller adds to jieba's global one do not change a result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports the deprecated pkg_resources
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def describe() -> dict[str, Any]:
    """The version and the dictionary that segmentation depends on."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    return {"packages": versions("jieba"), "dictionary": file_hash(Path(spec.origin).parent / "dict.txt")}
