"""The presets: what each asks for, and that the quick ones run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.cli.run import read_configs
from conftest import bench

PRESETS = sorted(path.stem for path in (Path(__file__).parents[2] / "conf/experiment").glob("*.yaml"))


def test_there_are_these():
    assert PRESETS == ["ci", "default", "full", "robustness", "smoke"]


@pytest.mark.parametrize("name", PRESETS)
def test_each_asks_for_runs_that_there_are(name):
    configs = list(read_configs([f"experiment={name}"]))
    assert len(set(configs)) == len(configs) >= 3
    assert all(config.limit == (2 if name == "smoke" else None) for config in configs)


def test_the_full_one_holds_the_default_one():
    full, usual = (
        {(c.task, c.model, c.view, c.wrap) for c in read_configs([f"experiment={n}"])} for n in ("full", "default")
    )
    assert usual <= full
    assert {task for task, *_ in full} == {"ner", "summary", "one_sentence", "headline"}


@pytest.mark.parametrize("name", ["smoke", "ci"])
def test_a_quick_one_runs(name, tmp_path):
    done = bench("run", f"experiment={name}", f"out={tmp_path}")
    assert done.code == 0, done.err
    assert (tmp_path / "index.html").exists()


def test_a_model_whose_extra_is_not_here_is_left_out_and_named_once(monkeypatch, capsys):
    from bench.models import registry

    monkeypatch.setattr(registry, "find_spec", lambda name: None if name == "torch" else object())
    models = {config.model for config in read_configs(["experiment=default"])}
    assert "pku-roformer" not in models
    assert "lac" in models
    told = capsys.readouterr().err
    assert told.count("pku-roformer is left out: it needs torch; pip install 'banmian[torch]'") == 1
