"""offline=true: no request leaves this machine, and a model that needs one is refused before it runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.errors import BenchError
from bench.runs.offline import check_offline

# Every connection and every look-up of a name is an error that names itself, whoever asks.
BLOCKED = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError(f"a socket was opened: {arguments}")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from bench.cli.main import main
code = main(sys.argv[1:])
assert all(__import__("os").environ[switch] == "1" for switch in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
if "huggingface_hub" in sys.modules:
    from huggingface_hub import constants
    assert constants.HF_HUB_OFFLINE
sys.exit(code)
"""


def run(*arguments, cwd):
    environment = {key: value for key, value in os.environ.items() if "OFFLINE" not in key}
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        capture_output=True, text=True, cwd=cwd, env=environment, timeout=300, check=False,
    )  # fmt: skip


def test_the_default_experiment_runs_with_sockets_blocked(tmp_path):
    done = run("run", "offline=true", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "lexrank" in done.stdout


def test_a_hub_model_that_is_not_here_is_named_and_nothing_is_asked(tmp_path):
    done = run("run", "offline=true", "model=transformers:nobody/no-such-model", cwd=tmp_path)
    assert done.returncode == 1
    assert "AssertionError" not in done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("bench: ")
    assert "nobody/no-such-model" in line
    assert "Traceback" not in done.stderr


def test_a_model_at_another_machine_is_refused():
    class Remote:
        remote = "api.example.com"

    with pytest.raises(BenchError, match=r"offline=true, and the model x is asked at api\.example\.com"):
        check_offline("x", Remote())
    check_offline("x", object())
