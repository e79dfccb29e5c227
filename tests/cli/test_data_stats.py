from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from bench.cli.main import main
from conftest import bench

PICTURES = ("mentions", "strata", "lengths", "density", "headline_in_body")


def test_tables_fit_80_columns_and_show_the_figures_of_json(capsys):
    assert main(["data", "stats"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert main(["data", "stats", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    lines = [line.split() for line in shown.splitlines()]
    assert ["outer", "mentions", str(figures["counts"]["mentions"]["outer"]["all"])] in lines
    article = figures["lengths"]["article"]
    assert ["article", "7", str(article["min"]), str(article["median"]), f"{article['mean']:.1f}",
            str(article["max"])] in lines  # fmt: skip
    outer = figures["strata"]["outer"]["MISC"]
    assert ["MISC", *(str(outer[c]) for c in ("mentions", "line", "blank", "space", "none")),
            f"{100 * outer['share']:.1f}"] in lines  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("stats") / "a" / "b"
    return out, bench("data", "stats", "--out", str(out))


def test_out_writes_json_markdown_and_each_picture_as_svg_and_png(written):
    out, done = written
    assert done.code == 0, done.err
    names = {"stats.json", "stats.md", *(f"{p}.{kind}" for p in PICTURES for kind in ("svg", "png"))}
    assert {p.name for p in out.iterdir()} == names
    assert {line.rpartition("/")[2] for line in done.out.splitlines()} == names
    text = (out / "stats.md").read_text(encoding="utf-8")
    for picture in PICTURES:
        assert f"({picture}.svg)" in text
        assert (out / f"{picture}.png").read_bytes().startswith(b"\x89PNG")
        assert (out / f"{picture}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_same_data_gives_the_same_bytes_whatever_the_clock_and_the_machines_settings(written, tmp_path):
    out, _ = written
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsavefig.dpi: 20\nbackend: svg\n", encoding="utf-8")
    again = tmp_path / "again"
    environment = {"TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"}
    assert bench("data", "stats", "--out", str(again), cwd=tmp_path, env=environment).code == 0
    for path in sorted(out.iterdir()):
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_character_of_the_pictures_has_a_glyph(written):
    assert written[1].err == ""  # matplotlib warns of a missing one


def test_without_matplotlib_one_line_says_what_to_install_and_nothing_is_written(tmp_path):
    code = (
        "import sys; sys.modules['matplotlib'] = None; from bench.cli.main import main;"
        "sys.exit(main(['data', 'stats', '--out', 'out']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "bench: pictures need matplotlib; pip install 'banmian[report]'\n"
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = bench("data", "stats", "--out", str(tmp_path / "file" / "out"))
    assert done.code == 1
    assert "choose another folder with --out" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_that_was_not_built_is_named(broken_folder):
    (broken_folder.path / "data" / "clean-test.parquet").unlink()
    done = bench("data", "stats", "--folder", str(broken_folder.path))
    assert done.code == 1
    assert "run bench data build" in done.err


def test_what_is_out_of_step_with_the_annotations_is_told_in_one_line_beside_the_figures(broken_folder):
    path = broken_folder.path / "gold" / "salience.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"salience": 1', '"salience": 0', 1), encoding="utf-8")
    done = bench("data", "stats", "--json", "--folder", str(broken_folder.path))
    assert done.code == 0
    assert json.loads(done.out)["counts"]["articles"] == 7
    (line,) = done.err.splitlines()
    assert f"{broken_folder.path / 'data'}: out of step with the annotations" in line
    assert f"run bench data build --folder {broken_folder.path}" in line


def test_whether_broken_annotations_are_in_step_is_not_known(broken_folder):
    (broken_folder.path / "gold" / "salience.jsonl").write_text("{}\n", encoding="utf-8")
    done = bench("data", "stats", "--json", "--folder", str(broken_folder.path))
    assert done.code == 0
    (line,) = done.err.splitlines()
    assert "whether it is in step with the annotations is not known: " in line
    assert "gold/salience.jsonl:1: " in line


def test_the_figures_come_in_under_two_seconds():
    start = time.perf_counter()
    assert bench("data", "stats").err == ""
    assert time.perf_counter() - start < 2
