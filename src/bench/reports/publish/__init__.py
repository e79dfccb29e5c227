"""What goes to a hub: the data set, results as files that others read, and the run folders as a data set."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from bench.errors import BenchError
from bench.reports.publish.changes import FOLDERS, Change, compare, write
from bench.reports.publish.push import check_repo, push

__all__ = ["FOLDERS", "Change", "Publication", "build", "check_repo", "compare", "push", "write"]


class Publication(NamedTuple):
    """Content by path under the folder that is published; names of reference lines, which are not in it."""

    files: dict[str, bytes]
    left_out: list[str]


def build(paths: Iterable[Path], repo: str | None = None) -> Publication:
    """Every file of a publication; nothing is written.

    `repo` is the data set's place on the hub, which the files name; without it they name `banmian` alone. Raises
    `BenchError` where a run is not finished, is of a part of the data, was cut off, or is not in step with itself.
    """
    from bench.reports.publish.dataset_folder import dataset_files
    from bench.reports.publish.eval_results import eval_results
    from bench.reports.publish.every_eval_ever import record_path, record_text
    from bench.reports.publish.finished import read_finished
    from bench.reports.publish.model_index import model_card
    from bench.reports.publish.names import folder_name
    from bench.reports.publish.results_dataset import results_files

    runs, left_out = read_finished(paths)
    data = repo or "banmian"
    source = f"https://huggingface.co/datasets/{repo}-results" if repo else None
    files = [(f"dataset/{name}", content) for name, content in dataset_files().items()]
    files += [(f"results/{name}", content) for name, content in results_files(runs, repo).items()]
    for model, group in groupby(runs, key=lambda run: run.model):
        of_model, place = list(group), f"models/{folder_name(model)}"
        files.append((f"{place}/.eval_results/banmian.yaml", eval_results(of_model, data, source).encode()))
        files.append((f"{place}/README.md", model_card(of_model, data).encode()))
    files += [(f"every_eval_ever/{record_path(run)}", record_text(run, repo).encode()) for run in runs]
    if len(dict(files)) < len(files):
        raise BenchError("two models would stand in one folder; give one of them another name")
    return Publication(dict(sorted(files)), left_out)
