"""The command as users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from bench.cli.main import main
from conftest import bench


def test_the_default_experiment_prints_a_table_a_task_and_writes_the_report(default_runs):
    runs, result = default_runs
    assert result.code == 0, result.err
    for wanted in ("Names, clean text", "What the layout costs", "Summaries", "lac", "jieba", "second-pass", "lexrank"):
        assert wanted in result.out
    scores = [json.loads(p.read_text(encoding="utf-8")) for p in runs.glob("*/*/*/*/scores.json")]
    assert {(s["task"], s["view"], s["wrap"], s["model"]) for s in scores} == {
        *(("ner", "clean", None, m) for m in ("lac", "jieba", "pku-roformer")),
        *(("ner", "raw", wrap, m) for m in ("lac", "jieba", "pku-roformer") for wrap in ("lines", "join")),
        ("ner", "clean", None, "second-pass"),
        *(("summary", "clean", None, m) for m in ("lead", "lexrank", "oracle-extract")),
    }  # fmt: skip
    figures = {
        (s["model"], s["view"], s["wrap"]): s["metrics"]["strict_f1"]["value"] for s in scores if s["task"] == "ner"
    }
    assert figures["lac", "clean", None] > figures["jieba", "clean", None]
    assert figures["lac", "raw", "join"] > figures["lac", "raw", "lines"]
    rouge = {s["model"]: s["metrics"]["rouge1_f1"]["value"] for s in scores if s["task"] == "summary"}
    assert rouge["oracle-extract"] > max(rouge["lead"], rouge["lexrank"])
    assert (runs / "leaderboard.md").exists()
    assert (runs / "index.html").exists()


def test_a_second_call_finds_everything_done_in_under_three_seconds(default_runs):
    runs, first = default_runs
    start = time.perf_counter()
    again = bench("run", cwd=runs.parent)
    assert time.perf_counter() - start < 3
    assert again.err == "everything was done already in runs\n"
    assert again.out == first.out


def test_the_default_experiment_stays_under_a_minute_and_a_gigabyte(tmp_path):
    script = (
        "import resource, subprocess, sys, time; start = time.monotonic();"
        "subprocess.run([sys.executable, '-m', 'bench.cli.main', 'run'], check=True, stdout=subprocess.DEVNULL);"
        "print(time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 60
    assert kilobytes < 1e6


def test_help_comes_in_under_a_tenth_of_a_second_and_imports_nothing_heavy():
    def seconds():
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bench.cli.main", "--help"], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.1
    code = (
        "import atexit, sys; from bench.cli.main import main;"
        "heavy = {'hydra', 'datasets', 'numpy', 'pyarrow', 'transformers', 'rich', 'evaluate'};"
        "atexit.register(lambda: print('imported', sorted(heavy & set(sys.modules)), file=sys.stderr));"
        "main(['--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == "imported []\n"


@pytest.mark.parametrize("verb", ["run", "gate", "report", "data", "list"])
def test_each_verb_has_help_with_an_example(verb):
    done = bench(verb, "--help")
    assert done.code == 0
    assert f"bench {verb}" in done.out
    assert "example" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "model=nosuchmodel"], "no model 'nosuchmodel'; there are lac, jieba"),
        (["run", "nosuchkey=1"], "Could not override 'nosuchkey'"),
        (["run", "model"], "overrides are key=value"),
        (["run", "+a=1"], "adds or deletes a key"),
        (["run", "model=模型（"], "cannot read 'model=模型（'; overrides are key=value"),
        (["run", "model=glob(*)"], "cannot list the values of 'model=glob(*)'; write them out with commas"),
        (["run", "hydra.verbose=true"], "the key 'hydra.verbose' is none of"),
        (["run", "task=translation"], "Could not find 'task/translation'"),
        (["run", "experiment=nosuch"], "Could not find 'experiment/nosuch'"),
        (["run", "limit=some"], "limit=some: take a whole number"),
        (["run", "out=null"], "out=None: take a word"),
        (["run", "view=raw", "wrap=fold"], "wrap is for view=raw and one of lines, join"),
        (["run", "model=lac,lead"], "the model lead is a summarizer"),
        (["list", "nosuchthing"], "there are models, tasks, schemes, metrics, data"),
        (["nosuchverb"], "invalid choice: 'nosuchverb'"),
        (["data", "mend"], "argument ACTION: invalid choice: 'mend' (choose from"),
        (["data"], "bench data needs an action; there are build, check"),
        (["data", "check", "--folder", "nowhere"], "nowhere: no such folder"),
        (["report", "nowhere", "--out", "x"], "no finished run under nowhere; run bench run"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_1_and_nothing_is_written(tmp_path, arguments, message):
    done = bench(*arguments, cwd=tmp_path)
    assert done.code == 1
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback():
    done = bench("list", "nosuchthing", env={"BENCH_DEBUG": "1"})
    assert done.code == 1
    assert "Traceback" in done.err


def test_an_unwritable_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = bench("run", "model=lac", f"out={tmp_path / 'file' / 'runs'}")
    assert done.code == 1
    assert "cannot be written (Not a directory); choose another folder with out=DIR" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_killed_run_leaves_a_folder_that_the_next_run_completes(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.cli.main", "run", "model=jieba", "out=runs"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            stores = list(tmp_path.glob("runs/ner/*/jieba/*/predictions.jsonl"))
            if stores and stores[0].stat().st_size:
                break
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    (folder,) = tmp_path.glob("runs/ner/*/jieba/*")
    assert not (folder / "scores.json").exists() or json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    done = bench("run", "model=jieba", "out=runs", cwd=tmp_path)
    assert done.code == 0
    assert json.loads((folder / "status.json").read_text(encoding="utf-8"))["state"] == "complete"
    ids = [json.loads(line)["id"] for line in (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids)) == 7


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "models",
            [
                "transformers",
                "openai",
                "file",
                "pku-roformer",
                "lac",
                "jieba",
                "lead",
                "lexrank",
                "oracle-extract",
                "second-pass",
            ],
        ),
        ("tasks", ["ner", "summary", "one_sentence", "headline"]),
        ("schemes", ["core3", "lac4", "full8"]),
        ("metrics", ["strict_precision", "rouge1"]),
        ("data", ["banmian"]),
    ],
)
def test_list_names_what_there_is(kind, names):
    done = bench("list", kind)
    assert done.code == 0
    assert set(names) <= {word for line in done.out.splitlines() for word in line.split()[0].split("|")}


@pytest.mark.parametrize("task", ["one_sentence", "headline"])
def test_the_other_tasks_run(tmp_path, task):
    done = bench("run", f"task={task}", "model=lead", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "ROUGE-1" in done.out


def test_raw_alone_is_a_table_of_its_own(tmp_path):
    done = bench("run", "model=lac", "task=ner", "view=raw", cwd=tmp_path)
    assert done.code == 0
    assert "Names, raw, by lines" in done.out


def test_data_check_names_file_and_line(broken_folder):
    path = broken_folder.path / "gold" / "entities" / "greatwall.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"text": "魏建军"', '"text": "魏建车"', 1), encoding="utf-8"
    )
    done = bench("data", "check", "--folder", str(broken_folder.path))
    assert done.code == 1
    assert "greatwall.jsonl:" in done.err
    assert "not '魏建车'" in done.err
    before = (broken_folder.path / "data" / "checksums.json").read_bytes()
    assert bench("data", "build", "--folder", str(broken_folder.path)).code == 1
    assert (broken_folder.path / "data" / "checksums.json").read_bytes() == before


def test_data_agreement_prints_the_cards_figures_at_80_columns(gold_folder):
    done = bench("data", "agreement")
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 80
    card = (gold_folder.path / "README.md").read_text(encoding="utf-8")
    table = card.partition("<!-- agreement -->")[2].partition("<!-- /agreement -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[3:-1]]
    assert len(rows) == 10
    blocks = {block.partition("\n")[0]: block for block in done.out.split("\n\n")}
    for title, column in (("pass A and pass B", 2), ("pass A and gold", -2), ("pass B and gold", -1)):
        printed = [" ".join(line.split()) for line in blocks[f"Mentions: {title}"].splitlines()]
        for row in rows:
            assert any(line.startswith(f"{row[0]} ") and row[column] in line for line in printed), (title, row)


def test_kappa_of_every_type_stands_in_the_tables_and_its_limit_once_under_them():
    out = bench("data", "agreement").out
    header = next(line for line in out.splitlines() if line.startswith("type"))
    assert header.split()[-1] == "κ"
    assert any(line.startswith("ORG ") and line.endswith("  1.000") for line in out.splitlines())
    assert out.count("of a type against all others") == 1
    assert out.count("What one side alone has is left out of it; F1 counts that.") == 1


@pytest.mark.parametrize(
    ("arguments", "where", "message"),
    [
        (["data", "check"], "bench.corpus.check.faults", "bench: interrupted; run it again\n"),
        (["run", "model=lac"], "bench.cli.run.do", None),
    ],
)
def test_an_interruption_speaks_of_what_the_verb_was_doing(monkeypatch, capsys, arguments, where, message):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    assert main(arguments) == 1
    expected = message or "bench: interrupted; what was predicted is stored, run it again to go on\n"
    assert capsys.readouterr().err == expected


def test_faults_that_were_only_looked_for_do_not_speak_of_writing(broken_folder):
    (broken_folder.path / "gold" / "references.jsonl").write_text("{}\n", encoding="utf-8")
    done = bench("data", "check", "--folder", str(broken_folder.path))
    assert done.code == 1
    assert done.err.endswith("; mend them and check again\n")
    done = bench("data", "build", "--folder", str(broken_folder.path))
    assert done.code == 1
    assert done.err.endswith("; nothing was written\n")


def test_a_reader_that_leaves_early_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m bench.cli.main list models | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert "Traceback" not in done.stderr
