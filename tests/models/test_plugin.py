"""A model that another package adds by an entry point, installed for real."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import bench

PLUGIN = Path(__file__).parent.parent / "plugin_package"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory) -> dict[str, str]:
    """The environment in which the plug-in is installed."""
    target = tmp_path_factory.mktemp("site")
    source = tmp_path_factory.mktemp("source") / "plugin"
    shutil.copytree(PLUGIN, source)  # pip builds in the folder that it is given
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", target, source],
        check=True,
        timeout=300,
    )
    return {"PYTHONPATH": str(target)}


def test_it_is_listed_and_runs(plugin, tmp_path):
    listed = bench("list", "models", env=plugin).out
    assert "surnames        tagger: Marks the character 王." in listed
    assert "echo            summarizer: The first characters of the document." in listed
    done = bench("run", "model=surnames", "out=runs", cwd=tmp_path, env=plugin)
    assert done.code == 0, done.err
    assert "surnames" in done.out
    assert bench("run", "task=summary", "model=echo", "out=runs", cwd=tmp_path, env=plugin).code == 0


def test_a_plugin_that_cannot_be_imported_is_named(plugin, tmp_path):
    broken = tmp_path / "banmian_broken-1.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: banmian-broken\nVersion: 1\n", encoding="utf-8")
    (broken / "entry_points.txt").write_text("[bench.models]\nmine = nowhere_at_all:Model\n", encoding="utf-8")
    done = bench("list", "models", env={"PYTHONPATH": str(tmp_path)})
    assert done.code == 1
    assert done.err.startswith("bench: the model 'mine' (nowhere_at_all:Model) cannot be imported")
    assert len(done.err.splitlines()) == 1
