"""The page in a real browser: what is sorted, filtered, linked, drawn and read aloud."""

from __future__ import annotations

import json
import re

import pytest
from browser_settings import SCHEMES, WIDTHS


def column(page, number):
    """The texts of a column of the leaderboard, without the small print."""
    return page.eval_on_selector_all(
        f"#ranking tbody tr > :nth-child({number})", "cells => cells.map(c => c.childNodes[0]?.textContent ?? '')"
    )


def redrawn(page, act):
    """Acts, and waits until the page is drawn again."""
    before = page.evaluate("document.documentElement.dataset.drawn")
    act()
    page.wait_for_function(f"() => document.documentElement.dataset.drawn !== '{before}'")


def choose(page, label, value):
    redrawn(page, lambda: page.get_by_label(label, exact=True).select_option(value))


def test_the_leaderboard_stands_first_by_rank_with_intervals_and_its_signature(report, visit):
    page = visit(report / "index.html")
    assert column(page, 2) == ["lac", "pku-roformer", "jieba", "second-pass"]
    assert column(page, 1) == ["1", "2", "3", "–"]
    assert column(page, 3) == ["75.1", "61.2", "46.4", "100.0"]
    assert "[65.4, 84.1]" in page.inner_text("#ranking tbody tr:first-child td.drawn")
    title = page.get_attribute("#ranking .copy", "title")
    assert title.startswith("strict_f1|data:banmian@")
    assert "7 articles, 137 mentions" in page.inner_text("#about")


def test_runs_that_are_not_told_apart_share_a_range_and_point_at_each_other(report, visit):
    page = visit(report / "index.html", "#view=raw-lines")
    assert column(page, 1) == ["1–2", "1–2", "3"]
    page.hover("#ranking tbody tr:first-child th")
    assert page.eval_on_selector_all("#ranking tr.tied th", "cells => cells.map(c => c.textContent)") == [
        "lac", "pku-roformer",
    ]  # fmt: skip
    assert "not told apart from pku-roformer" in page.get_attribute("#ranking tbody tr:first-child td.rank", "title")


def test_a_click_on_a_heading_sorts_and_a_second_turns_round(report, visit):
    page = visit(report / "index.html")
    press = page.get_by_role("button", name=re.compile(r"^PER"))
    redrawn(page, press.click)
    assert column(page, 2) == ["pku-roformer", "lac", "jieba", "second-pass"]  # the upper line stays last
    assert page.get_attribute("#ranking thead th:nth-child(6)", "aria-sort") == "descending"
    redrawn(page, press.click)
    assert column(page, 2) == ["jieba", "lac", "pku-roformer", "second-pass"]
    redrawn(page, page.get_by_role("button", name="model").click)
    assert column(page, 2) == ["jieba", "lac", "pku-roformer", "second-pass"]


def test_task_view_type_scheme_and_model_filter(report, visit):
    page = visit(report / "index.html")
    choose(page, "view", "raw-join")
    assert column(page, 2) == ["lac", "pku-roformer", "jieba"]
    choose(page, "type", "PER")
    assert column(page, 3) == ["93.3", "93.3", "44.2"]
    choose(page, "scheme and track", "ontonotes-full")
    assert "ontonotes · full" in page.inner_text("#about")
    assert page.locator("#ranking thead th").count() > 12
    redrawn(page, lambda: page.get_by_label("model", exact=True).fill("jie"))
    assert column(page, 2) == ["jieba"]
    redrawn(page, page.get_by_role("button", name=re.compile("^Summaries")).click)
    assert page.inner_text("#title") == "Summaries, at most 150 characters"


def test_every_figure_of_every_scoring_is_what_the_run_says(report, visit, default_runs):
    """The page's table against scores.json, over all views, schemes and tracks."""
    scores = [json.loads(p.read_text(encoding="utf-8")) for p in default_runs[0].glob("ner/*/*/*/scores.json")]
    page = visit(report / "index.html")
    boards = page.evaluate("banmian.need('boards')")
    board = boards["boards"][0]
    for number, scoring in enumerate(board["scorings"]):
        key = scoring["key"]
        leading = key == board["leading"]
        loaded = board["figures"] if leading else page.evaluate(f"banmian.need('board-0-scoring-{number}')")
        for run, own in zip(board["runs"], loaded, strict=True):
            (said,) = [s for s in scores if s["fingerprint"] == run["fingerprint"]]
            for label, entries in {"*": said["scorings"][key]["metrics"], **said["scorings"][key]["by_label"]}.items():
                assert own["of"][label][0][0] == pytest.approx(entries["strict_f1"]["value"], abs=1e-5)


def test_a_figure_leads_to_its_mentions_in_the_articles(report, visit):
    page = visit(report / "index.html")
    redrawn(page, page.get_by_role("button", name=re.compile(r"^jieba: F1 44\.2")).click)
    assert "a=" in page.url
    assert "type=PER" in page.url
    left = page.locator(".column").first
    assert left.locator("h4").inner_text() == "jieba"
    chips = left.locator(".article .chip").all_inner_texts()
    assert chips
    assert all("PER" in chip for chip in chips)
    assert page.evaluate("document.activeElement.id") == "reader"


