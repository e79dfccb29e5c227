"""The leaderboard as files for other programs: CSV and JSON of every leading figure, and LaTeX for a paper."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bench.reports.cells import points, run_name
from bench.reports.standings import Board, range_text
from bench.reports.summary_board import COLUMNS as SUMMARY_COLUMNS
from bench.reports.summary_board import TITLES
from bench.reports.wording import shown
from bench.runs import RunRecord

CSV_COLUMNS = (
    *("task", "data", "scoring", "view", "model", "fingerprint", "reference", "rank_best", "rank_worst"),
    *("label", "metric", "value", "n", "within_low", "within_high", "within_method"),
    *("beyond_low", "beyond_high", "beyond_method", "signature"),
)
_NAME_COLUMNS = (("strict_precision", "P"), ("strict_recall", "R"), ("strict_f1", "F1"))


def render_csv(boards: Sequence[Board]) -> str:
    """A line a figure of the leading scoring, and a line a strict figure of each of its labels; figures 0 to 1."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for board in boards:
        for view, place, record in _placed(board):
            rank = board.standings(view).ranges.get(place) or ("", "")
            scores = record.scores
            head = (board.task, board.data, board.leading, view, _plain(record.model), scores["fingerprint"])
            for label, metric, entry in _entries(scores):
                row = (*head, int(record.reference), *rank, _plain(label), metric, *_measured(entry))
                writer.writerow(["" if value is None else value for value in row])
    return out.getvalue()


def _placed(board: Board) -> Iterator[tuple[str, int, RunRecord]]:
    for view in board.views:
        for place, record in enumerate(board.standings(view).records):
            yield view, place, record


def _entries(scores: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for label, entries in {"": scores["metrics"], **_by_label(scores)}.items():
        for metric, entry in entries.items():
            yield label, metric, entry


def _by_label(scores: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The strict figures of each label; the others have no intervals and are in the runs' scores.json."""
    found = scores.get("by_label", {})
    return {
        label: {metric: entry for metric, entry in entries.items() if metric.startswith("strict_")}
        for label, entries in found.items()
    }


def _measured(entry: dict[str, Any]) -> list[Any]:
    ends = [(entry[e] or {}).get(key) for e in ("within", "beyond") for key in ("low", "high", "method")]
    return [entry["value"], entry["n"], *ends, shown(entry["signature"])]


def _plain(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    seen = shown(text)
    return f"'{seen}" if seen[:1] in ("=", "+", "-", "@", "\t") else seen


def render_json(boards: Sequence[Board]) -> str:
    """Every board with its runs, ranks and pairs; figures 0 to 1, unknown ones null."""
    value = {"schema_version": 1, "boards": [_board(board, view) for board in boards for view in board.views]}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _board(board: Board, view: str) -> dict[str, Any]:
    found = board.standings(view)
    names = {str(i): r.scores["fingerprint"] for i, r in enumerate(found.records)}
    return {
        "task": board.task,
        "data": board.data,
        "scoring": board.leading,
        "view": view,
        "metric": board.metric,
        "test": found.test or None,
        "runs": [
            {
                "rank": list(found.ranges[i]) if i in found.ranges else None,
                "model": shown(r.model),
                "fingerprint": r.scores["fingerprint"],
                "reference": r.reference,
                "limited": r.status.limited,
                "failed": r.status.failed,
                "truncated_characters": r.status.truncated_characters,
                "metrics": r.scores["metrics"],
                "by_label": _by_label(r.scores) or None,
                "tag_coverage": r.scores.get("tag_coverage"),
                "errors": r.scores.get("errors"),
            }
            for i, r in enumerate(found.records)
        ],
        "pairs": [
            {"first": names[p.first], "second": names[p.second], "difference": p.difference, "p": p.p}
            for p in found.pairs
        ],
    }


def render_latex(boards: Sequence[Board]) -> str:
    r"""A table a task and view for `booktabs`: intervals beside the leading figure, and what is not told apart.

    Bold is the best figure of a column and, where ranks are known, † every run that is not told apart from the first.
    """
    parts = ["% \\usepackage{booktabs}; names in Chinese need XeLaTeX or LuaLaTeX with xeCJK or luatexja."]
    parts += [_latex_table(board, view) for board in boards for view in board.views]
    return "\n\n".join(parts) + "\n"


def _latex_table(board: Board, view: str) -> str:
    found = board.standings(view)
    columns = _NAME_COLUMNS if board.task == "ner" else SUMMARY_COLUMNS
    best = {
        metric: max((v for r in found.records if not r.reference and (v := r.value(metric)) is not None), default=None)
        for metric, _ in columns
    }
    first = next(iter(found.ranges), None)
    tied = {first, *found.tied(first)} if first is not None and found.tied(first) else set()
    rows = []
    for place, record in enumerate(found.records):
        name = _escaped(run_name(record, found.records)) + (r"\textsuperscript{\dag}" if place in tied else "")
        cells = [range_text(found.ranges.get(place)) or "--", name]
        for metric, _ in columns:
            value = record.value(metric)
            text = points(value).replace("–", "--")
            cells.append(rf"\textbf{{{text}}}" if value is not None and value == best[metric] else text)
        entry = record.scores["metrics"][board.metric]
        cells += [_ends(entry[e]) for e in ("within", "beyond")]
        rows.append(" & ".join(cells).replace("–", "--") + r" \\")
    head = " & ".join(["\\#", "Model", *(_escaped(title) for _, title in columns), "within", "beyond"])
    title = "Names" if board.task == "ner" else TITLES.get(board.task, board.task)
    signature = found.records[0].scores["metrics"][board.metric]["signature"]
    said = (
        f"{title}, {view}, {board.leading}. 95\\,\\% intervals of {_escaped(dict(columns)[board.metric])}: other "
        "sentences (within), other articles (beyond). \\dag{} not told apart from the first, all pairs tested together "
        f"at 5\\,\\%. \\texttt{{{_escaped(signature)}}}"
    )
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\begin{{tabular}}{{rl{'r' * len(columns)}ll}}",
            r"\toprule",
            head + r" \\",
            r"\midrule",
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
            rf"\caption{{{said}}}",
            r"\end{table}",
        ]
    )


def _ends(interval: dict[str, Any] | None) -> str:
    return "--" if interval is None else f"[{points(interval['low'])}, {points(interval['high'])}]"


_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "|": r"\textbar{}",
    "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip


def _escaped(text: str) -> str:
    return re.sub(r"[\\{}$&#%_~^|<>]", lambda match: _LATEX[match[0]], shown(text))
