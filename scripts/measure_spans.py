#!/usr/bin/env python3
"""Measures span scoring against seqeval and nervaluate in one run and prints the tables.

    python scripts/measure_spans.py [--quick]

Synthetic documents of 500 characters, 15 gold spans each, 80 % of them predicted right. Every figure is the best of
several calls, peers' of one or two; every ratio is of one run. --quick takes a twentieth of the documents.
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import SpanTable, score_spans

ROOT = Path(__file__).resolve().parent.parent
LABELS = ("PER", "ORG", "LOC", "MISC")
CHARACTERS, SPANS = 500, 15
# Documents that are scored, and those whose memory is measured.
FULL = [10_000, 100_000], [10_000, 100_000, 1_000_000]
SEMEVAL = ("strict", "exact", "partial", "type")


class Columns(NamedTuple):
    """Spans of one side; labels are codes into `LABELS`."""

    document: np.ndarray
    start: np.ndarray
    end: np.ndarray
    label: np.ndarray


class Line(NamedTuple):
    """A line of the table: what was measured, ours and the peer's seconds, the ratio asked for."""

    what: str
    ours: float
    peer: str
    theirs: float
    target: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    @property
    def shown(self) -> str:
        """The ratio, with a decimal where it is small: 14.8 is not the 15 that was asked for."""
        return f"{self.ratio:.1f}" if self.ratio < 99.95 else f"{self.ratio:,.0f}"


def synthetic(documents: int, seed: int = 7) -> tuple[Columns, Columns]:
    """Gold and predictions, flat: a fifth of the predictions has another label, another edge, or is missing."""
    rng = np.random.default_rng(seed)
    n = documents * SPANS
    width = CHARACTERS // SPANS
    document = np.repeat(np.arange(documents), SPANS)
    length = rng.integers(2, 8, n)
    start = np.tile(np.arange(SPANS) * width, documents) + rng.integers(1, width - 9, n)
    label = rng.integers(0, len(LABELS), n)
    gold = Columns(document, start, start + length, label)
    wrong, kind = rng.random(n) < 0.2, rng.integers(0, 4, n)
    predicted = Columns(
        document,
        start - (wrong & (kind == 0)),
        start + length + (wrong & (kind == 1)),
        np.where(wrong & (kind == 2), (label + 1) % len(LABELS), label),
    )
    kept = ~(wrong & (kind == 3))
    return gold, Columns(*(column[kept] for column in predicted))


def best(call: Callable[[], object], times: int = 7) -> float:
    """Seconds of the fastest of several calls."""
    return min(timeit.repeat(call, number=1, repeat=times))


def table(side: Columns) -> SpanTable:
    return SpanTable(*side, labels=LABELS)


def lists(side: Columns, documents: int) -> list[list[tuple[int, int, str]]]:
    found: list[list[tuple[int, int, str]]] = [[] for _ in range(documents)]
    for document, start, end, label in zip(*(column.tolist() for column in side), strict=True):
        found[document].append((start, end, LABELS[label]))
    return found


def tags(side: Columns, documents: int) -> list[list[str]]:
    found = [["O"] * CHARACTERS for _ in range(documents)]
    for document, start, end, label in zip(*(column.tolist() for column in side), strict=True):
        found[document][start:end] = [f"B-{LABELS[label]}"] + [f"I-{LABELS[label]}"] * (end - start - 1)
    return found


def seqeval_seconds(gold: Columns, predicted: Columns, documents: int) -> float:
    from seqeval.metrics import f1_score
    from seqeval.scheme import IOB2

    sides = tags(gold, documents), tags(predicted, documents)
    return best(lambda: f1_score(*sides, mode="strict", scheme=IOB2), 1)


