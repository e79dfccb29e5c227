"""Finished runs in a real MLflow store; a store that fails or hangs is a line, and nothing else."""

from __future__ import annotations

import json
import shutil
import socket
import time
from dataclasses import replace

import pytest

from bench.errors import BenchError
from bench.reports import tracker
from bench.reports.tracker import open_tracker
from bench.runs import find_records
from conftest import bench
from publications import edit, one

LAC = "ner/banmian-clean/lac"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Made once: MLflow takes seconds to lay out a new database."""
    return tmp_path_factory.mktemp("mlflow") / "mlflow.db"


@pytest.fixture
def store(database, tmp_path, monkeypatch, request):
    """MLflow's client on a local database, with an experiment of the test's own."""
    from mlflow import MlflowClient

    for name in (*tracker._SWITCHES, "MLFLOW_EXPERIMENT_ID"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{database}")
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", request.node.name)
    return MlflowClient()


@pytest.fixture
def record(default_runs):
    (found,) = find_records(one(default_runs[0], LAC))
    return found


def logged(store, name):
    experiment = store.get_experiment_by_name(name)
    return list(store.search_runs([experiment.experiment_id])) if experiment else []


def test_a_run_is_logged_with_figures_intervals_parameters_and_files(store, record, request, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: asked.append(address))
    assert open_tracker("mlflow", offline=True).log(record) == ""
    assert asked == []
    (run,) = logged(store, request.node.name)
    figure = record.scores["metrics"]["strict_f1"]
    assert run.data.metrics["strict_f1"] == figure["value"]
    for estimand in ("within", "beyond"):
        for end in ("low", "high"):
            assert run.data.metrics[f"strict_f1_{estimand}_{end}"] == figure[estimand][end]
    by_label = record.scores["by_label"]["PER"]["strict_f1"]["value"]
    assert run.data.metrics["by_label/PER/strict_f1"] == by_label
    assert run.data.params == {
        "model": "lac", "task": "ner", "view": "clean", "scheme": "core3", "track": "common", "settings": "{}",
        "fingerprint": record.path.name, "data": record.scores["scored"]["data"],
    }  # fmt: skip
    assert run.data.tags["signature"] == figure["signature"]
    assert run.data.tags["state"] == "complete"
    assert run.info.status == "FINISHED"
    assert {file.path for file in store.list_artifacts(run.info.run_id)} == set(tracker.ARTIFACTS)
    copy = store.download_artifacts(run.info.run_id, "scores.json", str(tmp_path))
    assert json.loads(open(copy, encoding="utf-8").read()) == record.scores  # noqa: PTH123, SIM115


def test_the_same_scores_are_logged_once_and_new_ones_again(store, record, request, tmp_path):
    copy = shutil.copytree(record.path, tmp_path / record.path.name)
    mine = replace(record, path=copy)
    for _ in range(2):
        assert open_tracker("mlflow").log(mine) == ""
    assert len(logged(store, request.node.name)) == 1
    edit(copy / "scores.json", more=1)
    assert open_tracker("mlflow").log(mine) == ""
    assert len(logged(store, request.node.name)) == 2


def test_what_was_logged_in_part_is_logged_again(store, record, request, monkeypatch):
    import mlflow

    with monkeypatch.context() as broken:
        broken.setattr(mlflow.MlflowClient, "log_artifact", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        assert "not logged (OSError: disk full); run again to log them" in open_tracker("mlflow").log(record)
    assert open_tracker("mlflow").log(record) == ""
    assert sorted(run.info.status for run in logged(store, request.node.name)) == ["FINISHED", "RUNNING"]


def test_summaries_have_their_figures_and_reference_lines_say_what_they_are(store, default_runs, request):
    for model in ("lead", "oracle-extract"):
        (record,) = find_records(one(default_runs[0], f"summary/banmian-clean/{model}"))
        assert open_tracker("mlflow").log(record) == ""
    runs = {run.data.params["model"]: run for run in logged(store, request.node.name)}
    assert "rouge1_f1_beyond_low" in runs["lead"].data.metrics
    assert "rouge1_f1_within_low" not in runs["lead"].data.metrics
    assert {name: run.data.tags["reference"] for name, run in runs.items()} == {
        "lead": "false",
        "oracle-extract": "true",
    }


def test_a_server_that_is_not_there_is_one_line_without_its_password_and_then_left_alone(store, record, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:secret@127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    mlflow = open_tracker("mlflow")
    notice = mlflow.log(record)
    assert notice.startswith(f"mlflow: {record.path} and later runs are not logged (")
    assert "secret" not in notice
    assert len(notice.splitlines()) == 1
    assert mlflow.log(record) == ""


def test_a_server_that_never_answers_is_given_up_in_seconds(store, record, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
        monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
        start = time.monotonic()
        assert "not logged (" in open_tracker("mlflow").log(record)
        assert time.monotonic() - start < 10


def test_a_store_without_a_timeout_of_its_own_is_given_up_too(record, monkeypatch):
    monkeypatch.setattr(tracker, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(tracker, "_log", lambda record: time.sleep(2))
    start = time.monotonic()
    assert "not logged (no answer in 0 s)" in open_tracker("mlflow").log(record)
    assert time.monotonic() - start < 1


def test_none_is_none():
    assert open_tracker(None) is None
    assert open_tracker("none") is None


def test_without_mlflow_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(tracker, "find_spec", lambda name: None)
    with pytest.raises(BenchError, match=r"tracker=mlflow needs mlflow; pip install 'banmian\[mlflow\]'"):
        open_tracker("mlflow")


def test_offline_forbids_a_server_and_does_not_repeat_its_address(monkeypatch):
    for uri in ("https://me:secret@host", "databricks://profile", "postgresql://me:secret@host/db"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
        with pytest.raises(BenchError, match="MLFLOW_TRACKING_URI names a server") as caught:
            open_tracker("mlflow", offline=True)
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("tracker=nosuch", "no tracker 'nosuch'; there are none, mlflow"),
        ("tracker=none,mlflow", "tracker: take one for all runs"),
        ("+tracker.uri=x", "adds or deletes a key"),
    ],
)
def test_what_is_no_tracker_is_one_line_before_any_run(tmp_path, override, message):
    done = bench("run", "model=jieba", override, cwd=tmp_path)
    assert done.code == 1
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_command_logs_each_run_once_and_prints_what_it_prints_without(store, database, request, tmp_path):
    env = {"MLFLOW_TRACKING_URI": f"sqlite:///{database}", "MLFLOW_EXPERIMENT_NAME": request.node.name}
    asked = ("run", "model=jieba", "view=clean", "out=runs")
    first = bench(*asked, "tracker=mlflow", cwd=tmp_path, env=env)
    assert first.code == 0, first.err
    assert [line.split(":")[0] for line in first.err.splitlines()] == ["[1/1] ner clean jieba"]
    plain, again = bench(*asked, cwd=tmp_path, env=env), bench(*asked, "tracker=mlflow", cwd=tmp_path, env=env)
    assert first.out == plain.out == again.out
    assert again.err == "everything was done already in runs\n"
    assert len(logged(store, request.node.name)) == 1
    (path,) = (tmp_path / "runs").glob("ner/*/jieba/*")
    assert "tracker" not in (path / "config.yaml").read_text(encoding="utf-8")


def test_a_failing_tracker_is_one_line_and_the_run_is_as_it_is(tmp_path):
    env = {"MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path}/none/at/all.db?mode=ro", "MLFLOW_EXPERIMENT_NAME": "x"}
    (tmp_path / "none").write_text("", encoding="utf-8")
    done = bench("run", "model=jieba", "view=clean", "tracker=mlflow", cwd=tmp_path, env=env)
    assert done.code == 0, done.err
    assert len([line for line in done.err.splitlines() if line.startswith("mlflow: ")]) == 1
    assert "jieba" in done.out
    (status,) = (tmp_path / "runs").glob("*/*/*/*/status.json")
    assert json.loads(status.read_text(encoding="utf-8"))["state"] == "complete"
