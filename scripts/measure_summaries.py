#!/usr/bin/env python3
"""Measures summary scoring against its peers in one run, and prints the tables or writes them to a file.

    python scripts/measure_summaries.py [--quick] [FILE]

Pairs of a summary and a reference, made of the characters of news by their frequency, with marks and numbers; the
summary copies runs of its reference. Ours: strings in, all figures out. Peers: the tokens ready-made where they take
tokens, on some of the pairs where they are slow. Every figure is the best of several calls, every ratio is of figures
from this run. --quick takes a few pairs.
"""

from __future__ import annotations

import gc
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bench.metrics import rouge_figures, tally_rouge
from bench.text import tokenize

VARIANTS = ["rouge1", "rouge2", "rougeL"]
# Pairs, characters of summary and reference, then pairs for peers of about 10 µs, 1 ms and 10 ms a short pair.
SIZES = ((10_000, 120, 100, 10_000, 1_000, 300), (200, 2_000, 2_000, 200, 10, 3))
QUICK = ((200, 120, 100, 100, 20, 10), (6, 2_000, 2_000, 4, 1, 1))


class Line(NamedTuple):
    """Seconds a pair of ours and of a peer, and the ratio asked for, if any."""

    what: str
    ours: float
    peer: str
    theirs: float
    target: float | None = None

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    def markdown(self) -> str:
        ratio = f"{self.ratio:,.0f}" if self.ratio >= 100 else f"{self.ratio:.1f}"
        verdict = "" if self.target is None else "met" if self.ratio >= self.target else "**not met**"
        asked = "" if self.target is None else f"{self.target:,.0f}"
        figures = f"{1e6 * self.ours:,.1f} | {self.peer} | {1e6 * self.theirs:,.0f}"
        return f"| {self.what} | {figures} | {ratio} | {asked} | {verdict} |"


class Ready:
    """A tokenizer as rouge_score and rouge-score-rs take it, that has the tokens already."""

    def __init__(self, texts: Sequence[str], tokens: str) -> None:
        self.found = {text: tokenize(text, tokens) for text in texts}

    def tokenize(self, text: str) -> list[str]:
        return self.found[text]


