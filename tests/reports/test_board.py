from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench.reports import build_board, write_report
from bench.reports.board import points, signed
from bench.reports.markdown import render_board
from bench.reports.terminal import print_board
from bench.runs import RunRecord
from bench.runs.folder import Status


def entry(value, n=10):
    return {"value": value, "signature": "strict_f1|data:toy", "n": n, "within": None, "beyond": None, "reason": ""}


def record(model: str, f1: float, view="clean", wrap=None, cut=0.5, reference=False, **status: Any) -> RunRecord:
    strict = {f"strict_{k}": entry(f1) for k in ("precision", "recall", "f1")}
    slices = {
        "crosses_line=true": {"strict_recall": entry(cut, 4)},
        "crosses_line=false": {"strict_recall": entry(f1, 6)},
    }
    scores = {
        "task": "ner",
        "model": model,
        "view": view,
        "wrap": wrap,
        "reference": reference,
        "fingerprint": f"{model}{f1}",
        "scored": {"data": "toy", "leading": "core3-common"},
        "metrics": strict,
        "by_label": {"PER": strict},
        "slices": slices,
        "tag_coverage": 1.0,
        "scorings": {name: {"metrics": strict, "slices": slices} for name in ("core3-common", "full8-full")},
    }
    timing = {"characters_per_second": 12345.0}
    return RunRecord(Path(model), scores, timing, Status("complete", done=7, **status))


RECORDS = [
    record("weak", 0.4),
    record("strong", 0.8, cut=0.75),
    record("strong", 0.7, "raw", "lines", cut=0.25),
    record("strong", 0.8, "raw", "join", cut=0.75),
    record("human", 0.9, reference=True),
]


def texts(table):
    return [(row.rank, [cell.text for cell in row.cells]) for row in table.rows]


def test_the_best_leads_and_an_upper_line_has_no_rank():
    table = build_board(RECORDS)[0]
    assert texts(table) == [
        ("1", ["strong", "80.0", "80.0", "80.0", "80.0", "70.0 (−10.0)", "80.0 (0.0)", "100.0", "12,000"]),
        ("2", ["weak", "40.0", "40.0", "40.0", "40.0", "–", "–", "100.0", "12,000"]),
        (None, ["human", "90.0", "90.0", "90.0", "90.0", "–", "–", "100.0", "–"]),
    ]


def test_the_layout_table_says_what_a_line_end_costs_on_cut_mentions_and_on_the_rest():
    table = build_board(RECORDS)[1]
    cells = ["strong", "75.0", "25.0 (−50.0)", "75.0 (0.0)", "80.0", "70.0 (−10.0)", "80.0 (0.0)"]
    assert texts(table) == [("1", cells)]
    assert table.columns[1] == "cut (4): clean"
    assert "A line end falls on 4 of the 10 mentions scored here" in table.notes[0]


def test_equal_figures_share_a_rank():
    tied = build_board([record("a", 0.5), record("b", 0.5), record("c", 0.4)])[0]
    assert [row.rank for row in tied.rows] == ["1", "1", "3"]


def test_two_runs_of_a_model_are_told_apart_and_limits_are_marked():
    names = [row.cells[0].text for row in build_board([record("a", 0.5), record("a", 0.4)])[0].rows]
    assert names == ["a #a0.5", "a #a0.4"]
    (row,) = build_board([record("a", 0.5, limited=True)])[0].rows
    assert row.cells[0].text == "a (first 7)"


def test_unknown_is_a_dash_and_a_difference_has_its_sign():
    assert (points(None), points(0.0), signed(None)) == ("–", "0.0", "–")
    assert (signed(0.1), signed(-0.1), signed(0.0), signed(-0.0001)) == ("+10.0", "−10.0", "0.0", "0.0")


def test_no_record_is_an_empty_board(tmp_path):
    assert build_board([]) == []
    assert all(path.stat().st_size for path in write_report([], tmp_path))


def test_markdown_rows_have_as_many_cells_as_columns():
    for block in render_board(build_board(RECORDS)).split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


class _Page(HTMLParser):
    void = frozenset(("meta", "link", "br", "hr"))  # no end tag

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.void:
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_loads_its_own_files_alone(tmp_path):
    write_report([*RECORDS, record("<script>alert(1)</script>", 0.1)], tmp_path)
    page = _Page()
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    page.feed(text)
    assert page.open == []
    assert page.loads
    assert all((tmp_path / name).is_file() for name in page.loads if name)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"url\(|@import|https?:", text)


@pytest.mark.parametrize("name", ["leaderboard.md", "index.html"])
def test_every_figure_carries_its_signature(tmp_path, name):
    write_report(RECORDS, tmp_path)
    assert "strict_f1|data:toy" in (tmp_path / name).read_text(encoding="utf-8")


def test_eighty_columns_show_every_figure_whole(capsys):
    console = Console(width=80)
    with console.capture() as capture:
        print_board(build_board(RECORDS)[:1], console)
    shown = capture.get()
    assert max(map(len, shown.splitlines())) <= 80
    for word in ("strong", "80.0", "(−10.0)", "100.0", "12,000"):
        assert word in shown.split()
