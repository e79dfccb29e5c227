"""The run folders as a data set: their figures, and what they predicted without the newspaper's text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.reports.publish.finished import Finished
from bench.reports.publish.pieces import COPIED, pieces

_OF_RUN = [(key, pa.string()) for key in ("model", "task", "data", "view", "wrap", "fingerprint")]
_INTERVAL = [("low", pa.float64()), ("high", pa.float64()), ("method", pa.string()), ("unit", pa.string())]
FIGURES = pa.schema(
    [
        *_OF_RUN,
        *((key, pa.string()) for key in ("scoring", "label", "metric")),
        ("value", pa.float64()),
        ("n", pa.int64()),
        *((f"{estimand}_{key}", kind) for estimand in ("within", "beyond") for key, kind in _INTERVAL),
        *((key, pa.string()) for key in ("reason", "signature", "python", "packages")),
    ]
)
_ENTITY = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("label", pa.string()), ("tag", pa.string())])
_PIECE = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
PREDICTIONS = pa.schema([*_OF_RUN, ("id", pa.string()), ("entities", pa.list_(_ENTITY)), ("summary", pa.list_(_PIECE))])
_CARD = """\
---
pretty_name: banmian results
language: [zh]
configs:
  - config_name: figures
    default: true
    data_files: [{{split: test, path: data/figures.parquet}}]
  - config_name: predictions
    data_files: [{{split: test, path: data/predictions.parquet}}]
---

# Results on banmian

Finished runs of `bench` on [banmian]({link}), each scored anew and found in step before it was put here.

`figures`, one row a run, scoring, label and metric: `value` is 0 to 1 where the metric is a share, and null, with a
`reason`, where it is unknown; `label` is null for all labels together; `within` is the 95 % interval for other
sentences of these articles, `beyond` that for other articles like these. Two figures can be compared where their
`signature` is the same but for the metric's name.

`predictions`, one row a run and document. `entities` are half-open spans of code points on the `text` of the row of the
same `id` in the data set's config `view`. `summary` is in pieces: `start` and `end` of what it copies from the `text`
of the config `clean`, {copied} characters or more in a row, or `text` of its own. The newspaper's text is in the data
set alone; with it a summary is

```python
"".join(p["text"] if p["text"] is not None else article[p["start"] : p["end"]] for p in row["summary"])
```

| model | runs |
| :--- | :--- |
{rows}"""


def results_files(runs: Sequence[Finished], data: str | None) -> dict[str, bytes]:
    """Content by path in the folder; `data` is the data set on the hub, where it is known."""
    link = f"https://huggingface.co/datasets/{data}" if data else "../dataset/README.md"
    by_model: dict[str, list[str]] = {}
    for run in runs:
        by_model.setdefault(run.model, []).append(run.id)
    rows = "".join(f"| {_cell(model)} | {', '.join(ids)} |\n" for model, ids in by_model.items())
    return {
        "README.md": _CARD.format(link=link, copied=COPIED, rows=rows).encode(),
        "data/figures.parquet": _parquet([row for run in runs for row in _figures(run)], FIGURES),
        "data/predictions.parquet": _parquet([row for run in runs for row in _predictions(run)], PREDICTIONS),
    }


def _cell(text: str) -> str:
    """A name in a Markdown table, with no sign that Markdown or HTML would act on."""
    return "".join(c if c.isalnum() or c in " -+.,:@/" else f"&#{ord(c)};" for c in text)


def _parquet(rows: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema), sink, compression="zstd")
    return sink.getvalue()


def _of_run(run: Finished) -> dict[str, Any]:
    config = run.run.config
    return {
        "model": run.model,
        "task": config.task,
        "data": run.run.corpus.signature,
        "view": config.view,
        "wrap": config.wrap,
        "fingerprint": run.run.fingerprint,
    }


def _figures(run: Finished) -> Iterator[dict[str, Any]]:
    environment = run.environment
    versions = {
        "python": environment.get("python"),
        "packages": json.dumps(environment.get("packages", {}), sort_keys=True),
    }
    for scoring, found in run.record.scores["scorings"].items():
        for label, figures in ((None, found["metrics"]), *found.get("by_label", {}).items()):
            for metric, figure in figures.items():
                place = {"scoring": scoring, "label": label, "metric": metric}
                yield {**_of_run(run), **place, **_figure(figure), **versions}


def _figure(figure: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {key: figure[key] for key in ("value", "n", "signature")}
    for estimand in ("within", "beyond"):
        row |= {f"{estimand}_{key}": value for key, value in (figure[estimand] or {}).items()}
    reason = figure.get("reason")
    row["reason"] = "; ".join(f"{key}: {why}" for key, why in reason.items()) if isinstance(reason, dict) else reason
    return row


def _predictions(run: Finished) -> Iterator[dict[str, Any]]:
    for document in run.run.corpus.documents:
        stored = run.predictions[document.id]
        row = {**_of_run(run), "id": document.id}
        # These keys alone: whatever else a model left beside its answer may hold the article.
        if run.run.tags is None:
            row["summary"] = pieces(stored["summary"], document.clean.text)
        else:
            row["entities"] = [{key: entity.get(key) for key in _ENTITY.names} for entity in stored["entities"]]
        yield row
