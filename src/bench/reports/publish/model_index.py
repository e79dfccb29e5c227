"""The metadata `model-index` of a model card: the older and richer form of results on the hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bench.reports.publish.finished import Finished
from bench.reports.wording import in_points
from bench.runs.measured import default_metric

if TYPE_CHECKING:
    from huggingface_hub import EvalResult

# The hub's names of what is asked and of how it is measured; a figure that it has no name for keeps its own.
_TASKS = {"tagger": ("token-classification", "Named entity recognition"), "summarizer": ("summarization", "Summary")}
_TYPES = {"precision": "precision", "recall": "recall", "f1": "f1"}
_SPANS = ("strict_precision", "strict_recall", "strict_f1", "exact_f1", "partial_f1", "type_f1", "fuzzy_f1")
_SUMMARIES = (
    *(f"{name}_{part}" for name in ("rouge1", "rouge2", "rougeL") for part in ("precision", "recall", "f1")),
    "rougeLsum_f1", "chrf", "bleu", "fact_recall", "fact_recall_weighted",
    "number_faithfulness", "entity_faithfulness", "modality_faithfulness",
)  # fmt: skip
_BODY = """
# Results on banmian

Measured by `bench`; intervals and signatures are in the metadata above and in `.eval_results/banmian.yaml`. Both are
to be taken over into the model's own repository: this page is no model card.

| task | metric | figure, 0–100 | n |
| :--- | :--- | ---: | ---: |
"""


def model_card(runs: Sequence[Finished], data: str) -> str:
    """A README.md whose metadata hold every figure of one model; `data` is the data set on the hub."""
    from huggingface_hub import ModelCardData

    results = [result for run in runs for result in _results(run, data)]
    metadata = ModelCardData(model_name=runs[0].model, eval_results=results).to_yaml(line_break="\n")
    rows = []
    for run in runs:
        metric = default_metric(run.run.config.task)
        figure = run.figures[metric]
        points = None if figure["value"] is None else 100 * figure["value"]
        rows.append(f"| {run.id} | {metric} | {in_points(points)} | {figure['n']} |\n")
    return f"---\n{metadata}\n---\n{_BODY}{''.join(rows)}"


def _results(run: Finished, data: str) -> Iterator[EvalResult]:
    from huggingface_hub import EvalResult

    config = run.run.config
    kind, title = _TASKS[config.kind]
    for name in _SPANS if config.kind == "tagger" else _SUMMARIES:
        figure = run.figures.get(name)
        if figure is None or figure["value"] is None:
            continue
        intervals: dict[str, Any] = {
            estimand: [figure[estimand]["low"], figure[estimand]["high"]]
            for estimand in ("within", "beyond")
            if figure[estimand] is not None
        }
        # The hub puts results of one task and config together: what tells them apart is said of each metric.
        yield EvalResult(
            task_type=kind,
            task_name=title,
            dataset_type=data,
            dataset_name="banmian",
            dataset_config=config.view,
            dataset_split="test",
            metric_type=_TYPES.get(name.rpartition("_")[2], name) if config.kind == "tagger" else name,
            metric_value=figure["value"],
            metric_name=f"{name} ({run.id})",
            metric_args={"task": run.id, "n": figure["n"], **intervals, "signature": figure["signature"]},
        )
