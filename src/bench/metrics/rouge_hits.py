"""Shared unigrams, bigrams and longest common subsequences of many pairs of texts at once.

A text has one code point a token (`bench.text.packing`). Tokens are sorted once as packed integers, for
all pairs of a chunk: the sort counts unigrams, and gives each token that both sides hold a small number within its
pair, its rank. What only one side holds can be in no shared bigram and no common subsequence, so both are found on the
ranks: bigrams by a second sort, subsequences by the bit-parallel algorithm (Hyyrö 2004) in rapidfuzz, which is fastest
where code points are under 256.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from bench.text.packing import Packed

Ints: TypeAlias = npt.NDArray[Any]

_CODE_BITS = 21  # a code point
_SURROGATES = 0xD800


class _Groups(NamedTuple):
    """Runs of equal keys in a sorted array: where each begins, how long it is, and how often it is in both sides."""

    starts: Ints
    lengths: Ints
    both: Ints


class _Ranked(NamedTuple):
    """The texts of a chunk, one after the other, predicted and reference in turn.

    `ranks` holds a token's rank, −1 where it is not shared; `ends` where each text ends; `distinct` the most ranks of
    any pair.
    """

    ranks: Ints
    ends: Ints
    distinct: int


def shared(pairs: Packed, variants: Collection[str]) -> dict[str, Ints]:
    """What the two texts of each pair share, by variant, shape `[pairs]`: `rouge1`, `rouge2`, `rougeL`.

    Texts 0 and 1 are a pair, 2 and 3, and so on; n-grams are clipped to the smaller count.
    """
    unigrams, ranked = _unigrams(*pairs)
    found = {"rouge1": unigrams}
    if "rouge2" in variants:
        found["rouge2"] = _bigrams(ranked, pairs.lengths)
    if "rougeL" in variants:
        found["rougeL"] = _subsequences(ranked)
    return found


def _unigrams(codes: Ints, lengths: Ints) -> tuple[Ints, _Ranked]:
    """Shared unigrams by pair, and the ranks."""
    n = len(lengths) // 2
    bits = max(len(codes).bit_length(), 1)
    text: Ints = np.arange(2 * n)
    keys = np.repeat(((text >> 1) << (_CODE_BITS + 1) | (text & 1)) << bits, lengths)
    keys |= codes.astype(np.int64) << (bits + 1)
    keys |= np.arange(len(codes))
    keys.sort()
    groups = _groups(keys >> bits)
    pair = keys[groups.starts] >> (bits + _CODE_BITS + 1)
    common = groups.both > 0
    each = np.bincount(pair[common], minlength=n)
    distinct = int(each.max(initial=0))
    order = np.flatnonzero(common)
    if distinct > 256:  # the most frequent get the small numbers
        order = order[np.lexsort((-groups.both[order], pair[order]))]
    ranks = np.full(len(common), -1, np.int32)
    ranks[order] = np.arange(len(order)) - np.repeat(np.cumsum(each) - each, each)
    of_token = np.empty(len(codes), np.int32)
    of_token[keys & ((1 << bits) - 1)] = np.repeat(ranks, groups.lengths)
    return np.bincount(pair, groups.both, n), _Ranked(of_token, np.cumsum(lengths), distinct)


def _groups(keys: Ints) -> _Groups:
    """Groups of sorted keys whose lowest bit is the side."""
    if not len(keys):
        return _Groups(*(np.zeros(0, np.int64),) * 3)
    grams = keys >> 1
    last = np.append(np.flatnonzero(grams[1:] != grams[:-1]), len(keys) - 1)
    starts = np.zeros_like(last)
    starts[1:] = last[:-1] + 1
    lengths = last - starts + 1
    reference = np.cumsum(keys & 1, dtype=np.int32)[last]
    reference[1:] -= reference[:-1].copy()
    return _Groups(starts, lengths, np.minimum(reference, lengths - reference))


def _bigrams(ranked: _Ranked, lengths: Ints) -> Ints:
    """Shared bigrams by pair, from the tokens that both sides hold."""
    ranks, ends, distinct = ranked
    n, of_pair = len(lengths) // 2, 2 * distinct**2 or 1
    size = np.int32 if n * of_pair < 1 << 31 else np.int64
    inside = ranks >= 0
    whole = np.zeros_like(inside)
    np.logical_and(inside[:-1], inside[1:], out=whole[:-1])
    whole[ends[lengths > 0] - 1] = False
    text: Ints = np.arange(2 * n, dtype=size)
    keys = np.repeat((text >> 1) * size(of_pair) + (text & 1), lengths)
    keys += ranks * size(2 * distinct)
    keys[:-1] += ranks[1:] * size(2)
    keys = keys[whole]
    keys.sort()
    groups = _groups(keys)
    return np.bincount(keys[groups.starts] // of_pair, groups.both, n)


def _subsequences(ranked: _Ranked) -> Ints:
    """Lengths of the longest common subsequences by pair, of the tokens that both sides hold."""
    inside = ranked.ranks >= 0
    small = ranked.ranks[inside]
    ends = np.append(np.cumsum(inside), 0)[ranked.ends - 1].tolist()
    if ranked.distinct <= 256:
        text = small.astype(np.uint8).tobytes().decode("latin-1")
    else:
        small[small >= _SURROGATES] += 0x800
        text = small.astype("<u4").tobytes().decode("utf-32-le")
    parts = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return np.asarray(cpdist(parts[::2], parts[1::2], scorer=LCSseq.similarity, dtype=np.int64))
