"""banmian: evaluation of Chinese named entity recognition and summarization on a hand-annotated newspaper page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.corpus import load
    from bench.errors import BenchError
    from bench.runs import RunConfig, RunRecord, run

_HOMES = {
    "BenchError": "bench.errors",
    "RunConfig": "bench.runs",
    "RunRecord": "bench.runs",
    "load": "bench.corpus",
    "run": "bench.runs",
}

__all__ = ["BenchError", "RunConfig", "RunRecord", "load", "run"]


def __getattr__(name: str) -> Any:
    """Loads a public name from its home at its first use (PEP 562): `import bench` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bench' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