def nervaluate_seconds(gold: Columns, predicted: Columns, documents: int) -> float:
    from nervaluate import Evaluator

    def told(side: Columns) -> list[list[dict]]:
        return [[{"label": x, "start": s, "end": e - 1} for s, e, x in d] for d in lists(side, documents)]

    ours, theirs = told(gold), told(predicted)
    return best(
        lambda: Evaluator(ours, theirs, tags=list(LABELS), loader="dict").evaluate(), 1 + 2 * (documents <= 10_000)
    )


def write_jsonl(path: Path, side: Columns, documents: int) -> None:
    text = "济" * CHARACTERS
    with path.open("w", encoding="utf-8") as file:
        for number, found in enumerate(lists(side, documents)):
            entities = [{"start": s, "end": e, "label": x} for s, e, x in found]
            file.write(json.dumps({"id": f"d{number}", "text": text, "entities": entities}, ensure_ascii=False) + "\n")


def write_parquet(path: Path, side: Columns, documents: int, with_text: bool = False) -> None:
    counts = np.bincount(side.document, minlength=documents)
    entities = pa.StructArray.from_arrays(
        [
            pa.array(side.start, pa.int32()),
            pa.array(side.end, pa.int32()),
            pa.DictionaryArray.from_arrays(pa.array(side.label, pa.int8()), list(LABELS)),
        ],
        ["start", "end", "label"],
    )
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    ids = [f"d{number}" for number in range(documents)]
    columns = {"id": ids, "entities": pa.ListArray.from_arrays(offsets, entities)}
    if with_text:
        columns["text"] = pa.array(["济" * CHARACTERS]).take(pa.array(np.zeros(documents, dtype=np.int32)))
    pq.write_table(pa.table(columns), path, row_group_size=10_000)


