"""A run's folder: what stands in it, that nothing is done twice, and that a killed run goes on."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

import bench
from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.models import Tagged, TagMap
from bench.models.registry import Entry, load_entries
from bench.runs import RunConfig, documents, execute, find_records

FILES = {
    ".lock",
    "config.yaml",
    "environment.json",
    "predictions.jsonl",
    "scores.json",
    "status.json",
    "tally.parquet",
    "timing.json",
}


class Counting:
    """A tagger that marks 济宁 and counts its calls; it fails where it is told to."""

    tags = TagMap("counting", {"x": "LOC", "unmapped": ""})
    calls: list[str] = []  # noqa: RUF012
    fail_on = ""

    def predict(self, texts):
        if self.fail_on and any(self.fail_on in text for text in texts):
            raise RuntimeError("out of\nmemory")
        self.calls.append(texts[0])
        return [[Tagged(i, i + 2, "x") for i in range(len(t)) if t[i : i + 2] == "济宁"] for t in texts]

    def describe(self):
        return {"adapter": "counting"}


@pytest.fixture
def config(tmp_path, monkeypatch):
    entries = {**load_entries(), "counting": Entry("counting", {"tagger": f"{__name__}:Counting"}, "")}
    monkeypatch.setattr("bench.models.registry.load_entries", lambda: entries)
    execute._held.clear()
    Counting.calls, Counting.fail_on = [], ""
    yield RunConfig(model="counting", out=tmp_path)
    execute._held.clear()


def folder_of(config):
    (path,) = config.out.glob("ner/banmian-clean/counting/*")
    return path


def read(path, name):
    return json.loads((path / name).read_text(encoding="utf-8"))


def test_a_run_leaves_its_folder(config):
    record = bench.run(config)
    assert {f.name for f in record.path.iterdir()} == FILES
    assert read(record.path, "status.json") == {
        "state": "complete", "done": 7, "failed": 0, "truncated_characters": 0, "limited": False, "shard": None,
    }  # fmt: skip
    scores = read(record.path, "scores.json")
    assert scores["units"] == {"documents": 7, "sentences": 65}
    assert set(scores["scorings"]) == {
        "core3-common", "core3-native", "core3-full", "lac4-native", "lac4-full", "full8-native", "full8-full",
        "ontonotes-native", "ontonotes-full", "cluener-native", "cluener-full",
        *(f"{scheme}-full-nested" for scheme in ("core3", "lac4", "full8", "ontonotes", "cluener")),
    }  # fmt: skip
    assert scores["metrics"] == scores["scorings"]["core3-common"]["metrics"]
    assert scores["metrics"]["strict_f1"]["signature"] == (
        f"strict_f1|data:{load_corpus().signature}|view:clean|scheme:core3|track:common|optional:ignored|scorer:3"
    )
    assert str(config.out) not in (record.path / "config.yaml").read_text(encoding="utf-8")


def test_the_tally_has_a_row_a_unit_and_its_sums_give_the_figures(config):
    record = bench.run(config)
    table = pq.read_table(record.path / "tally.parquet").to_pydict()
    assert len(table["unit"]) == 77
    assert len(set(table["unit"])) == 77
    for key, scoring in record.scores["scorings"].items():
        names = [n for n in table if n.startswith(f"{key}/label=")]
        correct, possible, actual = (
            sum(sum(table[n]) for n in names if n.endswith(c)) for c in ("/strict", "/possible", "/predicted")
        )
        assert scoring["metrics"]["strict_f1"]["value"] == pytest.approx(2 * correct / (possible + actual))


def test_what_is_done_is_not_done_again(config):
    assert bench.run(config).fresh == "predicted"
    calls = len(Counting.calls)
    assert bench.run(config).fresh == "done"
    assert len(Counting.calls) == calls == 7


def test_a_killed_run_is_completed_and_a_torn_line_is_no_prediction(config):
    whole = bench.run(config)
    path = folder_of(config)
    lines = (path / "predictions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (path / "predictions.jsonl").write_text("".join(lines[:3]) + lines[3][:20], encoding="utf-8")
    (path / "scores.json").unlink()
    status = read(path, "status.json")
    (path / "status.json").write_text(json.dumps({**status, "state": "running", "done": 3}), encoding="utf-8")
    Counting.calls = []
    again = bench.run(config)
    assert len(Counting.calls) == 4
    assert (path / "predictions.jsonl").read_text(encoding="utf-8") == "".join(lines)
    assert again.scores == whole.scores


def test_a_status_or_score_file_that_is_broken_is_work_to_be_done(config):
    bench.run(config)
    for name in ("status.json", "scores.json"):
        for content in ("{", '{"state": "complete", "colour": 1}'):
            (folder_of(config) / name).write_text(content, encoding="utf-8")
            assert bench.run(config).fresh == "rescored"
            assert bench.run(config).fresh == "done"


def test_a_stored_line_without_an_answer_is_no_prediction(config):
    bench.run(config)
    (folder_of(config) / "predictions.jsonl").write_text('{"id": "green"}\n7\n', encoding="utf-8")
    (folder_of(config) / "scores.json").unlink()
    assert bench.run(config).fresh == "predicted"


def test_a_report_over_broken_scores_names_the_file(config):
    path = bench.run(config).path / "scores.json"
    path.write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(BenchError, match="not a run's scores; run it again, or delete"):
        list(find_records(config.out))


def test_another_lead_or_new_gold_is_scored_without_a_model(config, monkeypatch):
    bench.run(config)
    Counting.calls = []
    record = bench.run(replace(config, scheme="full8", track="full"))
    assert record.fresh == "rescored"
    assert record.scores["metrics"] == record.scores["scorings"]["full8-full"]["metrics"]
    corpus = load_corpus()
    changed = replace(corpus, checksum="0" * 64)
    monkeypatch.setattr(documents, "_corpus", lambda name, limit: changed)
    record = bench.run(replace(config, scheme="full8", track="full"))
    assert record.fresh == "rescored"
    assert "#000000000000|" in record.scores["metrics"]["strict_f1"]["signature"]
    assert Counting.calls == []


def test_a_failure_stops_with_the_document_and_the_remedy(config):
    Counting.fail_on = "泗水县"
    with pytest.raises(BenchError) as caught:
        bench.run(config)
    assert str(caught.value) == (
        "the model counting failed on sishui: RuntimeError: out of memory; mend it and run again, "
        "or take on_error=skip to leave such documents out"
    )
    assert read(folder_of(config), "status.json")["state"] == "running"
    Counting.fail_on = ""
    assert bench.run(config).status.done == 7


def test_skipped_documents_are_counted_and_tried_again(config):
    Counting.fail_on = "泗水县"
    record = bench.run(replace(config, on_error="skip"))
    assert (record.status.state, record.status.done, record.status.failed) == ("failed", 6, 1)
    assert "sishui" not in record.scores["by_document"]
    Counting.fail_on = ""
    record = bench.run(replace(config, on_error="skip"))
    assert (record.status.state, record.status.done, record.status.failed) == ("complete", 7, 0)


def test_a_limited_run_is_marked_and_has_its_own_folder(config):
    bench.run(config)
    record = bench.run(replace(config, limit=2))
    assert record.status.limited
    assert record.status.done == 2
    assert len(list(config.out.glob("ner/banmian-clean/counting/*"))) == 2


def test_the_name_is_no_part_of_the_fingerprint(config, monkeypatch):
    renamed = {**load_entries(), "other": Entry("other", {"tagger": f"{__name__}:Counting"}, "")}
    first = bench.run(config).scores["fingerprint"]
    monkeypatch.setattr("bench.models.registry.load_entries", lambda: renamed)
    assert bench.run(replace(config, model="other")).scores["fingerprint"] == first
    monkeypatch.setattr(Counting, "describe", lambda self: {"adapter": "counting-2"})
    assert bench.run(replace(config, model="other")).scores["fingerprint"] != first


def test_predictions_are_spans_of_the_text_that_the_view_gives(config):
    for view, wrap in (("clean", None), ("raw", "lines"), ("raw", "join")):
        record = bench.run(replace(config, view=view, wrap=wrap))
        texts = {d.id: (d.clean if view == "clean" else d.raw).text for d in load_corpus().documents}
        for line in (record.path / "predictions.jsonl").read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            for entity in value["entities"]:
                found = texts[value["id"]][entity["start"] : entity["end"]]
                assert found.replace("\n", "") == "济宁"
                assert (entity["label"], entity["tag"]) == ("LOC", "x")


def test_a_mention_cut_by_a_line_end_is_found_on_joined_lines_alone(config):
    """济⏎宁市 in the article green: by lines it cannot be found, joined and clean it is the same prediction."""
    found = {}
    for wrap in ("lines", "join"):
        record = bench.run(replace(config, view="raw", wrap=wrap))
        found[wrap] = sum(
            len(json.loads(line)["entities"])
            for line in (record.path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
        )
    clean = bench.run(config)
    total = sum(
        len(json.loads(line)["entities"])
        for line in (clean.path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    )
    assert found["join"] == total == found["lines"] + 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"model": "lead"}, "the model lead is a summarizer; task=ner wants a tagger"),
        ({"view": "raw"}, "wrap is for view=raw and one of lines, join"),
        ({"scheme": "full8"}, "track=common is scheme=core3 alone"),
        ({"task": "translation"}, "no task 'translation'; there are headline, ner"),
        ({"model": "second-pass", "view": "raw", "wrap": "join"}, "an upper line on the clean view"),
        ({"limit": 0}, "limit=0: take 1 document or more"),
        ({"data": "msra"}, "no data set 'msra'; there are banmian"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, fields, message):
    with pytest.raises(BenchError, match=message):
        bench.run(RunConfig(**{"out": tmp_path, **fields}))
    assert list(tmp_path.iterdir()) == []
