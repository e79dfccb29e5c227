"""ROUGE-1, -2, -L and -Lsum (Lin 2004), as rouge_score 0.1.2 computes them once it is given the same tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from bench.errors import InputError
from bench.metrics.references import checked_references
from bench.metrics.rouge_hits import Ints, shared
from bench.metrics.rouge_lsum import summary_level_hits
from bench.metrics.tally import Counts, Tally, Unit
from bench.text import Tokenizer, sentence_spans, tokenizer_signature
from bench.text.packing import Packed, pack

VARIANTS = ("rouge1", "rouge2", "rougeL", "rougeLsum")
DEFAULT_VARIANTS = VARIANTS[:3]
FIGURES = ("precision", "recall", "f1")
AGGREGATES = ("best", "mean")

# Characters of a chunk: enough to make the calls cheap, few enough for the processor's cache.
_CHUNK = 56_000


class Score(NamedTuple):
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float
    f1: float


class _Chunk(NamedTuple):
    """Texts of some documents, each summary followed by its references; `of` counts the references."""

    texts: list[str]
    of: list[int]


def tally_rouge(
    ids: Sequence[str],
    summaries: Sequence[str],
    references: Sequence[Sequence[str]],
    tokenizer: Tokenizer = "zh-char",
    variants: Sequence[str] = DEFAULT_VARIANTS,
    aggregate: str = "best",
) -> Tally:
    """One row a document: `documents` = 1, and `rouge1/precision`, `rouge1/recall`, `rouge1/f1` … of each variant.

    `references[i]` are the references of `summaries[i]`. Of several, `best` takes the one with the best F1, variant by
    variant, of equals the first; `mean` takes the mean of each figure. A side without a token scores 0, as in
    rouge_score. Lsum takes sentences (after 。！？ and at line feeds). `InputError` names the document without a
    reference or with something that is no text, or what `variants` and `aggregate` may be.
    """
    variants = _known(variants, aggregate)
    checked = checked_references(ids, summaries, references)
    columns = ("documents", *(f"{variant}/{figure}" for variant in variants for figure in FIGURES))
    rows = [np.zeros((0, len(columns)))]
    rows += [_rows(chunk, tokenizer, variants, aggregate) for chunk in _chunks(summaries, checked)]
    return Tally(tuple(Unit(name, name, "document") for name in ids), columns, np.concatenate(rows))


def rouge_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """The mean over documents of each figure: `rouge1_precision` … `rougeL_f1`; `None` without documents."""
    n = totals["documents"]
    return {
        f"{variant}_{figure}": totals[f"{variant}/{figure}"] / n if n else None
        for variant in VARIANTS
        for figure in FIGURES
        if f"{variant}/{figure}" in totals
    }


def rouge_signature(tokenizer: Tokenizer = "zh-char", aggregate: str = "best") -> str:
    """What a ROUGE figure depends on beside the texts: tokens, what several references give, Lsum's sentences."""
    return f"tokens:{tokenizer_signature(tokenizer)}|multi:{aggregate}|sentences:。！？LF"


def best_rouge(variant: str, summary: str, references: Sequence[str]) -> Score:
    """The reference with the best F1, by `zh-char` tokens; of equals the first."""
    row = tally_rouge(["summary"], [summary], [references], variants=[variant]).counts[0]
    return Score(*row[1:].tolist())


def _known(variants: Sequence[str], aggregate: str) -> tuple[str, ...]:
    for variant in variants:
        if variant not in VARIANTS:
            raise InputError(f"no ROUGE variant {variant!r}: choose from {', '.join(VARIANTS)}")
    if aggregate not in AGGREGATES:
        raise InputError(f"several references give {' or '.join(AGGREGATES)}, not {aggregate!r}")
    return tuple(dict.fromkeys(variants))


def _chunks(summaries: Sequence[str], references: Sequence[Sequence[str]]) -> Iterator[_Chunk]:
    """The documents in chunks of some ten thousand characters, and of a document at least."""
    of = list(map(len, references))
    if not of:
        return
    flat = list(chain.from_iterable(references))
    lengths = np.add.reduceat(np.fromiter(map(len, flat), np.int64, len(flat)), np.cumsum([0, *of[:-1]]))
    lengths += np.fromiter(map(len, summaries), np.int64, len(of))
    chunk_of = np.cumsum(lengths) // _CHUNK
    edges = [0, *(np.flatnonzero(np.diff(chunk_of)) + 1).tolist(), len(of)]
    single = len(flat) == len(of)
    for start, end in pairwise(edges):
        if single:
            texts = [""] * (2 * (end - start))
            texts[::2], texts[1::2] = summaries[start:end], flat[start:end]
        else:
            both = zip(summaries[start:end], references[start:end], strict=True)
            texts = [text for summary, of_document in both for text in (summary, *of_document)]
        yield _Chunk(texts, of[start:end])


