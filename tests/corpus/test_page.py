from __future__ import annotations

import pytest

from bench.errors import BenchError


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
