"""Accidents of other suites, whose caches answered for another model: each by its report, tried on this one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

import bench
from bench.models.hub import find_checkpoint
from bench.runs import RunConfig, execute

CHECKPOINT = find_checkpoint("bench:checkpoints/pku_roformer").folder
COMMITS = ("1" * 40, "2" * 40)


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    execute._held.clear()
    yield
    torch.set_num_threads(threads)
    execute._held.clear()


def run(out: Path, model: str, **settings):
    execute._held.clear()
    return bench.run(RunConfig(model=model, name="same-name", settings=settings, out=out, limit=1))


def disturbed(folder: Path) -> Path:
    """A copy with other weights: what was a name begins nowhere."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(CHECKPOINT, folder, ignore=shutil.ignore_patterns("README.md"))
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"][1:] -= 100
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_another_model_under_the_same_name_lighteval_1364(tmp_path):
    first = run(tmp_path / "runs", f"transformers:{CHECKPOINT}", tags="pku/names")
    second = run(tmp_path / "runs", f"transformers:{disturbed(tmp_path / 'other')}", tags="pku/names")
    assert (first.fresh, second.fresh) == ("predicted", "predicted")
    assert first.path != second.path
    assert first.value("strict_recall") > second.value("strict_recall") == 0


def test_a_moved_revision_mteb_5394(tmp_path, monkeypatch):
    """A cache of the hub in which `main` moves from one commit to another; nothing is asked, it is offline."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    repository = tmp_path / "hub" / "models--org--tagger"
    shutil.copytree(CHECKPOINT, repository / "snapshots" / COMMITS[0])
    disturbed(repository / "snapshots" / COMMITS[1])
    (repository / "refs").mkdir()
    found = []
    for commit in COMMITS:
        (repository / "refs" / "main").write_text(commit)
        find_checkpoint.cache_clear() if hasattr(find_checkpoint, "cache_clear") else None
        found.append(run(tmp_path / "runs", "transformers:org/tagger", tags="pku/names"))
    assert [record.fresh for record in found] == ["predicted", "predicted"]
    assert found[0].value("strict_recall") > found[1].value("strict_recall")
    for record, commit in zip(found, COMMITS, strict=True):
        assert commit in (record.path / "config.yaml").read_text(encoding="utf-8")
    (repository / "refs" / "main").write_text(COMMITS[0])
    find_checkpoint.cache_clear() if hasattr(find_checkpoint, "cache_clear") else None
    again = run(tmp_path / "runs", "transformers:org/tagger", tags="pku/names")
    assert (again.fresh, again.path) == ("done", found[0].path)


def test_another_precision_lm_evaluation_harness_4063(tmp_path):
    first = run(tmp_path / "runs", f"transformers:{CHECKPOINT}", tags="pku/names", dtype="float32")
    second = run(tmp_path / "runs", f"transformers:{CHECKPOINT}", tags="pku/names", dtype="bfloat16")
    assert (first.fresh, second.fresh) == ("predicted", "predicted")
    assert first.path != second.path


def test_a_store_that_was_copied_beside_another_run_answers_for_nobody(tmp_path):
    first = run(tmp_path / "runs", f"transformers:{CHECKPOINT}", tags="pku/names")
    second = run(tmp_path / "runs", f"transformers:{disturbed(tmp_path / 'other')}", tags="pku/names")
    before = (second.path / "predictions.jsonl").read_bytes()
    shutil.copy(first.path / "predictions.jsonl", second.path / "predictions.jsonl")
    (second.path / "scores.json").unlink()
    again = run(tmp_path / "runs", f"transformers:{tmp_path / 'other'}", tags="pku/names")
    assert again.fresh == "predicted"
    assert "1 lines are no predictions of this run" in again.notices[0]
    assert (second.path / "predictions.jsonl").read_bytes() == before
