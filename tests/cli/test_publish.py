"""`bench publish`: what it shows, writes and sends."""

from __future__ import annotations

import re
import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest
import yaml
from huggingface_hub import HfApi, ModelCard, parse_eval_result_entries

from bench.cli.main import main
from conftest import bench
from publications import copy_runs, edit, files, one

LEAD = "summary/banmian-clean/lead"
TOKEN = "hf_" + "aB3" * 10


@pytest.fixture
def runs(default_runs, tmp_path):
    return copy_runs(default_runs[0], tmp_path / "runs", [LEAD])


@pytest.fixture
def publish(runs, tmp_path, capsys):
    """Publishes into `hub`; returns the lines of standard output."""

    def call(*more: str, code: int = 0) -> list[str]:
        capsys.readouterr()
        assert main(["publish", str(runs), "--out", str(tmp_path / "hub"), *more]) == code
        done = capsys.readouterr()
        if code:
            return [*done.out.splitlines(), *done.err.splitlines()]
        assert done.err == ""
        return done.out.splitlines()

    return call


class Hub:
    """Stands for huggingface_hub's HfApi and keeps what it is asked."""

    def __init__(self, fails: str = "") -> None:
        self.made, self.sent, self.fails = [], {}, fails

    def create_repo(self, repo_id, **asked):
        signature(HfApi.create_repo).bind(self, repo_id, **asked)
        self.made.append((repo_id, asked["repo_type"], asked["private"], asked["exist_ok"]))

    def upload_folder(self, **asked):
        signature(HfApi.upload_folder).bind(self, **asked)
        if asked["repo_id"] == self.fails:
            raise OSError(f"401 Client Error: Bearer {TOKEN} is not allowed\nRequest ID: 1")
        assert set(asked) == {"repo_id", "repo_type", "folder_path", "commit_message"}
        self.sent[asked["repo_id"], asked["repo_type"]] = files(Path(asked["folder_path"]))


@pytest.fixture
def hub(monkeypatch):
    import huggingface_hub

    monkeypatch.setenv("HF_TOKEN", TOKEN)
    made = Hub()
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: made)
    return made


def test_without_push_it_writes_says_what_is_new_and_sends_nothing(publish, hub, tmp_path):
    lines = publish()
    written = files(tmp_path / "hub")
    assert [line.split()[1].rstrip(":") for line in lines if line.startswith("new ")] == sorted(written)
    assert lines[-2] == f"{tmp_path / 'hub'}: {len(written)} files new, 0 changed, 0 as they were"
    assert lines[-1] == "nothing was sent; --push OWNER/NAME sends dataset and results"
    assert (hub.made, hub.sent) == ([], {})
    assert {name.split("/")[0] for name in written} == {"dataset", "every_eval_ever", "models", "results"}


def test_a_second_call_changes_no_byte_and_shows_nothing(publish, tmp_path):
    publish()
    before = files(tmp_path / "hub")
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "hub").rglob("*") if p.is_file()}
    assert publish()[:-1] == [f"{tmp_path / 'hub'}: 0 files new, 0 changed, {len(before)} as they were"]
    assert files(tmp_path / "hub") == before
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_another_folder_gets_the_same_bytes(published, tmp_path):
    runs, hub = published
    assert main(["publish", *map(str, sorted(runs.iterdir(), reverse=True)), "--out", str(tmp_path / "again")]) == 0
    assert files(tmp_path / "again") == files(hub)


def test_a_change_is_a_diff_of_text_and_sizes_of_the_rest(publish, tmp_path):
    publish()
    card = tmp_path / "hub" / "models" / "lead" / "README.md"
    card.write_text(card.read_text(encoding="utf-8").replace("model-index:", "model_index:\x1b[31m"), encoding="utf-8")
    table = tmp_path / "hub" / "results" / "data" / "figures.parquet"
    table.write_bytes(b"\0old")
    lines = publish()
    assert "--- a/models/lead/README.md" in lines
    assert "-model_index:\\u001b[31m" in lines
    assert "+model-index:" in lines
    (binary,) = [line for line in lines if "parquet" in line]
    sizes = r"from 4 bytes, sha256 [0-9a-f]{12} to [\d,]+ bytes, sha256 [0-9a-f]{12}"
    assert re.fullmatch(f"changed results/data/figures.parquet: {sizes}", binary)
    assert " 0 files new, 2 changed, " in lines[-2]


@pytest.mark.parametrize("name", ["results/notes.txt", "models/old/README.md", "dataset/.env"])
def test_a_file_that_is_not_of_the_publication_is_neither_sent_nor_deleted(publish, hub, tmp_path, name):
    stranger = tmp_path / "hub" / name
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine", encoding="utf-8")
    (line,) = publish("--push", "org/banmian", code=1)
    assert f"{stranger}: not of this publication; delete it, or choose an empty folder" in line
    assert files(tmp_path / "hub") == {name: b"mine"}
    assert hub.sent == {}


