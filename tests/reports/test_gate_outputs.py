"""What a gate says to CI servers: JUnit XML, Markdown, annotations; nothing that a name holds gets out of its place."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from bench.reports.gate import Judgement, Question, Reach
from bench.reports.gate_junit import render_junit
from bench.reports.gate_markdown import code, github_annotations, render_markdown, sentence
from bench.reports.wording import in_points, shown

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "junit.xsd")))
PASS = Judgement(
    "ner", "banmian-clean", "lac", "strict_f1", "pass", None, "lac", 75.1, 74.6, -0.5, Reach(-2.3, 1.1, 95, "within"),
    2.4, (1, 1),
)  # fmt: skip
WORSE = replace(PASS, model="jieba", verdict="regression", value=46.4, difference=-28.7, against="lac")
OPEN = replace(PASS, model="crf", verdict="inconclusive", value=74.0, difference=-1.1)
FAILED = Judgement("ner", "banmian-raw-lines", "lac", "", "error", "runs/x: the run is not finished; run it again")
ALL = [PASS, WORSE, OPEN, FAILED]
HOSTILE = [
    "<script>alert(1)</script>", "a\nb\r\nc", "]]>", "a|b", "%0A::error::x", "::set-output name=x::y", "##[error]x",
    "\x00\x07\x1b[31mred", "\u202egnp.exe", "\u2028\u2029\ufeff", "\ufffe\uffff\ud800", "a`b``c", "@someone #1",
    "[link](javascript:x)", "![x](http://x)", "a\\|b", "&amp;&#10;", "'\"", "模型𠮷",
]  # fmt: skip


def junit(judgements):
    document = etree.fromstring(render_junit(judgements).encode())
    SCHEMA.assertValid(document)
    return document


def test_junit_has_a_case_a_figure_and_each_verdict_in_its_element():
    (suite,) = junit(ALL)
    assert dict(suite.attrib) == {"name": "bench gate", "tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    assert [(case.get("classname"), case.get("name"), case[0].tag) for case in suite] == [
        ("ner banmian-clean", "lac strict_f1", "system-out"),
        ("ner banmian-clean", "jieba strict_f1", "failure"),
        ("ner banmian-clean", "crf strict_f1", "skipped"),
        ("ner banmian-raw-lines", "lac", "error"),
    ]
    assert suite[1][0].get("message") == (
        "jieba ner banmian-clean strict_f1: regression against lac: 46.4 after 75.1, −28.7 points; "
        "95 % interval −2.3 to 1.1 (within), MDE 2.4"
    )


def test_a_gate_that_could_not_begin_is_an_error_in_junit():
    assert junit([Judgement("", "", "", "", "error", "no run under x")])[0][0][0].tag == "error"


def test_markdown_has_the_worst_first():
    text = render_markdown(ALL, Question(1.5))
    lines = text.splitlines()
    assert lines[0] == "## bench gate: 1 error, 1 regression, 1 inconclusive, 1 pass"
    rows = [line for line in lines if line.startswith("| ") and "`" in line]
    assert rows[0] == (
        "| ❌ regression | `ner` | `banmian-clean` | `jieba` against `lac` | `strict_f1` | 75.1 | 46.4 | −28.7 "
        "| −2.3 to 1.1 | 2.4 |"
    )
    assert ["regression" in rows[0], "inconclusive" in rows[1], "pass" in rows[2]] == [True] * 3
    assert "a drop of more than 1.5 points" in text
    assert lines[-1] == "* ⛔ error: `lac ner banmian-raw-lines: runs/x: the run is not finished; run it again`"


def test_annotations_are_for_what_is_no_pass():
    assert github_annotations(ALL) == [
        "::error title=bench gate%3A regression::" + sentence(WORSE).replace("%", "%25"),
        "::warning title=bench gate%3A inconclusive::" + sentence(OPEN).replace("%", "%25"),
        "::error title=bench gate%3A error::lac ner banmian-raw-lines: runs/x: the run is not finished; run it again",
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_in_its_place(name):
    judgements = [replace(j, model=name, against=name, where=name, metric=name) for j in (PASS, WORSE)]
    judgements.append(replace(FAILED, model=name, reason=f"{name}: broken"))
    document = junit(judgements)
    assert [len(case) for case in document[0]] == [1, 1, 1]
    assert document[0][0].get("name") == f"{shown(name)} {shown(name)}"
    markdown = render_markdown(judgements, Question())
    rows = [line for line in markdown.split("\n") if line.startswith("| ") and "`" in line]
    assert [len(re.findall(r"\|", row)) for row in rows] == [11, 11]
    assert [row.count("`") % 2 for row in rows] == [0, 0]
    outside = re.sub(r"`[^`]*`", "", markdown)
    assert not re.search(r"[<>@\[\]]|javascript", outside)
    for line in github_annotations(judgements):
        assert re.fullmatch(r"::error title=bench gate%3A (regression|error)::[^\r\n]*", line)
        assert "%0A::" not in line
        assert line.count("::") == 2


def test_names_that_can_be_read_are_left_alone_and_others_are_written_out():
    assert shown("模型𠮷 é-1.5_x") == "模型𠮷 é-1.5_x"
    assert shown("a\nb\u202e\x00") == "a\\u000ab\\u202e\\u0000"
    assert code("a|`b") == "`a\\u007c\\u0060b`"


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [(-1.04, True, "−1.0"), (0.0, True, "0.0"), (2.0, True, "+2.0"), (-0.004, True, "−0.004"), (-1e-9, True, "0.0"),
     (None, True, "–"), (-0.04, False, "0.0"), (75.14, False, "75.1")],
)  # fmt: skip
def test_points_never_hide_a_difference(value, signed, text):
    assert in_points(value, signed) == text


def test_seeds_are_told_apart_from_the_interval():
    several = replace(WORSE, runs=(3, 1), spread=(0.8, None))
    assert "means over several runs, run: 3 (SD 0.8), baseline: 1; their spread is no part of the interval" in sentence(
        several
    )
    assert "run: 3 (SD 0.8)" in render_markdown([several], Question())
