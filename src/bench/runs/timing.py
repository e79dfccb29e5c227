"""How long a run took, and what it used: of this call, where an earlier call did a part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.memory import peak_megabytes, reset_peak


@dataclass
class Progress:
    """How far a run is: documents and characters done of those that this call has to predict.

    `seconds` are the model's since the first document was handed to it.
    """

    documents: int
    characters: int
    done: int = 0
    done_characters: int = 0
    begun: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    @property
    def seconds_left(self) -> float | None:
        """By characters, at the speed so far; `None` before a twentieth is done, when it would be a guess."""
        if not self.characters or self.done_characters < self.characters / 20:
            return None
        return self.seconds * (self.characters / self.done_characters - 1)


Watch = Callable[[Progress], None]


class Timer:
    """Seconds of loading and of predicting, apart; of storing in neither."""

    def __init__(self, model: Any) -> None:
        reset_peak()
        self.load_seconds = 0.0
        if hasattr(model, "load"):
            begun = time.perf_counter()
            model.load()
            self.load_seconds = time.perf_counter() - begun
        self._model, self._used_before = model, _used(model)
        self.seconds = 0.0
        self._since = time.perf_counter()

    def pause(self) -> None:
        self.seconds += time.perf_counter() - self._since

    def go_on(self) -> None:
        self._since = time.perf_counter()

    @property
    def used(self) -> dict[str, Any] | None:
        """Requests, tries again and cost since then, of a model that counts them in `usage`."""
        now = _used(self._model)
        return {name: _more(self._used_before[name], now[name]) for name in now} or None


def _used(model: Any) -> dict[str, Any]:
    usage = getattr(model, "usage", None)
    return {} if usage is None else {name: getattr(usage, name) for name in ("requests", "retries", "cost")}


def _more(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else now - before


def timing(timer: Timer, done: int, characters: int, records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What `timing.json` holds: throughput of this call, tokens of the whole run; `None` where nothing was measured."""
    seconds = timer.seconds
    return {
        "load_seconds": timer.load_seconds,
        "seconds": seconds,
        "documents": done,
        "characters": characters,
        "characters_per_second": characters / seconds if characters and seconds else None,
        "seconds_per_document": seconds / done if done else None,
        "peak_megabytes": peak_megabytes(),
        "tokens": _tokens(records),
        "usage": timer.used,
    }


def together(parts: Sequence[Mapping[str, Any]], records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What `timing.json` holds of a run that was done in parts: seconds are sums, memory is the most of one part."""

    def total(name: str) -> float | None:
        known = [part[name] for part in parts if part.get(name) is not None]
        return sum(known) if len(known) == len(parts) else None

    seconds, characters, documents = total("seconds"), total("characters"), total("documents")
    used: list[Mapping[str, Any]] = [part["usage"] for part in parts if part.get("usage")]
    costs = {name: [u[name] for u in used if u.get(name) is not None] for name in ("requests", "retries", "cost")}
    return {
        "load_seconds": total("load_seconds"),
        "seconds": seconds,
        "documents": documents,
        "characters": characters,
        "characters_per_second": characters / seconds if characters and seconds else None,
        "seconds_per_document": seconds / documents if seconds and documents else None,
        "peak_megabytes": max((part["peak_megabytes"] for part in parts if part.get("peak_megabytes")), default=None),
        "tokens": _tokens(records),
        "usage": {name: sum(each) if each else None for name, each in costs.items()} if used else None,
    }


def _tokens(records: Iterable[Mapping[str, Any]]) -> dict[str, int] | None:
    """Input and output tokens of all stored answers that tell them; `None` where none does."""
    told = [r["tokens"] for r in records if isinstance(r.get("tokens"), Mapping)]
    sums = {kind: [t[kind] for t in told if isinstance(t.get(kind), int)] for kind in ("input", "output")}
    return {kind: sum(counts) for kind, counts in sums.items() if counts} or None
