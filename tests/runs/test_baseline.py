"""The baseline file: the same bytes after reading and writing, and refused with a remedy where anything is wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from bench.errors import BenchError
from bench.metrics.tally import Tally, Unit
from bench.runs.baseline import baseline_runs, read_baseline, replaced, write_baseline
from bench.runs.folder import Status
from bench.runs.measured import Measured
from gate_runs import METRICS, hits, strict_run


def summary_run(model="lead"):
    columns = ("documents", "rouge1/f1", "rouge1/recall", "chrf/shared1", "facts/all")
    counts = np.array([[1, 0.1 + 0.2, 0.25, 7, 3], [1, 1 / 3, 0.5, 8, 4]])
    units = (Unit("乙", "乙", "document"), Unit("甲", "甲", "document"))
    value = float(counts[:, 1].mean())
    entries = {
        "rouge1_f1": {"value": value, "signature": "rouge1_f1|data:toy", "n": 2, "within": None},
        "chrf": {"value": None, "signature": "chrf|data:toy", "n": 2},
    }
    return Measured(
        f"runs/{model}", "summary", model, "toy@1#0", "clean", "zh-char", "f", entries, Status("complete", 2), None,
        Tally(units, columns, counts),
    )  # fmt: skip


RUNS = [strict_run(hits(3, 4)), summary_run(), strict_run(hits(2, 4), model='模型 "x"\n')]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "baseline.json"
    path.write_text(write_baseline(RUNS, ["chrf"]), encoding="utf-8")
    return path


def test_reading_and_writing_changes_no_byte_and_the_order_of_runs_is_no_matter(file):
    text = file.read_text(encoding="utf-8")
    assert write_baseline(read_baseline(file), ["chrf"]) == text
    assert write_baseline(reversed(RUNS), ["chrf"]) == text
    json.loads(text)


def test_the_file_has_a_line_a_unit_and_a_figure_and_what_the_figures_need(file):
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert ' ["d000", "d000:0", "body", 1, 1, 1, 1, 0, 1, 0, 0],' in lines
    assert ' ["乙", "乙", "document", 1, 0.30000000000000004, 7],' in lines
    assert '"columns": ["documents", "rouge1/f1", "chrf/shared1"],' in lines
    assert ' "rouge1_f1": {"value": 0.3166666666666667, "signature": "rouge1_f1|data:toy", "n": 2}}' not in text
    assert sum('"signature"' in line for line in lines) == 2 * len(METRICS) + 2
    without = write_baseline(RUNS)
    assert "chrf" not in without


def test_names_that_hide_something_are_written_out():
    text = write_baseline([strict_run([1, 0], model="a\u202eb\ud800")])
    assert '"model": "a\\u202eb\\ud800"' in text
    assert text.isascii()
    text.encode()


def test_what_is_read_is_what_was_written(file):
    for written, read in zip(sorted(RUNS, key=lambda r: (r.task, r.model)), read_baseline(file), strict=True):
        assert (read.task, read.model, read.data, read.view, read.leading, read.fingerprint, read.status) == (
            written.task, written.model, written.data, written.view, written.leading, written.fingerprint,
            written.status,
        )  # fmt: skip
        assert read.entries == {
            name: {key: entry[key] for key in ("value", "signature", "n")} for name, entry in written.entries.items()
        }
        kept = [written.tally.columns.index(column) for column in read.tally.columns]
        assert np.array_equal(read.tally.counts, written.tally.counts[:, kept])
        assert read.tally.units == written.tally.units


def test_a_change_of_one_unit_is_a_change_of_its_line_and_of_the_figures(file):
    changed = write_baseline([strict_run([1, 1, 0, 0]), *RUNS[1:]], ["chrf"]).splitlines()
    odd = [new for old, new in zip(file.read_text(encoding="utf-8").splitlines(), changed, strict=True) if old != new]
    assert [line for line in odd if line.startswith(" [")] == [' ["d001", "d001:2", "body", 1, 1, 0, 0, 0, 0, 0, 1],']
    assert all(line.startswith((" [", ' "')) for line in odd)


def break_json(text):
    return text[: len(text) // 2]


BROKEN = {
    "empty": (lambda text: "", "its JSON is broken"),
    "half a file": (break_json, "its JSON is broken"),
    "no JSON": (lambda text: "<<<<<<< HEAD\n" + text, "its JSON is broken"),
    "NaN": (lambda text: text.replace('"value": 0.75', '"value": NaN', 1), "NaN is no number"),
    "a list": (lambda text: "[]", "no format 'banmian-baseline'"),
    "another file": (lambda text: '{"metrics": {}}', "no format 'banmian-baseline'"),
    "a later version": (lambda text: text.replace('"version": 1', '"version": 2'), "a baseline of version 2, not 1"),
    "no runs": (lambda text: '{"format": "banmian-baseline", "version": 1, "runs": []}', "the baseline holds no run"),
    "a run is no object": (
        lambda text: '{"format": "banmian-baseline", "version": 1, "runs": [1]}', "run 1: has no task"),
    "no model": (lambda text: text.replace('"model"', '"mode"'), "run 1: has no task, data"),
    "no status": (lambda text: text.replace('"status"', '"stat"'), "run 1: has no status"),
    "a failed run": (lambda text: text.replace('"failed": 0', '"failed": 1'), "run 1: the model failed on 1 document"),
    "a limited run": (lambda text: text.replace('"limited": false', '"limited": true'), "made with limit=…"),
    "a running run": (lambda text: text.replace("complete", "running"), "run 1: the run is not finished"),
    "a shard": (lambda text: text.replace('"shard": null', '"shard": "0/2"'), "run 1: the run is the shard 0/2"),
    "cut input": (lambda text: text.replace("characters\": 0", "characters\": 9"), "9 characters of the input"),
    "no figures": (lambda text: text.replace('"metrics"', '"metric"'), "run 1: there are no figures"),
    "no signature": (lambda text: text.replace('"signature"', '"sign"'), "has no value and signature"),
    "a figure in words": (lambda text: text.replace('"value": 0.75', '"value": "0.75"'), "is '0.75', not a number"),
    "infinity": (lambda text: text.replace('"value": 0.75', '"value": 1e999'), "is inf, not a number"),
    "no columns": (lambda text: text.replace('"columns"', '"column"'), "run 1: has no columns of counts"),
    "no units": (lambda text: text.replace('"units"', '"unit"'), "run 1: has no units"),
    "a short unit": (lambda text: text.replace('"d000:0", "body", 1,', '"d000:0", "body",'), "a unit is not three"),
    "a count in words": (lambda text: text.replace('"d000:0", "body", 1,', '"d000:0", "body", "1",'), "is no number"),
    "a count true": (lambda text: text.replace('"d000:0", "body", 1,', '"d000:0", "body", true,'), "is no number"),
    "a unit twice": (lambda text: text.replace('"d000:1"', '"d000:0"'), "a unit or a column stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_with_what_is_wrong_and_the_remedy(file, kind):
    damage, said = BROKEN[kind]
    text = file.read_text(encoding="utf-8")
    assert damage(text) != text
    file.write_text(damage(text), encoding="utf-8")
    with pytest.raises(BenchError) as caught:
        read_baseline(file)
    message = str(caught.value)
    assert str(file) in message
    assert said in message
    assert message.endswith("; take it from version control, or write it anew with --update-baseline")
    assert "\n" not in message


def test_a_run_twice_is_refused(file):
    block = json.loads(file.read_text(encoding="utf-8"))
    block["runs"].append(block["runs"][0])
    file.write_text(json.dumps(block), encoding="utf-8")
    with pytest.raises(BenchError, match="a run stands twice"):
        read_baseline(file)


def test_bytes_that_are_no_text_are_refused(file):
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(BenchError, match="its JSON is broken"):
        read_baseline(file)


def test_no_baseline_and_an_empty_folder_are_refused(tmp_path):
    with pytest.raises(BenchError, match="no such baseline; write it with --update-baseline"):
        baseline_runs(tmp_path / "nothing.json")
    with pytest.raises(BenchError, match="the baseline holds no run"):
        baseline_runs(tmp_path)


def test_new_runs_take_the_place_of_the_old_ones_of_their_model():
    new = replace(RUNS[0], fingerprint="new")
    assert replaced(RUNS, [new]) == [*RUNS[1:], new]
