"""banmian: evaluation of Chinese named entity recognition and summarization on a hand-annotated newspaper page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.corpus import load
    from bench.corpus.tagged import read_tags
    from bench.errors import BenchError
    from bench.metrics import SpanTable, score_spans, score_summaries
    from bench.runs import RunConfig, RunRecord, run
    from bench.runs.score_files import score_files
    from bench.stats.intervals import intervals
    from bench.stats.paired import compare
    from bench.text import tokenize

_HOMES = {
    "BenchError": "bench.errors",
    "RunConfig": "bench.runs",
    "RunRecord": "bench.runs",
    "SpanTable": "bench.metrics",
    "compare": "bench.stats.paired",
    "intervals": "bench.stats.intervals",
    "load": "bench.corpus",
    "read_tags": "bench.corpus.tagged",
    "run": "bench.runs",
    "score_files": "bench.runs.score_files",
    "score_spans": "bench.metrics",
    "score_summaries": "bench.metrics",
    "tokenize": "bench.text",
}

__all__ = [
    "BenchError",
    "RunConfig",
    "RunRecord",
    "SpanTable",
    "compare",
    "intervals",
    "load",
    "read_tags",
    "run",
    "score_files",
    "score_spans",
    "score_summaries",
    "tokenize",
]


def __getattr__(name: str) -> Any:
    """Loads a public name from its home at its first use (PEP 562): `import bench` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bench' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
