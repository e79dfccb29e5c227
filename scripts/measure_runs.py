#!/usr/bin/env python3
"""Measures what storing and resuming cost a run, beside the time of the model itself.

python scripts/measure_runs.py
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.corpus import load_corpus
from bench.models import find_entry
from bench.runs.store import Store, example_key
from bench.text import sentence_spans

MOST = 0.03


class Cost(NamedTuple):
    """Seconds of a model on so many documents, of storing them as they come, and of reading and ordering them again."""

    model: str
    documents: int
    predicting: float
    storing: float
    resuming: float

    @property
    def share(self) -> float:
        return (self.storing + self.resuming) / self.predicting


def documents(count: int) -> Iterator[list[str]]:
    """The page's articles again and again, as sentences, each with a mark of its own."""
    articles = [[s.of(d.clean.text) for s in sentence_spans(d.clean.text)] for d in load_corpus().documents]
    for number in range(count):
        yield [*articles[number % len(articles)], f"第{number}篇。"]


def cost_of(name: str, count: int, folder: Path) -> Cost:
    model = find_entry(name).make()
    model.load()
    texts = list(documents(count))
    keys = {str(n): example_key("0" * 16, str(n), "".join(t)) for n, t in enumerate(texts)}
    begun = time.perf_counter()
    answers = [model.predict(each) for each in texts]
    predicting = time.perf_counter() - begun
    records = [_record(str(n), answer) for n, answer in enumerate(answers)]
    begun = time.perf_counter()
    with Store(folder, keys) as store:
        for record in records:
            store.append(record)
        store.write_in_order(keys)
    storing = time.perf_counter() - begun
    begun = time.perf_counter()
    with Store(folder, keys) as store:
        assert len(store.stored) == count
        store.write_in_order(keys)
    return Cost(name, count, predicting, storing, time.perf_counter() - begun)


def _record(name: str, answer: Any) -> dict[str, Any]:
    spans = [{"start": s.start, "end": s.end, "label": s.tag, "tag": s.tag} for text in answer for s in text]
    return {"id": name, "entities": spans}


def report(count: int = 300) -> list[str]:
    lines = [
        "# What the store costs a run",
        "",
        "Seconds of the model on the page's articles, again and again; of storing each answer as it comes and putting "
        "all in order; of opening the store again and putting it in order.",
        "",
        "| model | documents | model | storing | resuming | share | asked for | |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name in ("lac", "jieba"):
        with tempfile.TemporaryDirectory() as folder:
            c = cost_of(name, count, Path(folder))
        verdict = "met" if c.share < MOST else "**not met**"
        figures = f"{c.predicting:.2f} | {c.storing:.3f} | {c.resuming:.3f} | {100 * c.share:.2f} %"
        lines.append(f"| {name} | {c.documents} | {figures} | < {100 * MOST:.0f} % | {verdict} |")
    return [*lines, ""]


if __name__ == "__main__":
    print("\n".join(report()))
