"""The README's commands and programs are run as they stand, in an empty folder with the files that they name."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from bench.cli.main import VERBS
from conftest import bench

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What cannot be run here: the network, a hub, a server of the reader's, a model that the reader makes.
ELSEWHERE = ("pip install", "org/tagger", "model=openai:", "model=mine", "--standoff FILE")
SLOW = ("bench run\n",)  # the default experiment: the fixture ran it


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    lines = [line.partition(" #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def folder(default_runs, tmp_path_factory) -> Path:
    """Where a reader stands who has followed the README so far."""
    path = tmp_path_factory.mktemp("reader")
    shutil.copytree(default_runs[0], path / "runs")
    gold, predictions = blocks("json")[:2]
    (path / "gold.jsonl").write_text(gold, encoding="utf-8")
    (path / "predictions.jsonl").write_text(gold, encoding="utf-8")  # a perfect tool
    first, second = predictions.strip().splitlines()
    (path / "references.jsonl").write_text(first + "\n", encoding="utf-8")
    (path / "summaries.jsonl").write_text(second + "\n", encoding="utf-8")
    shutil.copytree(ROOT / "src/bench/models/checkpoints/pku_roformer", path / "checkpoint")
    (path / "mine.yaml").write_text(blocks("yaml")[0].replace("msra", "pku/names"), encoding="utf-8")
    return path


def test_every_command_does_what_the_readme_says(folder):
    run, failed = 0, []
    for command in commands():
        words = shlex.split(command)
        if any(odd in command for odd in ELSEWHERE) or f"{command}\n" in SLOW:
            continue
        assert words[0] in ("bench", "make", "python"), command
        if words[0] != "bench":
            continue
        done = bench(*words[1:], cwd=folder)
        run += 1
        if done.code:
            failed.append((command, done.code, done.err.strip()[-300:]))
    assert failed == []
    assert run >= 15


def test_a_preset_of_the_readme_runs(folder):
    done = bench("run", "model=./mine.yaml", "limit=1", cwd=folder)
    assert done.code == 0, done.err


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_every_program_of_the_readme_runs(number, folder, monkeypatch):
    monkeypatch.chdir(folder)
    program = blocks("python")[number]
    values: dict[str, object] = {}
    exec(compile(program, f"README block {number}", "exec"), values)
    if "modality_faithfulness" in program:
        scores = values["scores"]
        assert (round(scores["rouge1"].f1, 3), scores["modality_faithfulness"].value) == (0.857, 0.0)
    elif 'scores["partial"].f1' in program:
        scores = values["scores"]
        assert (scores["strict"].f1, scores["partial"].f1, scores.by_label["ORG"]["type"].recall) == (0.5, 0.75, 1.0)
    elif "Surnames" in program:
        assert values["Surnames"]().predict(["小王说"])[0][0][:3] == (1, 2, "name")


def test_every_verb_stands_in_the_readme_with_its_help():
    done = bench("--help")
    for verb in VERBS:
        assert re.search(rf"^\s+{verb}\s", done.out, flags=re.MULTILINE), verb
        assert f"| `bench {verb}` |" in README


def test_every_key_of_a_run_is_in_its_help():
    import yaml

    keys = set(yaml.safe_load((ROOT / "conf/config.yaml").read_text(encoding="utf-8"))) - {"defaults", "hydra", "runs"}
    said = set(re.findall(r"\w+", bench("run", "--help").out.partition("keys:")[2]))
    assert keys <= said


def test_every_script_and_every_folder_of_the_configuration_has_its_line():
    scripts = (ROOT / "scripts/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "scripts").glob("*.py"):
        assert f"`{path.name}`" in scripts
    conf = (ROOT / "conf/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "conf").iterdir():
        if path.is_dir() and path.name != "__pycache__":
            assert f"`{path.name}/`" in conf


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*/README.md"))])
def test_links_within_the_project_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    targets += re.findall(r'(?:src|srcset)="(?!http)([^"]+)"', text)
    for target in targets:
        assert (path.parent / target).exists(), target


def test_the_interpreter_is_one_that_is_promised():
    assert (3, 10) <= sys.version_info < (3, 14)
