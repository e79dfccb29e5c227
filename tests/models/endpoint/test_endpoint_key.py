"""The key goes to the endpoint in a header, and nowhere else; what can be set is checked before anything is asked."""

from __future__ import annotations

import json
import sys
import traceback

import pytest
from chat_server import Status, bounded, completion, scripted, serving, short_waits  # noqa: F401  fixtures

import bench
from bench.errors import BenchError
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.summarizer import EndpointSummarizer
from bench.models.endpoint.tagger import EndpointTagger
from bench.models.settings import read_settings
from bench.runs import RunConfig
from conftest import bench as command

SECRET = "sk-Verborgen-0123456789"


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv("MY_KEY", SECRET)
    return "MY_KEY"


def summarizer(url, **settings) -> EndpointSummarizer:
    return EndpointSummarizer(EndpointSettings("m", base_url=url, **settings))


def authorization(server):
    return {asked.headers.get("authorization", asked.headers.get("Authorization")) for asked in server.asked}


def test_the_key_of_the_named_variable_is_sent(key):
    with serving(scripted(Status(500), completion("好。"))) as server:
        summarizer(server.url, key=key).predict(["文"], 60)
        assert authorization(server) == {f"Bearer {SECRET}"}


def test_openais_variable_is_the_usual_one(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with serving(scripted(completion("好。"))) as server:
        summarizer(server.url).predict(["文"], 60)
        assert authorization(server) == {f"Bearer {SECRET}"}


def test_a_server_that_wants_no_key_gets_none():
    with serving(scripted(completion("好。"))) as server:
        assert summarizer(server.url).predict(["文"], 60) == ["好。"]
        assert authorization(server) == {None}


def test_a_variable_that_was_named_must_be_set():
    with pytest.raises(BenchError, match="the environment variable MY_KEY is not set; set it to the key of http"):
        summarizer("http://127.0.0.1:1/v1", key="MY_KEY").load()


@pytest.mark.parametrize("value", ["sk-a b", "sk-é", "sk-a\nX-Header: b"])
def test_what_no_header_can_hold_is_refused_and_not_repeated(monkeypatch, value):
    monkeypatch.setenv("MY_KEY", value)
    with pytest.raises(BenchError, match="the environment variable MY_KEY holds signs that no key has") as caught:
        summarizer("http://127.0.0.1:1/v1", key="MY_KEY").predict(["文"], 60)
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize("wrong", [SECRET, "0123456789abcdef", "abcdef0123456789abcdef0123456789", "A B", ""])
def test_a_key_in_the_place_of_its_name_is_refused_and_not_repeated(wrong):
    with pytest.raises(BenchError, match="key is the name of an environment variable in capitals") as caught:
        EndpointSettings("m", key=wrong)
    assert not wrong or wrong not in str(caught.value)


@pytest.mark.parametrize(
    "url", [f"https://me:{SECRET}@host/v1", f"https://{SECRET}@host/v1", f"http://h/v1?k={SECRET}"]
)
def test_a_key_in_the_address_is_refused_and_not_repeated(url):
    with pytest.raises(BenchError, match="base_url is no plain address") as caught:
        EndpointSettings("m", base_url=url)
    assert SECRET not in str(caught.value)


ECHOES = {
    "a document's failure": Status(400, {}, f'{{"error": {{"message": "no {SECRET}"}}}}'.encode()),
    "what stops the run": Status(401, {}, f'{{"error": {{"message": "Incorrect key: {SECRET}"}}}}'.encode()),
    "where it would be cut in two": Status(500, {}, b"x" * 190 + SECRET.encode()),
    "an address": Status(302, {"Location": f"http://elsewhere/?key={SECRET}"}),
    "an error in a 200": Status(200, {}, f'{{"error": {{"message": "{SECRET}"}}}}'.encode()),
}


@pytest.mark.parametrize("echo", ECHOES)
def test_a_server_that_repeats_the_key_does_not_bring_it_into_errors(key, echo):
    with serving(scripted(ECHOES[echo])) as server:
        model = summarizer(server.url, key=key, retries=0)
        try:
            told = [answer.error for _, answer in model.stream(["文"], 60)]
        except BenchError as error:
            told = ["".join(traceback.format_exception(error))]
        assert authorization(server) == {f"Bearer {SECRET}"}
    assert told[0]
    assert SECRET[:10] not in told[0]


def test_the_key_is_in_no_description_and_no_representation(key):
    model = summarizer("http://127.0.0.1:1/v1", key=key)
    model.load()
    parts = [model, model.usage, vars(model)]
    assert SECRET not in json.dumps(model.describe()) + repr(parts)


def test_the_key_is_in_no_file_and_no_line_of_a_run(key, tmp_path):
    bad = Status(500, {}, f"key {SECRET}".encode())
    with serving(lambda asked, number: bad if number == 2 else completion("济宁的摘要。")) as server:
        settings = {"base_url": server.url, "key": key, "retries": 0, "concurrency": 1}
        config = RunConfig(task="summary", model="openai:m", settings=settings, out=tmp_path, on_error="skip")
        record = bench.run(config)
    assert (record.status.done, record.status.failed) == (5, 1)
    for file in record.path.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file.name


# ---- a run by the command ----


def test_a_run_lists_what_failed_with_exit_1_and_the_next_asks_for_that_alone(key, tmp_path):
    broken = [True]

    def act(asked, _):
        return Status(400) if broken[0] and "泗水" in asked.text else completion("济宁的摘要。", usage=(100, 20))

    with serving(act) as server:
        asked = ["run", "task=summary", "model=openai:m", f"with.base_url={server.url}", f"with.key={key}"]
        asked += ["with.price_input=2", "with.price_output=8", "on_error=skip", "out=runs"]
        done = command(*asked, cwd=tmp_path, env={key: SECRET})
        assert done.code == 1
        assert "failed: sishui: HTTP 400: no" in done.err
        assert len(server.asked) == 6
        broken[0] = False
        again = command(*asked, cwd=tmp_path, env={key: SECRET})
        assert again.code == 0, again.err
        assert len(server.asked) == 7
    assert SECRET not in done.out + done.err + again.out + again.err
    (status,) = tmp_path.glob("runs/summary/*/m/*/status.json")
    assert json.loads(status.read_text())["done"] == 6


def test_offline_refuses_another_machine_and_not_this_one(tmp_path):
    config = {"task": "summary", "model": "openai:m", "out": tmp_path, "offline": True}
    with pytest.raises(BenchError, match=r"offline=true, and the model m is asked at api\.openai\.com"):
        bench.run(RunConfig(**config))
    for host in ("127.0.0.1", "127.1.2.3", "localhost", "[::1]"):
        assert EndpointTagger(EndpointTagger.Settings("m", base_url=f"http://{host}:1/v1")).remote == ""
    assert EndpointTagger(EndpointTagger.Settings("m", base_url="http://192.168.1.2:1/v1")).remote == "192.168.1.2"


# ---- settings ----


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"base_url": "127.0.0.1:8000/v1"}, "base_url is no plain address; give one such as http://127.0.0.1:8000/v1"),
        ({"base_url": "http://[::1/v1"}, "base_url is no plain address"),
        ({"base_url": "http://host:port/v1"}, "base_url is no plain address"),
        ({"base_url": "ftp://host/v1"}, "base_url is no plain address"),
        ({"max_tokens": 0}, "the model m: max_tokens=0: take a number from 1"),
        ({"temperature": -1}, "temperature=-1: take a number from 0"),
        ({"temperature": float("nan")}, "temperature=nan"),
        ({"concurrency": 0}, "concurrency=0"),
        ({"retries": -1}, "retries=-1"),
        ({"budget_requests": 0}, "budget_requests=0"),
        ({"budget_tokens": 0}, "budget_tokens=0"),
        ({"price_input": -1}, "price_input=-1"),
        ({"timeout": 0}, "timeout=0: take seconds, more than 0"),
        ({"timeout": float("inf")}, "timeout=inf"),
    ],
)
def test_a_value_out_of_range_is_refused(values, said):
    with pytest.raises(BenchError) as caught:
        read_settings("openai", EndpointSettings, {"path": "m", **values})
    assert said in str(caught.value)


def test_importing_the_models_imports_no_client():
    code = "import sys, bench.models.endpoint.tagger, bench.models.endpoint.summarizer; print('openai' in sys.modules)"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
