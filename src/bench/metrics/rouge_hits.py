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

from bench.memory import keep_freed_memory
from bench.text.packing import Packed

Ints: TypeAlias = npt.NDArray[Any]

_CODE_BITS = 21  # a code point
_SURROGATES = 0xD800


class _Groups(NamedTuple):
    """Runs of equal keys in a sorted array, `[groups]`: where each begins, and how often it is in both sides."""

    starts: Ints
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
    keep_freed_memory()
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
    first = np.searchsorted(keys[groups.starts], np.arange(n + 1) << (bits + _CODE_BITS + 1))
    ranks, distinct = _ranks(groups.both, first)
    group = np.zeros(len(codes), np.int32)
    group[groups.starts[1:]] = 1
    of_token = np.empty(len(codes), np.int32)
    of_token[keys & ((1 << bits) - 1)] = ranks[np.cumsum(group, dtype=np.int32)]
    return _sums(groups.both, first), _Ranked(of_token, np.cumsum(lengths), distinct)


def _ranks(both: Ints, first: Ints) -> tuple[Ints, int]:
    """A number within its pair for each group that both sides hold, else −1; the most that a pair has.

    `first` are the first groups of the pairs, and one more for the end.
    """
    common = both > 0
    before = np.append(0, np.cumsum(common, dtype=np.int32))
    of_pair = before[first]
    each = np.diff(of_pair)
    distinct = int(each.max(initial=0))
    if distinct <= 256:
        return np.where(common, before[:-1] - np.repeat(of_pair[:-1], np.diff(first)), -1), distinct
    # The most frequent get the small numbers.
    order = np.flatnonzero(common)
    order = order[np.lexsort((-both[order], np.repeat(np.arange(len(each)), each)))]
    ranks = np.full(len(both), -1, np.int32)
    ranks[order] = np.arange(len(order)) - np.repeat(of_pair[:-1], each)
    return ranks, distinct


def _groups(keys: Ints) -> _Groups:
    """Groups of sorted keys whose lowest bit is the side."""
    if not len(keys):
        return _Groups(*(np.zeros(0, np.int64),) * 2)
    grams = keys >> 1
    last = np.append(np.flatnonzero(grams[1:] != grams[:-1]), len(keys) - 1)
    starts = np.append(0, last[:-1] + 1)
    reference = np.diff(np.cumsum(keys & 1, dtype=np.int32)[last], prepend=np.int32(0))
    return _Groups(starts, np.minimum(reference, last - starts + 1 - reference))


def _sums(values: Ints, first: Ints) -> Ints:
    """Sums by pair of what groups have."""
    return np.diff(np.append(0, np.cumsum(values))[first])


def _bigrams(ranked: _Ranked, lengths: Ints) -> Ints:
    """Shared bigrams by pair, from the tokens that both sides hold."""
    n, distinct = len(lengths) // 2, ranked.distinct
    of_pair = 2 * distinct**2 or 1
    size = np.int32 if (n + 1) * of_pair < 1 << 31 else np.int64
    ranks: Ints = ranked.ranks.astype(size, copy=False)
    inside = ranks >= 0
    whole = np.zeros_like(inside)
    np.logical_and(inside[:-1], inside[1:], out=whole[:-1])
    whole[ranked.ends[lengths > 0] - 1] = False
    pairs: Ints = np.arange(n + 1, dtype=size) * of_pair
    keys = np.repeat(np.column_stack([pairs[:-1], pairs[:-1] + 1]).ravel(), lengths)
    keys += ranks * (2 * distinct)
    keys[:-1] += ranks[1:] * 2
    keys = keys[whole]
    keys.sort()
    groups = _groups(keys)
    return _sums(groups.both, np.searchsorted(keys[groups.starts], pairs))


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
