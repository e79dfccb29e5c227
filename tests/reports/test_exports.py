"""The leaderboard for other programs: what stands in the files is what the runs say, whatever their names are."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from test_board import RECORDS, entry, record

from bench.errors import BenchError
from bench.reports import write_report
from bench.reports.exports import CSV_COLUMNS, render_csv, render_json, render_latex
from bench.reports.standings import Standings, boards, range_text
from bench.runs import find_records
from bench.stats.ranking import Pair

WITHIN = {"low": 0.7, "high": 0.9, "method": "bootstrap", "unit": "sentence"}


def rows(records):
    return list(csv.DictReader(io.StringIO(render_csv(boards(records)))))


def test_a_line_of_csv_a_figure():
    (strong,) = [r for r in rows(RECORDS) if (r["model"], r["view"], r["label"], r["metric"]) == (
        "strong", "clean", "", "strict_f1")]  # fmt: skip
    assert (strong["value"], strong["n"], strong["signature"]) == ("0.8", "10", "strict_f1|data:toy")
    assert (strong["within_low"], strong["beyond_low"], strong["reference"]) == ("", "", "0")
    assert {r["label"] for r in rows(RECORDS)} == {"", "PER"}


def test_unknown_is_empty_in_csv_and_null_in_json():
    empty = record("none", 0.5)
    empty.scores["metrics"]["strict_f1"] = entry(None)
    assert [r["value"] for r in rows([empty]) if (r["metric"], r["label"]) == ("strict_f1", "")] == [""]
    (board,) = json.loads(render_json(boards([empty])))["boards"]
    assert board["runs"][0]["metrics"]["strict_f1"]["value"] is None


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_spreadsheet_takes_a_name_for_a_formula(sign):
    (name, *_) = {r["model"] for r in rows([record(f"{sign}cmd|' /C calc'!A0", 0.5)])}
    assert name.startswith(f"'{sign}")


def test_latex_has_booktabs_the_best_in_bold_and_every_special_sign_escaped():
    hard = record("a_b & 50% #1 {x} $y$ ~^ \\z |<>", 0.9)
    hard.scores["metrics"]["strict_f1"] |= {"within": WITHIN}
    text = render_latex(boards([*RECORDS[:2], hard]))
    for wanted in (
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        r"\textbf{90.0}",
        "[70.0, 90.0]",
        r"a\_b \& 50\% \#1 \{x\} \$y\$",
    ):
        assert wanted in text
    body = text.partition("\n\n")[2]
    assert not re.search(r"(?<!\\)[#%$~^]", body.replace(r"\,", ""))
    for line in body.splitlines():
        if line.endswith(r"\\"):
            assert line.replace(r"\&", "").count("&") == 6


def test_the_default_runs_give_the_same_bytes_twice(default_runs, tmp_path):
    for name in ("first", "second"):
        write_report(find_records(default_runs[0]), tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "first") for p in (tmp_path / "first").rglob("*") if p.is_file())
    assert len(files) > 20
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_files_agree_with_the_runs(default_runs, tmp_path):
    write_report(find_records(default_runs[0]), tmp_path)
    with (tmp_path / "leaderboard.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames) == CSV_COLUMNS
        lines = list(reader)
    told = json.loads((tmp_path / "leaderboard.json").read_text(encoding="utf-8"))
    known = {r["fingerprint"]: r for board in told["boards"] for r in board["runs"]}
    for found in find_records(default_runs[0]):
        scores = found.scores
        assert known[scores["fingerprint"]]["metrics"] == scores["metrics"]
        own = {(r["label"], r["metric"]): r for r in lines if r["fingerprint"] == scores["fingerprint"]}
        for metric, measured in scores["metrics"].items():
            value = own["", metric]["value"]
            assert (float(value) if value else None) == measured["value"]
    clean = next(b for b in told["boards"] if (b["task"], b["view"]) == ("ner", "clean"))
    assert [r["model"] for r in clean["runs"]] == ["lac", "pku-roformer", "jieba", "second-pass"]
    assert [r["rank"] for r in clean["runs"]] == [[1, 1], [2, 2], [3, 3], None]


def test_a_current_report_is_left_alone_and_a_changed_run_writes_it_anew(default_runs, tmp_path):
    records = list(find_records(default_runs[0]))
    write_report(records, tmp_path)
    before = (tmp_path / "index.html").stat().st_mtime_ns
    write_report(records, tmp_path, unless_current=True)
    assert (tmp_path / "index.html").stat().st_mtime_ns == before
    write_report(records[1:], tmp_path, unless_current=True)
    assert (tmp_path / "index.html").stat().st_mtime_ns != before


def test_what_an_earlier_report_left_goes(default_runs, tmp_path):
    records = list(find_records(default_runs[0]))
    write_report(records, tmp_path)
    (tmp_path / "data/mine.js").write_text("", encoding="ascii")
    write_report([r for r in records if r.task == "ner" and r.view == "clean"], tmp_path)
    names = {path.name for path in (tmp_path / "data").iterdir()}
    assert "mine.js" in names  # what is not ours is not touched
    assert not any(name.startswith("board-1") for name in names)
    assert "board-0-run-9.js" not in names
    assert "board-0-run-3.js" in names


def test_the_order_in_which_runs_are_named_changes_no_byte(default_runs, tmp_path):
    records = list(find_records(default_runs[0]))
    write_report(records, tmp_path / "first")
    write_report(records[::-1], tmp_path / "second")
    for path in (p for p in (tmp_path / "first").rglob("*") if p.is_file() and p.name != "index.html"):
        other = tmp_path / "second" / path.relative_to(tmp_path / "first")
        assert path.read_bytes() == other.read_bytes(), path.name


def test_what_cannot_be_written_is_one_line_and_leaves_no_page_that_passes_for_whole(default_runs, tmp_path):
    records = list(find_records(default_runs[0]))
    write_report(records, tmp_path)
    (tmp_path / "data/board-0-run-0.js").unlink()
    (tmp_path / "data/board-0-run-0.js").mkdir()
    with pytest.raises(BenchError, match=r"board-0-run-0\.js: cannot be written"):
        write_report(records, tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_a_report_without_its_data_is_written_anew(default_runs, tmp_path):
    records = list(find_records(default_runs[0]))
    write_report(records, tmp_path)
    (tmp_path / "data/boards.js").unlink()
    write_report(records, tmp_path, unless_current=True)
    assert (tmp_path / "data/boards.js").exists()


def test_ranges_and_ties():
    pairs = (Pair("0", "1", 0.1, 0.2), Pair("0", "2", 0.4, 0.001), Pair("1", "2", 0.0, 0.001))
    found = Standings((), {0: (1, 2), 1: (1, 3), 2: (2, 3)}, pairs, "")
    assert [found.tied(place) for place in range(3)] == [[1], [0, 2], [1]]
    assert [range_text(ends) for ends in ((1, 1), (2, 4), None)] == ["1", "2–4", None]


def test_limited_and_failed_runs_beside_whole_ones_have_no_rank(default_runs):
    whole = [r for r in find_records(default_runs[0]) if r.task == "ner" and r.view == "clean"]
    from dataclasses import replace

    short = replace(whole[0], status=replace(whole[0].status, limited=True))
    (board,) = boards([short, *whole[1:]])
    found = board.standings("clean")
    ranked = {found.records[place].model for place in found.ranges}
    assert short.model not in ranked
    assert ranked
