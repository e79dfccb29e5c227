"""Each fault of the annotation files is found, with the file and the line."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bench.corpus import AnnotationFolder
from bench.corpus.check import faults
from bench.corpus.folder import KINDS
from small_page import annotated_page

GREATWALL = "gold/entities/greatwall.jsonl"


def change(folder, name: str, number: int, **fields: Any) -> None:
    path = folder.path / name
    lines = path.read_text(encoding="utf-8").splitlines()
    value = json.loads(lines[number - 1])
    value.update(fields)
    lines[number - 1] = json.dumps({k: v for k, v in value.items() if v is not None})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_annotations_have_no_fault(gold_folder):
    assert list(faults(gold_folder)) == []


@pytest.mark.parametrize(
    ("number", "fields", "message"),
    [
        (1, {"text": "林红王"}, "the span [0, 3) holds '林红玉', not '林红王'"),
        (1, {"end": 99999}, "lies outside the article of 925 characters"),
        (1, {"fine": "per.hero"}, "fine: 'per.hero' is not one of"),
        (1, {"colour": "red"}, "Additional properties are not allowed ('colour' was unexpected)"),
        (1, {"norm": "3 个"}, "a PER has no norm"),
        (2, {"fine": "misc.prod"}, "'长城汽车' is org.com here and misc.prod at"),
        (2, {"start": 5, "end": 10, "text": "赴长城汽车"}, None),
        (3, {"id": "greatwall-002"}, "the id 'greatwall-002' stands on line 2 too"),
        (3, {"id": "gaocheng-900"}, "the id 'gaocheng-900' is not of the article greatwall"),
        (1, {"start": 0.0}, "start: 0.0 is not of type 'integer'"),
        (1, {"end": 10**300}, "is greater than the maximum of 9999999"),
        (1, {"note": "\ud800"}, "a string has half a character in it"),
        (6, {"norm": "2024-13-06"}, "the norm '2024-13-06' is no ISO 8601 date, interval or duration"),
        (9, {"norm": "2024-01-06/2024-01-05"}, "is no ISO 8601 date, interval or duration"),
        (3, {"start": 2, "end": 10, "text": "玉带队赴长城汽车"}, "overlaps"),
        (1, {"layer": "inner"}, "the inner mention '林红玉' is no LOC or ORG"),
        (2, {"layer": "inner"}, "the inner mention '长城汽车' lies inside no outer one"),
        (1, {"approx": "约"}, "a PER has no approx"),
        (2, {"alt": [{"start": 300, "end": 304, "fine": "org.com"}]}, "does not touch '长城汽车'"),
    ],
)
def test_a_broken_mention_is_named_with_file_and_line(broken_folder, number, fields, message):
    change(broken_folder, GREATWALL, number, **fields)
    found = list(faults(broken_folder))
    if message is None:
        assert found == []
    else:
        assert any(message in fault for fault in found), found
        assert all(f"{GREATWALL}:" in fault for fault in found)
        assert any(f"{GREATWALL}:{number}:" in fault for fault in found) or "here and" in message


def test_a_norm_that_says_another_number_than_its_text_is_found(broken_folder):
    line = next(
        n
        for n, text in enumerate((broken_folder.path / GREATWALL).read_text(encoding="utf-8").splitlines(), 1)
        if "116亿元" in text
    )
    change(broken_folder, GREATWALL, line, norm="1160000000 元")
    assert [f.split(": ", 1)[1] for f in faults(broken_folder)] == [
        "the norm '1160000000 元' says 1160000000, the text says 11600000000; mend the norm"
    ]
    change(broken_folder, GREATWALL, line, norm="11600000000 元", approx="约")
    assert "the approx '约' does not stand beside '116亿元'" in next(faults(broken_folder))


def test_a_line_that_is_no_json_is_named(broken_folder):
    path = broken_folder.path / GREATWALL
    path.write_text(path.read_text(encoding="utf-8").replace('{"id": "greatwall-004"', '{id: "greatwall-004"'), "utf-8")
    assert any(f"{GREATWALL}:4: no valid JSON at column 2" in fault for fault in faults(broken_folder))


def test_an_empty_file_is_a_fault(broken_folder):
    (broken_folder.path / GREATWALL).write_text("", encoding="utf-8")
    assert list(faults(broken_folder)) == [
        f"{broken_folder.path / GREATWALL}: no mention at all; annotate the article or restore it from the repository"
    ]


def test_a_missing_file_is_named(broken_folder):
    (broken_folder.path / GREATWALL).unlink()
    assert f"{broken_folder.path / GREATWALL}: no such file; add it or restore it from the repository" in list(
        faults(broken_folder)
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"one_sentence": ["长" * 61, "短。"]}, "a one_sentence summary has 61 characters, allowed are 1 to 60"),
        ({"short": ["长" * 151, "短" * 100]}, "a short summary has 151 characters, allowed are 100 to 150"),
        ({"short": ["长" * 99, "短" * 100]}, "a short summary has 99 characters"),
        ({"short": []}, "0 short summaries, wanted 2"),
        ({"one_sentence": ["同一句。", "同一句。"]}, "the two one_sentence summaries are the same"),
        ({"id": "nowhere"}, "'nowhere' is no article of the page"),
        ({"headline_type": "poem"}, "headline_type: 'poem' is not one of"),
    ],
)
def test_a_broken_reference_is_named_with_file_and_line(broken_folder, fields, message):
    change(broken_folder, "gold/references.jsonl", 1, **fields)
    assert any(f"references.jsonl:1: {message}" in fault for fault in faults(broken_folder))


@pytest.mark.parametrize("grade", [3.0, True, [3], "3", 4])
def test_a_grade_is_a_whole_number(broken_folder, grade):
    change(broken_folder, "gold/salience.jsonl", 1, salience=grade)
    assert [fault for fault in faults(broken_folder) if "gold/salience.jsonl:1: salience: " in fault]


def test_a_number_twice_in_a_fact_is_found(broken_folder):
    change(broken_folder, "gold/facts/greatwall.jsonl", 12, numbers=["11600000000 元"] * 2)
    (fault,) = faults(broken_folder)
    assert "facts/greatwall.jsonl:12: numbers: ['11600000000 元', '11600000000 元'] has non-unique elements" in fault


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_is_wholly_absent_is_no_fault(tmp_path, kind):
    """Neither of itself nor of what builds on it."""
    folder = annotated_page(tmp_path / "annotations")
    path = folder.path / kind
    if path.is_dir():
        for file in path.iterdir():
            if file.name != "salience.jsonl":
                file.unlink()
        if not list(path.iterdir()):
            path.rmdir()
    else:
        path.unlink()
    assert folder.lacks(KINDS) == [kind]
    # A reading of what is not there reads nothing that there is.
    readings = {"gold/facts": "passes/facts_reading", "gold/contrast": "passes/contrast_reading"}
    readings["gold/references.jsonl"] = "passes/contrast_reading"
    assert all(readings.get(kind, "nothing") in fault for fault in faults(folder))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.endswith(".jsonl")])
def test_a_kind_that_lacks_an_article_is_a_fault_and_so_is_a_file_of_no_article(tmp_path, kind):
    folder = annotated_page(tmp_path / "annotations")
    file = folder.path / kind / "two-b.jsonl"
    file.rename(file.with_name("two-c.jsonl"))
    found = list(faults(folder))
    assert f"{file}: no such file; add it or restore it from the repository" in found
    stray = file.with_name("two-c.jsonl")
    assert f"{stray}: no article is called 'two-c'; rename the file or take it out" in found


def test_the_installed_folder_has_every_kind(gold_folder):
    assert gold_folder.lacks(KINDS) == []


def test_the_built_wheel_has_every_kind(gold_folder, tmp_path):
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-m", "build", "-q", "--outdir", tmp_path, root], check=True, timeout=600)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "out")
    shipped = AnnotationFolder(tmp_path / "out" / "bench" / "annotations")
    assert shipped.lacks(KINDS) == []
    assert list(faults(shipped)) == []
