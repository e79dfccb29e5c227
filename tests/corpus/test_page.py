from __future__ import annotations

import json

import pytest

from bench.errors import BenchError
from small_page import UNITS, bare_page


def test_seven_units_in_the_order_of_the_page(articles):
    assert [a.id for a in articles] == ["greatwall", "gaocheng", "transport", "sishui", "digital", "green", "lutong"]


def test_clean_text_has_headline_first_then_subhead_byline_and_body(articles):
    transport = articles[2]
    assert [p.role for p in transport.parts] == ["headline", "subhead", "byline", "byline", "body"]
    assert transport.clean.text.splitlines()[:4] == [
        "聚焦项目建设 当好开路先锋",
        "——访市交通运输局局长李运恒",
        "■本报记者 徐斐",
        "本报通讯员 张云鲁",
    ]


def test_a_headline_on_two_lines_is_one_paragraph(articles):
    assert articles[4].role_text("headline") == "2023年我市数字经济核心产业预计营收突破600亿元"


def test_no_character_is_substituted(articles):
    assert "重点项目,镐成永生" in articles[1].clean.text


def test_another_page_file_is_refused(broken_folder):
    page = broken_folder.path / "page" / "jining-daily-2024-01.txt"
    page.write_text(page.read_text(encoding="utf-8") + "。", encoding="utf-8")
    with pytest.raises(BenchError, match="checksum differs from SHA256; restore the page file"):
        broken_folder.articles()


def test_ids_of_units_may_have_letters_digits_and_both_marks(tmp_path):
    assert [article.id for article in bare_page(tmp_path / "a").articles()] == ["Front_1", "two-b"]


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ({"id": "a/b"}, r"the unit id 'a/b' is not of letters A to Z, digits, _ and - alone"),
        ({"id": "头版"}, "the unit id '头版' is not of letters"),
        ({"id": ""}, "the unit id '' is not of letters"),
        ({"id": "green\n"}, r"the unit id 'green\\n' is not of letters"),
        ({"id": "salience"}, "which names the grades of sentences; choose another id"),
        ({"id": "two-b"}, "the unit id 'two-b' stands twice; give each unit its own"),
        ({"id": 5}, "units.0.id: 5 is not of type 'string'; mend it"),
        ({"parts": []}, "units.0.parts: .*; mend it"),
        ({"parts": [{"role": "body"}]}, "units.0.parts.0: 'lines' is a required property"),
        ({"parts": [{"role": "poem", "lines": [1, 2]}]}, "units.0.parts.0.role: 'poem' is not one of"),
        ({"parts": [{"role": "body", "lines": [1, 2.0]}]}, "units.0.parts.0.lines.1: 2.0 is not of type 'integer'"),
        ({"parts": [{"role": "body", "lines": [1, 99]}]}, "the lines 1 to 99 are none of a page of 11 lines"),
        ({"parts": [{"role": "body", "lines": [3, 2]}]}, "the lines 3 to 2 are none of a page"),
        ({"parts": [{"role": "body", "lines": [6, 6]}]}, "the lines of its body are blank; mend them"),
        ({"parts": [{"role": "headline", "lines": [1, 2]}, {"role": "body", "lines": [2, 3]}]},
         "line 2 is in two parts; leave it in one"),
    ],
)  # fmt: skip
def test_units_that_cannot_be_are_named(tmp_path, unit, message):
    folder = bare_page(tmp_path / "a")
    layout = {"page": "second.txt", "units": [{**UNITS[0], **unit}, UNITS[1]]}
    (folder.path / "page" / "units.json").write_text(json.dumps(layout), encoding="utf-8")
    with pytest.raises(BenchError, match=f"units.json: .*{message}") as raised:
        folder.articles()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("units.json", b"{", "units.json: no valid JSON at column 2 .*; mend the file"),
        ("units.json", b"[]", "units.json: no JSON object; mend the file"),
        ("units.json", b"{}", "units.json: the line: 'page' is a required property"),
        ("SHA256", b"", "checksum differs from SHA256"),
        ("second.txt", b"\xef\xbb\xbf", "second.txt: begins with a UTF-8 byte order mark"),
        ("second.txt", b"\xff", "second.txt: not UTF-8 at byte 0"),
    ],
)
def test_files_of_a_page_that_cannot_be_read_are_named(tmp_path, file, content, message):
    folder = bare_page(tmp_path / "a")
    (folder.path / "page" / file).write_bytes(content)
    with pytest.raises(BenchError, match=message):
        folder.articles()
