#!/usr/bin/env python3
"""Measures token classification against transformers' own pipeline on the same windows, in one run.

    python scripts/measure_taggers.py [DOCUMENTS]

Documents of 200 to 3,000 characters made of the page's sentences, windows of 256 tokens. The pipeline is handed our
windows as texts, one by one and in batches of several sizes, with one thread of torch and with one a core, of which its
best counts; what it labels is put together as ours is, outside its time, and the spans are compared. Documents go in
groups, ours and the peer's calls of a group take turns, and a figure is the sum of the best of each group.
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
# Documents that are measured together, and how often: the sum of the best of each.
GROUP, TURNS = 25, 3
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


class Peer(NamedTuple):
    """How the pipeline is called: windows at once, and threads of torch."""

    batch: int
    threads: int


def lines(subject: Subject, texts: list[str]) -> list[str]:
    """The rows of a checkpoint, and what of our time is not the model's."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    settings = {"window": WINDOW, "stride": STRIDE, "decoding": "argmax", "tags": "msra", "pieces": "all"}
    ours = TokenClassifier(TokenClassifier.Settings(subject.folder, **settings))
    ours.load()
    place = find_checkpoint(subject.folder).folder
    model = AutoModelForTokenClassification.from_pretrained(place, dtype=torch.float32)
    tagger = pipeline("token-classification", model=model, tokenizer=AutoTokenizer.from_pretrained(place), device="cpu")
    cores = torch.get_num_threads()

    def label(pieces: list[str], peer: Peer) -> list[Any]:
        torch.set_num_threads(peer.threads)
        try:
            return list(tagger(pieces, batch_size=peer.batch))
        finally:
            torch.set_num_threads(cores)

    groups = [texts[first : first + GROUP] for first in range(0, len(texts), GROUP)]
    windows = [windows_of(group, subject.frame) for group in groups]
    pieces = [[group[n][w.start : w.end] for n, w in found] for group, found in zip(groups, windows, strict=True)]
    odd = total = 0
    for group, found, each in zip(groups, windows, pieces, strict=True):
        theirs = spans_of_labels(group, found, label(each, Peer(8, cores)))
        odd += sum(len({tuple(s) for s in a} ^ b) for a, b in zip(ours.predict(group), theirs, strict=True))
        total += sum(map(len, theirs))
    if odd > total / 10_000:  # float noise between batches may turn a tie
        sys.exit(f"{subject.name}: {odd} of {total} spans differ from the pipeline's")
    counts = sorted({1, cores})
    tried = [Peer(batch, threads) for batch in (1, *SIZES) for threads in counts]
    some = pieces[0][:64]
    seconds = best({peer: (lambda p=peer: label(some, p)) for peer in tried}, TURNS)
    one = min((peer for peer in tried if peer.batch == 1), key=seconds.__getitem__)
    most = min(tried, key=seconds.__getitem__)
    sums = dict.fromkeys((None, one, most), 0.0)
    for group, each in zip(groups, pieces, strict=True):
        calls = {peer: (lambda p=peer, e=each: label(e, p)) for peer in (one, most)}
        for peer, found in best({None: lambda g=group: ours.predict(g), **calls}, TURNS).items():
            sums[peer] += found
    head = f"{subject.name}, {sum(map(len, windows)):,} windows, {odd} of {total:,} spans differ"
    rows = []
    for peer, asked in zip((one, most), subject.asked, strict=True):
        told = f"{'window by window' if peer.batch == 1 else f'{peer.batch} windows at once'}, threads {peer.threads}"
        ratio = sums[peer] / sums[None]
        verdict = "met" if ratio >= asked else "**not met**"
        rows.append(f"| {head} | {sums[None]:.2f} | {told} | {sums[peer]:.2f} | {ratio:.2f} | {asked} | {verdict} |")
    ours._scorer.score = lambda *given: np.zeros((len(given[2]), len(LABELS)), np.float32)
    without = sum(best({None: lambda g=group: ours.predict(g)}, TURNS)[None] for group in groups)
    return [*rows, f"| the same without the model | {without:.2f} | | | | | |"]


def best(calls: dict[Any, Callable[[], object]], turns: int) -> dict[Any, float]:
    """Seconds of the fastest of several calls of each; they take turns, so that other work here slows them alike."""
    found = dict.fromkeys(calls, float("inf"))
    for _ in range(turns):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            found[name] = min(found[name], time.perf_counter() - begun)
    return found


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
        "together outside its time. Of batch sizes and threads of torch its best were taken.",
        "",
        "| what | seconds | peer | its seconds | ratio | asked for | |",
        "|---|---:|---|---:|---:|---:|---|",
        *rows,
        "",
    ]


if __name__ == "__main__":
    print("\n".join(report(*map(int, sys.argv[1:2]))))