def _rows(chunk: _Chunk, tokenizer: Tokenizer, variants: Sequence[str], aggregate: str) -> Counts:
    """The rows of a chunk's documents; every text is tokenized once."""
    of = np.array(chunk.of)
    values: dict[str, tuple[Counts, Counts, Counts]] = {}
    packed = None
    if "rougeLsum" in variants:
        sentences = [[text[start:end] for start, end in sentence_spans(text)] for text in chunk.texts]
        parts = pack([part for found in sentences for part in found], tokenizer)
        values["rougeLsum"] = _summary_level(parts, list(map(len, sentences)), of)
        if not callable(tokenizer):
            # What a named tokenizer finds in the sentences of a text is what it finds in the text.
            owner = np.repeat(np.arange(len(sentences)), list(map(len, sentences)))
            lengths = np.bincount(owner, parts.lengths, len(sentences)).astype(np.int64)
            packed = Packed(parts.codes, lengths)
    if set(variants) - {"rougeLsum"}:
        pairs = _pairs(pack(chunk.texts, tokenizer) if packed is None else packed, of)
        predicted, reference = pairs.lengths[::2], pairs.lengths[1::2]
        for variant, found in shared(pairs, variants).items():
            lost = int(variant == "rouge2")
            values[variant] = _scores(found, np.maximum(predicted - lost, 0), np.maximum(reference - lost, 0))
    columns = [_aggregated(values[variant], of, aggregate) for variant in variants]
    return np.column_stack([np.ones(len(of)), *(column for three in columns for column in three)])


def _pairs(packed: Packed, of: Ints) -> Packed:
    """Each summary beside each of its references."""
    if (of == 1).all():
        return packed
    which = _sides(of).ravel()
    lengths = packed.lengths[which]
    starts = (np.cumsum(packed.lengths) - packed.lengths)[which] - (np.cumsum(lengths) - lengths)
    return Packed(packed.codes[np.repeat(starts, lengths) + np.arange(lengths.sum())], lengths)


def _sides(of: Ints) -> Ints:
    """The numbers of the two texts of each pair, shape `[pairs, 2]`."""
    summary = np.cumsum(of + 1) - (of + 1)
    references = np.delete(np.arange((of + 1).sum()), summary)
    return np.column_stack([np.repeat(summary, of), references])


def _scores(shared: Ints, predicted: Ints, reference: Ints) -> tuple[Counts, Counts, Counts]:
    """Precision, recall and F1 of pairs, 0 without a hit; operations in the order of rouge_score, for equal ties."""
    precision = shared / np.maximum(predicted, 1)
    recall = shared / np.maximum(reference, 1)
    return precision, recall, 2 * precision * recall / np.where(shared > 0, precision + recall, 1)


def _summary_level(parts: Packed, sentences: Sequence[int], of: Ints) -> tuple[Counts, Counts, Counts]:
    """ROUGE-Lsum of pairs, from the sentences of all texts and their number in each."""
    strings, ends = parts.strings(), np.cumsum(sentences).tolist()
    texts = [strings[end - n : end] for end, n in zip(ends, sentences, strict=True)]
    pairs = [(texts[i], texts[j]) for i, j in _sides(of).tolist()]
    predicted, reference = (np.array([sum(map(len, side)) for side in sides]) for sides in zip(*pairs, strict=True))
    return _scores(np.array([summary_level_hits(*sides) for sides in pairs]), predicted, reference)


def _aggregated(values: tuple[Counts, Counts, Counts], of: Ints, aggregate: str) -> Sequence[Counts]:
    """Figures of documents from those of their pairs; F1 is the third."""
    if (of == 1).all():
        return values
    starts = np.cumsum(of) - of
    if aggregate == "mean":
        return [np.add.reduceat(column, starts) / of for column in values]
    f1 = values[2]
    best = np.flatnonzero(f1 == np.repeat(np.maximum.reduceat(f1, starts), of))
    chosen = best[np.searchsorted(best, starts)]
    return [column[chosen] for column in values]
