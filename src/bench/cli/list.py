"""`bench list`: what can be asked for by name."""

from __future__ import annotations

import argparse

from bench.errors import BenchError

HELP = "list models, tasks, schemes, metrics or data sets"
EXAMPLE = """example:
  bench list models"""
KINDS = ("models", "tasks", "schemes", "metrics", "data")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("kind", metavar="|".join(KINDS))


def do(options: argparse.Namespace) -> int:
    """Prints a name and a line for each."""
    if options.kind not in KINDS:
        raise BenchError(f"nothing to list by the name {options.kind!r}; there are {', '.join(KINDS)}")
    rows = _rows(options.kind)
    width = max(len(name) for name, _ in rows)
    for name, about in rows:
        print(f"{name:<{width}}  {about}")
    return 0


def _rows(kind: str) -> list[tuple[str, str]]:
    if kind == "models":
        from bench.models import load_entries

        return [
            (e.name, f"{e.kind}: {e.about}{' (reference, unranked)' if e.reference else ''}")
            for e in load_entries().values()
        ]
    if kind == "tasks":
        from bench.runs import load_tasks

        return [(task.name, task.about) for task in load_tasks().values()]
    if kind == "schemes":
        from bench.corpus import load_schemes

        return [(s.name, " ".join(dict.fromkeys(s.labels.values()))) for s in load_schemes().values()]
    if kind == "metrics":
        return [
            ("strict_precision|recall|f1", "names: same start, end and label; micro, by label, by document"),
            ("rouge1|rouge2|rougeL", "summaries: each with _precision, _recall, _f1; tokens zh-char"),
        ]
    from bench.corpus import DATASETS

    return list(DATASETS.items())
