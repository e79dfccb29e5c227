"""Models write what they like: on the page it is text, whole and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench.corpus import load_corpus
from bench.reports import write_report
from bench.runs import find_records
from conftest import bench

# What would act in a page that is made by joining strings.
ATTACKS = {
    "script": "<script>window.hit = 1</script>",
    "the end of a script": "</script><script>window.hit = 1</script>",
    "an event": '"><img src=x onerror="window.hit = 1"><svg onload=window.hit=1>',
    "an address": '<a href="javascript:window.hit=1">javascript:window.hit=1</a>',
    "a template": "{{ 7 * 7 }} ${7 * 7} {% raw %} <%= 7 %> `${window.hit = 1}`",
    "bidi": "\u202e开会\u202c\u2066\u2067 \u200f",
    "controls": "\x00\x1b[31m\x07\x08\u2028\u2029\ufeff",
    "an entity": "&lt;b&gt; &amp; &#60;script&#62;",
    "a comment": "<!-- --!> <![CDATA[ ]]> <plaintext>",
    "a lone half": "\ud83d",
}
LONG = "济宁" * 50_000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A report of two runs from files: hostile summaries, and hostile names of models."""
    folder = tmp_path_factory.mktemp("hostile")
    ids = [d.id for d in load_corpus().documents if d.references["summary"]]
    texts = ["".join(ATTACKS.values()), LONG, *ATTACKS.values()][: len(ids)]
    rest = "\n".join(list(ATTACKS.values())[len(ids) - 2 :])
    texts[-1] += rest
    for name, written in (("attack", texts), ("other", [text[:500] for text in texts[::-1]])):
        lines = [json.dumps({"id": i, "summary": t}) for i, t in zip(ids, written, strict=True)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        asked = ["run", "task=summary", f"model=file:{folder}/{name}.jsonl", f"out={folder}/runs"]
        done = bench(*asked, f"name={name}")
        assert done.code == 0, done.err
    names = [
        json.dumps({"id": d.id, "entities": [{"start": 0, "end": 3, "label": "PER"}]}) for d in load_corpus().documents
    ]
    (folder / "names.jsonl").write_text("\n".join(names) + "\n", encoding="utf-8")
    assert bench("run", f"model=file:{folder}/names.jsonl", f"out={folder}/runs", "name=names").code == 0
    for number, path in enumerate(sorted(folder.glob("runs/*/*/*/*/scores.json"))):
        scores = json.loads(path.read_text(encoding="utf-8"))
        scores["model"] = list(ATTACKS.values())[number] + "".join(ATTACKS.values())
        path.write_text(json.dumps(scores), encoding="utf-8")
    write_report(find_records(folder / "runs"), folder / "report")
    return folder / "report" / "index.html"


def test_nothing_that_a_model_wrote_acts_or_is_lost(hostile, visit):
    page = visit(hostile, "#board=1")
    for number in range(6):
        page.evaluate(f"banmian.set({{article: {number}}})")
        page.wait_for_timeout(150)
        article = page.evaluate(f"banmian.need('board-1-article-{number}')")
        shown = page.locator(".article.summary").first.evaluate(
            "node => { const copy = node.cloneNode(true); copy.querySelectorAll('.chip').forEach(c => c.remove());"
            " return copy.textContent; }"
        )
        written = {entry["summary"] for entry in article["runs"].values()}
        hidden = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
        assert shown in {hidden.sub("\ufffd", text) for text in written}
    assert page.evaluate("window.hit") is None
    assert page.locator("#app img, #app a, #app script, #app iframe, #app svg[onload]").count() == 0


def test_names_of_models_are_text_in_every_place(hostile, visit):
    page = visit(hostile, "#board=0")
    assert page.evaluate("window.hit") is None
    assert "<script>window.hit = 1</script>" in page.inner_text("#ranking tbody tr:first-child th")
    assert "\\u202e" in page.inner_text("#ranking tbody tr:first-child th")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page = visit(hostile, java_script_enabled=False)
    assert "&lt;script&gt;" in hostile.read_text(encoding="utf-8")
    assert page.locator("table img, table a, table script").count() == 0


def test_a_summary_of_100_000_characters_changes_nothing_but_the_text(hostile, visit):
    page = visit(hostile, "#board=1&article=1")
    place = page.locator("#reader").bounding_box()
    assert "100,000 characters" in page.inner_text("#article")
    page.evaluate("banmian.set({article: 2})")
    page.wait_for_timeout(200)
    assert page.locator("#reader").bounding_box()["y"] == place["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_policy_lets_nothing_in(hostile, visit):
    page = visit(hostile)
    policy = page.get_attribute("meta[http-equiv]", "content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-drawn]")
    assert asked
    assert all(url.startswith("file:") for url in asked)


def test_the_exports_hold_no_formula_no_command_and_no_hidden_sign(hostile):
    folder = hostile.parent
    for name in ("leaderboard.csv", "leaderboard.md", "leaderboard.tex", "leaderboard.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    tex = (folder / "leaderboard.tex").read_text(encoding="utf-8")
    assert "<script" not in tex
    assert r"\$\{" in tex
