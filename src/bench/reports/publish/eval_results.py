"""`.eval_results/banmian.yaml` of a model's repository: one value a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bench.errors import BenchError
from bench.reports.publish.finished import Finished
from bench.runs.measured import default_metric

_MEANINGS = {"within": "other sentences of these articles", "beyond": "other articles like these"}


def eval_results(runs: Iterable[Finished], data: str, source: str | None) -> str:
    """The file of one model; `data` is the data set on the hub, `source` a page that shows where figures are from.

    A figure that is unknown is left out. `BenchError` where huggingface_hub is too old.
    """
    import yaml

    try:
        from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
    except ImportError:
        raise BenchError("bench publish needs huggingface_hub 1.4; pip install -U huggingface_hub") from None
    entries = []
    for run in runs:
        figure = run.figures[(metric := default_metric(run.run.config.task))]
        if figure["value"] is not None:
            entries.append(
                EvalResultEntry(
                    dataset_id=data,
                    task_id=run.id,
                    value=figure["value"],
                    source_url=source,
                    source_name=source and "run folders",
                    notes=f"{metric}; {described(figure)}",
                )
            )
    text: str = yaml.safe_dump(eval_result_entries_to_yaml(entries), allow_unicode=True, sort_keys=False, width=1000)
    return text


def described(figure: Mapping[str, Any]) -> str:
    """The intervals of a figure, its support and its signature in a line."""
    said = [
        f"95 % interval for {meaning} {interval['low']:.3f} to {interval['high']:.3f} ({interval['method']})"
        for estimand, meaning in _MEANINGS.items()
        if (interval := figure.get(estimand)) is not None
    ]
    return "; ".join([*said, f"n {figure['n']}", figure["signature"]])
