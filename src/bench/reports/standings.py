"""Runs that may stand in one table, and their ranks as ranges: who is told apart from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.corpus import CAVEATS
from bench.errors import BenchError
from bench.reports.cells import ranked
from bench.runs import RunRecord
from bench.runs.measured import default_metric, measured
from bench.stats.ranking import ALPHA, Pair, rank

VIEWS = ("clean", "raw-lines", "raw-join")


@dataclass(frozen=True)
class Standings:
    """Ranks of the runs of one view, by the place in `records`.

    `ranges` are the best and the worst rank of each run that is ranked; `pairs` are all pairs of such runs by the names
    `str(place)`, with p corrected for all of them. `reason` says why there is nothing, where there is nothing.
    """

    records: tuple[RunRecord, ...]
    ranges: Mapping[int, tuple[int, int]]
    pairs: tuple[Pair, ...]
    test: str
    reason: str = ""

    def tied(self, place: int) -> list[int]:
        """The runs that are not told apart from one."""
        found = []
        for pair in self.pairs:
            first, second = int(pair.first), int(pair.second)
            if place in (first, second) and (pair.p > ALPHA or not pair.difference):
                found.append(second if place == first else first)
        return sorted(found)


@dataclass(frozen=True, eq=False)
class Board:
    """The runs of a task on a version of a data set under one leading scoring, on every view."""

    task: str
    data: str
    leading: str
    records: tuple[RunRecord, ...]
    _known: dict[str, Standings] = field(default_factory=dict, repr=False)

    @property
    def metric(self) -> str:
        """The figure that it is ordered by."""
        return default_metric(self.task)

    @property
    def caveats(self) -> list[str]:
        """What is to be said beside figures on this data set."""
        return [said for name, said in CAVEATS.items() if self.data.startswith(f"{name}@")]

    @property
    def views(self) -> list[str]:
        found = {record.view for record in self.records}
        return [*(view for view in VIEWS if view in found), *sorted(found - {*VIEWS})]

    def of_view(self, view: str) -> list[RunRecord]:
        """Best first, upper lines last."""
        return [r for _, r in ranked([r for r in self.records if r.view == view], self.metric)]

    def standings(self, view: str) -> Standings:
        """The ranks of a view's runs, worked out once.

        Upper lines have none, nor have runs with failed documents, nor limited ones beside whole ones.
        """
        if view not in self._known:
            self._known[view] = _standings(self.of_view(view), self.metric)
        return self._known[view]


def _standings(records: Sequence[RunRecord], metric: str) -> Standings:
    sound = [i for i, r in enumerate(records) if not (r.reference or r.status.failed)]
    if not all(records[i].status.limited for i in sound):
        sound = [i for i in sound if not records[i].status.limited]
    if len(sound) < 2:
        return Standings(tuple(records), dict.fromkeys(sound, (1, 1)), (), "")
    try:
        found = rank({str(i): measured(records[i]).tally for i in sound}, metric)
    except BenchError as error:
        return Standings(tuple(records), {}, (), "", str(error))
    ranges = {int(name): ends for name, ends in found.ranges.items()}
    return Standings(tuple(records), ranges, found.pairs, f"{found.estimand}: {found.test}")


def boards(records: Iterable[RunRecord]) -> list[Board]:
    """Names first, then by task, data and scoring; the order of the records stays. Shards wait to be merged."""
    groups: dict[tuple[str, str, str], list[RunRecord]] = {}
    for record in (r for r in records if r.status.shard is None):
        scored = record.scores["scored"]
        groups.setdefault((record.task, scored["data"], scored["leading"]), []).append(record)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0] != "ner", item[0]))
    return [Board(*key, tuple(own)) for key, own in ordered]


def placed(board: Board, view: str) -> list[tuple[str | None, RunRecord]]:
    """The runs of a view in order, each with its rank as text, `1` or `2–4`; `None` for an upper line.

    Where the counts do not say who is told apart from whom, ranks are by the figures alone.
    """
    found = board.standings(view)
    if found.reason:
        return [(None if rank is None else str(rank), r) for rank, r in ranked(found.records, board.metric)]
    return [(range_text(found.ranges.get(i)), record) for i, record in enumerate(found.records)]


def range_text(ends: Sequence[int] | None) -> str | None:
    """`1`, `2–4`; `None` where there is no rank."""
    if ends is None:
        return None
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
