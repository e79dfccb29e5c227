"""The leaderboard's table of a summarization task."""

from __future__ import annotations

from bench.reports.cells import Cell, Row, Table, interval_note, points, rate_cell, run_name, signature_of, ties_note
from bench.reports.standings import Board, placed
from bench.runs import RunRecord

TITLES = {
    "summary": "Summaries, at most 150 characters",
    "one_sentence": "One sentence, at most 60 characters",
    "headline": "Headlines, at most 30 characters",
}
COLUMNS = (
    ("rouge1_f1", "ROUGE-1"),
    ("rouge2_f1", "ROUGE-2"),
    ("rougeL_f1", "ROUGE-L"),
    ("fact_recall_weighted", "facts"),
    ("number_faithfulness", "num."),
    ("entity_faithfulness", "ent."),
    ("modality_faithfulness", "mod."),
)


def summary_table(board: Board) -> Table:
    """Overlap with the references, facts stated, and what the articles bear out; best first by ROUGE-1."""
    task, group, views = board.task, board.records, board.views
    rows = []
    for rank, record in [row for view in views for row in placed(board, view)]:
        name = Cell(run_name(record, group), number=False)
        scores = [record.value(metric) for metric, _ in COLUMNS]
        view = [Cell(record.view, number=False)] if len(views) > 1 else []
        rows.append(Row(rank, (name, *view, *(Cell(points(v), v) for v in scores), rate_cell(record))))
    n = group[0].scores["metrics"]["rouge1_f1"]["n"]
    notes = [
        interval_note([r for view in views for r in board.of_view(view)], "rouge1_f1", "ROUGE-1"),
        _facts_note(group[0]),
        _faith_note(group[0]),
    ]
    notes += ties_note(rows)
    if any(r.reference for r in group):
        notes.append("No rank: the sentences that score best against the references, the most an extract can reach.")
    return Table(
        task,
        TITLES.get(task, task),
        f"ROUGE F1 by character, the better of the references · mean over {n} articles · {', '.join(views)}",
        ("model", *(["view"] if len(views) > 1 else []), *(title for _, title in COLUMNS), "chars/s"),
        tuple(rows),
        tuple(filter(None, notes)),
        signature_of(group[0], "rouge1_f1"),
    )


def _facts_note(record: RunRecord) -> str:
    n = record.scores["metrics"]["fact_recall_weighted"]["n"]
    return f"facts: share of the articles' {n} facts stated as they are, weighted by salience."


def _faith_note(record: RunRecord) -> str:
    """What the faithfulness metrics catch of the contrast items, and their false alarms."""
    said = []
    for metric, title in COLUMNS[-3:]:
        accuracy = record.scores["metrics"][metric].get("accuracy")
        if accuracy:
            caught = ", ".join(f"{d} {k}/{n}" for d, (k, n) in accuracy["caught"].items())
            said.append(f"{title} {caught} ({accuracy['false_alarms'][0]}/{accuracy['false_alarms'][1]})")
    return (
        "num., ent., mod.: share of what a summary says of numbers, names and how things are told that the article "
        "bears out. Caught on the contrast items (false alarms): " + "; ".join(said) + "."
        if said
        else ""
    )
