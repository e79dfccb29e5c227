"""The scores of spans as tables at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.cli.data.tables import Sheet

if TYPE_CHECKING:
    from bench.metrics.span_scores import SchemaScore
    from bench.metrics.span_tally import Figures
    from bench.runs.file_scores import FileScores

# A confusion matrix of more labels, or of longer ones, does not fit 80 columns.
_WIDEST = 8
_LONGEST = 7


def sheets(scores: FileScores) -> Iterator[Sheet]:
    """Micro and macro of every schema, labels, errors, and the confusion where there is one that fits."""
    yield _schemas(scores)
    if scores.labels:
        yield _labels(scores)
    found = [(name.replace("_", "+"), str(n)) for name, n in scores.errors.items()]
    yield Sheet("Errors", [("", "n"), *found], ["every gold mention and every prediction once, by its worst fault"])
    if (confusion := _confusion(scores)) is not None:
        yield confusion


def _points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _prf(figures: SchemaScore | Figures) -> tuple[str, str, str]:
    return _points(figures.precision), _points(figures.recall), _points(figures.f1)


def _schemas(scores: FileScores) -> Sheet:
    header = ("schema", "P", "R", "F1", "label P", "R", "F1", "document P", "R", "F1")
    macro, by_document = scores.macro, scores.macro_documents
    rows = [
        (schema, *_prf(scores[schema]), *_prf(figures), *_prf(by_document[schema])) for schema, figures in macro.items()
    ]
    return Sheet(
        f"{scores.documents} documents, {sum(scores.required.values())} gold mentions",
        [header, *rows],
        [
            "micro, then the mean over labels with gold mentions, then over documents",
            "– where there is nothing to divide by",
            scores.signature,
        ],
    )


def _labels(scores: FileScores) -> Sheet:
    rows = [
        (label, *_prf(schemas["strict"]), str(scores.required[label])) for label, schemas in scores.by_label.items()
    ]
    return Sheet("By label, strict", [("label", "P", "R", "F1", "support"), *rows])


def _confusion(scores: FileScores) -> Sheet | None:
    labels, cells = scores.labels, scores.confusion
    off = cells.sum() - cells.trace()
    if not off or len(labels) > _WIDEST or max(map(len, labels)) > _LONGEST:
        return None
    rows = [(label, *map(str, row)) for label, row in zip(labels, cells.tolist(), strict=True)]
    return Sheet("Confusion of overlapping pairs: gold down, predicted across", [("", *labels), *rows])
