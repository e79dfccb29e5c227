"""Junk in the place of anything: a fault, a clear line or harmless, and never a traceback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.cli.data.agreement_reading import read_agreement
from bench.corpus.build import build_rows, write_data
from bench.corpus.check import faults
from bench.corpus.formats import FORMATS, gather, mention_lines, read_format
from bench.corpus.formats.standoff import FILE, restore
from bench.errors import BenchError
from small_page import annotated_page

_JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just([[]]), st.just({"a": []}),
    st.just("\ud800"), st.integers(0, 40), st.integers(0, 40).map(float), st.just(10**4000), st.just("9" * 5000),
)  # fmt: skip
_WRITTEN = st.one_of(
    st.text(max_size=6), st.sampled_from(["\r\n", "\r", "\ufeff", "\u2028", "\t", " ", ";", "9" * 5000, "-1", "T1"])
)
_often = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _put(draw, value, junk):
    """Walks down at random and puts junk in the place of what it comes to, or adds it under a new key."""
    while True:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = draw(st.sampled_from(sorted(keys)))
        if isinstance(value, dict) and draw(st.integers(0, 9)) == 0:
            key = draw(st.sampled_from(["a", "\n"]))
        if key not in keys or not isinstance(value[key], list | dict) or not value[key] or draw(st.integers(0, 4)) == 0:
            value[key] = junk
            return
        value = value[key]


def _clear(action: Callable[[], object]) -> None:
    """Does it, or is told in one short line why not."""
    fault = ""
    try:
        action()
    except BenchError as error:
        fault = str(error)
    assert "\n" not in fault
    assert len(fault) < 1500


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return annotated_page(tmp_path_factory.mktemp("small") / "annotations")


def _import(name, path, folder):
    incoming = read_format(FORMATS[name], path, folder, "clean")
    assert all("\n" not in fault and len(fault) < 1500 for fault in incoming.faults)
    if not incoming.faults:
        assert all(mention_lines(mentions).encode() for mentions in incoming.mentions.values())


@pytest.mark.parametrize(("name", "file"), [("label-studio", "tasks.json"), ("doccano", "documents.jsonl")])
@_often
@given(st.data(), _JUNK)
def test_in_the_json_of_a_tool(small, tmp_path, name, file, data, junk):
    content = FORMATS[name].write(gather(small, "clean"))[file].decode()
    values = json.loads(content) if file.endswith(".json") else [json.loads(line) for line in content.splitlines()]
    _put(data.draw, values, junk)
    lines = [json.dumps(values)] if file.endswith(".json") else [json.dumps(value) for value in values]
    (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    _clear(lambda: _import(name, tmp_path, small))


@pytest.mark.parametrize(("name", "file"), [("brat", "Front_1.ann"), ("brat", "two-b.txt"), ("conll", "page.conll")])
@_often
@given(st.data(), _WRITTEN)
def test_in_the_lines_of_a_tool(small, tmp_path, name, file, data, junk):
    files = FORMATS[name].write(gather(small, "clean"))
    text = files[file].decode()
    start = data.draw(st.integers(0, len(text)))
    files[file] = (text[:start] + junk + text[start + data.draw(st.integers(0, 8)) :]).encode()
    for other, content in files.items():
        (tmp_path / other).write_bytes(content)
    _clear(lambda: _import(name, tmp_path, small))


@_often
@given(st.data(), _JUNK)
def test_in_a_standoff_file(small, tmp_path, data, junk):
    values = [json.loads(line) for line in FORMATS["standoff"].write(gather(small, "clean"))[FILE].splitlines()]
    _put(data.draw, values, junk)
    (tmp_path / FILE).write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    _clear(lambda: write_data(restore(tmp_path / FILE, small.page_path()), tmp_path / "built"))


@settings(_often, max_examples=120)
@given(st.data(), _JUNK)
def test_in_any_file_of_page_gold_passes_and_readings(small, data, junk):
    files = sorted(small.path.glob("[gp]*/**/*.json*"))
    assert {"units.json", "facts_reading.jsonl", "contrast_reading.jsonl", "salience.jsonl"} <= {f.name for f in files}
    path = data.draw(st.sampled_from(files))
    kept = path.read_bytes()
    values = [json.loads(line) for line in kept.splitlines()]
    _put(data.draw, values, junk)
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    try:
        _clear(lambda: [_one_line(fault) for fault in faults(small)])
        _clear(lambda: build_rows(small))
        _clear(lambda: gather(small, "raw"))
    finally:
        path.write_bytes(kept)


def _one_line(fault):
    assert "\n" not in fault
    assert len(fault) < 1500


@settings(_often, max_examples=20)
@given(st.data(), _JUNK)
def test_in_the_files_that_are_compared(small, data, junk):
    names = ("passes/pass_a/two-b.jsonl", "passes/pass_b/salience.jsonl", "passes/facts_reading.jsonl")
    path = small.path / data.draw(st.sampled_from(names))
    kept = path.read_bytes()
    values = [json.loads(line) for line in kept.splitlines()]
    _put(data.draw, values, junk)
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    try:
        _clear(lambda: read_agreement(small))
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize("name", ["gold/salience.jsonl", "gold/facts/two-b.jsonl", "passes/contrast_reading.jsonl"])
@pytest.mark.parametrize("line", ['{"id": %s}' % ("9" * 5000), "[" * 100_000, "\ufeff{}", "{} \x85 {}", "[]"])
def test_a_line_that_cannot_be_read_is_named_by_number(small, tmp_path, name, line):
    copy = tmp_path / "annotations"
    shutil.copytree(small.path, copy)
    (copy / name).write_text(line + "\n", encoding="utf-8")
    found = list(faults(type(small)(copy)))
    assert any(f"{name}:1: " in fault or "begins with a UTF-8 byte order mark" in fault for fault in found), found


def test_what_is_a_line_end_elsewhere_is_none_in_json_lines(small, tmp_path):
    copy = tmp_path / "annotations"
    shutil.copytree(small.path, copy)
    file = copy / "gold" / "entities" / "two-b.jsonl"
    first, *rest = file.read_text(encoding="utf-8").split("\n")
    value = {**json.loads(first), "note": "one\u2028two\x85three\x0bfour"}
    file.write_text("\n".join([json.dumps(value, ensure_ascii=False), *rest]), encoding="utf-8")
    folder = type(small)(copy)
    assert list(faults(folder)) == []
    assert folder.mentions("gold/entities", "two-b")[0].note == "one\u2028two\x85three\x0bfour"


def test_a_line_feed_in_an_id_and_a_number_without_end_make_short_lines(small, tmp_path):
    copy = tmp_path / "annotations"
    shutil.copytree(small.path, copy)
    grades = copy / "passes" / "pass_a" / "salience.jsonl"
    for change in ({"article": "\n"}, {"start": 10**4000}, {"article": "9" * 5000}):
        first, *rest = (small.path / "passes" / "pass_a" / "salience.jsonl").read_text(encoding="utf-8").splitlines()
        grades.write_text("\n".join([json.dumps({**json.loads(first), **change}), *rest]), encoding="utf-8")
        found = list(faults(type(small)(copy)))
        assert found
        for fault in found:
            _one_line(fault)


@pytest.mark.parametrize("tags", ["B-{}\tO\tO", "I-{}\tO\tO", "O\tB-{}\tO"])
def test_a_tag_without_end_makes_a_short_line(small, tmp_path, tags):
    text = FORMATS["conll"].write(gather(small, "clean"))["page.conll"].decode()
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.count("\t") == 3)
    lines[at] = lines[at][:2] + tags.format("9" * 5000)
    (tmp_path / "page.conll").write_text("\n".join(lines), encoding="utf-8")
    _clear(lambda: _import("conll", tmp_path, small))
