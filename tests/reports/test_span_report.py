from __future__ import annotations

import random

import pytest
from seqeval.metrics import classification_report as seqeval_report
from seqeval.scheme import IOB2

from bench import read_tags, score_spans
from bench.reports.span_report import classification_report, confusion_display

GOLD = [[(0, 2, "PER"), (3, 5, "LOC"), (6, 8, "LOC")]]
FOUND = [[(0, 2, "PER"), (3, 5, "机构"), (9, 10, "机构")]]


def test_the_text_looks_like_scikit_learn_and_what_is_unknown_is_a_dash():
    shown = classification_report(score_spans(GOLD, FOUND))
    assert shown.splitlines() == [
        "              precision    recall  f1-score   support",
        "",
        "         LOC          –      0.00      0.00         2",
        "         PER       1.00      1.00      1.00         1",
        "        机构       0.00         –      0.00         0",
        "",
        "   micro avg       0.33      0.33      0.33         3",
        "   macro avg       1.00      0.50      0.50         3",
        "weighted avg       1.00      0.33      0.33         3",
    ]


def test_the_dictionary_has_full_precision_and_none():
    found = classification_report(score_spans(GOLD, FOUND), output_dict=True)
    assert found["LOC"] == {"precision": None, "recall": 0, "f1-score": 0, "support": 2}
    assert found["micro avg"]["recall"] == 1 / 3
    assert found["weighted avg"]["recall"] == pytest.approx(1 / 3)
    assert classification_report(score_spans([[]], [[]]), output_dict=True)["macro avg"]["f1-score"] is None


def test_another_schema_may_be_asked_for():
    found = classification_report(score_spans(GOLD, FOUND), schema="exact", output_dict=True)
    assert found["micro avg"]["f1-score"] == pytest.approx(2 / 3)


def test_where_every_figure_is_known_the_text_is_that_of_seqeval():
    rng = random.Random(5)
    tags = [["B-PER", "O", "B-LOC", "O", "B-ORG", "B-LOC"] for _ in range(20)]
    predicted = [[tag if tag == "O" or rng.random() < 0.8 else "B-" + rng.choice(["PER", "LOC", "ORG"]) for tag in s]
                 for s in tags]  # fmt: skip
    ours = classification_report(score_spans(read_tags(tags), read_tags(predicted)))
    theirs = seqeval_report(tags, predicted, mode="strict", scheme=IOB2)
    assert ours.split() == theirs.split()


def test_the_confusion_is_drawn_by_scikit_learn(tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    scores = score_spans(GOLD, [[(0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC")]])
    display = confusion_display(scores).plot(cmap="Greys")
    assert [text.get_text() for text in display.ax_.get_xticklabels()] == ["LOC", "ORG", "PER"]
    assert [[cell.get_text() for cell in row] for row in display.text_] == [
        ["1", "1", "0"], ["0", "0", "0"], ["0", "0", "1"],
    ]  # fmt: skip
    display.figure_.savefig(tmp_path / "confusion.png")
    assert (tmp_path / "confusion.png").stat().st_size > 1000
    matplotlib.pyplot.close(display.figure_)
