"""The leaderboard as tables of cells, from run records alone; the renderers only lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.runs import RunRecord

RAW_VIEWS = (("raw-lines", "raw, by lines"), ("raw-join", "raw, joined"))
CUT, REST = "crosses_line=true", "crosses_line=false"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: `text`, and for a score its `value` from 0 to 1, for those who draw."""

    text: str
    value: float | None = None
    number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One model. `rank` is `None` for an upper line that was handed the answers."""

    rank: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One task's figures: a title, what they are, columns and rows in order, and notes under it."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    signature: str


def points(value: float | None) -> str:
    """A score on 0 to 100 with one decimal; – where it is unknown."""
    return "–" if value is None else f"{100 * value:.1f}"


def signed(value: float | None) -> str:
    """A difference in points with its sign."""
    if value is None:
        return "–"
    text = f"{100 * value:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def _rate(record: RunRecord) -> Cell:
    rate = record.timing.get("characters_per_second")
    if record.reference or rate is None:
        return Cell("–")
    rate = float(f"{rate:.2g}")  # the page is too short for more digits
    return Cell(f"{rate / 1e6:.2g} M" if rate >= 1e6 else f"{rate:,.0f}")


def _less(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def build_board(records: Iterable[RunRecord]) -> list[Table]:
    """A table for every task, data set version and leading scoring among the records; the names also by layout."""
    groups: dict[tuple[str, str, str], list[RunRecord]] = {}
    for record in records:
        scored = record.scores["scored"]
        groups.setdefault((record.task, scored["data"], scored["leading"]), []).append(record)
    tables = []
    for (task, _, leading), group in sorted(groups.items(), key=lambda item: (item[0][0] != "ner", item[0])):
        if task == "ner":
            tables += _name_tables(group, leading)
        else:
            tables.append(_summary_table(task, group))
    return tables


def _ranked(records: Sequence[RunRecord], metric: str) -> list[tuple[int | None, RunRecord]]:
    """Best first, upper lines last and without a rank; models with the same figure share a rank."""

    def figure(record: RunRecord) -> float:
        value = record.value(metric)
        return -1.0 if value is None else value

    ordered = sorted(records, key=lambda r: (r.reference, -figure(r), r.model))
    ranked = [r for r in ordered if not r.reference]
    return [(None if r.reference else 1 + sum(figure(other) > figure(r) for other in ranked), r) for r in ordered]


def _named(record: RunRecord, group: Sequence[RunRecord]) -> str:
    """The model's name; with the fingerprint where the group holds two runs of it on one view."""
    twins = [r for r in group if r.model == record.model and r.view == record.view]
    name = record.model if len(twins) == 1 else f"{record.model} #{record.scores['fingerprint'][:6]}"
    return f"{name} (first {record.status.done})" if record.status.limited else name


# ---- names ----


def _name_tables(group: Sequence[RunRecord], leading: str) -> list[Table]:
    clean = [r for r in group if r.view == "clean"]
    tables = [_clean_table(clean, group, leading)] if clean else []
    tables += [
        _view_table([r for r in group if r.view == view], leading, title)
        for view, title in RAW_VIEWS
        if not clean and any(r.view == view for r in group)
    ]
    layout = [r for r in clean if any(_twin(r, group, view) for view, _ in RAW_VIEWS)]
    if layout:
        tables.append(_layout_table(layout, group, leading))
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


