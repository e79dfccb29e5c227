"""The data set's folder as the hub and its libraries read it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket

import pytest
import yaml

import bench
from bench.corpus import installed
from bench.errors import BenchError
from bench.reports.publish import dataset_folder


@pytest.fixture
def folder(published):
    return published[1] / "dataset"


@pytest.mark.parametrize("config", ["clean", "raw", "contrast"])
def test_datasets_loads_every_config_without_a_network(folder, config, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    loaded = datasets.load_dataset(str(folder), config, split="test", cache_dir=str(tmp_path))
    assert loaded.to_list() == bench.load("banmian", config).to_list()


def test_what_the_card_links_to_or_names_is_there(folder):
    for document in ("README.md", "DATA_STATEMENT.md"):
        text = (folder / document).read_text(encoding="utf-8")
        links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
        named = re.findall(r"`((?:passes|data)/[\w./-]+|[\w-]+\.(?:tsv|json|md))`", text)
        assert all((folder / name).exists() for name in [*links, *named]), (links, named)


def test_nothing_is_there_that_is_not_of_the_data_set(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "DATA_STATEMENT.md", "GUIDELINES.md", "LICENSE", "README.md",
        "adjudication.tsv", "adjudication_facts.tsv", "adjudication_salience.tsv",
        "croissant.json", "data", "eval.yaml", "passes",
    ]  # fmt: skip
    assert sorted(path.name for path in (folder / "data").iterdir()) == [
        "checksums.json", "clean-test.parquet", "contrast-test.parquet", "raw-test.parquet",
    ]  # fmt: skip


def test_croissant_tells_of_the_files_that_are_there(folder):
    stated = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))["distribution"]
    for file in stated:
        assert hashlib.sha256((folder / file["contentUrl"]).read_bytes()).hexdigest() == file["sha256"]


def test_the_licence_is_what_the_card_says(folder):
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert licence in (folder / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in licence
    assert "belongs to its owner" in licence


def test_every_task_of_the_registration_is_a_config_and_split_of_the_card(folder):
    card = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    known = {(c["config_name"], f["split"]) for c in card["configs"] for f in c["data_files"]}
    registration = yaml.safe_load((folder / "eval.yaml").read_text(encoding="utf-8"))
    assert set(registration) == {"name", "description", "evaluation_framework", "tasks"}
    assert {(task["config"], task["split"]) for task in registration["tasks"]} <= known
    ids = [task["id"] for task in registration["tasks"]]
    assert len(ids) == len(set(ids)) == 4 * 3


def test_data_that_is_not_what_was_built_is_refused(tmp_path, monkeypatch):
    copy = tmp_path / "annotations"
    shutil.copytree(installed(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / "data" / "raw-test.parquet"
    path.write_bytes(path.read_bytes() + b"\0")
    monkeypatch.setattr(dataset_folder, "installed", lambda: copy)
    with pytest.raises(BenchError, match=r"raw-test\.parquet: not the file that was built"):
        dataset_folder.dataset_files()
