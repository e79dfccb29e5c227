from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import bench
from bench.corpus.build import CANARY, VIEWS, build_rows, parquet_name, rows_checksum, write_data
from bench.corpus.dataset import checksums, load_corpus, read_table
from bench.corpus.schema import SCHEMAS
from bench.errors import BenchError
from conftest import bench as bench_command


@pytest.fixture(scope="module")
def rows(gold_folder):
    return build_rows(gold_folder)


def test_the_committed_files_are_what_the_annotations_build(gold_folder, rows):
    for name in SCHEMAS:
        assert read_table(name).to_pylist() == rows[name], "run bench data build"
        assert checksums(gold_folder.path)["rows"][name] == rows_checksum(rows[name])


def test_two_rebuilds_from_clean_copies_give_the_same_rows_checksums_and_bytes(gold_folder, rows, tmp_path):
    """Two copies without built files, two processes, other seeds of hashes, time zones and working folders."""
    for name, seed, zone in (("a", "1", "UTC"), ("b", "2", "Asia/Shanghai")):
        copy = tmp_path / name / "annotations"
        shutil.copytree(gold_folder.path, copy, ignore=shutil.ignore_patterns("__pycache__", "data"))
        done = bench_command("data", "build", "--folder", str(copy), cwd=tmp_path / name,
                             env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"})  # fmt: skip
        assert done.code == 0, done.err
    first, second = (tmp_path / name / "annotations" for name in "ab")
    assert checksums(first) == checksums(second) == checksums(gold_folder.path)
    for name in SCHEMAS:
        assert read_table(name, first).to_pylist() == read_table(name, second).to_pylist() == rows[name]
    files = sorted(path.name for path in (first / "data").iterdir())
    assert files == sorted(["checksums.json", *map(parquet_name, SCHEMAS)])
    for name in files:
        assert (first / "data" / name).read_bytes() == (second / "data" / name).read_bytes()


@pytest.mark.parametrize("failing", ["checksums.json", "contrast-test.parquet", "clean-test.parquet"])
def test_a_disk_that_fills_leaves_the_files_that_there_were(broken_folder, rows, monkeypatch, failing):
    out = broken_folder.path / "data"
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write_bytes = Path.write_bytes

    def full(path, content):
        if path.name == failing:
            write_bytes(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    changed = {**rows, "clean": rows["clean"][:3]}
    with pytest.raises(BenchError, match=r"data: cannot be written \(No space left on device\); choose another folder"):
        write_data(changed, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_the_checksums_are_moved_last(rows, tmp_path, monkeypatch):
    moved = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, target: moved.append(target.name) or replace(path, target))
    write_data(rows, tmp_path)
    assert moved == [*map(parquet_name, SCHEMAS), "checksums.json"]


def test_files_that_do_not_fit_together_are_one_line(broken_folder):
    path = broken_folder.path / "gold" / "salience.jsonl"
    path.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[1:]), encoding="utf-8")
    with pytest.raises(BenchError, match=r"the files do not fit together .*; see bench data check"):
        build_rows(broken_folder)


@pytest.mark.parametrize("view", VIEWS)
def test_load_gives_the_text_of_every_span(view):
    data = bench.load("banmian", view=view)
    assert data.num_rows == 7
    for row in data:
        assert len(row["offsets"]) == len(row["text"])
        for entity in row["entities"]:
            assert row["text"][entity["start"] : entity["end"]] == entity["text"]
        for part in row["parts"]:
            assert 0 <= part["start"] < part["end"] <= len(row["text"])


def test_raw_spans_hold_their_line_breaks_and_the_flags_say_so(rows):
    clean = {e["id"]: e for r in rows["clean"] for e in r["entities"]}
    raw = {e["id"]: e for r in rows["raw"] for e in r["entities"]}
    for name, entity in raw.items():
        assert entity["text"].replace("\n", "").replace(" ", "") == clean[name]["text"].replace(" ", "")
        assert entity["crosses_line"] == clean[name]["crosses_line"] == ("\n" in entity["text"])
        assert entity["crosses_blank"] == ("\n\n" in entity["text"])
    assert raw["greatwall-008"]["text"] == "宋仪\n凯"
    zone = next(e for e in raw.values() if e["text"] == "济宁高\n\n新区")
    assert zone["crosses_blank"]
    assert [e["text"] for e in raw.values() if e["has_space"]] == ["40 余台", "500 个", "1.5 亿元", "第 25 场"]


def test_no_text_holds_the_canary_and_the_files_do(gold_folder, rows):
    assert all(CANARY not in json.dumps(row) for name in SCHEMAS for row in rows[name])
    for name in SCHEMAS:
        metadata = pq.read_schema(gold_folder.path / "data" / parquet_name(name)).metadata
        assert metadata[b"canary"] == CANARY.encode()


def test_load_dataset_reads_the_folder_offline(broken_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    for name in SCHEMAS:
        data = load_dataset(str(broken_folder.path), name, split="test", cache_dir=str(tmp_path / "cache"))
        assert data.column_names == list(bench.load(view=name).column_names)
        assert data[0] == bench.load(view=name)[0]


def test_a_changed_file_is_never_served_from_a_cache(broken_folder):
    before = read_table("clean", broken_folder.path).to_pylist()
    changed = build_rows(broken_folder)
    changed["clean"][0]["headline"] = "另一个标题"
    write_data(changed, broken_folder.path / "data")
    after = read_table("clean", broken_folder.path).to_pylist()
    assert (before[0]["headline"], after[0]["headline"]) == ("林红玉带队赴长城汽车考察推进合作项目", "另一个标题")


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"version": 1, "rows": {}, "files": {}}', '{"version": "1", "rows": 3}']
)
def test_checksums_of_another_shape_are_refused(broken_folder, content):
    (broken_folder.path / "data" / "checksums.json").write_text(content, encoding="utf-8")
    with pytest.raises(BenchError, match=r"checksums.json: not what bench data build writes"):
        read_table("clean", broken_folder.path)


def test_a_file_that_was_not_built_is_refused(broken_folder):
    path = broken_folder.path / "data" / "clean-test.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BenchError, match="not the file that was built"):
        read_table("clean", broken_folder.path)


def test_unknown_names_are_refused_with_what_there_is():
    with pytest.raises(BenchError, match="no view 'dirty'; there are clean, raw, contrast"):
        bench.load(view="dirty")
    with pytest.raises(BenchError, match="no data set 'msra'; there are banmian"):
        bench.load("msra")


def test_units_are_the_sentences_and_each_headline_subhead_and_byline():
    corpus = load_corpus()
    roles = [role for document in corpus.documents for _, role, _, _ in document.units]
    assert len(roles) == 65 + 6 + 2 + 4
    assert roles.count("headline") == 6
    for document in corpus.documents:
        spans = [(start, end) for _, _, start, end in document.units]
        assert all(any(start <= m.start and m.end <= end for start, end in spans) for m in document.mentions), (
            "every mention lies in a unit"
        )
