"""A run that is killed at any moment and run again ends as one that never was."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A slow tagger that pools three documents, in a process of its own: the parent kills it when it likes.
CODE = """
import sys, time
from pathlib import Path
import bench
from bench.models import Answer, Tagged, TagMap, registry
from bench.runs import RunConfig

class Slow:
    tags = TagMap("slow", {"x": "LOC"})
    def stream(self, documents):
        for first in range(0, len(documents), 3):
            time.sleep(0.05)
            for number in reversed(range(first, min(first + 3, len(documents)))):
                time.sleep(0.01)
                texts = documents[number]
                spans = [[Tagged(i, i + 2, "x") for i in range(len(t)) if t[i:i + 2] == "济宁"] for t in texts]
                yield number, Answer(spans, kept={"tokens": {"input": sum(map(len, texts))}})
    def describe(self):
        return {"adapter": "slow-1"}

registry.load_entries()["slow"] = registry.Entry("slow", {"tagger": "__main__:Slow"}, "")
print("ready", flush=True)
record = bench.run(RunConfig(model="slow", out=Path(sys.argv[1])))
print(record.path, flush=True)
"""


def start(out):
    process = subprocess.Popen([sys.executable, "-c", CODE, out], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def finish(out):
    process = start(out)
    path, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return path.strip()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The files of a run that nobody interrupted, and how long its predictions took."""
    out = tmp_path_factory.mktemp("whole")
    begun = time.monotonic()
    return read(finish(out)), time.monotonic() - begun


def read(path):
    names = ("predictions.jsonl", "scores.json", "tally.parquet", "status.json", "config.yaml")
    return {name: Path(path, name).read_bytes() for name in names}


def test_kill_9_at_ten_random_moments_then_a_resume_is_byte_for_byte_the_whole_run(whole, tmp_path):
    files, seconds = whole
    moments = random.Random(7)
    stored = []
    for number in range(10):
        out = tmp_path / str(number)
        for _ in range(2):  # killed twice, the second time while it resumes
            process = start(out)
            time.sleep(moments.uniform(0, min(seconds, 0.6)))
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
        stored.append(sum(1 for p in out.glob("*/*/*/*/predictions.jsonl") for _ in p.open("rb")))
        assert read(finish(out)) == files
    assert len(set(stored)) > 1, "every kill came at the same moment"


def test_what_was_stored_before_the_kill_is_not_asked_again(tmp_path):
    process = start(tmp_path)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = list(tmp_path.glob("*/*/*/*/predictions.jsonl"))
        if found and found[0].read_bytes().count(b"\n") >= 2:
            break
        time.sleep(0.005)
    process.kill()
    process.wait(timeout=30)
    before = found[0].read_bytes()
    before = before[: before.rfind(b"\n") + 1]
    path = finish(tmp_path)
    timing = json.loads(Path(path, "timing.json").read_text())
    assert timing["documents"] == 7 - before.count(b"\n") < 7
    assert timing["tokens"]["input"] > timing["characters"]  # tokens are of the whole run, characters of this call
    assert set(before.splitlines()) <= set(Path(path, "predictions.jsonl").read_bytes().splitlines())
