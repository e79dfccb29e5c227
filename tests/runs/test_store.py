"""The store of predictions: what a kill, a torn disk, a full disk and a second process can and cannot do to it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.errors import BenchError
from bench.runs.store import FILE, Store, example_key, read_predictions

KEYS = {name: example_key("f" * 16, name, f"text of {name}") for name in "abcde"}


def record(name: str) -> dict:
    return {"id": name, "entities": [{"start": 0, "end": 2, "label": "济宁", "tag": "x"}]}


def fill(folder, names="abc"):
    with Store(folder, KEYS) as store:
        for name in names:
            store.append(record(name))
    return (folder / FILE).read_bytes()


def test_what_is_appended_is_read_again_with_its_key(tmp_path):
    fill(tmp_path)
    with Store(tmp_path, KEYS) as store:
        assert list(store.stored) == ["a", "b", "c"]
        assert store.stored["a"] == {"id": "a", "key": KEYS["a"], **record("a")}
        assert store.notices == []
    assert read_predictions(tmp_path, KEYS) == store.stored


@settings(deadline=None, max_examples=60)
@given(cut=st.integers(1, 400), junk=st.binary(max_size=30))
def test_a_torn_end_is_cut_off_with_a_notice_and_nothing_before_it_is_lost(tmp_path_factory, cut, junk):
    folder = tmp_path_factory.mktemp("torn")
    content = fill(folder)
    kept = content[: max(len(content) - cut, 0)]
    (folder / FILE).write_bytes(kept + junk)
    whole = kept.count(b"\n")  # junk is no record, with whatever line feeds
    with Store(folder, KEYS) as store:
        assert list(store.stored) == ["a", "b", "c"][:whole]
        damaged = kept + junk != b"".join(content.splitlines(keepends=True)[:whole])
        assert bool(store.notices) == damaged
        for name in ["a", "b", "c"][whole:]:
            store.append(record(name))
    assert (folder / FILE).read_bytes() == content


def test_zeros_that_lost_power_leaves_are_cut_off(tmp_path):
    content = fill(tmp_path)
    (tmp_path / FILE).write_bytes(content + b"\0" * 4096)
    with Store(tmp_path, KEYS) as store:
        assert list(store.stored) == ["a", "b", "c"]
        (notice,) = store.notices
    assert notice == f"{tmp_path / FILE}: a damaged end of 4096 bytes was cut off; what it held is predicted anew"


def test_a_damaged_line_in_the_middle_costs_itself_alone(tmp_path):
    lines = fill(tmp_path).splitlines(keepends=True)
    (tmp_path / FILE).write_bytes(lines[0] + b"\0" * 20 + b"\n" + lines[2])
    with Store(tmp_path, KEYS) as store:
        assert list(store.stored) == ["a", "c"]
        assert "1 lines are no predictions of this run" in store.notices[0]
    assert (tmp_path / FILE).read_bytes() == lines[0] + lines[2]


def test_a_prediction_of_another_text_or_run_is_not_taken(tmp_path):
    fill(tmp_path)
    other = {**KEYS, "a": example_key("f" * 16, "a", "another text"), "b": example_key("0" * 16, "b", "text of b")}
    with Store(tmp_path, other) as store:
        assert list(store.stored) == ["c"]


def test_a_failure_is_tried_again_and_the_answer_takes_its_place(tmp_path):
    with Store(tmp_path, KEYS) as store:
        store.append({"id": "a", "error": "server down"})
        store.append(record("b"))
    with Store(tmp_path, KEYS, keep_failed=True) as store:
        assert list(store.stored) == ["a", "b"]
    with Store(tmp_path, KEYS) as store:
        assert (list(store.stored), store.notices) == (["b"], [])
        store.append(record("a"))
        store.write_in_order("ab")
    assert [json.loads(line)["id"] for line in (tmp_path / FILE).read_text().splitlines()] == ["a", "b"]


def test_half_a_surrogate_pair_is_stored_as_the_replacement_sign(tmp_path):
    with Store(tmp_path, KEYS) as store:
        store.append({"id": "a", "summary": "济宁\ud83d。"})
        assert store.stored["a"]["summary"] == "济宁\ufffd。"
    assert read_predictions(tmp_path)["a"]["summary"] == "济宁\ufffd。"


def test_a_second_process_is_told_and_changes_nothing(tmp_path):
    with Store(tmp_path, KEYS) as store:
        store.append(record("a"))
        code = (
            "import sys; from pathlib import Path; from bench.runs.store import Store\n"
            "from bench.errors import BenchError\n"
            "try: Store(Path(sys.argv[1]), {}).__enter__()\n"
            "except BenchError as error: print(error)"
        )
        done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, timeout=60)
        assert done.stdout.strip() == (
            f"{tmp_path}: another process is on this run; wait until it ends, or end it and run again"
        )
        store.append(record("b"))
    assert list(read_predictions(tmp_path, KEYS)) == ["a", "b"]


def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from bench.runs.store import Store\n"
        "held = Store(Path(sys.argv[1]), {}).__enter__(); print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "in\n"
        with pytest.raises(BenchError, match="another process"):
            Store(tmp_path, KEYS).__enter__()
        holder.kill()
        holder.wait(timeout=30)
    fill(tmp_path)


FULL = """
import json, resource, signal, sys
from pathlib import Path
from bench.errors import BenchError
from bench.runs.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
keys = json.loads(sys.argv[3])
with Store(Path(sys.argv[1]), keys) as store:
    for name in keys:
        try:
            store.append({"id": name, "summary": "济" * 100})
        except BenchError as error:
            print(name, error)
            break
"""


@pytest.mark.skipif(os.name != "posix", reason="the limit is the system's")
@pytest.mark.parametrize("room", [0, 100, 360, 700, 800])
def test_a_full_disk_leaves_whole_records_and_says_so(tmp_path, room):
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path, str(room), json.dumps(KEYS)], capture_output=True, text=True, timeout=60
    )
    name, _, said = done.stdout.strip().partition(" ")
    assert "cannot be written (File too large); what stands there is sound: free space and run again" in said
    content = (tmp_path / FILE).read_bytes()
    assert len(content) <= room
    assert content == b"" or content.endswith(b"\n")
    with Store(tmp_path, KEYS) as store:
        assert store.notices == []
        assert list(store.stored) == list("abcde")[: "abcde".index(name)]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != room  # the limit was the other process's alone
