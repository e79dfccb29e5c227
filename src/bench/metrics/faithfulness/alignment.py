"""Where a clause stands in its source: the sentence that shares most of it, and what was put in place of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from bench.text import Span

# Runs of one character match by chance.
_RUN = 2


class Block(NamedTuple):
    """`length` characters that stand at `summary` and at `source`."""

    summary: int
    source: int
    length: int


class Alignment(NamedTuple):
    """Runs that a clause of the summary and a passage of the source share, in the order of both."""

    clause: Span
    passage: Span
    blocks: tuple[Block, ...]
    weight: float

    def gaps(self) -> list[tuple[Span, Span]]:
        """What lies between the runs, before the first and behind the last, on both sides."""
        found = []
        summary, source = self.clause.start, self.passage.start
        for block in (*self.blocks, Block(self.clause.end, self.passage.end, 0)):
            found.append((Span(summary, block.summary), Span(source, block.source)))
            summary, source = block.summary + block.length, block.source + block.length
        return [gap for gap in found if gap[0].start < gap[0].end]

    def flanks(self) -> list[tuple[int, int]]:
        """Characters of the run before and of the run behind each gap."""
        lengths = [0, *(block.length for block in self.blocks), 0]
        ends = [self.clause.start, *(block.summary + block.length for block in self.blocks)]
        starts = [*(block.summary for block in self.blocks), self.clause.end]
        return [
            (lengths[i], lengths[i + 1]) for i, (end, start) in enumerate(zip(ends, starts, strict=True)) if end < start
        ]


def align(
    summary: str, clause: Span, source: str, passages: Sequence[Span], rarity: Mapping[str, float]
) -> list[Alignment]:
    """The alignments of a clause with every passage that shares a run with it, the best first.

    `weight` sums how rare the pairs of neighbouring characters in the runs are in the source.
    """
    matcher = SequenceMatcher(None, "", summary[clause.start : clause.end], autojunk=False)
    found = []
    for passage in passages:
        matcher.set_seq1(source[passage.start : passage.end])
        blocks = tuple(
            Block(clause.start + b, passage.start + a, size)
            for a, b, size in matcher.get_matching_blocks()
            if size >= _RUN
        )
        if blocks:
            runs = (summary[b.summary : b.summary + b.length] for b in blocks)
            weight = sum(rarity.get(run[i : i + 2], 0.0) for run in runs for i in range(len(run) - 1))
            found.append(Alignment(clause, passage, blocks, weight))
    return sorted(found, key=lambda a: (-a.weight, a.passage.start))
