"""Predictions of another tool: read strictly, found by id, held to the text that they are on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import bench
from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.models import Answer, Tagged, find_entry
from bench.models.from_file import NamesFromFile, NamesSettings, SummariesFromFile, SummariesSettings
from bench.runs import RunConfig, execute

TEXT = "张三在济宁。"
ENTITIES = [{"start": 0, "end": 2, "label": "PER"}, {"start": 3, "end": 5, "label": "LOC"}]


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "predictions.jsonl"


def names(file: Path, *lines, **fields) -> NamesFromFile:
    written(file, *lines)
    return NamesFromFile(NamesSettings(str(file), **fields))


def written(file: Path, *lines) -> None:
    file.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines),
        encoding="utf-8",
    )


def test_names_are_found_by_id(file):
    model = names(file, {"id": "b", "entities": []}, "", {"id": "a", "entities": ENTITIES, "tool": "mine"})
    assert model.look_up("a", TEXT) == Answer([[Tagged(0, 2, "PER"), Tagged(3, 5, "LOC")]])
    assert model.look_up("b", "") == Answer([[]])
    assert model.look_up("c", TEXT) == Answer(None, f"{file}: no line for id 'c'")
    with pytest.raises(BenchError, match="found by the document's id"):
        model.predict([TEXT])


def test_labels_of_a_toolkit_are_read_by_its_map_and_others_are_counted(file):
    entities = [{"start": 0, "end": 2, "label": "nr"}, {"start": 2, "end": 3, "label": "p"}]
    model = names(file, {"id": "a", "entities": entities}, tags="pku/pos")
    assert model.tags.labels["nr"] == "PER"
    assert model.look_up("a", TEXT) == Answer([[Tagged(0, 2, "nr"), Tagged(2, 3, "p")]], kept={"unknown_labels": 1})
    assert model.describe()["tags"]["nr"] == "PER"
    assert names(file, {"id": "a", "entities": entities}, tags="pku").tags.labels.keys() >= {"nr", "ns"}
    with pytest.raises(BenchError, match="pku has no tag set 'news'"):
        names(file, tags="pku/news")


def test_a_file_of_which_no_label_is_known_is_no_answer(file):
    model = names(file, {"id": "a", "entities": [{"start": 0, "end": 2, "label": "人名"}]})
    with pytest.raises(
        BenchError, match=r"none of its labels is known \(人名\); there are PER, ORG, LOC, .* with.tags"
    ):
        model.describe()
    assert names(file, {"id": "a", "entities": []}).describe()["adapter"] == "file-1"


def test_a_line_that_states_its_text_is_for_that_text_alone(file):
    other = "张三在曲阜。"
    model = names(file, {"id": "a", "text": other, "entities": ENTITIES})
    assert model.look_up("a", other).error is None
    assert model.look_up("a", TEXT) == Answer(
        None, f"{file}:1: its text is not that of this view: they differ at offset 3; a file a view"
    )
    assert "differ at offset 6" in model.look_up("a", other + "\n").error
    model = names(file, {"id": "a", "sha256": hashlib.sha256(TEXT.encode()).hexdigest().upper(), "entities": []})
    assert model.look_up("a", TEXT).error is None
    assert model.look_up("a", other).error == f"{file}:1: its sha256 is not that of this view's text; a file a view"


def test_a_name_outside_the_text_fails_its_document_alone(file):
    inside = {"id": "a", "entities": [{"start": 5, "end": 6, "label": "PER"}]}
    model = names(file, inside, {"id": "b", "entities": [{"start": 5, "end": 7, "label": "PER"}]})
    assert model.look_up("a", TEXT).error is None
    assert model.look_up("b", TEXT) == Answer(None, f"{file}:2: 5:7 PER is outside the text of 6 characters")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ":2: no JSON in UTF-8"),
        ("[" * 100_000, ":2: no JSON in UTF-8"),
        ([], ":2: no object"),
        ({"entities": []}, ":2: there is no id; give id as a string"),
        ({"id": 7, "entities": []}, ":2: id is 7; give id as a string"),
        ({"id": "first", "entities": []}, r":2: the document 'first' stands in .*:1 already; keep one line"),
        ({"id": "a"}, ":2: there is no entities; give entities as a list"),
        ({"id": "a", "entities": {}}, ":2: entities is {}; give entities as a list"),
        ({"id": "a", "text": 1, "entities": []}, ":2: text is 1; give text as a string"),
        ({"id": "a", "sha256": 1, "entities": []}, ":2: sha256 is 1; give sha256 as a string"),
        ({"id": "a", "entities": ["张三"]}, ':2: entity 1 is "张三"; give an object with start, end and label'),
        (("0", 2, "PER"), ':2: entity 1: start is "0"; give start as a whole number'),
        ((0.0, 2, "PER"), ":2: entity 1: start is 0.0; give start as a whole number"),
        ((0, True, "PER"), ":2: entity 1: end is true; give end as a whole number"),
        ((0, 2, None), ":2: entity 1: label is null; give label as a string"),
        ((2, 2, "PER"), ":2: entity 1 is 2:2, which covers nothing"),
        ((2, 1, "PER"), ":2: entity 1 is 2:1, which covers nothing"),
        ((-1, 1, "PER"), ":2: entity 1 is -1:1, which covers nothing"),
    ],
)
def test_what_is_no_prediction_is_refused_with_file_and_line(file, line, message):
    if isinstance(line, tuple):
        line = {"id": "a", "entities": [dict(zip(("start", "end", "label"), line, strict=True))]}
    model = names(file, {"id": "first", "entities": []}, line)
    for ask in (model.describe, lambda: model.look_up("first", TEXT)):
        with pytest.raises(BenchError, match=message) as caught:
            ask()
        assert str(caught.value).startswith(f"{file}:2: ")
        assert len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_not_there_or_not_utf_8_is_named(file):
    model = NamesFromFile(NamesSettings(str(file)))
    with pytest.raises(BenchError, match=r"cannot be read \(No such file or directory\); give a file of JSON Lines"):
        model.describe()
    file.write_bytes('{"id": "张", "entities": []}'.encode("gb18030"))
    with pytest.raises(BenchError, match=":1: no JSON in UTF-8"):
        model.describe()
    file.write_bytes(b'\xef\xbb\xbf{"id": "a", "entities": []}\r\n')  # as Windows saves it
    assert model.look_up("a", TEXT) == Answer([[]])


def test_the_description_is_of_the_content_and_the_lines_are_of_what_was_described(file, tmp_path):
    model = names(file, {"id": "a", "entities": ENTITIES})
    first = model.describe()
    assert first["file"] == hashlib.sha256(file.read_bytes()).hexdigest()
    elsewhere = tmp_path / "other.jsonl"
    assert names(elsewhere, {"id": "a", "entities": ENTITIES}).describe() == first
    written(file, {"id": "a", "entities": ENTITIES[:1]})
    assert len(model.look_up("a", TEXT).value[0]) == 2
    assert model.describe() != first
    assert len(model.look_up("a", TEXT).value[0]) == 1
    one = {"start": 0, "end": 2, "label": "nr"}
    maps = [names(file, {"id": "a", "entities": [one]}, tags=tags).describe() for tags in ("jieba", "pku")]
    assert maps[0] != maps[1]


def test_summaries_are_found_by_id(file):
    written(file, {"id": "a", "summary": "张三在济宁。"}, {"id": "b", "summary": "", "text": TEXT})
    model = SummariesFromFile(SummariesSettings(str(file)))
    assert model.look_up("a", "随便") == Answer("张三在济宁。")
    assert model.look_up("b", TEXT) == Answer("")
    assert "differ at offset 0" in model.look_up("b", "李四").error
    assert model.look_up("c", TEXT).error == f"{file}: no line for id 'c'"
    assert model.describe()["file"] == hashlib.sha256(file.read_bytes()).hexdigest()
    written(file, {"id": "a", "summary": ["一", "二"]})
    with pytest.raises(BenchError, match=r":1: summary is \[\"一\", \"二\"\]; give summary as a string"):
        model.describe()
    with pytest.raises(BenchError, match="found by the document's id"):
        model.predict([TEXT], 60)


# ---- through the run ----


@pytest.fixture(autouse=True)
def _nothing_kept():
    execute._held.clear()


def test_the_gold_as_a_file_is_right_in_every_place_of_both_views(file, tmp_path):
    """Offsets are those of the view: the raw text's by its own line breaks."""
    documents = load_corpus(limit=2).documents
    for view, wrap in (("clean", None), ("raw", "lines"), ("raw", "join")):
        lines = []
        for d in documents:
            spans = [(m.start, m.end, m.label) for m in d.mentions if m.layer == "outer"]
            if view == "raw":
                places = [(d.to_raw.project(s, e), label) for s, e, label in spans]
                spans = [(place.start, place.end, label) for place, label in places if place]
            entities = [{"start": s, "end": e, "label": label} for s, e, label in spans]
            lines.append({"id": d.id, "text": getattr(d, view).text, "entities": entities})
        written(file, *lines)
        fields = {"model": f"file:{file}", "name": "gold", "limit": 2, "scheme": "full8", "track": "full"}
        record = bench.run(RunConfig(view=view, wrap=wrap, out=tmp_path / "runs", **fields))
        assert record.status.state == "complete"
        assert record.value("strict_recall") == 1, view
    written(file, *({**line, "text": line["text"][1:]} for line in lines))
    with pytest.raises(BenchError, match=r"failed on \w+: .*predictions.jsonl:1: its text is not that of this view"):
        bench.run(RunConfig(view=view, wrap=wrap, out=tmp_path / "runs", **fields))


def test_another_file_is_another_run_and_what_it_lacks_has_failed(file, tmp_path):
    documents = [d for d in load_corpus().documents if d.references["summary"]]
    fields = {"model": f"file:{file}", "on_error": "skip", "out": tmp_path / "runs", "task": "summary"}
    written(file, *({"id": d.id, "summary": d.references["summary"][0]} for d in documents))
    whole = bench.run(RunConfig(**fields))
    assert (whole.status.done, whole.model) == (len(documents), "predictions")
    assert whole.value("rouge1_f1") == 1
    written(file, *({"id": d.id, "summary": "没有。"} for d in documents[1:]))
    record = bench.run(RunConfig(**fields))
    assert record.path != whole.path
    assert list(record.failures()) == [(documents[0].id, f"{file}: no line for id '{documents[0].id}'")]


def test_both_kinds_stand_in_the_registry():
    assert find_entry("file").make("tagger", {"path": "a.jsonl"}).tags.toolkit == "banmian"
    assert isinstance(find_entry("file").make("summarizer", {"path": "a.jsonl"}), SummariesFromFile)
