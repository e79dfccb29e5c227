"""What stands behind `model=`: names, paths, files, settings, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bench.errors import BenchError
from bench.models import Entry, load_entries
from bench.models.asked import read_model


class Adapter:
    """A tagger that keeps its settings."""

    @dataclass(frozen=True, slots=True)
    class Settings:
        path: str
        window: int = 512
        threshold: float = 0.5
        revision: str | None = None
        fast: bool = True

    def __init__(self, settings):
        self.settings = settings


@pytest.fixture(autouse=True)
def adapter(monkeypatch):
    target = f"{__name__}:Adapter"
    entries = {**load_entries(), "adapter": Entry("adapter", {"tagger": target}, "", takes="PATH", extra="torch")}
    entries["gone"] = Entry("gone", {"tagger": target}, "", takes="PATH", extra="torch", needs=("no_such_module",))
    monkeypatch.setattr("bench.models.registry.load_entries", lambda: entries)


def made(asked, settings=None, name=None):
    found = read_model(asked, settings or {}, name)
    return found.name, found.make("tagger").settings


def test_a_path_behind_the_name_and_settings_beside_it():
    name, settings = made("adapter:org/my-tagger", {"window": 128, "threshold": 1})
    assert name == "my-tagger"
    assert settings == Adapter.Settings("org/my-tagger", 128, 1)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("adapter:./a/b/", "b"),
        ("adapter:qwen2.5:7b", "qwen2.5-7b"),
        ("adapter:/x/predictions.jsonl", "predictions"),
        ("adapter:.hidden", "hidden"),
        ("adapter:模型", "模型"),
        ("adapter:..", "adapter"),
    ],
)
def test_a_name_is_what_a_folder_can_be_called(asked, name):
    assert read_model(asked, {}).name == name


def test_a_file_holds_a_model_and_its_settings_and_paths_are_seen_from_it(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("model: adapter\npath: ./checkpoint\nwindow: 64\n", encoding="utf-8")
    assert made(str(file)) == ("mine", Adapter.Settings(str(tmp_path / "checkpoint"), 64))
    assert made(str(file), {"window": 32}, "other") == ("other", Adapter.Settings(str(tmp_path / "checkpoint"), 32))
    file.write_text("model: adapter\nname: third\npath: org/id\n", encoding="utf-8")
    assert made(str(file)) == ("third", Adapter.Settings("org/id"))


@pytest.mark.parametrize(
    ("asked", "settings", "said"),
    [
        ("adapter", {}, "the model adapter wants path; give model=adapter:PATH"),
        ("adapter:x", {"windows": 1}, "has no setting 'windows'; there are path, window, threshold, revision, fast"),
        ("adapter:x", {"window": "big"}, "window='big': take a whole number"),
        ("adapter:x", {"window": True}, "window=True: take a whole number"),
        ("adapter:x", {"fast": 1}, "fast=1: take true or false"),
        ("adapter:x", {"revision": 5}, "revision=5: take a word or null"),
        ("lac", {"window": 1}, "the model lac takes no settings; leave out window"),
        ("lac:x", {}, "the model lac takes no path; write model=lac"),
        ("gone:x", {}, r"needs no_such_module; pip install 'banmian\[torch\]'"),
        ("nobody", {}, "no model 'nobody'; there are lac"),
        ("lead", {}, "the model lead is a summarizer; take a tagger"),
        ("none.yaml", {}, "none.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(asked, settings, said):
    with pytest.raises(BenchError, match=said) as caught:
        made(asked, settings)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", ["", "- a", "path: x", "model: [1]", "model: {", "\x00", "model: adapter\nname: ../up"]
)
def test_a_file_that_is_none_is_refused(tmp_path, content):
    file = tmp_path / "x.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BenchError, match=r"a model's file|cannot name a folder") as caught:
        read_model(str(file), {})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-x", "a\x1b[31m", "x" * 101, "_x", 5])
def test_a_name_that_could_leave_its_folder_is_refused(name):
    with pytest.raises(BenchError, match="cannot name a folder"):
        read_model("lac", {}, name or " ")
