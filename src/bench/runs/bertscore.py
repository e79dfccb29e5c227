"""BERTScore (Zhang et al. 2020) by the package bert_score, where a model is at hand.

`evaluate`'s own module of it calls the same package, but can only be loaded from the hub.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.errors import InputError
from bench.metrics import Tally, Unit
from bench.metrics.references import checked_references
from bench.models.base import folder_hash

FIGURES = ("precision", "recall", "f1")


def tally_bertscore(
    ids: Sequence[str],
    summaries: Sequence[str],
    references: Sequence[Sequence[str]],
    model: str,
    layers: int | None = None,
) -> Tally:
    """One row a document: `documents` = 1, `bertscore/precision` …, and `bertscore/cut`, whether a text was cut.

    `model` is a folder or a name on the hub; `layers` the layer that is compared, which bert_score knows for the usual
    names alone. Of several references the one with the best F1; an empty text scores 0; not rescaled, no idf. Texts
    longer than the model takes are cut. `InputError` where the package or the model is missing, or as from
    `tally_rouge`.
    """
    checked = checked_references(ids, summaries, references)
    pairs = [(s, r) for s, of in zip(summaries, checked, strict=True) for r in of]
    scores = np.zeros((len(pairs), 4))
    full = [i for i, pair in enumerate(pairs) if all(text.strip() for text in pair)]
    if full:
        scorer = _scorer(model, layers)
        found = scorer.score([pairs[i][0] for i in full], [pairs[i][1] for i in full])
        cut = [any(_is_cut(scorer, text) for text in pairs[i]) for i in full]
        scores[full] = np.column_stack([*(part.numpy() for part in found), cut])
    rows, at = np.ones((len(ids), 5)), 0
    for row, of in zip(rows, checked, strict=True):
        each = scores[at : at + len(of)]
        row[1:] = [*each[each[:, 2].argmax(), :3], each[:, 3].max()]
        at += len(of)
    columns = ("documents", *(f"bertscore/{name}" for name in (*FIGURES, "cut")))
    return Tally(tuple(Unit(name, name, "document") for name in ids), columns, rows)


def bertscore_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """The mean over documents: `bertscore_precision`, `bertscore_recall`, `bertscore_f1`; `None` without documents."""
    n = totals["documents"]
    return {f"bertscore_{name}": totals[f"bertscore/{name}"] / n if n else None for name in FIGURES}


def bertscore_signature(model: str, layers: int | None = None) -> str:
    """The model by the content of its folder, or by name, and the packages that compute the figure."""
    layer = "default" if layers is None else layers
    packages = "|".join(f"{name}:{version(name)}" for name in ("bert-score", "transformers", "torch"))
    return f"model:{folder_hash(Path(model)) or model}|layer:{layer}|idf:no|rescaled:no|multi:best|{packages}"


def _scorer(model: str, layers: int | None) -> Any:
    try:
        from bert_score import BERTScorer
        from bert_score.utils import model2layers
    except ImportError as error:
        raise InputError(f"BERTScore: {error}; pip install 'banmian[bertscore]'") from error
    if layers is None and model not in model2layers:
        raise InputError(f"BERTScore with {model}: bert_score does not know which layer to compare; say `layers`")
    try:
        scorer = BERTScorer(model_type=model, num_layers=layers)
    except (OSError, ValueError, AssertionError) as error:
        raise InputError(f"BERTScore with {model}, layer {layers}: {str(error).splitlines()[0]}") from error
    # A tokenizer without a limit of its own would hand on more than the model has places for.
    places = getattr(scorer._model.config, "max_position_embeddings", scorer._tokenizer.model_max_length)
    scorer._tokenizer.model_max_length = min(scorer._tokenizer.model_max_length, places)
    return scorer


def _is_cut(scorer: Any, text: str) -> bool:
    return len(scorer._tokenizer.encode(text.strip(), verbose=False)) > int(scorer._tokenizer.model_max_length)