def test_files_beside_the_folders_of_a_publication_are_let_be(publish, tmp_path):
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "notes.txt").write_text("mine", encoding="utf-8")
    publish()
    assert (tmp_path / "hub" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_push_sends_the_data_set_and_the_results_and_nothing_else(publish, hub, tmp_path):
    lines = publish("--push", "org/banmian")
    assert hub.made == [("org/banmian", "dataset", True, True), ("org/banmian-results", "dataset", True, True)]
    assert hub.sent == {
        ("org/banmian", "dataset"): files(tmp_path / "hub" / "dataset"),
        ("org/banmian-results", "dataset"): files(tmp_path / "hub" / "results"),
    }
    assert lines[-2:] == [
        "sent to https://huggingface.co/datasets/org/banmian",
        "sent to https://huggingface.co/datasets/org/banmian-results",
    ]
    text = (tmp_path / "hub" / "models" / "lead" / ".eval_results" / "banmian.yaml").read_text(encoding="utf-8")
    (entry,) = parse_eval_result_entries(yaml.safe_load(text))
    assert entry.dataset_id == "org/banmian"
    assert entry.source_url == "https://huggingface.co/datasets/org/banmian-results"


@pytest.mark.parametrize(
    ("fails", "done"),
    [
        ("org/banmian", "nothing was sent"),
        ("org/banmian-results", "https://huggingface.co/datasets/org/banmian was sent"),
    ],
)
def test_a_push_that_fails_is_one_line_that_says_what_was_sent_and_holds_no_token(publish, hub, fails, done):
    hub.fails = fails
    lines = publish("--push", "org/banmian", code=1)
    assert lines[-1].startswith(
        f"bench: {fails}: could not be sent (OSError: 401 Client Error: Bearer *** is not allowed)"
    )
    assert lines[-1].endswith(f"; {done}; mend it and push again")
    assert TOKEN not in "\n".join(lines)


def test_a_hub_that_is_not_there_is_one_line(runs, tmp_path):
    away = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": TOKEN}
    done = bench("publish", str(runs), "--out", str(tmp_path / "hub"), "--push", "org/banmian", env=away)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "bench: org/banmian: could not be sent (" in done.err
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize("repo", ["banmian", "a/b/c", "../x", "org/", "https://huggingface.co/org/x", "org/a..b", "-"])
def test_what_is_no_place_on_the_hub_is_refused_before_anything_is_written(publish, hub, tmp_path, repo):
    (line,) = publish(f"--push={repo}", code=1)
    assert "--push takes OWNER/NAME" in line
    assert not (tmp_path / "hub").exists()


HOSTILE = [
    "../../etc/passwd",
    "a/b",
    "..",
    "…",
    "x\n---\nlicense: mit\n",
    "'\"{[&*!|>%@`#: -",
    "\x1b[31mred\x07\x00",
    "\u202edlrow",
    "</script>| a | b |",
    "模型" * 60,
    "half \ud800",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_model_may_be_called_anything(runs, publish, tmp_path, name):
    path = one(runs, LEAD)
    edit(path / "scores.json", model=name)
    edit(path / "config.yaml", name=name)
    publish()
    hub = tmp_path / "hub"
    assert {p.name for p in tmp_path.iterdir()} == {"runs", "hub"}
    (folder,) = (hub / "models").iterdir()
    assert re.fullmatch(r"[A-Za-z0-9-]+-[0-9a-f]{8}", folder.name)
    assert sorted(files(folder)) == [".eval_results/banmian.yaml", "README.md"]
    card = ModelCard.load(folder / "README.md")
    assert set(card.data.to_dict()) == {"model-index"}
    assert card.data.model_name.isprintable()
    assert (
        len(parse_eval_result_entries(yaml.safe_load((folder / ".eval_results/banmian.yaml").read_text("utf-8")))) == 1
    )
    (row,) = (hub / "results" / "README.md").read_text(encoding="utf-8").split("| :--- | :--- |\n")[1].splitlines()
    assert row.endswith(" | summary_clean |")
    assert not set("<>`[]") & set(row)


def test_two_names_do_not_share_a_folder(default_runs, tmp_path, capsys):
    runs = copy_runs(default_runs[0], tmp_path / "runs", [LEAD, "summary/banmian-clean/lexrank"])
    for model, name in (("lead", "a/b"), ("lexrank", "a:b")):
        path = one(runs, f"summary/banmian-clean/{model}")
        edit(path / "scores.json", model=name)
        edit(path / "config.yaml", name=name)
    assert main(["publish", str(runs), "--out", str(tmp_path / "hub")]) == 0
    assert len(list((tmp_path / "hub" / "models").iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_one_line(publish, tmp_path):
    (tmp_path / "hub").write_text("", encoding="utf-8")
    lines = publish(code=1)
    assert re.search(r"bench: .*hub.*; choose another (folder with )?--out", lines[-1])


def test_no_model_library_is_loaded(runs, tmp_path):
    code = (
        "import sys; from bench.cli.main import main;"
        f"main(['publish', {str(runs)!r}, '--out', {str(tmp_path / 'hub')!r}]);"
        "print('imported', sorted({'torch', 'transformers', 'hydra', 'evaluate', 'datasets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "imported []"


def test_help_names_the_folders_and_where_the_token_is_from():
    done = bench("publish", "--help")
    assert done.code == 0
    assert "example" in done.out
    assert "HF_TOKEN" in done.out
    assert "--token" not in done.out
