#!/usr/bin/env python3
"""Measures what is promised to be fast against its peers and writes the tables to SPEED.md.

    python scripts/measure_speed.py [SECTION…]

Sections are spans, summaries, statistics, taggers, lac and runs; without a name all of them, which takes most of an
hour. A section's ratios are of figures from one run; nothing else should run beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import measure_lac
import measure_runs
import measure_spans
import measure_statistics
import measure_summaries
import measure_taggers

SPEED = Path(__file__).resolve().parent.parent / "SPEED.md"
# In the order of the file; each gives the lines of a section that begins with a heading of the first level.
SECTIONS: dict[str, Callable[[], list[str]]] = {
    "spans": lambda: measure_spans.sections(*measure_spans.FULL),
    "summaries": lambda: measure_summaries.report(measure_summaries.SIZES, [1_000, 10_000, 100_000]),
    "statistics": measure_statistics.report,
    "taggers": measure_taggers.report,
    "lac": lambda: measure_lac.report(2_000, 5),
    "runs": measure_runs.report,
}


def main(names: list[str]) -> None:
    """Measures the named sections and puts each in the place of what SPEED.md has of it."""
    if unknown := set(names) - SECTIONS.keys():
        sys.exit(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    written = re.split(r"(?m)^(?=# )", SPEED.read_text(encoding="utf-8"))[1:]
    kept = dict(zip(SECTIONS, written, strict=True)) if len(written) == len(SECTIONS) else {}
    for name in SECTIONS:
        if not names or name in names:
            kept[name] = "\n".join(SECTIONS[name]()).rstrip("\n") + "\n\n"
            print(kept[name], flush=True)
    SPEED.write_text("".join(kept[name] for name in SECTIONS if name in kept).rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
