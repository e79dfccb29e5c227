"""A page that is not the one in the package: out to every tool, back, written by hand, checked and built."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cli.main import main
from bench.corpus.folder import BUILT_FROM, KINDS
from bench.corpus.formats import FORMATS
from conftest import bench
from small_page import annotated_page, bare_page, mentions, write

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"
READ_BACK = [name for name, form in FORMATS.items() if form.read]


@pytest.fixture
def bare(tmp_path):
    return bare_page(tmp_path / "bare")


@pytest.fixture
def whole(tmp_path):
    return annotated_page(tmp_path / "whole")


def data(capsys, *arguments):
    """The action in this process: its exit code and what it printed."""
    code = main(["data", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out.splitlines(), err.splitlines()


@pytest.mark.parametrize("view", ["clean", "raw"])
@pytest.mark.parametrize("name", READ_BACK)
def test_a_page_that_nobody_annotated_goes_out_and_what_was_annotated_comes_in(
    bare, whole, tmp_path, capsys, name, view
):
    out, back = tmp_path / "out", tmp_path / "back"
    code, told, _ = data(capsys, "export", name, "--out", out, "--view", view, "--folder", bare.path)
    assert (code, told[1]) == (0, "no gold yet, the text alone: Front_1, two-b")
    # What an annotator would have saved over it.
    assert data(capsys, "export", name, "--out", out, "--view", view, "--folder", whole.path)[0] == 0

    code, told, err = data(capsys, "import", name, out, "--dry-run", "--view", view, "--folder", bare.path)
    assert (code, err) == (0, [])
    assert told[0] == "Front_1: 5 mentions, no gold yet"
    assert told[1:3] == ["+ Front_1 [9, 13) org.com 𠮷田公司", "+ Front_1 [13, 15) time.date 5日"]
    assert "+ two-b [20, 23) per.author 王五六" in told
    assert "total: 11 mentions; 11 added, 0 removed, 0 changed" in told
    lost = [line for line in told if "cannot hold" in line]
    assert lost == (
        [] if name in ("brat", "label-studio") else [f"{name} cannot hold: form, alt, approx, norm, note, id"]
    )

    assert data(capsys, "import", name, out, "--out", back, "--view", view, "--folder", bare.path)[0] == 0
    shutil.copytree(back, bare.path / "gold" / "entities")
    code, told, err = data(capsys, "check", "--folder", bare.path)
    assert (code, err) == (0, [])
    assert told[0] == f"{bare.path}: no fault in page, gold/entities"
    assert told[1] == f"not there yet: {', '.join(KINDS[1:])}"
    if name in ("brat", "label-studio"):
        for article in bare.articles():
            file = f"gold/entities/{article.id}.jsonl"
            assert (bare.path / file).read_bytes() == (whole.path / file).read_bytes()


@pytest.mark.parametrize("name", ["inception", "standoff"])
def test_the_formats_that_are_not_read_back_are_written_too(whole, tmp_path, capsys, name):
    assert data(capsys, "export", name, "--out", tmp_path / "out", "--folder", whole.path)[0] == 0
    assert any((tmp_path / "out").iterdir())


def test_a_shift_is_seen_in_the_strings_of_a_dry_run(bare, tmp_path, capsys):
    """Where there is no gold beside which it would show."""
    data(capsys, "export", "doccano", "--out", tmp_path / "out", "--folder", bare.path)
    file = tmp_path / "out" / "documents.jsonl"
    first, second = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    first["label"] = [[10, 14, "org.com"]]
    file.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", encoding="utf-8")
    told = data(capsys, "import", "doccano", tmp_path / "out", "--dry-run", "--folder", bare.path)[1]
    assert told[:2] == ["Front_1: 1 mentions, no gold yet", "+ Front_1 [10, 14) org.com 田公司5"]


def test_a_whole_page_is_checked_built_and_described(whole, capsys):
    code, told, err = data(capsys, "check", "--folder", whole.path)
    assert (code, told, err) == (0, [f"{whole.path}: no fault in page, passes and gold"], [])
    code, _, err = data(capsys, "stats", "--folder", whole.path)
    assert (code, len(err)) == (1, 1)
    assert "the data set was not built; run bench data build" in err[0]
    assert data(capsys, "build", "--folder", whole.path)[0] == 0
    code, told, err = data(capsys, "stats", "--json", "--folder", whole.path)
    assert (code, err) == (0, [])
    assert json.loads("".join(told))["strata"]["outer"]["all"]["line"] == 2
    assert data(capsys, "agreement", "--folder", whole.path)[0] == 0


@pytest.mark.parametrize("kind", BUILT_FROM)
def test_a_build_without_a_kind_says_in_one_line_what_it_needs(whole, capsys, kind):
    path = whole.path / kind
    path.unlink() if kind.endswith(".jsonl") else shutil.rmtree(path)
    for action in (["build"], ["export", "standoff", "--out", whole.path / "out"]):
        code, told, err = data(capsys, *action, "--folder", whole.path)
        assert (code, told) == (1, [])
        wanted = ", ".join(BUILT_FROM)
        assert err == [f"bench: {whole.path}: the data set is built from {wanted}; not there yet: {kind}"]
        assert not (whole.path / "data").exists()


def test_agreement_without_a_pass_says_what_it_needs(whole, capsys):
    shutil.rmtree(whole.path / "passes" / "pass_b")
    code, _, err = data(capsys, "agreement", "--folder", whole.path)
    assert (code, len(err)) == (1, 1)
    assert "agreement is of two passes and a gold; not there yet: passes/pass_b" in err[0]


def parsed(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def script(name, *arguments):
    return subprocess.run(
        [sys.executable, SCRIPTS / f"{name}.py", *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_marked_text_of_the_page_becomes_its_mentions(whole, tmp_path):
    marked = tmp_path / "marked"
    marked.mkdir()
    for article in whole.articles():
        text = article.clean.text
        for m in sorted(mentions(article), key=lambda m: (m["start"], -m["end"]), reverse=True):
            more = [f"{key}={m[key]}" for key in ("form", "approx", "norm", "note") if key in m]
            inner = text[m["start"] : m["end"]]
            if m["text"] == "曲阜市新建的机场":
                inner = "[曲阜市|loc.adm]新建的机场"
            elif m["layer"] == "inner":
                continue
            text = text[: m["start"]] + f"[{inner}|{';'.join([m['fine'], *more])}]" + text[m["end"] :]
        (marked / f"{article.id}.txt").write_text(text + "\n", encoding="utf-8")
    done = script("read_markup", marked, tmp_path / "out", whole.path)
    assert (done.returncode, done.stderr) == (0, "")
    shutil.rmtree(whole.path / "gold" / "entities")
    shutil.copytree(tmp_path / "out", whole.path / "gold" / "entities")
    done = bench("data", "check", "--folder", str(whole.path))
    assert (done.code, done.err) == (0, "")
    assert [m.text for m in whole.mentions("gold/entities", "two-b")] == [
        m["text"] for m in mentions(whole.articles()[1])
    ]


def test_grades_facts_and_items_of_the_page_become_lines(whole, tmp_path):
    table, written = tmp_path / "grades.tsv", tmp_path / "written"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = [
            (a.id, f"s{n:02}", 3 - (n - 1) % 4, "why") for a in whole.articles() for n, _ in enumerate(a.sentences, 1)
        ]
        csv.writer(file, delimiter="\t").writerows(rows)
    done = script("read_salience", table, tmp_path / "salience.jsonl", whole.path)
    assert (done.returncode, done.stderr) == (0, "")
    shutil.copy(tmp_path / "salience.jsonl", whole.path / "gold" / "salience.jsonl")
    facts = {
        "Front_1": "3 actual | - | - | - | 𠮷田公司与济宁市签约 | 𠮷田公司5日与济宁市签约 | 签约 & 𠮷田公司\n"
        "2 actual | - | - | 500000000 元 | 签约项目投资额达5亿元 | 项目投资额达5亿元 | 5亿元 & 投资\n\n",
        "two-b": "2 actual | - | - | - | 曲阜市新建的机场今年开工 | 曲阜市新建的机场今年开工 | 机场 & 开工\n",
    }
    items = {
        "Front_1": "= new | 𠮷田公司与济宁市签约了。 | 𠮷田公司5日与济宁市签约\nunsupported | new | 了 -> 完\n",
        "two-b": "= new | 曲阜市新建的机场今年开工了。 | 曲阜市新建的机场今年开工\nunsupported | new | 了 -> 完\n",
    }
    for name, texts in (("facts", facts), ("contrast", items)):
        written.mkdir()
        for article, text in texts.items():
            (written / f"{article}.txt").write_text(text, encoding="utf-8")
        done = script(f"read_{name}", written, tmp_path / name, whole.path)
        assert (done.returncode, done.stderr) == (0, "")
        for article in texts:
            file = f"{name}/{article}.jsonl"
            assert parsed(tmp_path / file) == parsed(whole.path / "gold" / file)
        shutil.rmtree(written)
    done = bench("data", "check", "--folder", str(whole.path))
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("name", ["read_markup", "read_facts", "read_contrast", "read_salience"])
def test_a_script_without_what_it_reads_is_one_line(whole, tmp_path, name):
    done = script(name, tmp_path / "nowhere", tmp_path / "out", whole.path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere" in done.stderr


def test_mentions_of_another_article_are_no_part_of_one(whole, capsys):
    write(whole, "gold/entities/two-b.jsonl", [{**m, "id": m["id"].replace("two-b", "Front_1")} for m in
                                               mentions(whole.articles()[1])])  # fmt: skip
    code, _, err = data(capsys, "check", "--folder", whole.path)
    assert code == 1
    assert "gold/entities/two-b.jsonl:1: the id 'Front_1-001' is not of the article two-b" in err[0]
    assert err[-1] == f"bench: 6 faults in {whole.path}; mend them and check again"
