from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from bench.errors import BenchError
from bench.models.hub import find_checkpoint

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    made.mkdir()
    (made / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (made / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
    (made / "model.safetensors").write_bytes(b"weights")
    return made


def identity(folder):
    return find_checkpoint(str(folder)).identity


def test_a_folder_is_taken_as_it_is_and_told_by_its_content(folder, tmp_path):
    found = find_checkpoint(str(folder))
    assert (found.folder, found.commit) == (folder, None)
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    assert identity(copy) == found.identity
    assert len(found.identity["files"]) == 64


def test_what_matters_changes_the_identity_and_a_card_or_a_log_does_not(folder):
    before = identity(folder)
    for name in ("README.md", "training_args.bin", "tf_model.h5", ".gitattributes", "onnx.md"):
        (folder / name).write_text("other", encoding="utf-8")
    (folder / "runs").mkdir()
    (folder / "runs" / "log.json").write_text("{}", encoding="utf-8")
    assert identity(folder) == before
    seen = {json.dumps(before)}
    for name in ("config.json", "vocab.txt", "model.safetensors", "tokenizer.json", "spiece.model", "chat.jinja"):
        (folder / name).write_text('{"other": 1}', encoding="utf-8")
        seen.add(json.dumps(identity(folder)))
    assert len(seen) == 7


def test_weights_of_the_same_length_written_over_others_are_seen(folder):
    """The hash is kept for a file's size and time: a run after training again must not answer for the old weights."""
    before = identity(folder)
    status = (folder / "model.safetensors").stat()
    (folder / "model.safetensors").write_bytes(b"WEIGHTS")
    os.utime(folder / "model.safetensors", ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert identity(folder) != before


def test_a_folder_of_the_package_is_named_by_its_place():
    found = find_checkpoint("bench:checkpoints/pku_roformer")
    assert (found.folder / "model.safetensors").is_file()
    assert found.read_json("config.json")["model_type"] == "roformer"


@pytest.mark.parametrize("path", ["./nowhere", "/nowhere", "~/nowhere", "bench:checkpoints/none"])
def test_a_folder_that_is_not_there_is_no_id(path):
    with pytest.raises(BenchError, match="no such folder; give a folder"):
        find_checkpoint(path)


def test_pickled_weights_are_refused_with_the_line_that_converts_them(folder):
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    (folder / "config.json").write_text('{"architectures": ["BertForTokenClassification"]}', encoding="utf-8")
    with pytest.raises(
        BenchError, match=r"has no \*\.safetensors.*BertForTokenClassification as M; \[x\.from_pretrained"
    ):
        find_checkpoint(str(folder))
    assert find_checkpoint(str(folder), weights=False).identity


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "processor_config.json"])
def test_code_of_its_own_is_refused(folder, name):
    (folder / name).write_text('{"auto_map": {"AutoModel": "modeling.Mine"}}', encoding="utf-8")
    with pytest.raises(BenchError, match=f"{name} has an auto_map: it runs code of its own: refused"):
        find_checkpoint(str(folder))


def test_a_folder_has_no_revision(folder):
    with pytest.raises(BenchError, match="is a folder and has no revision 'main'"):
        find_checkpoint(str(folder), "main")


def test_the_graph_of_onnx_is_found_at_the_top_or_in_its_folder(folder):
    with pytest.raises(BenchError, match=r"has no model\.onnx"):
        find_checkpoint(str(folder), form="onnx")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(b"graph")
    found = find_checkpoint(str(folder), form="onnx")
    names = [file.relative_to(folder).as_posix() for file in found.files]
    assert names == ["config.json", "onnx/model.onnx", "vocab.txt"]


@pytest.mark.parametrize(("content", "why"), [(None, "has no config.json"), ("{", "no JSON"), ("[]", "no JSON object")])
def test_a_configuration_that_cannot_be_read_is_named(folder, content, why):
    found = find_checkpoint(str(folder))
    (folder / "config.json").unlink()
    if content is not None:
        (folder / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(BenchError, match=why):
        found.read_json("config.json")


# ---- the hub, from its cache and without it ----

ASK = """
import sys
from bench.errors import BenchError
from bench.models.hub import find_checkpoint
for path, revision in (("org/tagger", None), ("org/tagger", "v2"), ("org/none", None), ("a/b/c", None)):
    try:
        found = find_checkpoint(path, revision)
        print(found.folder.name, found.identity)
    except BenchError as error:
        print(error)
"""


def test_an_id_is_found_in_the_cache_by_branch_or_commit_and_never_named(folder, tmp_path):
    """A process of its own, as the hub's library reads its settings when it is imported; with the switch that offline
    runs set, so that no test asks the hub.
    """
    cache = tmp_path / "cache" / "models--org--tagger"
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    (cache / "snapshots").mkdir()
    folder.rename(cache / "snapshots" / COMMIT)
    environment = {**os.environ, "HF_HUB_CACHE": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    asked = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    first, second, third, fourth = asked.stdout.splitlines()
    assert first == f"{COMMIT} {{'commit': '{COMMIT}'}}"
    for line, named in ((second, "org/tagger@v2"), (third, "org/none")):
        assert line.startswith(f"{named}: no such folder, and the hub's cache does not hold it whole")
    assert fourth == "a/b/c: no such folder, and no id of the hub (org/name)"


class Hub(BaseHTTPRequestHandler):
    """The hub's own protocol, as far as a snapshot needs it, for a repository of the files in `files`."""

    files: ClassVar[dict[str, bytes]]
    fetched: ClassVar[list[str]]

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        path = self.path.partition("?")[0]
        if path == "/api/models/org/tagger/revision/main":
            self.send(json.dumps({"id": "org/tagger", "sha": COMMIT, "siblings": []}).encode())
        elif path == f"/api/models/org/tagger/tree/{COMMIT}":
            rows = [{"type": "file", "path": p, "size": len(b), "oid": p} for p, b in self.files.items()]
            self.send(json.dumps(rows).encode())
        elif path.startswith(f"/org/tagger/resolve/{COMMIT}/"):
            name = path.split(COMMIT + "/")[1]
            if self.command == "GET":
                self.fetched.append(name)
            self.send(self.files[name], {"ETag": f'"{name}"', "X-Repo-Commit": COMMIT})
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RevisionNotFound" if "/org/tagger/" in path else "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def send(self, body, headers=()):
        self.send_response(200)
        for key, value in {**dict(headers), "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_from_the_hub_come_the_files_that_are_needed_and_no_others(folder, tmp_path):
    Hub.files = {file.name: file.read_bytes() for file in folder.iterdir()}
    needed = set(Hub.files)
    Hub.files |= {"pytorch_model.bin": b"pickle", "README.md": b"card", "step-500/model.safetensors": b"old"}
    Hub.fetched = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_XET": "1"}
    environment.pop("HF_HUB_OFFLINE", None)
    try:
        asked = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    finally:
        server.shutdown()
        server.server_close()
    first, second, third, _ = asked.stdout.splitlines()
    assert first == f"{COMMIT} {{'commit': '{COMMIT}'}}"
    assert set(Hub.fetched) == needed
    assert second.startswith("org/tagger@v2: no such folder, and the hub says: no such revision")
    assert third.startswith("org/none: no such folder, and the hub says: no such model")
