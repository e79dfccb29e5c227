"""Offsets and our own words alone, and the page that makes them whole again."""

from __future__ import annotations

import json

import pytest

from bench.corpus.build import CANARY, build_rows, write_data
from bench.corpus.folder import VERSION
from bench.corpus.formats.standoff import restore, standoff_lines
from bench.errors import BenchError
from conftest import bench


@pytest.fixture(scope="module")
def rows(gold_folder):
    return build_rows(gold_folder)


@pytest.fixture
def standoff(gold_folder, rows, tmp_path):
    path = tmp_path / "standoff.jsonl"
    path.write_text("".join(standoff_lines(gold_folder, rows)), encoding="utf-8")
    return path


def test_with_the_page_the_whole_data_set_comes_back_to_the_byte(gold_folder, rows, standoff, tmp_path):
    restored = restore(standoff, gold_folder.page_path())
    assert restored == rows
    assert write_data(restored, tmp_path / "built") == json.loads(
        (gold_folder.path / "data" / "checksums.json").read_text(encoding="utf-8")
    )


def test_the_file_holds_no_sentence_of_the_page(standoff, articles):
    """Our summaries and facts share words with the page; no sentence of 30 characters or more stands in the file."""
    content = standoff.read_text(encoding="utf-8")
    long = [s.of(a.clean.text) for a in articles for s in a.sentences if s.end - s.start >= 30]
    assert len(long) > 50
    assert [sentence for sentence in long if sentence in content] == []
    for line in content.splitlines()[1:]:
        row = json.loads(line)
        if row["config"] != "contrast":
            assert "text" not in row
            assert all("text" not in entity for entity in row["entities"])
            assert all("text" not in piece for fact in row["facts"] for piece in fact["evidence"])


def test_the_canary_is_in_the_header_and_in_no_row(standoff):
    header, *lines = standoff.read_text(encoding="utf-8").splitlines()
    assert CANARY in header
    assert not any(CANARY in line for line in lines)


def test_another_page_is_refused(gold_folder, standoff, tmp_path):
    page = tmp_path / "page.txt"
    page.write_bytes(gold_folder.page_path().read_bytes() + b"\n")
    with pytest.raises(BenchError, match=r"page.txt: its sha256 is [0-9a-f]{12}…, the standoff file wants 'jining"):
        restore(standoff, page)


def test_a_changed_row_is_refused(gold_folder, standoff):
    content = standoff.read_text(encoding="utf-8")
    standoff.write_text(content.replace('"salience": 3', '"salience": 2', 1), encoding="utf-8")
    with pytest.raises(BenchError, match="the rows of clean are not those it was made from"):
        restore(standoff, gold_folder.page_path())


@pytest.mark.parametrize("content", ["", "{}\n", '{"banmian": {}}\n', '{"banmian": 1}\n'])
def test_a_file_that_is_no_standoff_file_is_refused(gold_folder, tmp_path, content):
    path = tmp_path / "s.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BenchError, match="not the header of a standoff file"):
        restore(path, gold_folder.page_path())


@pytest.mark.parametrize(
    "fields",
    [{"sha256": 5}, {"rows": []}, {"rows": {}}, {"rows": {"x": "1"}}, {"rows": {"clean": 1, "raw": 1, "contrast": 1}},
     {"page": None}, {"more": "x"}],
)  # fmt: skip
def test_a_header_that_could_prove_nothing_is_refused(gold_folder, standoff, fields):
    first, *rest = standoff.read_text(encoding="utf-8").split("\n")
    header = json.loads(first)["banmian"] | fields
    standoff.write_text("\n".join([json.dumps({"banmian": header}), *rest]), encoding="utf-8")
    with pytest.raises(BenchError, match=":1: not the header of a standoff file; write one with bench data export"):
        restore(standoff, gold_folder.page_path())


def test_an_altered_row_is_refused_whatever_the_header_leaves_out(gold_folder, standoff):
    """No header without the checksum of every kind of row is taken, and no other row fits the checksum."""
    first, *rest = standoff.read_text(encoding="utf-8").split("\n")
    header = json.loads(first)["banmian"]
    del header["rows"]["raw"]
    altered = [line.replace('"salience": 3', '"salience": 2') if '"config": "raw"' in line else line for line in rest]
    standoff.write_text("\n".join([json.dumps({"banmian": header}), *altered]), encoding="utf-8")
    with pytest.raises(BenchError, match="not the header of a standoff file"):
        restore(standoff, gold_folder.page_path())


def test_a_file_of_another_version_is_refused(gold_folder, standoff):
    content = standoff.read_text(encoding="utf-8")
    standoff.write_text(content.replace(f'"version": "{VERSION}"', '"version": "0.9.0"', 1), encoding="utf-8")
    with pytest.raises(BenchError, match=f"made from 'banmian' '0.9.0', this is banmian {VERSION}"):
        restore(standoff, gold_folder.page_path())


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"config": [1]}, "no row of clean, raw, contrast"),
        ({"config": "dirty"}, "no row of clean, raw, contrast"),
        ({"offsets": [10**9]}, "a row is not whole"),
        ({"offsets": 5}, "a row is not whole"),
        ({"facts": [5]}, "a row is not whole"),
        ({"entities": [{"start": "a", "end": 3}]}, "a row is not whole"),
        ({"headline_type": "slogan"}, "the rows of clean are not those it was made from"),
    ],
)
def test_a_row_that_is_not_as_it_was_is_one_line(gold_folder, standoff, changes, wanted):
    first, row, *rest = standoff.read_text(encoding="utf-8").split("\n")
    standoff.write_text("\n".join([first, json.dumps(json.loads(row) | changes), *rest]), encoding="utf-8")
    with pytest.raises(BenchError, match=wanted) as raised:
        restore(standoff, gold_folder.page_path())
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("name", "reason"), [("nowhere", "no such file"), (".", "cannot be read (Is a directory)")])
def test_a_standoff_file_that_is_none_gets_a_fitting_remedy(gold_folder, tmp_path, name, reason):
    page = str(gold_folder.page_path())
    done = bench("data", "build", "--standoff", name, "--page", page, "--out", "built", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"bench: {name}: {reason}; name the standoff file with --standoff\n"


def test_the_command_goes_there_and_back(gold_folder, tmp_path):
    done = bench("data", "export", "standoff", "--out", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    page = str(gold_folder.page_path())
    back = bench("data", "build", "--standoff", "out/standoff.jsonl", "--page", page, "--out", "built", cwd=tmp_path)
    assert back.code == 0, back.err
    for name in ("clean-test.parquet", "raw-test.parquet", "contrast-test.parquet", "checksums.json"):
        assert (tmp_path / "built" / name).read_bytes() == (gold_folder.path / "data" / name).read_bytes()
    alone = bench("data", "build", "--standoff", "out/standoff.jsonl", cwd=tmp_path)
    assert (alone.code, alone.err) == (1, "bench: --standoff and --page go together; name both or none\n")
