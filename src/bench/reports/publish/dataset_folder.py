"""The data set's folder for the hub: card, Parquet, metadata, what the card names, licence and registration."""

from __future__ import annotations

import re
from pathlib import Path

from bench.corpus import installed
from bench.corpus.build import CHECKSUMS, parquet_name
from bench.corpus.croissant import FILE, read_words
from bench.corpus.dataset import read_table
from bench.corpus.schema import SCHEMAS
from bench.errors import BenchError
from bench.reports.publish.names import PLACES, task_id
from bench.runs.tasks import load_tasks

CARD = "README.md"
# What the card links to or names: a claim of the card must be there to be looked at.
_NAMED = (CARD, "DATA_STATEMENT.md", "GUIDELINES.md", FILE, "adjudication*.tsv", "passes/**/*.jsonl")
_REGISTRATION = """\
# Registers the data set as a benchmark: https://huggingface.co/docs/hub/eval-results
# From there: name, description, evaluation_framework (an identifier, may be one's own) and tasks with id, config and
# split. Ours: a task is what is asked of a model and the view of the text, and its value is strict_f1 of names in the
# scheme core3, or rouge1_f1 of summaries by character, 0 to 1.
name: {name}
description: >-
{description}
evaluation_framework: {name}
tasks:
{tasks}"""


def dataset_files() -> dict[str, bytes]:
    """Content by path in the folder; `BenchError` where a file is missing or is not the one that was built."""
    folder = installed()
    for config in SCHEMAS:
        read_table(config, folder)  # compares the checksum
    paths = [path for pattern in _NAMED for path in sorted(folder.glob(pattern))]
    paths += [folder / "data" / name for name in (CHECKSUMS, *map(parquet_name, SCHEMAS))]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    card = files[CARD].decode()
    return {**files, "LICENSE": _licence(card).encode(), "eval.yaml": registration(folder).encode()}


def _licence(card: str) -> str:
    """What the card says of licence and attribution, as a file of its own."""
    found = re.search(r"^## Licence\n+(.+?)(?=^## |\Z)", card, flags=re.DOTALL | re.MULTILINE)
    if found is None:
        raise BenchError("the data card has no part `## Licence`; install the package again")
    return found[1].rstrip() + "\n"


def registration(folder: Path) -> str:
    """`eval.yaml`: every task on every view, each with its config and split."""
    words = read_words(folder)
    tasks = [
        f"  - id: {task_id(task, view, wrap)}\n    config: {view}\n    split: test\n"
        for task in load_tasks()
        for view, wrap in PLACES
    ]
    lines = re.findall(r".{1,110}(?:\s|$)", words["description"])
    description = "\n".join(f"  {line.strip()}" for line in lines)
    return _REGISTRATION.format(name=words["name"], description=description, tasks="".join(tasks))
