"""The leaderboard's table of summaries: overlap, facts and faithfulness, with what the metrics catch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from bench.reports import build_board, write_report
from bench.reports.markdown import render_board
from bench.reports.terminal import print_board
from bench.runs import RunRecord
from bench.runs.folder import Status

CAUGHT = {
    "number": {"number": [35, 36], "unit": [17, 17]},
    "entity": {"entity": [33, 35]},
    "modality": {"modality": [40, 40]},
}


def entry(name, value, n=6):
    return {"value": value, "signature": f"{name}|data:toy", "n": n, "within": None, "beyond": None, "reason": ""}


def record(model: str, rouge: float | None, accuracy=True, view="clean", task="summary", **more: Any) -> RunRecord:
    metrics = {f"rouge{v}_f1": entry(f"rouge{v}_f1", rouge) for v in "12L"}
    metrics["fact_recall_weighted"] = entry("fact_recall_weighted", 0.25, 166)
    for kind, caught in CAUGHT.items():
        metrics[f"{kind}_faithfulness"] = entry(kind, None if kind == "entity" else 0.975, 40)
        if accuracy:
            found = {"caught": caught, "false_alarms": [1, 112], "held_out": "by article"}
            metrics[f"{kind}_faithfulness"]["accuracy"] = found
    scores = {
        "task": task, "model": model, "view": view, "wrap": None, "reference": more.get("reference", False),
        "fingerprint": f"{model}{rouge}", "scored": {"data": "toy", "leading": "zh-char"}, "metrics": metrics,
        "scorings": {"zh-char": {"metrics": metrics}},
    }  # fmt: skip
    return RunRecord(Path(model), scores, {"characters_per_second": 900.0}, Status("complete", done=6))


def test_rouge_facts_and_faithfulness_stand_in_a_row_and_the_best_leads():
    (table,) = build_board([record("weak", 0.3), record("strong", 0.5), record("oracle", 0.9, reference=True)])
    assert [(row.rank, row.cells[0].text) for row in table.rows] == [("1", "strong"), ("2", "weak"), (None, "oracle")]
    assert [cell.text for cell in table.rows[0].cells] == [
        "strong", "50.0", "50.0", "50.0", "25.0", "97.5", "–", "97.5", "900",
    ]  # fmt: skip
    assert table.columns[1:] == ("ROUGE-1", "ROUGE-2", "ROUGE-L", "facts", "num.", "ent.", "mod.", "chars/s")
    assert table.signature == "rouge1_f1|data:toy"
    assert "mean over 6 articles" in table.about


def test_the_notes_say_what_is_caught_and_the_false_alarms():
    (table,) = build_board([record("strong", 0.5)])
    assert "facts: share of the articles' 166 facts stated as they are, weighted by salience." in table.notes
    assert table.notes[1].endswith(
        "(false alarms): num. number 35/36, unit 17/17 (1/112); ent. entity 33/35 (1/112); mod. modality 40/40 (1/112)."
    )


def test_without_accuracy_nothing_is_said_of_it():
    (table,) = build_board([record("strong", 0.5, accuracy=False)])
    assert len(table.notes) == 1


def test_an_upper_line_is_explained_and_views_are_told_apart():
    (table,) = build_board([record("strong", 0.5), record("strong", 0.4, view="raw"), record("o", 1, reference=True)])
    assert table.columns[1] == "view"
    assert [row.cells[1].text for row in table.rows] == ["clean", "clean", "raw"]
    assert table.notes[-1].startswith("No rank: the sentences that score best")


def test_an_unknown_figure_is_a_dash_and_comes_last():
    (table,) = build_board([record("none", None), record("some", 0.0)])
    assert [row.cells[1].text for row in table.rows] == ["0.0", "–"]


def test_each_task_has_its_table(tmp_path):
    records = [record("a", 0.5), record("a", 0.4, task="headline"), record("a", 0.3, task="one_sentence")]
    board = build_board(records)
    assert {table.key for table in board} == {"summary", "headline", "one_sentence"}
    text = render_board(board)
    for title in ("Summaries, at most 150 characters", "One sentence, at most 60", "Headlines, at most 30"):
        assert title in text
    write_report(records, tmp_path)
    assert "fact" in (tmp_path / "leaderboard.md").read_text(encoding="utf-8")


def test_eighty_columns_show_every_figure_whole():
    console = Console(width=80)
    with console.capture() as capture:
        print_board(build_board([record("a-model-with-a-name", 0.5)]), console)
    shown = capture.get()
    assert max(map(len, shown.splitlines())) <= 80
    for word in ("50.0", "25.0", "97.5", "900"):
        assert word in shown.split()
