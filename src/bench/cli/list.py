"""`bench list`: what can be asked for by name."""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.models import Entry

HELP = "list models, tasks, schemes, metrics or data sets"
EXAMPLE = """example:
  bench list models"""
_WIDTH = 80
_METRICS = {
    "strict_precision|recall|f1": "names: same start, end and label; micro, by label, by document",
    "exact, partial, type, fuzzy": "names: the other schemas, with the same three figures",
    "rouge1|rouge2|rougeL|rougeLsum": "summaries: each with _precision, _recall, _f1",
    "chrf, bleu": "summaries: by sacrebleu, of all documents together",
    "bertscore_f1": "summaries: with a model (bench.evaluate_modules.BertScore)",
    "fact_recall, fact_recall_weighted": "facts stated as they are; by salience, modality, length",
    "number_faithfulness": "share of numbers that the article bears out",
    "entity_faithfulness": "share of names that stand in their place in the article",
    "modality_faithfulness": "share of clauses told as the article tells them",
    "compression, coverage, density": "form: how a summary is made from its article",
    "novel_bigrams, repetition": "form: what is new, what is said twice",
    "characters, length_ratio, over_limit": "form: length, and by the limit asked for",
}
KINDS = ("models", "tasks", "schemes", "metrics", "data")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument("kind", metavar="|".join(KINDS))


def do(options: argparse.Namespace) -> int:
    """Prints a name and a line for each."""
    if options.kind not in KINDS:
        raise BenchError(f"nothing to list by the name {options.kind!r}; there are {', '.join(KINDS)}")
    if options.kind == "schemes":
        _print_schemes()
        return 0
    rows = _rows(options.kind)
    width = max(len(name) for name, _ in rows)
    for name, about in rows:
        print(f"{name:<{width}}  {about}")
    return 0


def _rows(kind: str) -> list[tuple[str, str]]:
    if kind == "models":
        from bench.models import load_entries

        return [(entry.name, _of_model(entry)) for entry in load_entries().values()]
    if kind == "tasks":
        from bench.runs import load_tasks

        return [(task.name, task.about) for task in load_tasks().values()]
    if kind == "metrics":
        return list(_METRICS.items())
    from bench.corpus import DATASETS

    return list(DATASETS.items())


def _of_model(entry: Entry) -> str:
    """What it is, how it is asked for, and what it lacks here."""
    said = f"{', '.join(entry.targets)}: {entry.about}"
    if entry.reference:
        said += " (reference, unranked)"
    if entry.takes:
        said += f" (model={entry.name}:{entry.takes})"
    return f"{said}; needs banmian[{entry.extra}]" if entry.missing else said


def _print_schemes() -> None:
    """The labels of each scheme, and how much of the page each toolkit's tags can express, in 80 columns."""
    from bench.corpus import load_corpus, load_schemes, project
    from bench.models import load_tag_map, tag_sets
    from bench.runs.score_names import tag_coverage

    schemes = load_schemes()
    indent = max(map(len, schemes)) + 2
    for scheme in schemes.values():
        labels = " ".join(dict.fromkeys(scheme.labels.values()))
        print(textwrap.fill(labels, _WIDTH, initial_indent=f"{scheme.name:<{indent}}", subsequent_indent=" " * indent))
    documents = load_corpus().documents
    gold = {name: [project(d.mentions, scheme) for d in documents] for name, scheme in schemes.items()}
    names = {(toolkit, tags): f"{toolkit} {tags}" for toolkit, tags in tag_sets()}
    indent = max(map(len, names.values())) + 2
    print("coverage: % of the page's required mentions that a toolkit's tags can express")
    print(f"{'toolkit, tags':<{indent}}", *(f"{name:>9}" for name in schemes))
    for (toolkit, tags), name in names.items():
        types = load_tag_map(toolkit, tags).types
        covered = (tag_coverage(gold[scheme.name], scheme.scope(types)) for scheme in schemes.values())
        print(f"{name:<{indent}}", *("–".rjust(9) if c is None else f"{100 * c:>9.1f}" for c in covered))
