"""How much of a summary stands in its source: extractive fragments (Grusky et al. 2018, Newsroom, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bench.text.codes import Codes
from bench.text.tokens import Tokenizer, tokenize

MEASURES = ("coverage", "density", "compression", "novel_bigrams")


def fragments(source: Sequence[str], summary: Sequence[str]) -> list[int]:
    """Lengths of the token runs that a summary shares with its source, longest first match (Grusky's F)."""
    codes = Codes()
    inside, ours = codes.packed(source), codes.packed(summary)
    lengths, at = [], 0
    while at < len(ours):
        # A longer run is found where the shorter one was, or later.
        length, place = 0, inside.find(ours[at])
        while place >= 0:
            length += 1
            place = inside.find(ours[at : at + length + 1], place) if at + length < len(ours) else -1
        if length:
            lengths.append(length)
        at += max(length, 1)
    return lengths


def extraction(source: str, summary: str, tokens: Tokenizer = "zh-char") -> dict[str, float | None]:
    """Coverage, density, compression (Grusky et al. 2018) and the share of bigrams that the source lacks.

    Coverage and novel bigrams 0 to 1; density in tokens; compression is source tokens a summary token. `None` where
    the summary has no token, or no bigram.
    """
    ours, theirs = tokenize(source, tokens), tokenize(summary, tokens)
    shared, n = fragments(ours, theirs), len(theirs)
    bigrams, known = list(pairwise(theirs)), set(pairwise(ours))
    return {
        "coverage": sum(shared) / n if n else None,
        "density": sum(length**2 for length in shared) / n if n else None,
        "compression": len(ours) / n if n else None,
        "novel_bigrams": sum(b not in known for b in bigrams) / len(bigrams) if bigrams else None,
    }