def synthetic(pairs: int, summary: int, reference: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """Summaries and references of so many characters, 3 of 5 runs of a summary copied from its reference."""
    rng = random.Random(seed)
    characters = [chr(code) for code in rng.sample(range(0x4E00, 0x9FA6), 2_500)]
    weights = [1 / (rank + 5) for rank in range(len(characters))]

    def text(length: int) -> str:
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            parts += rng.choices(characters, weights, k=rng.randrange(6, 18))
            if rng.random() < 0.3:
                parts.append(
                    rng.choice([f"{rng.randrange(2000, 2030)}", f"{rng.randrange(1, 99)}.{rng.randrange(9)}%"])
                )
            parts.append(rng.choice("，，，、。"))
        return "".join(parts)[:length]

    def copied(source: str, length: int) -> str:
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            begin = rng.randrange(len(source))
            parts.append(source[begin : begin + rng.randrange(3, 12)] if rng.random() < 0.6 else text(5))
        return "".join(parts)[:length]

    references = [text(reference) for _ in range(pairs)]
    return [copied(source, summary) for source in references], references


def seconds(call: Callable[[], object], pairs: int, times: int = 3) -> float:
    """Seconds a pair in the fastest of several calls."""
    found = float("inf")
    for _ in range(times):
        gc.collect()
        begun = time.perf_counter()
        call()
        found = min(found, time.perf_counter() - begun)
    return found / pairs


def ours(summaries: list[str], references: list[str], tokens: str, variants: Sequence[str] = VARIANTS) -> float:
    ids, lists = [str(i) for i in range(len(summaries))], [[reference] for reference in references]

    def score() -> dict[str, float | None]:
        return rouge_figures(tally_rouge(ids, summaries, lists, tokens, variants).totals())

    return seconds(score, len(summaries), 7)


def google(summaries: list[str], references: list[str], tokens: str, variants: Sequence[str] = VARIANTS) -> float:
    """rouge_score with the tokens ready-made."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(variants), tokenizer=Ready([*summaries, *references], tokens))
    pairs = list(zip(summaries, references, strict=True))
    return seconds(lambda: [scorer.score(r, s) for s, r in pairs], len(pairs), 2)


def rust(summaries: list[str], references: list[str], tokens: str | None, batch: bool = False) -> float:
    """rouge-score-rs: with the tokens ready-made, or its own characters; a batch of these takes all processors."""
    from rouge_score_rs import RougeScorer
    from rouge_score_rs.tokenizers import CharacterTokenizer

    ready = CharacterTokenizer() if tokens is None else Ready([*summaries, *references], tokens)
    scorer = RougeScorer(VARIANTS, tokenizer=ready)
    pairs = list(zip(summaries, references, strict=True))

    def score() -> object:
        if batch:
            return scorer.score_batch(references, summaries)
        return [scorer.score(reference, summary) for summary, reference in pairs]

    return seconds(score, len(pairs))


def chinese(summaries: list[str], references: list[str]) -> float:
    """rouge-chinese, which takes the tokens between spaces."""
    from rouge_chinese import Rouge

    spaced = [[" ".join(tokenize(text, "char")) for text in side] for side in (summaries, references)]
    scorer = Rouge()
    return seconds(lambda: scorer.get_scores(*spaced), len(summaries), 2)


def segmentation(texts: Sequence[str], pairs: int) -> float:
    """Seconds a pair that jieba takes for texts that it has not met."""
    tokenize("词典先读入", "zh-word")
    return seconds(lambda: [tokenize(text, "zh-word") for text in texts], pairs, 1)


def measured(size: tuple[int, ...]) -> tuple[list[Line], float]:
    """The lines of a table, and the seconds a pair that segmentation takes."""
    pairs, summary, reference, fast, slow, slowest = size
    long = summary > 1_000
    summaries, references = synthetic(pairs, summary, reference)
    segmenting = segmentation([*summaries, *references], pairs)
    own = {tokens: ours(summaries, references, tokens) for tokens in ("char", "zh-char", "zh-word")}
    some = (summaries[:slow], references[:slow])
    peer = {tokens: google(*some, tokens) for tokens in own}
    rs_ready = {tokens: rust(summaries[:fast], references[:fast], tokens) for tokens in ("char", "zh-char")}
    rs_own, rs_all = (rust(summaries[:fast], references[:fast], None, batch) for batch in (False, True))
    forked = chinese(summaries[:slowest], references[:slowest])
    least = 1 if long else 3
    lines = [
        Line("`char`", own["char"], "rouge_score, tokens ready-made", peer["char"], 150),
        Line("`zh-char`", own["zh-char"], "rouge_score, tokens ready-made", peer["zh-char"], 100),
        Line("`zh-word`, segmented before", own["zh-word"], "rouge_score, tokens ready-made", peer["zh-word"], 50),
        Line("`char`", own["char"], "rouge-chinese", forked, 300),
        Line("`zh-char`", own["zh-char"], "rouge-chinese", forked, 300),
        Line("`char`", own["char"], "rouge-score-rs, tokens ready-made", rs_ready["char"], least),
        Line("`zh-char`", own["zh-char"], "rouge-score-rs, tokens ready-made", rs_ready["zh-char"], least),
        Line("`char`", own["char"], "rouge-score-rs, its own characters", rs_own, least),
        Line("`char`", own["char"], f"the same in a batch, {os.cpu_count()} processors", rs_all),
    ]
    lsum = google(*(side[: max(slow // 10, 1)] for side in some), "zh-char", ["rougeLsum"])
    lines.append(
        Line("Lsum alone, `zh-char`", ours(*some, "zh-char", ["rougeLsum"]), "rouge_score, text as one sentence", lsum)
    )
    return lines, segmenting


# Texts repeat, so that what grows is what scoring holds. The peak from /proc where there is one.
MEMORY = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from measure_summaries import synthetic
from bench.metrics import tally_rouge
pairs = int(sys.argv[1])
summaries, references = (side * (pairs // 500) for side in synthetic(500, 120, 100))
tally_rouge(range(pairs), summaries, references)
status = Path("/proc/self/status")
peaks = [x.split()[1] for x in status.read_text().splitlines() if x.startswith("VmHWM")] if status.exists() else []
print((int(peaks[0]) if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024)
"""


def memory(pairs: int) -> float:
    """Peak memory in MB of a process that scores so many short pairs with `zh-char`."""
    arguments = [sys.executable, "-c", MEMORY, str(pairs), str(Path(__file__).parent)]
    return float(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


def report(sizes: Sequence[tuple[int, ...]], memories: Sequence[int]) -> list[str]:
    """The section on summaries as lines of Markdown."""
    peers = ("numpy", "rapidfuzz", "rouge_score", "rouge-chinese", "rouge-score-rs")
    text = [
        "# Speed of summary scoring",
        "",
        f"Written by `python scripts/measure_summaries.py` on {platform.machine()}, "
        f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in peers)}.",
        "ROUGE-1, -2 and -L: precision, recall and F1 of every pair; ours from strings to the means, nothing lazy. The "
        "best of seven calls for us, on one processor, of one to three for the peers, in the same run.",
        "",
    ]
    for size in sizes:
        pairs, summary, reference, fast, slow, slowest = size
        lines, segmenting = measured(size)
        text += [
            f"## {pairs:,} pairs of {summary:,} and {reference:,} characters",
            "",
            f"Peers on the first of them: rouge_score on {slow:,}, rouge-chinese on {slowest:,}, rouge-score-rs on "
            f"{fast:,}. Segmentation by jieba, once a text: {1e6 * segmenting:,.0f} µs a pair.",
            "",
            "| ours | µs a pair | peer | its µs a pair | ratio | asked for | |",
            "|---|---:|---|---:|---:|---:|---|",
            *(line.markdown() for line in lines),
            "",
        ]
    text += ["## Memory", "", "Of texts that repeat: what grows is the tally, a row a document.", ""]
    text += ["| pairs of 120 and 100 characters | peak MB |", "|---:|---:|"]
    return [*text, *(f"| {pairs:,} | {memory(pairs):,.0f} |" for pairs in memories), ""]


def main(arguments: list[str]) -> None:
    quick = "--quick" in arguments
    found = report(QUICK if quick else SIZES, [1_000, 2_000] if quick else [1_000, 10_000, 100_000])
    files = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if files:
        files[0].write_text("\n".join(found), encoding="utf-8")
    else:
        print("\n".join(found))


if __name__ == "__main__":
    main(sys.argv[1:])
