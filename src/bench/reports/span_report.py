"""Span scores in the forms of scikit-learn: the classification report, and the confusion matrix as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len

from bench.metrics import ratio

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from sklearn.metrics import ConfusionMatrixDisplay

    from bench.metrics.span_scores import Schemas, SchemaScore
    from bench.metrics.span_tally import Figures

_COLUMNS = ("precision", "recall", "f1-score", "support")
Row = dict[str, float | None]


class Scores(Protocol):
    """What `score_spans` and `score_files` give."""

    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def by_label(self) -> Mapping[str, Schemas]: ...
    @property
    def macro(self) -> Mapping[str, Figures]: ...
    @property
    def confusion(self) -> npt.NDArray[np.int64]: ...
    def __getitem__(self, schema: str, /) -> SchemaScore: ...


def classification_report(
    scores: Scores, *, schema: str = "strict", digits: int = 2, output_dict: bool = False
) -> str | dict[str, Row]:
    """Precision, recall, F1 and support of each label, and their averages, as scikit-learn and seqeval show them.

    With `output_dict` a dictionary `{label: {"precision": …, "recall": …, "f1-score": …, "support": …}}`. A figure with
    nothing to divide by is – in the text and `None` in the dictionary, not 0. `macro avg` is over labels that have gold
    mentions; `weighted avg` weighs these by support.
    """
    rows = {label: _row(schemas[schema]) for label, schemas in scores.by_label.items()}
    micro = _row(scores[schema])
    mean = scores.macro[schema]
    macro: Row = dict(zip(_COLUMNS, (*mean, micro["support"]), strict=True))
    report = {**rows, "micro avg": micro, "macro avg": macro, "weighted avg": _weighted(rows, micro)}
    return report if output_dict else _text(rows, report, digits)


def _row(score: SchemaScore) -> Row:
    return dict(zip(_COLUMNS, (score.precision, score.recall, score.f1, round(score.counts.possible)), strict=True))


def _weighted(rows: Mapping[str, Row], micro: Row) -> Row:
    weighted: Row = {"support": micro["support"]}
    for column in _COLUMNS[:-1]:
        known = [(row[column], row["support"]) for row in rows.values()]
        pairs = [(value, support) for value, support in known if value is not None and support]
        weighted[column] = ratio(sum(v * n for v, n in pairs), sum(n for _, n in pairs))
    return {column: weighted[column] for column in _COLUMNS}


def _text(rows: Mapping[str, Row], report: Mapping[str, Row], digits: int) -> str:
    width = max(map(cell_len, report))  # a Chinese character takes two columns
    lines = [f"{'':>{width}} " + "".join(f" {column:>9}" for column in _COLUMNS), ""]
    for number, (name, row) in enumerate(report.items()):
        if number == len(rows):
            lines.append("")
        cells = ["–" if (value := row[c]) is None else f"{value:.{digits}f}" for c in _COLUMNS[:-1]]
        lines.append(
            " " * (width - cell_len(name))
            + f"{name} "
            + "".join(f" {cell:>9}" for cell in [*cells, f"{row['support']}"])
        )
    return "\n".join(lines) + "\n"


def confusion_display(scores: Scores) -> ConfusionMatrixDisplay:
    """scikit-learn's display of the pairs by label of the gold (row) and of the prediction: `.plot()` draws it.

    Mentions without a pair are in no cell: they are missed or spurious. Needs the extra `report` for `.plot()`.
    """
    from sklearn.metrics import ConfusionMatrixDisplay as Display

    display: Any = Display(scores.confusion, display_labels=list(scores.labels))
    found: ConfusionMatrixDisplay = display
    return found
