"""Stored predictions to a tally and the figures of every scoring that applies."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.corpus import Corpus
from bench.metrics import Tally
from bench.metrics.faithfulness import VERSION
from bench.models import TagMap
from bench.runs.config import RunConfig
from bench.runs.figures import SCORER, Prediction, Scored
from bench.runs.folder import RunFolder
from bench.runs.score_names import score_names
from bench.runs.score_summaries import SCORING, score_summaries
from bench.runs.store import example_key
from bench.runs.wrap import source_text

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Scorable:
    """A run as far as its scores go; no model is needed. `tags` is the tagger's map, `None` for a summarizer.

    `policy` is how its labels became spans, for signatures; empty for what finds spans by itself. `unit` is what it was
    given at a time, sentences or whole documents.
    """

    config: RunConfig
    corpus: Corpus
    name: str
    reference: bool
    fingerprint: str
    tags: TagMap | None
    policy: str
    unit: str

    @cached_property
    def keys(self) -> dict[str, str]:
        """The example key of every document."""
        c = self.config
        return {
            d.id: example_key(self.fingerprint, d.id, source_text(d, c.kind, c.view, c.wrap))
            for d in self.corpus.documents
        }

    @property
    def leading(self) -> str:
        """The key of the scoring whose figures stand at the top of `scores.json`."""
        return SCORING if self.tags is None else self.config.leading

    @property
    def scored(self) -> dict[str, Any]:
        """What the scores depend on beside the predictions: where it differs, they are computed anew."""
        rules = {"rules": VERSION} if self.tags is None else {}
        return {
            "data": self.corpus.signature,
            "scorer": SCORER,
            **rules,
            "leading": self.leading,
            "schema_version": SCHEMA_VERSION,
        }


def score_run(
    config: RunConfig,
    corpus: Corpus,
    predictions: Mapping[str, Prediction],
    tags: TagMap | None,
    policy: str = "",
) -> Scored:
    """Scores the documents that have a prediction. `tags` is the tagger's map, `None` for a summarizer."""
    documents = [d for d in corpus.documents if "error" not in predictions.get(d.id, {"error": ""})]
    if tags is None:
        return score_summaries(config, corpus, documents, predictions)
    return score_names(config, corpus, documents, predictions, tags, policy)


def write_scores(run: Scorable, predictions: Mapping[str, Prediction], folder: RunFolder) -> None:
    """Scores what is stored; writes `tally.parquet` and `scores.json`."""
    config, documents = run.config, run.corpus.documents
    found = score_run(config, run.corpus, predictions, run.tags, run.policy)
    folder.write("tally.parquet", _parquet(found.tally))
    scores = {
        "schema_version": SCHEMA_VERSION,
        "task": config.task,
        "model": run.name,
        "reference": run.reference,
        "fingerprint": run.fingerprint,
        "data": config.data,
        "view": config.view,
        "wrap": config.wrap,
        "scored": run.scored,
        "units": {"documents": len(documents), "sentences": sum(len(d.sentences) for d in documents)},
        "errors": None,
        **found.scorings[run.leading],
        "scorings": found.scorings,
    }
    folder.write_json("scores.json", scores)


def _parquet(tally: Tally) -> bytes:
    """A row a unit: document, unit, role, then the counts, as integers where they are whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {
        "document": _strings([u.document for u in tally.units]),
        "unit": _strings([u.id for u in tally.units]),
        "role": _strings([u.role for u in tally.units]),
    }
    for name, counts in zip(tally.columns, tally.counts.T, strict=True):
        whole = counts.astype("int64")
        columns[name] = _numbers(whole if (whole == counts).all() else counts)
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


# Arrays from their bytes: `pyarrow.array` imports pandas where there is one, 30 MB and a seventh of a second.


def _numbers(values: np.ndarray[Any, Any]) -> pa.Array:
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values.copy())])


def _strings(values: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    texts = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(texts), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))])
