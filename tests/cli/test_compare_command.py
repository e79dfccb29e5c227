from __future__ import annotations

import json
import shutil
import sys
from types import SimpleNamespace

import pytest

from bench.reports.comparison import in_words
from conftest import bench

CLEAN = "ner/banmian-clean"


def compare(runs, *arguments):
    return bench("compare", *arguments, cwd=runs)


def test_two_taggers_with_all_that_they_differ_in(default_runs, tmp_path):
    runs, _ = default_runs
    out = tmp_path / "c.json"
    done = compare(runs, f"{CLEAN}/lac", f"{CLEAN}/jieba", "--json", str(out))
    assert (done.code, done.err) == (0, "")
    assert "lac is better than jieba by 28.7 points." in done.out
    for said in ("(within)", "(beyond)", "By label", "crosses_line=true", "mentions that one alone finds", "魏建军"):
        assert said in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    value = json.loads(out.read_text(encoding="utf-8"))
    assert value["verdict"] == "better"
    assert value["difference"] == pytest.approx(value["a"]["value"] - value["b"]["value"])
    assert value["within"]["interval"]["low"] > 0
    assert value["beyond"]["floor"] == 2 / 128
    # Every mention that flips is told, and they add up to the difference of what is found.
    scores = {m: json.loads(next((runs / CLEAN / m).glob("*/scores.json")).read_text()) for m in ("lac", "jieba")}
    correct = {model: scored["errors"]["correct"] for model, scored in scores.items()}
    by = [flip["finder"] for flip in value["flips"]]
    assert by.count("lac") - by.count("jieba") == correct["lac"] - correct["jieba"]
    for flip in value["flips"]:
        assert flip["mention"]


def test_a_run_and_itself_differ_by_nothing(default_runs):
    runs, _ = default_runs
    done = compare(runs, f"{CLEAN}/lac", f"{CLEAN}/lac")
    assert "differ by 0.0 points, less than the margin" in done.out
    assert "p 1 " in done.out


def test_views_are_compared_when_asked_for(default_runs):
    runs, _ = default_runs
    refused = compare(runs, f"{CLEAN}/lac", "ner/banmian-raw-lines/lac")
    assert refused.code == 1
    assert "view is clean in one and raw in the other" in refused.err
    assert refused.err.count("\n") == 1
    done = compare(runs, f"{CLEAN}/lac", "ner/banmian-raw-lines/lac", "--across", "view")
    assert done.code == 0
    assert "lac clean" in done.out


def test_summaries_say_why_within_is_not_known(default_runs):
    runs, _ = default_runs
    done = compare(runs, "summary/banmian-clean/lead", "summary/banmian-clean/lexrank", "--metric", "rouge2_f1")
    assert done.code == 0
    assert "whole document" in done.out.replace("\n", " ")
    assert "By document" in done.out


def test_more_than_two_are_ranked(default_runs, tmp_path):
    runs, _ = default_runs
    out = tmp_path / "c.json"
    models = [f"{CLEAN}/{model}" for model in ("lac", "jieba", "second-pass")]
    done = compare(runs, *models, "--json", str(out))
    assert done.code == 0
    assert "max-T" in done.out
    value = json.loads(out.read_text())
    assert value["ranges"] == {"second-pass": [1, 1], "lac": [2, 2], "jieba": [3, 3]}
    assert len(value["pairs"]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((f"{CLEAN}/lac",), "two runs or more"),
        ((f"{CLEAN}/lac", "nowhere"), "no such folder"),
        ((CLEAN, f"{CLEAN}/lac"), "holds 4 runs"),
        ((f"{CLEAN}/lac", f"{CLEAN}/jieba", "--metric", "strict_f2"), "has no strict_f2"),
        ((f"{CLEAN}/lac", f"{CLEAN}/jieba", "--margin", "-1"), "0 or more"),
        ((f"{CLEAN}/lac", "summary/banmian-clean/lead"), "no strict_f1"),
        ((f"{CLEAN}/lac", f"{CLEAN}/lac", f"{CLEAN}/lac"), "named twice"),
    ],
)
def test_what_cannot_be_compared_is_one_line(default_runs, arguments, said):
    done = compare(default_runs[0], *arguments)
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_run_without_its_counts_is_told(default_runs, tmp_path):
    runs, _ = default_runs
    copy = tmp_path / "lac"
    shutil.copytree(runs / CLEAN / "lac", copy)
    next(copy.glob("*/tally.parquet")).write_bytes(b"PAR1")
    done = bench("compare", str(copy), str(runs / CLEAN / "jieba"))
    assert done.code == 1
    assert "tally.parquet" in done.err
    assert done.err.count("\n") == 1


def test_nothing_heavy_is_imported(default_runs):
    runs, _ = default_runs
    code = (
        "import sys; from bench.cli.main import main; "
        f"main(['compare', '{runs / CLEAN / 'lac'}', '{runs / CLEAN / 'jieba'}']); "
        "heavy = {'hydra', 'omegaconf', 'torch', 'datasets', 'evaluate', 'transformers', 'pandas'} & set(sys.modules); "
        "print(heavy or 'light', 'scipy.stats' in sys.modules)"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "light False"


def test_power_plans_for_every_pair(default_runs, tmp_path):
    runs, _ = default_runs
    out = tmp_path / "p.json"
    done = bench("power", str(runs), "--points", "5", "--json", str(out))
    assert done.code == 0
    plans = json.loads(out.read_text())
    assert {plan["task"] for plan in plans} == {"ner", "summary"}
    one = next(plan for plan in plans if (plan["view"], plan["task"]) == ("clean", "ner"))
    assert one["mentions_needed"] == pytest.approx(137 * (one["within"] / 5) ** 2, abs=1)
    assert one["articles_needed"] > 7
    assert next(plan for plan in plans if plan["task"] == "summary")["mentions_needed"] is None
    assert max(map(len, done.out.splitlines())) <= 80


def test_power_without_a_pair_is_refused(default_runs, tmp_path):
    runs, _ = default_runs
    for arguments in ((str(tmp_path),), (str(runs / CLEAN / "lac"),), (str(runs), "--points", "0")):
        done = bench("power", *arguments)
        assert done.code == 1
        assert done.err.count("\n") == 1


def test_a_figure_without_a_better_side_is_higher_or_lower():
    for metric, word in (("compression", "higher"), ("fact_distortion", "higher"), ("rouge1_f1", "better")):
        found = SimpleNamespace(difference=0.1, metric=metric, verdict="better", leading=None, within=0, beyond=0)
        assert in_words("a", "b", found, 6) == f"a is {word} than b by 10.0 points."
