#!/usr/bin/env python3
"""Measures token classification against transformers' own pipeline on the same windows, in one run.

    python scripts/measure_taggers.py [DOCUMENTS]

Documents of 200 to 3,000 characters made of the page's sentences, windows of 256 tokens. The pipeline is handed our
windows as texts, once one by one and once in batches of several sizes; what it labels is put together as ours is, and
the spans are compared. Ours and the peer's calls take turns; every figure is the best of its calls.
"""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.corpus import load_corpus
from bench.models.decoding import chunks, read_labels
from bench.models.hub import find_checkpoint
from bench.models.token_classification import TokenClassifier
from bench.models.windows import Window, make_windows
from bench.text import sentence_spans

WINDOW, STRIDE = 256, 32
SIZES = (2, 4, 8, 16, 32)
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")


class Subject(NamedTuple):
    """A checkpoint, how many special tokens frame a window, and the ratios asked for: one by one, best batch."""

    name: str
    folder: str
    frame: int
    asked: tuple[float, float]


def some_documents(count: int, seed: int = 7) -> list[str]:
    """Mixed lengths, a sentence after the other; what the tokenizer would drop is left out."""
    rng = random.Random(seed)
    known = [s.of(d.clean.text) for d in load_corpus().documents for s in sentence_spans(d.clean.text)]
    sentences = ["".join(text.split()) for text in known if text.endswith("。")]
    documents = []
    for _ in range(count):
        length, text = rng.randint(200, 3000), ""
        while len(text) < length:
            text += rng.choice(sentences)
        documents.append(text[:length])
    return documents


def encoder(folder: Path, texts: Sequence[str]) -> None:
    """A BERT of four layers, 256 wide, with random weights; a token a character of `texts`."""
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    signs = sorted({c.lower() for text in texts for c in text})
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs, *(f"##{c}" for c in signs)]
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(names), hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024,
        id2label=dict(enumerate(LABELS)), label2id={label: n for n, label in enumerate(LABELS)},
    )  # fmt: skip
    BertForTokenClassification(config).save_pretrained(folder)
    vocabulary = {name: number for number, name in enumerate(names)}
    BertTokenizerFast(vocab=vocabulary, model_max_length=512).save_pretrained(folder)


def windows_of(texts: Sequence[str], frame: int) -> list[tuple[int, Window]]:
    """The windows of every text; a character is a token."""
    room = WINDOW - frame
    return [
        (number, window)
        for number, text in enumerate(texts)
        for window in make_windows(len(text), room, STRIDE, [s.start for s in sentence_spans(text)])
    ]


def spans_of_labels(texts: Sequence[str], windows: Sequence[tuple[int, Window]], found: list[Any]) -> list[set[Any]]:
    """What the pipeline says of each token, taken from the window where it is most central, as spans."""
    labels = read_labels(LABELS)
    numbers = {name: number for number, name in enumerate(LABELS)}
    path = [np.zeros(len(text), dtype=np.int64) for text in texts]
    for (number, window), entities in zip(windows, found, strict=True):
        for entity in entities:
            place = entity["start"] + window.start
            if window.first <= place < window.last:
                path[number][place] = numbers[entity["entity"]]
    spans = []
    for each in path:
        said = chunks(each, np.array([len(each)]), labels)
        spans.append({(s, e, labels.types[t]) for s, e, t in zip(*map(np.ndarray.tolist, said), strict=True)})
    return spans


def lines(subject: Subject, texts: list[str]) -> list[str]:
    """The rows of a checkpoint."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    settings = {"window": WINDOW, "stride": STRIDE, "decoding": "argmax", "tags": "msra", "pieces": "all"}
    ours = TokenClassifier(TokenClassifier.Settings(subject.folder, **settings))
    ours.load()
    place = find_checkpoint(subject.folder).folder
    model = AutoModelForTokenClassification.from_pretrained(place, dtype=torch.float32)
    tagger = pipeline("token-classification", model=model, tokenizer=AutoTokenizer.from_pretrained(place), device="cpu")
    windows = windows_of(texts, subject.frame)
    pieces = [texts[number][w.start : w.end] for number, w in windows]
    said = ours.predict(texts)
    theirs = spans_of_labels(texts, windows, list(tagger(pieces, batch_size=8)))
    odd = sum(len({tuple(s) for s in a} ^ b) for a, b in zip(said, theirs, strict=True))
    total = sum(map(len, theirs))
    if odd > total / 10_000:  # float noise between batches may turn a tie
        sys.exit(f"{subject.name}: {odd} of {total} spans differ from the pipeline's")
    one, own = best(lambda: list(tagger(pieces, batch_size=1)), lambda: ours.predict(texts))
    found = {size: best(lambda s=size: list(tagger(pieces, batch_size=s)), None)[0] for size in SIZES}
    size = min(found, key=found.__getitem__)
    peers = (("window by window", one), (f"its best batch size, {size}", min(found[size], one)))
    rows = []
    for (peer, seconds), asked in zip(peers, subject.asked, strict=True):
        ratio = seconds / own
        verdict = "met" if ratio >= asked else "**not met**"
        figures = f"{own:.2f} | {peer} | {seconds:.2f} | {ratio:.2f} | {asked}"
        rows.append(
            f"| {subject.name}, {len(windows):,} windows, {odd} of {total:,} spans differ | {figures} | {verdict} |"
        )
    return rows


def best(theirs: Callable[[], object], ours: Callable[[], object] | None, turns: int = 2) -> tuple[float, float]:
    """Seconds of the fastest calls of both, which take turns."""
    found = [float("inf"), float("inf")]
    for _ in range(turns):
        for number, call in enumerate((theirs, ours)):
            if call is not None:
                begun = time.perf_counter()
                call()
                found[number] = min(found[number], time.perf_counter() - begun)
    return found[0], found[1]


def report(documents: int = 500) -> list[str]:
    """The section on token classification as lines of Markdown."""
    texts = some_documents(documents)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        encoder(Path(folder), texts)
        rows = lines(Subject("BERT, 4 layers, 256 wide", folder, 2, (1.5, 1.3)), texts)
    rows += lines(Subject("reference checkpoint", "bench:checkpoints/pku_roformer", 0, (2.5, 2.0)), texts)
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "tokenizers"))
    return [
        "# Speed of token classification",
        "",
        f"Written by `python scripts/measure_taggers.py` on {platform.machine()}, Python {platform.python_version()}, "
        f"{packages}; {os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after.",
        f"{documents:,} documents, {sum(map(len, texts)):,} characters, windows of {WINDOW} tokens. Peer: "
        'transformers\' `pipeline("token-classification")` on the same windows; its labels are put '
        "together outside its time.",
        "",
        "| what | seconds | peer | its seconds | ratio | asked for | |",
        "|---|---:|---|---:|---:|---:|---|",
        *rows,
        "",
    ]


if __name__ == "__main__":
    print("\n".join(report(*map(int, sys.argv[1:2]))))
