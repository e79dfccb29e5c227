"""`bench gate` as CI uses it: exit codes, what it writes, how fast, and that it fails closed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lxml import etree

from conftest import bench

QUIET = {"GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}


@pytest.fixture
def runs(default_runs) -> Path:
    return default_runs[0]


@pytest.fixture
def copy(runs, tmp_path) -> Path:
    """The runs of names on clean text, that a test may change."""
    shutil.copytree(runs / "ner" / "banmian-clean", tmp_path / "copy" / "ner" / "banmian-clean")
    return tmp_path / "copy"


def one(runs: Path, model: str, place: str = "ner/banmian-clean") -> Path:
    (found,) = (runs / place / model).iterdir()
    return found


def gate(*arguments, code, env=QUIET, cwd=None):
    done = bench("gate", *map(str, arguments), env=env, cwd=cwd)
    assert done.code == code, (done.out, done.err)
    if code == 1:
        assert len(done.err.splitlines()) == 1
        assert done.err.startswith("bench: ")
    else:
        assert done.err == ""
    return done


def set_scores(folder: Path, **changes) -> None:
    path = folder / "scores.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def lose_names(folder: Path, share: int) -> None:
    """Every so-manieth unit finds nothing any more: in the counts and in the figures, as a scorer would leave them."""
    table = pq.read_table(folder / "tally.parquet")
    changed = np.arange(table.num_rows) % share == 0
    strict = [name for name in table.column_names if re.fullmatch(r"core3-common/label=\w+/strict", name)]
    for name in strict:
        column = np.where(changed, 0, np.array(table[name].to_pylist()))
        table = table.set_column(table.column_names.index(name), name, pa.array(column, pa.int64()))
    pq.write_table(table, folder / "tally.parquet")
    total = {
        count: sum(sum(table[name.replace("/strict", f"/{count}")].to_pylist()) for name in strict)
        for count in ("strict", "possible", "predicted")
    }
    metrics = json.loads((folder / "scores.json").read_text(encoding="utf-8"))["metrics"]
    metrics["strict_f1"]["value"] = 2 * total["strict"] / (total["possible"] + total["predicted"])
    set_scores(folder, metrics=metrics)


def test_every_run_against_itself_passes_and_the_table_fits_80_columns(runs):
    done = gate(runs, "--baseline", runs, code=0)
    assert "13 pass" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    gate(one(runs, "lac"), "--baseline", runs, code=0)
    gate(one(runs, "lac"), "--baseline", one(runs, "lac"), "--rule", "interval", "--margin", "0", code=0)


def test_a_folder_of_runs_is_asked_for_all_of_the_baseline_and_a_model_at_a_place_for_itself(runs):
    gate(one(runs, "lac").parent, one(runs, "lead", "summary/banmian-clean"), "--baseline", runs, code=0)
    done = gate(runs / "ner", "--baseline", runs, code=1)
    assert "the baseline has lead on summary banmian-clean and RUNS has no run of it" in done.err
    assert "(and 2 more, see above)" in done.err


def test_a_weaker_model_against_a_better_one_is_a_regression(runs, tmp_path):
    xml, md = tmp_path / "j.xml", tmp_path / "g.md"
    done = gate(
        one(runs, "jieba"), "--baseline", runs, "--against", "lac", "--junit", xml, "--markdown", md, code=2
    )  # fmt: skip
    assert re.search(r"jieba against lac +75\.1 +46\.4 +−28\.7 +−\d\d\.\d to −\d\d\.\d +\d+\.\d +regression", done.out)
    schema = etree.XMLSchema(etree.parse(str(Path(__file__).parent.parent / "reports" / "junit.xsd")))
    schema.assertValid(etree.parse(str(xml)))
    assert md.read_text(encoding="utf-8").startswith("## bench gate: 1 regression\n")
    gate(one(runs, "jieba"), "--baseline", runs, "--against", "lac", "--margin", "40", code=0)
    gate(one(runs, "lac"), "--baseline", runs, "--against", "jieba", "--rule", "interval", code=0)


def test_a_small_loss_is_inconclusive_by_the_interval(runs, copy, tmp_path):
    lose_names(one(copy, "lac"), 12)
    asked = (one(copy, "lac"), "--baseline", runs, "--rule", "interval", "--margin", "7")
    done = gate(*asked, code=3)
    assert "inconclusive" in done.out
    gate(*asked, "--allow-inconclusive", code=0)
    # The worst counts: beside an inconclusive run one that cannot be judged.
    shutil.rmtree(one(copy, "jieba"))
    assert (
        "bench: the baseline has jieba on ner banmian-clean"
        in gate(copy, "--baseline", runs / "ner" / "banmian-clean", *asked[3:], "--allow-inconclusive", code=1).err
    )


def test_a_baseline_file_is_written_read_and_written_again_to_the_same_bytes(runs, tmp_path):
    file, again = tmp_path / "b.json", tmp_path / "again.json"
    done = gate(runs, "--baseline", file, "--update-baseline", code=0)
    assert "13 runs; look at what changed and commit it" in done.out
    gate(runs / "summary", runs / "ner", "--baseline", again, "--update-baseline", code=0)
    assert file.read_bytes() == again.read_bytes()
    assert file.stat().st_size < 150_000
    gate(runs, "--baseline", file, "--metric", "exact_f1", "fuzzy_recall", "rouge1_f1", code=0)
    gate(one(runs, "jieba"), "--baseline", file, "--against", "lac", code=2)
    before = file.read_bytes()
    gate(one(runs, "jieba"), "--baseline", file, "--update-baseline", code=0)
    assert file.read_bytes() == before


def test_a_figure_that_the_file_lacks_is_no_pass(runs, tmp_path):
    file = tmp_path / "b.json"
    gate(runs / "summary", "--baseline", file, "--update-baseline", code=0)
    done = gate(runs / "summary", "--baseline", file, "--metric", "chrf", code=1)
    assert "has no chrf; it has rouge1_f1" in done.err
    gate(runs / "summary", "--baseline", file, "--update-baseline", "--metric", "chrf", code=0)
    gate(runs / "summary", "--baseline", file, "--metric", "chrf", "rouge1_f1", code=0)


def test_rows_in_another_order_are_the_same_run(runs, copy):
    path = one(copy, "lac") / "tally.parquet"
    table = pq.read_table(path)
    pq.write_table(table.take(np.random.default_rng(3).permutation(table.num_rows)), path)
    assert (
        gate(one(copy, "lac"), "--baseline", runs, code=0).out == gate(one(runs, "lac"), "--baseline", runs, code=0).out
    )


def change_signature(folder: Path, old: str, new: str) -> None:
    text = (folder / "scores.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "scores.json").write_text(text.replace(old, new), encoding="utf-8")


def no_metric(folder: Path) -> None:
    set_scores(folder, metrics={"exact_f1": {"value": 0.5, "signature": "x", "n": 1}})


def null_metric(folder: Path) -> None:
    set_scores(folder, metrics={"strict_f1": {"value": None, "signature": "x", "n": 0}})


def checksum(folder: Path) -> None:
    data = json.loads((folder / "scores.json").read_text(encoding="utf-8"))["scored"]["data"]
    change_signature(folder, data, f"{data[:-4]}beef")


def set_status(**changes):
    def change(folder):
        path = folder / "status.json"
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")

    return change


def a_failed_prediction(folder: Path) -> None:
    lines = (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    lines[0] = json.dumps({"id": json.loads(lines[0])["id"], "error": "endpoint\nsaid 500"})
    (folder / "predictions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


CLOSED = {
    "no such figure": (no_metric, "has no strict_f1; it has exact_f1"),
    "a figure that is null": (null_metric, "is unknown (null), no pass"),
    "another scorer": (lambda f: change_signature(f, "scorer:", "scorer:9"), "scorer is "),
    "other data": (checksum, "not comparable: data is banmian@"),
    "figures that are not those of the counts": (lambda f: (f / "tally.parquet").write_bytes(
        (one(f.parents[3], "jieba") / "tally.parquet").read_bytes()), "is not what its counts give"),
    "broken counts": (lambda f: (f / "tally.parquet").write_bytes(b"PAR1"), "tally.parquet: cannot be read"),
    "a run that goes on": (set_status(state="running"), "the run is not finished"),
    "a run that failed": (set_status(state="failed", failed=1), "the model failed on 1 document"),
    "a limited run": (set_status(limited=True), "the run was made with limit=…"),
    "input that was cut": (set_status(truncated_characters=1), "1 characters of the input were cut off"),
    "a prediction that is an error": (a_failed_prediction, "(endpoint\\u000asaid 500); mend it"),
}  # fmt: skip


@pytest.mark.parametrize("side", ["run", "baseline"])
@pytest.mark.parametrize("kind", CLOSED)
def test_it_fails_closed(runs, copy, tmp_path, kind, side):
    damage, said = CLOSED[kind]
    damage(one(copy, "lac"))
    ours, theirs = (copy, runs) if side == "run" else (runs, copy)
    xml = tmp_path / "j.xml"
    done = gate(one(ours, "lac"), "--baseline", theirs, "--junit", xml, "--allow-inconclusive", code=1)
    assert said in done.err
    assert ";" in done.err, "the remedy"
    assert 'errors="1"' in xml.read_text(encoding="utf-8")


def test_no_runs_and_no_baseline_are_one_line_and_a_report_of_an_error(runs, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "half.json").write_text('{"format": "banmian-baseline", "ver', encoding="utf-8")
    xml, md = tmp_path / "j.xml", tmp_path / "g.md"
    for arguments, said in [
        ((tmp_path / "nothing", "--baseline", runs), "nothing: no such folder"),
        ((tmp_path / "empty", "--baseline", runs), "no run under"),
        ((runs, tmp_path / "empty", "--baseline", runs), "no run under"),
        ((runs, "--baseline", tmp_path / "nothing"), "nothing: no such baseline; write it with --update-baseline"),
        ((runs, "--baseline", tmp_path / "empty"), "the baseline holds no run"),
        ((runs, "--baseline", tmp_path / "half.json"), "its JSON is broken"),
    ]:
        xml.write_text("an older pass", encoding="utf-8")
        done = gate(*arguments, "--junit", xml, "--markdown", md, code=1)
        assert said in done.err
        assert done.out == ""
        assert 'errors="1"' in xml.read_text(encoding="utf-8")
        assert "⛔ error" in md.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--margin", "-1"], "--margin -1.0: take a number"),
        (["--margin", "nan"], "--margin nan: take a number"),
        (["--metric", "compression"], "compression has no better side"),
        (["--metric", "nosuch"], "no run here can have nosuch"),
        (["--metric", "strict_f1", "strict_f"], "no run here can have strict_f; see bench list metrics"),
        (["--rule", "guess"], "invalid choice: 'guess'"),
        (["--update-baseline"], "a folder; name the file"),
        (["--update-baseline", "--against", "lac"], "--update-baseline judges nothing"),
        (["--against", "nosuch"], "no baseline run of nosuch on ner banmian-clean"),
    ],
)
def test_usage_is_one_line(runs, arguments, said):
    assert said in gate(one(runs, "lac"), "--baseline", runs, *arguments, code=1).err


def test_what_is_not_whole_is_no_baseline(copy, tmp_path):
    set_status(limited=True)(one(copy, "lac"))
    file = tmp_path / "b.json"
    assert "limit=…" in gate(copy, "--baseline", file, "--update-baseline", code=1).err
    assert not file.exists()


def test_github_is_told_by_annotations_and_by_its_summary(runs, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = gate(one(runs, "jieba"), "--baseline", runs, "--against", "lac", code=2, env=env)
    assert done.out.count("\n::error title=bench gate%3A regression::jieba ner banmian-clean strict_f1") == 1
    assert summary.read_text(encoding="utf-8").startswith("before\n## bench gate: 1 regression\n")
    done = gate(tmp_path / "no:thing", "--baseline", runs, code=1, env=env)
    assert done.out.startswith("::error title=bench gate%3A error::")
    assert "::" not in gate(one(runs, "lac"), "--baseline", runs, code=0, env=env).out
    assert "::" not in gate(one(runs, "jieba"), "--baseline", runs, "--against", "lac", code=2).out


def test_a_hostile_model_name_stays_in_its_line(runs, copy, tmp_path):
    name = "::error::<script>|]]>\n%0A\u202e\x1b[31m"
    (copy / "ner" / "banmian-clean" / "jieba").rename(copy / "ner" / "banmian-clean" / "odd")
    set_scores(one(copy, "odd"), model=name)
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": ""}
    md = tmp_path / "g.md"
    done = gate(one(copy, "odd"), "--baseline", runs, "--against", "lac", "--markdown", md, code=2, env=env)
    assert [line for line in done.out.splitlines() if line.startswith("::")] == [done.out.splitlines()[-1]]
    assert not {"\u202e", "\x1b"} & set(done.out + md.read_text(encoding="utf-8"))
    done = gate(one(copy, "odd"), "--baseline", runs, code=1)
    assert "\\u000a%0A\\u202e" in done.err


def test_seeds_are_averaged(runs, copy):
    first = one(copy, "lac")
    second = first.parent / "second"
    shutil.copytree(first, second)
    lose_names(second, 12)
    set_scores(second, fingerprint="second")
    done = gate(copy, "--baseline", runs / "ner" / "banmian-clean", "--margin", "5", code=0)
    assert re.search(r"lac: means over several runs, run: 2 \(SD \d\.\d\), baseline: 1", " ".join(done.out.split()))
    config = second / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("lac-1", "lac-2"), encoding="utf-8")
    done = gate(copy, "--baseline", runs / "ner" / "banmian-clean", "--margin", "5", code=1)
    assert "with other settings or versions" in done.err


def test_two_runs_of_the_page_take_under_a_second_and_import_nothing_heavy(runs):
    arguments = ["gate", str(one(runs, "jieba")), "--baseline", str(one(runs, "lac")), "--against", "lac"]

    def seconds():
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bench.cli.main", *arguments], check=False, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) < 1
    heavy = {"hydra", "omegaconf", "torch", "transformers", "datasets", "evaluate", "scipy", "pandas", "statsmodels"}
    code = (
        f"import sys; from bench.cli.main import main; code = main({arguments!r});"
        f"print('imported', code, sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **QUIET}
    )
    assert done.stderr == "imported 2 []\n"