def test_the_marks_are_the_errors_of_the_run(report, visit, default_runs):
    """Counted over all articles, each class of errors is what scores.json says."""
    page = visit(report / "index.html")
    told = page.evaluate("banmian.need('board-0-run-0')")
    counts: dict[str, int] = {}
    for labels in told["articles"].values():
        for classes in labels.values():
            for name, n in classes.items():
                counts[name] = counts.get(name, 0) + n
    board = page.evaluate("banmian.need('boards')")["boards"][0]
    errors = {name: n for name, n in board["runs"][0]["errors"].items() if n}
    assert counts == errors
    assert sum(map(sum, told["confusion"])) == sum(errors.values())


def test_the_raw_view_keeps_the_pages_lines(report, visit):
    page = visit(report / "index.html", "#view=raw-lines")
    article = page.locator(".article.raw").first
    assert article.locator(".feed").count() > 20
    assert "⏎\n" in article.evaluate("node => node.textContent")
    page.wait_for_selector(".article.raw .gold.missed, .article.raw .gold.boundary")


def test_the_text_is_shown_whole_and_in_order_whatever_is_marked(report, visit):
    page = visit(report / "index.html")
    for number in range(7):
        article = page.evaluate(f"banmian.need('board-0-article-{number}')")
        redrawn(page, lambda n=number: page.evaluate(f"banmian.set({{article: {n}}})"))
        shown = page.locator(".article").first.evaluate(
            "node => { const copy = node.cloneNode(true); copy.querySelectorAll('.chip').forEach(c => c.remove());"
            " return copy.textContent; }"
        )
        assert shown == article["clean"]


def test_facts_point_at_their_evidence_and_at_the_summary(report, visit):
    page = visit(report / "index.html", "#board=1")
    assert page.inner_text("#title") == "Summaries, at most 150 characters"
    stated = page.locator(".facts .stated button").first
    stated.click()
    assert page.locator(".source .evidence.stated").count() >= 1
    assert page.locator(".summary .pointed").count() >= 1
    page.locator(".facts .missed button").first.click()
    assert page.locator(".source .evidence.missed").count() >= 1


def test_the_charts_are_there_and_say_what_they_show(report, visit):
    page = visit(report / "index.html")
    page.wait_for_function("() => document.querySelectorAll('#charts svg').length === 5")
    titles = page.locator("#charts h3").all_inner_texts()
    assert titles == [
        "F1 with its intervals", "Precision and recall", "F1 by type", "What lac takes for what",
        "What the layout costs",
    ]  # fmt: skip
    assert "lac 75.1 [65.4, 84.1]" in page.get_attribute("#charts svg", "aria-label")
    costs = page.locator(".costs tbody tr").first.inner_text()
    assert "−10.0" in costs
    assert "78.6 → 7.1" in costs


def test_an_address_brings_back_what_was_shown(report, visit):
    page = visit(report / "index.html", "#view=raw-lines&type=LOC&article=3&a=5&b=4&only=errors")
    assert page.locator(".column h4").all_inner_texts() == ["pku-roformer · raw, by lines", "lac · raw, by lines"]
    assert page.get_by_label("show", exact=True).input_value() == "errors"
    assert page.locator(".column").first.locator(".mark.correct").count() == 0


def test_without_scripts_the_tables_are_there(report, visit):
    page = visit(report / "index.html", java_script_enabled=False)
    assert "75.1" in page.inner_text("table")
    assert page.locator("#app").is_hidden()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("fragment", ["", "#view=raw-lines", "#board=1"])
def test_nothing_is_wider_than_the_screen_and_axe_finds_nothing_serious(report, visit, width, scheme, fragment):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(report / "index.html", fragment, width, scheme, bypass_csp=True)  # axe is put into the page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"preload": False}).response["violations"]
    serious = [(v["id"], v["nodes"][:1]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_everything_can_be_reached_by_keyboard(report, visit):
    page = visit(report / "index.html")
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"sort", "figure", "copy", "SELECT", "INPUT"} <= reached
    assert "article " in reached or "article" in {name.split()[0] for name in reached if name}


def test_paper_has_the_text_and_no_controls(report, visit):
    page = visit(report / "index.html")
    page.emulate_media(media="print")
    assert page.locator("#controls").is_hidden()
    assert page.locator("#ranking").is_visible()


def test_the_signature_is_copied(report, visit):
    page = visit(report / "index.html", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".copy").first.click()
    page.wait_for_function("() => [...document.querySelectorAll('.copy')].some(b => b.textContent === 'copied')")
    assert page.evaluate("navigator.clipboard.readText()").startswith("strict_f1|data:banmian")
