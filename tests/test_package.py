"""The distribution as users install it: sdist, wheel from the sdist, a clean environment, an empty folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built the way that pip builds from an sdist."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "-q", "--outdir", out, ROOT], check=True, timeout=600)
    (sdist,) = out.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("annotations/GUIDELINES.md") for name in archive.getnames())
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_configuration_annotations_and_templates(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "bench/conf/config.yaml", "bench/conf/scheme/core3.yaml", "bench/conf/experiment/default.yaml",
        "bench/models/checkpoints/pku_roformer/model.safetensors", "bench/models/checkpoints/pku_roformer/README.md",
        "bench/conf/prompt/ner_zh.yaml", "bench/conf/models/pku-roformer.yaml",
        "bench/annotations/README.md", "bench/annotations/GUIDELINES.md", "bench/annotations/adjudication.tsv",
        "bench/annotations/page/jining-daily-2024-01.txt", "bench/annotations/passes/pass_b/green.jsonl",
        "bench/annotations/gold/entities/green.jsonl", "bench/annotations/gold/references.jsonl",
        "bench/annotations/data/clean-test.parquet", "bench/annotations/data/checksums.json",
        "bench/annotations/schema/mention.json", "bench/reports/page/templates/index.html",
        "bench/reports/page/static/core.js",
        "bench/reports/page/static/report.css", "bench/reports/page/vendor/plot.umd.min.js",
        "bench/reports/page/vendor/LICENSES.txt", "bench/reports/publish/every_eval_ever.schema.json", "bench/py.typed",
    } <= names  # fmt: skip
    assert not [name for name in names if name.startswith(("tests", "conf/", "annotations/"))]


def test_a_clean_environment_runs_the_default_experiment_in_an_empty_folder(wheel, tmp_path):
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    binaries = environment / "bin"
    subprocess.run([binaries / "python", "-m", "pip", "install", "-q", wheel], check=True, timeout=900)
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run(
        [binaries / "bench", "run"], cwd=empty, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    for wanted in ("lac", "jieba", "raw, by lines", "raw, joined", "lead", "lexrank", "oracle-extract"):
        assert wanted in done.stdout
    assert "pku-roformer is left out: it needs torch; pip install 'banmian[torch]'" in done.stderr
    assert (empty / "runs" / "index.html").exists()
    for verb in (["data", "check"], ["data", "agreement"]):
        subprocess.run([binaries / "bench", *verb], cwd=empty, check=True, timeout=120)