def _clean_table(clean: Sequence[RunRecord], group: Sequence[RunRecord], leading: str) -> Table:
    views = [(view, title) for view, title in RAW_VIEWS if any(r.view == view for r in group)]
    rows = []
    for rank, record in _ranked(clean, "strict_f1"):
        cells = [Cell(_named(record, clean), number=False), *_strict_cells(record), *_label_cells(record)]
        for view, _ in views:
            twin = _twin(record, group, view)
            cost = _less(twin.value("strict_f1"), record.value("strict_f1")) if twin else None
            cells.append(Cell(f"{points(twin.value('strict_f1'))} ({signed(cost)})" if twin else "–"))
        coverage = record.scores["tag_coverage"]
        rows.append(Row(rank, (*cells, Cell(points(coverage)), _rate(record))))
    columns = ("model", "P", "R", "F1", *_label_columns(clean[0]), *(t for _, t in views), "cov.", "chars/s")
    notes = [
        "The number behind a label is how many mentions it has. cov.: tag coverage, the share that the model's tags "
        "can express at all.",
    ]
    if views:
        notes.append("Raw columns: F1 on the page as extracted, and its difference from clean in points.")
    if any(r.reference for r in clean):
        notes.append("No rank: the second blind annotation pass, against the adjudicated gold (see the data card).")
    return Table(
        "ner",
        "Names, clean text",
        _about(clean, leading),
        columns,
        tuple(rows),
        tuple(notes),
        _signature(clean[0], "strict_f1"),
    )


def _view_table(records: Sequence[RunRecord], leading: str, title: str) -> Table:
    rows = tuple(
        Row(
            rank,
            (
                Cell(_named(r, records), number=False),
                *_strict_cells(r),
                *_label_cells(r),
                Cell(points(r.scores["tag_coverage"])),
                _rate(r),
            ),
        )
        for rank, r in _ranked(records, "strict_f1")
    )
    columns = ("model", "P", "R", "F1", *_label_columns(records[0]), "cov.", "chars/s")
    signature = _signature(records[0], "strict_f1")
    return Table(f"ner-{records[0].view}", f"Names, {title}", _about(records, leading), columns, rows, (), signature)


def _layout_table(clean: Sequence[RunRecord], group: Sequence[RunRecord], leading: str) -> Table:
    """Recall on the same mentions in each view: those on which a line end falls, and the rest."""

    def recall(record: RunRecord, stratum: str) -> float | None:
        value: float | None = record.scores["slices"][stratum]["strict_recall"]["value"]
        return value

    def support(stratum: str) -> int:
        return int(clean[0].scores["slices"][stratum]["strict_recall"]["n"])

    cut, rest = support(CUT), support(REST)
    rows = []
    for rank, record in _ranked(clean, "strict_f1"):
        cells = [Cell(_named(record, clean), number=False)]
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
        f"strict recall · mentions cut by a line end, and the rest · {leading.replace('-', ', ')}",
        columns,
        tuple(rows),
        notes,
        _signature(clean[0], "strict_recall"),
    )


# ---- summaries ----

_TITLES = {
    "summary": "Summaries, at most 150 characters",
    "one_sentence": "One sentence, at most 60 characters",
    "headline": "Headlines, at most 30 characters",
}


def _summary_table(task: str, group: Sequence[RunRecord]) -> Table:
    views = list(dict.fromkeys(r.view for r in group))
    rows = []
    for rank, record in _ranked(group, "rouge1_f1"):
        name = Cell(_named(record, group), number=False)
        scores = [record.value(f"{variant}_f1") for variant in ("rouge1", "rouge2", "rougeL")]
        view = [Cell(record.view, number=False)] if len(views) > 1 else []
        rows.append(Row(rank, (name, *view, *(Cell(points(v), v) for v in scores), _rate(record))))
    n = group[0].scores["metrics"]["rouge1_f1"]["n"]
    notes = ["No rank: the sentences that score best against the references, the most an extract can reach."]
    return Table(
        task,
        _TITLES.get(task, task),
        f"ROUGE F1 by character, the better of the references · mean over {n} articles · {', '.join(views)}",
        ("model", *(["view"] if len(views) > 1 else []), "ROUGE-1", "ROUGE-2", "ROUGE-L", "chars/s"),
        tuple(rows),
        tuple(notes if any(r.reference for r in group) else ()),
        _signature(group[0], "rouge1_f1"),
    )


def _signature(record: RunRecord, metric: str) -> str:
    return str(record.scores["metrics"][metric]["signature"])
