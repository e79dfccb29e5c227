"""The project gates itself, and its workflows are what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bench.reports.gate import EXIT_CODES
from bench.runs.baseline import read_baseline, write_baseline
from conftest import bench

ROOT = Path(__file__).parent.parent
BASELINE = ROOT / "tests" / "baselines" / "embedded.json"
GITHUB = ROOT / ".github"
FILES = sorted(GITHUB.rglob("*.yml"))
ACTION = GITHUB / "actions" / "gate" / "action.yml"


def steps_of(path: Path) -> list[dict]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    jobs = [content["runs"]] if "runs" in content else content["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


def test_the_embedded_models_are_what_their_committed_baseline_says(default_runs):
    """After a change that is meant to move figures: bench run, bench gate … --update-baseline, review."""
    done = bench("gate", str(default_runs[0]), "--baseline", str(BASELINE))
    assert done.code == 0, done.out + done.err
    assert "13 pass" in done.out


def test_the_committed_baseline_is_as_the_command_writes_it():
    assert write_baseline(read_baseline(BASELINE)) == BASELINE.read_text(encoding="utf-8")


def test_there_are_the_workflow_the_action_and_the_example():
    assert [str(path.relative_to(GITHUB)) for path in FILES] == [
        "actions/gate/action.yml", "actions/gate/example-workflow.yml", "workflows/ci.yml",
    ]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_action_is_ours_or_pinned_to_a_commit_with_its_version(path):
    for step in steps_of(path):
        assert {"run", "uses"} & set(step)
        if "uses" in step and not step["uses"].startswith("./"):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    for line in path.read_text(encoding="utf-8").splitlines():
        if "@" in line and "uses:" in line:
            assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_expression_stands_in_a_command_and_workflows_may_only_read(path):
    assert not [step["run"] for step in steps_of(path) if "${{" in step.get("run", "")]
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "jobs" in content:
        assert content["permissions"] == {"contents": "read"}
        assert set(content[True]) == {"push", "pull_request"}  # YAML 1.1 reads the key `on` as true
        assert all("timeout-minutes" in job for job in content["jobs"].values())


def test_ci_gates_the_default_experiment_by_the_action():
    (step,) = [
        step for step in steps_of(GITHUB / "workflows" / "ci.yml") if step.get("uses") == "./.github/actions/gate"
    ]
    inputs = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    assert set(step["with"]) <= set(inputs)
    assert (ROOT / step["with"]["baseline"]) == BASELINE


def run_action(tmp_path, **inputs):
    """The action's step as GitHub would run it."""
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    (step,) = action["runs"]["steps"]
    given = {name: inputs.get(name.replace("-", "_"), about.get("default")) for name, about in action["inputs"].items()}
    env = {key: given[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)[1]] for key, value in step["env"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    places = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "out"), "PATH": path}
    quiet = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**os.environ, **env, **places, **quiet}, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip


def test_the_action_passes_fails_and_leaves_its_files(default_runs, tmp_path):
    runs = default_runs[0] / "ner" / "banmian-clean"
    done = run_action(tmp_path, runs=f"{runs / 'lac'}\n", baseline=str(runs / "lac"), metric="strict_f1 exact_f1")
    assert done.returncode == 0, done.stderr
    assert "2 pass" in (tmp_path / "bench-gate.md").read_text(encoding="utf-8")
    assert (tmp_path / "out").read_text(encoding="utf-8").splitlines() == [
        f"junit={tmp_path / 'bench-gate.xml'}", f"markdown={tmp_path / 'bench-gate.md'}",
    ]  # fmt: skip
    done = run_action(tmp_path, runs=str(runs / "jieba"), baseline=str(runs), against="lac", allow_inconclusive="true")
    assert done.returncode == 2
    assert "::error title=bench gate%3A regression::" in done.stdout
    assert "1 regression" in (tmp_path / "summary").read_text(encoding="utf-8")
    assert run_action(tmp_path, runs="$(touch pwned)", baseline="`touch pwned`").returncode == 1
    assert not (tmp_path / "pwned").exists()


def test_the_readme_shows_what_the_command_prints(default_runs):
    block = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- gate -->")[2].partition("<!-- /gate -->")[0]
    )
    call, *shown = block.strip().strip("`").strip().splitlines()
    arguments = [
        str(default_runs[0].parent / word.removesuffix("/*")) if word.startswith("runs") else word
        for word in call.removeprefix("$ bench ").split()
    ]
    (run,) = Path(arguments[1]).iterdir()
    done = bench(arguments[0], str(run), *arguments[2:])
    assert done.out.splitlines()[: len(shown)] == shown


def test_the_readme_has_the_exit_codes_of_the_code():
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| exit code |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (\d) \| (\w+) \|", table, re.MULTILINE)
    assert {verdict: int(code) for code, verdict in rows} == EXIT_CODES
