"""Many models, many runs, many mentions: the page stays small and quick, since detail is loaded by article."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from bench.reports import write_report
from bench.runs import find_records

MODELS = 20


@pytest.fixture(scope="module")
def many(default_runs, tmp_path_factory) -> Path:
    """The report of twenty models on the page: LAC's and jieba's runs on each view under twenty names."""
    runs = tmp_path_factory.mktemp("many") / "runs"
    for path in default_runs[0].glob("*/*/*/*"):
        task, place, model, _ = path.parts[-4:]
        if model not in ("lac", "lead"):
            continue
        for number in range(MODELS):
            other = "jieba" if task == "ner" and number % 2 else model
            source = next(path.parent.parent.glob(f"{other}/*"))
            folder = runs / task / place / f"model-{number:02}" / source.name
            shutil.copytree(source, folder)
            scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
            scores["model"] = f"model-{number:02}"
            (folder / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    out = runs.parent / "report"
    begun = time.perf_counter()
    write_report(find_records(runs), out)
    print(f"{time.perf_counter() - begun:.1f} s to write the report of {MODELS} models")
    return out


def test_the_page_of_twenty_models_on_three_views_takes_less_than_three_megabytes(many):
    exports = {"leaderboard.csv", "leaderboard.json", "leaderboard.tex", "leaderboard.md"}
    page = [path for path in many.rglob("*") if path.is_file() and path.name not in exports]
    assert sum(path.stat().st_size for path in page) < 3e6


def test_the_first_paint_comes_within_a_second(many, visit):
    page = visit(many / "index.html")
    paint = page.evaluate("performance.getEntriesByType('paint').map(entry => entry.startTime)")
    assert paint
    assert max(paint) < 1000
    assert page.locator("#ranking tbody tr").count() == MODELS


def test_two_hundred_runs_of_a_hundred_thousand_mentions_stay_usable(report, visit, tmp_path):
    """Five thousand articles of twenty mentions and 200 runs; the page reads the boards, one article and one run."""
    shutil.copytree(report, tmp_path / "page")
    data = tmp_path / "page/data"
    boards = _read(data / "boards.js")
    board = boards["boards"][0]
    first, figures = board["runs"][0], board["figures"][0]
    tied = {n: [other for other in range(200) if other != n] for n in range(200)}
    board["runs"] = [{**first, "name": f"model-{n:03}", "rank": [1, 200], "tied": tied[n]} for n in range(200)]
    board["figures"] = [figures] * 200
    board["views"], board["layout"] = ["clean"], []
    board["articles"] = [{"id": f"a{n}", "title": f"article {n}"} for n in range(5000)]
    _write(data, "boards", {**boards, "boards": [board]})
    article = _read(data / "board-0-article-0.js")
    rows = article["runs"]["0"][:20]
    _write(data, "board-0-article-0", {**article, "runs": {str(n): rows for n in range(200)}})
    counts = {str(n): {"PER": {"correct": 12, "missed": 8}} for n in range(5000)}
    _write(data, "board-0-run-0", {"articles": counts, "confusion": _read(data / "board-0-run-0.js")["confusion"]})
    begun = time.perf_counter()
    page = visit(tmp_path / "page/index.html")
    opened = time.perf_counter() - begun
    assert page.locator("#ranking tbody tr").count() == 200
    before = page.evaluate("document.documentElement.dataset.drawn")
    begun = time.perf_counter()
    page.locator("#ranking .sort").nth(2).click()
    page.wait_for_function(f"() => document.documentElement.dataset.drawn !== '{before}'")
    sorted_in = time.perf_counter() - begun
    assert opened < 8
    assert sorted_in < 4


def _read(path: Path):
    text = path.read_text(encoding="ascii")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def _write(folder: Path, key: str, value) -> None:
    (folder / f"{key}.js").write_text(f"banmian.take({json.dumps(key)},{json.dumps(value)});\n", encoding="ascii")