def memory_of(code: str, *arguments: str) -> tuple[float, float]:
    """Peak memory in MB and the seconds of a scoring in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    megabytes, seconds = map(float, done.stdout.split())
    return megabytes, seconds


# Peak memory from /proc where there is one: what getrusage tells of a child includes its parent's before the exec.
FROM_FILES = """
import resource, sys, time
from pathlib import Path
from bench.runs.score_files import score_files
begun = time.perf_counter()
score_files(sys.argv[1], sys.argv[2])["strict"].f1
seconds, status = time.perf_counter() - begun, Path("/proc/self/status")
stated = status.read_text().splitlines() if status.exists() else []
peaks = [line.split()[1] for line in stated if line.startswith("VmHWM")]
print((int(peaks[0]) if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024, seconds)
"""


def lines(documents: int, folder: Path) -> list[Line]:
    """Our figures and the peers' on the same spans."""
    from bench.runs.score_files import score_files

    gold, predicted = synthetic(documents)
    as_lists = [lists(side, documents) for side in (gold, predicted)]
    paths = {}
    for kind, write in (("jsonl", write_jsonl), ("parquet", write_parquet)):
        paths[kind] = [folder / f"{name}-{documents}.{kind}" for name in ("gold", "predicted")]
        for path, side in zip(paths[kind], (gold, predicted), strict=True):
            write(path, side, documents)
    with_texts = [folder / f"{name}-{documents}-text.parquet" for name in ("gold", "predicted")]
    for path, side in zip(with_texts, (gold, predicted), strict=True):
        write_parquet(path, side, documents, with_text=True)
    seqeval = seqeval_seconds(gold, predicted, documents)
    nervaluate = nervaluate_seconds(gold, predicted, documents)

    def four() -> list[float | None]:
        scores = score_spans(table(gold), table(predicted))
        return [scores[schema].f1 for schema in SEMEVAL]

    return [
        Line("strict, from columns", best(lambda: score_spans(table(gold), table(predicted))["strict"].f1, 15),
             "seqeval strict", seqeval, 1500),
        Line("four SemEval schemas, from columns", best(four, 15), "nervaluate", nervaluate, 400),
        Line("Parquet on disk to scores, spans alone", best(lambda: score_files(*paths["parquet"])),
             "nervaluate", nervaluate, 80),
        Line("Parquet on disk to scores, texts compared too", best(lambda: score_files(*with_texts)),
             "nervaluate", nervaluate, 80),
        Line("JSON Lines on disk to scores", best(lambda: score_files(*paths["jsonl"]), 3),
             "nervaluate", nervaluate, 15),
        Line("Python lists, checked and converted", best(lambda: score_spans(*as_lists)["strict"].f1),
             "nervaluate", nervaluate, 20),
    ]  # fmt: skip


def worst_cases() -> list[tuple[str, float]]:
    """Seconds of documents made to be slow: spans of one document that all overlap each other."""
    found = []
    for n in (1000, 5000):
        rng = np.random.default_rng(n)
        sides = [
            SpanTable(np.zeros(n, int), rng.integers(0, 60, n), rng.integers(61, 200, n), rng.integers(0, 3, n), "ABC")
            for _ in range(2)
        ]
        found.append(
            (f"one document, {n:,} spans a side that all overlap", best(lambda s=sides: score_spans(*s)["strict"], 1))
        )
    return found


def report(found: dict[int, list[Line]], memory: list[tuple[int, float, float]], worst: list[tuple[str, float]]) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pyarrow", "seqeval", "nervaluate"))
    text = [
        "# Speed of span scoring",
        "",
        f"Written by `python scripts/measure_speed.py` on {platform.machine()}, Python {platform.python_version()}, "
        f"{packages}.",
        f"Synthetic documents of {CHARACTERS} characters with {SPANS} gold spans each, 80 % predicted right. The best "
        "of several calls for us, of one to three for the peers, in the same run.",
        "",
    ]
    for documents, measured in found.items():
        text += [
            f"## {documents:,} documents, {documents * SPANS:,} gold spans",
            "",
            "| what | seconds | peer | its seconds | ratio | asked for | |",
            "|---|---:|---|---:|---:|---:|---|",
        ]
        for m in measured:
            verdict = "met" if m.ratio >= m.target else "**not met**"
            figures = f"{m.ours:.4f} | {m.peer} | {m.theirs:.2f} | {m.shown} | {m.target:,.0f}"
            text.append(f"| {m.what} | {figures} | {verdict} |")
        text.append("")
    text += [
        "## Memory and time from Parquet, in a process of its own",
        "",
        "| documents | peak MB | seconds | µs a document |",
        "|---:|---:|---:|---:|",
    ]
    text += [
        f"| {n:,} | {megabytes:,.0f} | {seconds:.2f} | {1e6 * seconds / n:.1f} |" for n, megabytes, seconds in memory
    ]
    text += ["", "## Documents made to be slow", "", "| what | seconds |", "|---|---:|"]
    text += [f"| {what} | {seconds:.2f} |" for what, seconds in worst]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*text, "", f"Peak memory of the whole measurement, peers included: {peak:,.0f} MB.", ""])


def memory_lines(sizes: list[int], folder: Path) -> list[tuple[int, float, float]]:
    found = []
    for documents in sizes:
        gold, predicted = synthetic(documents)
        paths = [folder / f"{name}-{documents}.parquet" for name in ("gold", "predicted")]
        for path, side in zip(paths, (gold, predicted), strict=True):
            if not path.exists():
                write_parquet(path, side, documents)
        found.append((documents, *memory_of(FROM_FILES, *map(str, paths))))
    return found


def sections(sizes: list[int], memory_sizes: list[int]) -> list[str]:
    """The section on spans as lines of Markdown; prints each figure as it comes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {}
        for documents in sizes:
            found[documents] = lines(documents, folder)
            for line in found[documents]:
                print(f"{documents:>7} {line.what:<48} {line.ours:.4f} s, {line.shown} x {line.peer}", flush=True)
        return report(found, memory_lines(memory_sizes, folder), worst_cases()).split("\n")


if __name__ == "__main__":
    quick = "--quick" in sys.argv[1:]
    print("\n".join(sections([500], [500, 1000]) if quick else sections(*FULL)))
