"""The leaderboard as tables of cells, from run records alone; the renderers only lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.reports.cells import (
    Cell,
    Row,
    Table,
    interval_note,
    points,
    rate_cell,
    run_name,
    signature_of,
    signed,
    ties_note,
)
from bench.reports.standings import Board, boards, placed
from bench.reports.summary_board import summary_table
from bench.runs import RunRecord

RAW_VIEWS = (("raw-lines", "raw, by lines"), ("raw-join", "raw, joined"))
CUT, REST = "crosses_line=true", "crosses_line=false"


def _less(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def build_board(records: Iterable[RunRecord]) -> list[Table]:
    """A table for every task, data set version and leading scoring among the records; the names also by layout."""
    return board_tables(boards(records))


def board_tables(boards: Iterable[Board]) -> list[Table]:
    """The same of boards."""
    tables = []
    for board in boards:
        if board.task == "ner":
            tables += _name_tables(board)
        else:
            tables.append(summary_table(board))
    return tables


# ---- names ----


def _name_tables(board: Board) -> list[Table]:
    clean = board.of_view("clean")
    tables = [_clean_table(board)] if clean else []
    titles = dict(RAW_VIEWS)
    tables += [_view_table(board, view, titles.get(view, view)) for view in board.views if not clean]
    if any(_twin(r, board.records, view) for r in clean for view, _ in RAW_VIEWS):
        tables.append(_layout_table(board))
    return tables


def _twin(record: RunRecord, group: Iterable[RunRecord], view: str) -> RunRecord | None:
    """The run of the same model on another view."""
    return next((r for r in group if r.model == record.model and r.view == view and r.status == record.status), None)


def _scored_as(record: RunRecord) -> str:
    n = record.scores["metrics"]["strict_f1"]["n"]
    return f"{record.status.done} articles, {n} mentions"


def _about(records: Sequence[RunRecord], leading: str) -> str:
    scheme, _, track = leading.partition("-")
    return f"strict spans: start, end and label · scheme {scheme}, track {track} · {_scored_as(records[0])}"


def _strict_cells(record: RunRecord) -> list[Cell]:
    return [Cell(points(v), v) for v in map(record.value, ("strict_precision", "strict_recall", "strict_f1"))]


def _label_cells(record: RunRecord) -> list[Cell]:
    by_label = record.scores["by_label"]
    values = [by_label[label]["strict_f1"]["value"] for label in by_label]
    return [Cell(points(v), v) for v in values]


def _label_columns(record: RunRecord) -> list[str]:
    return [f"{label} ({entry['strict_f1']['n']})" for label, entry in record.scores["by_label"].items()]


def _clean_table(board: Board) -> Table:
    clean, group = board.of_view("clean"), board.records
    views = [(view, title) for view, title in RAW_VIEWS if any(r.view == view for r in group)]
    rows = []
    for rank, record in placed(board, "clean"):
        cells = [Cell(run_name(record, clean), number=False), *_strict_cells(record), *_label_cells(record)]
        for view, _ in views:
            twin = _twin(record, group, view)
            cost = _less(twin.value("strict_f1"), record.value("strict_f1")) if twin else None
            cells.append(Cell(f"{points(twin.value('strict_f1'))} ({signed(cost)})" if twin else "–"))
        coverage = record.scores["tag_coverage"]
        rows.append(Row(rank, (*cells, Cell(points(coverage)), rate_cell(record))))
    columns = ("model", "P", "R", "F1", *_label_columns(clean[0]), *(t for _, t in views), "cov.", "chars/s")
    notes = [
        "The number behind a label is how many mentions it has. cov.: tag coverage, the share that the model's tags "
        "can express at all.",
    ]
    if note := interval_note(clean, "strict_f1", "F1"):
        notes.append(note)
    notes += [*ties_note(rows), *board.caveats]
    if views:
        notes.append("Raw columns: F1 on the page as extracted, and its difference from clean in points.")
    if any(r.reference for r in clean):
        notes.append("No rank: the second blind annotation pass, against the adjudicated gold (see the data card).")
    return Table(
        "ner",
        "Names, clean text",
        _about(clean, board.leading),
        columns,
        tuple(rows),
        tuple(notes),
        signature_of(clean[0], "strict_f1"),
    )


def _view_table(board: Board, view: str, title: str) -> Table:
    records = board.of_view(view)
    rows = tuple(
        Row(
            rank,
            (
                Cell(run_name(r, records), number=False),
                *_strict_cells(r),
                *_label_cells(r),
                Cell(points(r.scores["tag_coverage"])),
                rate_cell(r),
            ),
        )
        for rank, r in placed(board, view)
    )
    columns = ("model", "P", "R", "F1", *_label_columns(records[0]), "cov.", "chars/s")
    signature = signature_of(records[0], "strict_f1")
    about = _about(records, board.leading)
    return Table(f"ner-{view}", f"Names, {title}", about, columns, rows, (*ties_note(rows), *board.caveats), signature)


def _layout_table(board: Board) -> Table:
    """Recall on the same mentions in each view: those on which a line end falls, and the rest."""
    group = board.records
    ranked = [(rank, r) for rank, r in placed(board, "clean") if any(_twin(r, group, v) for v, _ in RAW_VIEWS)]
    clean = [r for _, r in ranked]

    def recall(record: RunRecord, stratum: str) -> float | None:
        value: float | None = record.scores["slices"][stratum]["strict_recall"]["value"]
        return value

    def support(stratum: str) -> int:
        return int(clean[0].scores["slices"][stratum]["strict_recall"]["n"])

    cut, rest = support(CUT), support(REST)
    rows = []
    for rank, record in ranked:
        cells = [Cell(run_name(record, clean), number=False)]
        for stratum in (CUT, REST):
            base = recall(record, stratum)
            cells.append(Cell(points(base), base))
            for view, _ in RAW_VIEWS:
                twin = _twin(record, group, view)
                value = recall(twin, stratum) if twin else None
                cells.append(Cell(f"{points(value)} ({signed(_less(value, base))})" if twin else "–"))
        rows.append(Row(rank, tuple(cells)))
    columns = (
        "model",
        *(f"{name}: {view}" for name in (f"cut ({cut})", f"rest ({rest})") for view in ("clean", "lines", "joined")),
    )
    everything = clean[0].scores["scorings"]["full8-full"]["slices"]
    all_cut, all_rest = (everything[s]["strict_recall"]["n"] for s in (CUT, REST))
    notes = (
        f"A line end falls on {cut} of the {cut + rest} mentions scored here, and on {all_cut} of all "
        f"{all_cut + all_rest} outer mentions of the page.",
        "In brackets: the difference from clean in points, on the same mentions.",
    )
    return Table(
        "layout",
        "What the layout costs",
        f"strict recall · mentions cut by a line end, and the rest · {board.leading.replace('-', ', ')}",
        columns,
        tuple(rows),
        notes,
        signature_of(clean[0], "strict_recall"),
    )
