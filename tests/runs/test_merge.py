"""Shards, merged, are the run that was made in one, byte for byte."""

from __future__ import annotations

import json
import shutil

import pytest

from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.runs import RunConfig, run
from bench.runs.config import read_shard
from bench.runs.documents import documents_of, shard_of
from bench.runs.merge import merge
from conftest import bench

SAME = ("scores.json", "tally.parquet", "predictions.jsonl", "config.yaml", "status.json")


def shards(out, count, **words):
    return [run(RunConfig(out=out, shard=f"{number}/{count}", **words)) for number in range(count)]


@pytest.mark.parametrize(
    "words",
    [
        {"model": "jieba"},
        {"model": "lac", "view": "raw", "wrap": "join"},
        {"model": "linear"},
        {"model": "second-pass"},
        {"task": "summary", "model": "oracle-extract"},
    ],
)
@pytest.mark.parametrize("count", [2, 3])
def test_the_merged_run_has_the_bytes_of_the_whole_one(tmp_path, words, count):
    whole = run(RunConfig(out=tmp_path / "whole", **words))
    shards(tmp_path / "parts", count, **words)
    (merged,) = merge([tmp_path / "parts"])
    assert merged.path.name == whole.path.name
    for name in SAME:
        assert (merged.path / name).read_bytes() == (whole.path / name).read_bytes(), name
    timing = json.loads((merged.path / "timing.json").read_text(encoding="utf-8"))
    assert (timing["documents"], timing["shards"]) == (len(documents_of(RunConfig(**words)).documents), count)


def test_shards_of_several_machines_are_merged_from_their_folders(tmp_path):
    whole = run(RunConfig(out=tmp_path / "whole", model="jieba"))
    for number in range(2):
        run(RunConfig(out=tmp_path / f"machine-{number}", model="jieba", shard=f"{number}/2"))
    (merged,) = merge([tmp_path / "machine-0", tmp_path / "machine-1"])
    assert (merged.path / "scores.json").read_bytes() == (whole.path / "scores.json").read_bytes()
    assert merged.path.is_relative_to(tmp_path / "machine-0")
    shutil.copytree(tmp_path / "machine-1", tmp_path / "copy")
    assert len(merge([tmp_path / "machine-0", tmp_path / "machine-1", tmp_path / "copy"])) == 1


def test_every_document_is_in_one_shard_whatever_stands_beside_it():
    documents = load_corpus().documents
    for count in (1, 2, 5, 50):
        parts = [documents_of(RunConfig(shard=f"{n}/{count}")).documents for n in range(count)]
        assert sorted(d.id for part in parts for d in part) == sorted(d.id for d in documents)
    assert [shard_of(d, 4) for d in documents] == [shard_of(d, 4) for d in load_corpus(limit=7).documents]


def test_a_lost_shard_is_named_with_the_command_that_makes_it_and_is_redone_alone(tmp_path):
    parts = shards(tmp_path, 3, model="jieba")
    shutil.rmtree(parts[1].path)
    done = bench("merge", str(tmp_path))
    assert done.code == 1
    assert "the shard 1/3 is not there; bench run task=ner model=jieba data=banmian view=clean shard=1/3" in done.err
    asked = ["task=ner", "model=jieba", "data=banmian", "view=clean", "shard=1/3"]
    again = bench("run", *asked, f"out={tmp_path}")
    assert again.code == 0
    assert "bench merge" in again.err
    for kept in (parts[0], parts[2]):
        assert kept.path.exists()
    done = bench("merge", str(tmp_path))
    assert done.code == 0
    assert "7 documents, strict_f1 46.4" in done.out


def test_an_unfinished_shard_is_named(tmp_path):
    part, _ = shards(tmp_path, 2, model="jieba")
    status = json.loads((part.path / "status.json").read_text(encoding="utf-8"))
    (part.path / "status.json").write_text(json.dumps({**status, "state": "running"}), encoding="utf-8")
    with pytest.raises(BenchError, match="the shard 0/2 is not finished"):
        merge([tmp_path])


def test_shards_of_other_runs_and_other_counts_do_not_mix(tmp_path):
    shards(tmp_path, 2, model="jieba")
    run(RunConfig(out=tmp_path, model="jieba", shard="0/3"))
    with pytest.raises(BenchError, match="the shard 1/3 is not there"):
        merge([tmp_path])
    shutil.rmtree(tmp_path)
    shards(tmp_path, 2, model="jieba")
    shards(tmp_path, 2, model="lac")
    assert {record.model for record in merge([tmp_path])} == {"jieba", "lac"}


def test_merging_twice_changes_nothing_and_whole_runs_are_left_alone(tmp_path):
    shards(tmp_path, 2, model="jieba")
    (first,) = merge([tmp_path])
    before = {path.name: path.read_bytes() for path in first.path.iterdir()}
    (second,) = merge([tmp_path])
    assert {path.name: path.read_bytes() for path in second.path.iterdir()} == before
    run(RunConfig(out=tmp_path / "other", model="jieba"))
    with pytest.raises(BenchError, match="no shard under"):
        merge([tmp_path / "other"])


def test_no_shard_is_ranked_gated_or_shown_in_the_report(tmp_path):
    shards(tmp_path, 2, model="jieba")
    done = bench("gate", str(tmp_path), "--baseline", str(tmp_path))
    assert done.code == 1
    assert "merge its shards first" in done.out + done.err
    merge([tmp_path])
    done = bench("report", str(tmp_path), "--out", str(tmp_path / "report"))
    assert done.code == 0
    assert (tmp_path / "report/leaderboard.csv").read_text(encoding="utf-8").count("strict_f1,0.46") == 1


def test_a_shard_without_a_document_is_whole(tmp_path):
    records = shards(tmp_path, 40, model="jieba")
    assert 0 in {record.status.done for record in records}
    (merged,) = merge([tmp_path])
    assert merged.status.done == 7


@pytest.mark.parametrize("wrong", ["2/2", "-1/2", "1", "a/b", "1/0", "½/2", ""])
def test_what_is_no_shard_is_refused(wrong):
    with pytest.raises(BenchError, match="take i/n, such as 0/4"):
        read_shard(wrong)
