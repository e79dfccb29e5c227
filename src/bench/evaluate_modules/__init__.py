"""The metrics as modules of `evaluate`: classes here, and files for `evaluate.load(path)`.

`evaluate` takes seconds to import: nothing else in the package imports this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.evaluate_modules.bertscore import BertScore
    from bench.evaluate_modules.chinese_rouge import ChineseRouge
    from bench.evaluate_modules.fact_recall import FactRecall
    from bench.evaluate_modules.span_f1 import SpanF1

__all__ = ["BertScore", "ChineseRouge", "FactRecall", "SpanF1"]
_HOMES = {
    "BertScore": "bench.evaluate_modules.bertscore",
    "ChineseRouge": "bench.evaluate_modules.chinese_rouge",
    "FactRecall": "bench.evaluate_modules.fact_recall",
    "SpanF1": "bench.evaluate_modules.span_f1",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'bench.evaluate_modules' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
