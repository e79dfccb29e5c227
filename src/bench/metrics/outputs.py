"""What is odd about summaries: none at all, markup or a thinking block left in, another script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from bench.metrics.tally import Tally, Unit

ODDITIES = ("empty", "markup", "thinking")
# Above this share of foreign letters a warning names it.
FOREIGN = 0.2
_MARKUP = re.compile(
    r"```|</?[A-Za-z][^<>]*>|^\s{0,3}(?:#{1,6}|[-*+])\s|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\)", re.MULTILINE
)
_THINKING = re.compile(r"</?think(?:ing)?>|<\|[^|<>]*\|>|</?reasoning>", re.IGNORECASE)


def tally_outputs(ids: Sequence[str], summaries: Sequence[str], known: Sequence[str]) -> Tally:
    """One row a document: whether a summary is empty, has markup, has a thinking block; letters and foreign letters.

    `known[i]` are the texts that the summary may have its words from: Latin words that stand there (GDP) are not
    foreign. Nothing is taken out of a summary: what is odd is scored as it stands, and counted.
    """
    rows = [_row(summary, text) for summary, text in zip(summaries, known, strict=True)]
    columns = (*(f"outputs/{name}" for name in ODDITIES), "outputs/letters", "outputs/foreign")
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, columns, np.array(rows, float).reshape(len(units), len(columns)))


def output_warnings(totals: dict[str, float]) -> list[str]:
    """A line for each thing that a reader of the figures should know."""
    said = {"empty": "empty: scored 0", "markup": "with markup left in", "thinking": "with a thinking block left in"}
    counts = {name: totals[f"outputs/{name}"] for name in ODDITIES}
    found = [f"{n:.0f} {'summary' if n == 1 else 'summaries'} {said[name]}" for name, n in counts.items() if n]
    share = totals["outputs/foreign"] / totals["outputs/letters"] if totals["outputs/letters"] else 0.0
    if share > FOREIGN:
        found.append(f"{share:.0%} of the letters are no simplified Chinese and stand in no reference or source")
    return found


def _row(summary: str, known: str) -> list[float]:
    flags = (
        not summary.strip(),
        bool(_MARKUP.search(_THINKING.sub("", summary))),
        bool(_THINKING.search(summary)),
    )
    letters = [c for c in summary if c.isalpha()]
    foreign = sum(not _is_simplified(c) and c not in known for c in letters)
    return [*map(float, flags), float(len(letters)), float(foreign)]


@cache
def _is_simplified(character: str) -> bool:
    """Whether a character is an ideograph of GB 2312, which has no traditional form beside its simplified one."""
    try:
        return len(character.encode("gb2312")) == 2 and "\u4e00" <= character <= "\u9fff"
    except UnicodeEncodeError:
        return False
