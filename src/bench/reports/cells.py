"""Cells, rows and tables of a leaderboard, and what every table says of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.reports.wording import shown
from bench.runs import RunRecord


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: `text`, and for a score its `value` from 0 to 1, for those who draw."""

    text: str
    value: float | None = None
    number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One model. `rank` is a number or a range, `None` for what is not ranked: an upper line was handed the answers."""

    rank: str | None
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


def ties_note(rows: Iterable[Row]) -> list[str]:
    """What a range of ranks means, where there is one."""
    said = "A range of ranks: the runs in it are not told apart (all pairs tested together, at 5 %)."
    return [said] if any("–" in (row.rank or "") for row in rows) else []


def points(value: float | None) -> str:
    """A score on 0 to 100 with one decimal; – where it is unknown."""
    return "–" if value is None else f"{100 * value:.1f}"


def signed(value: float | None) -> str:
    """A difference in points with its sign."""
    if value is None:
        return "–"
    text = f"{100 * value:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def rate_cell(record: RunRecord) -> Cell:
    """Characters a second; – for an upper line that was handed the answers."""
    rate = record.timing.get("characters_per_second")
    if record.reference or rate is None:
        return Cell("–")
    rate = float(f"{rate:.2g}")  # the page is too short for more digits
    return Cell(f"{rate / 1e6:.2g} M" if rate >= 1e6 else f"{rate:,.0f}")


def ranked(records: Sequence[RunRecord], metric: str) -> list[tuple[int | None, RunRecord]]:
    """Best first, upper lines last and without a rank; models with the same figure share a rank."""

    def figure(record: RunRecord) -> float:
        value = record.value(metric)
        return -1.0 if value is None else value

    ordered = sorted(records, key=lambda r: (r.reference, -figure(r), r.model, str(r.scores["fingerprint"])))
    ranked = [r for r in ordered if not r.reference]
    return [(None if r.reference else 1 + sum(figure(other) > figure(r) for other in ranked), r) for r in ordered]


def run_name(record: RunRecord, group: Sequence[RunRecord]) -> str:
    """The model's name; with the fingerprint where the group holds two runs of it on one view."""
    twins = [r for r in group if r.model == record.model and r.view == record.view]
    name = shown(record.model)
    if len(twins) > 1:
        name = f"{name} #{record.scores['fingerprint'][:6]}"
    return f"{name} (first {record.status.done})" if record.status.limited else name


def signature_of(record: RunRecord, metric: str) -> str:
    """The signature of a leading figure."""
    return str(record.scores["metrics"][metric]["signature"])


def interval_note(records: Sequence[RunRecord], metric: str, title: str) -> str:
    """Both intervals of the leading figure of every ranked model; empty where none is known."""
    said = []
    kinds: set[str] = set()
    for record in records:
        entry = record.scores["metrics"][metric]
        known = {e: entry[e] for e in ("within", "beyond") if entry[e]}
        if known and not record.reference:
            kinds |= known.keys()
            ends = (f"{e} [{points(i['low'])}, {points(i['high'])}]" for e, i in known.items())
            said.append(f"{run_name(record, records)} {', '.join(ends)}")
    if not said:
        return ""
    others = {"within": "other sentences (within)", "beyond": "other articles (beyond)"}
    of = " and ".join(told for kind, told in others.items() if kind in kinds)
    return f"{title}, 95 % for {of} like these: {'; '.join(said)}."
