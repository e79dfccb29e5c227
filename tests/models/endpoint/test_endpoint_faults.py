"""A server that fails in every listed way, scripted: nothing is lost, doubled, mixed up or asked too often."""

from __future__ import annotations

import random
import re
import socket
import time
from collections import defaultdict
from email.utils import formatdate

import pytest
from chat_server import (  # noqa: F401  the fixtures are taken by being here
    CUT,
    DRIBBLE,
    HANG,
    NO_CHOICES,
    NO_JSON,
    NULL,
    RESET,
    Status,
    bounded,
    completion,
    scripted,
    serving,
    short_waits,
)

from bench.errors import BenchError
from bench.models.endpoint import client
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.summarizer import EndpointSummarizer
from bench.models.endpoint.tagger import EndpointTagger, EndpointTaggerSettings

FAULTS = {
    "408": Status(408),
    "409": Status(409),
    "429 with seconds": Status(429, {"Retry-After": "0.01"}),
    "429 with a date": Status(429, {"Retry-After": formatdate(0, usegmt=True)}),
    "500": Status(500),
    "502": Status(502, {}, b"<html>\x1b[31mBad Gateway</html>"),
    "503": Status(503),
    "504": Status(504),
    "529, which is no standard": Status(529),
    "connection reset": RESET,
    "body cut short": CUT,
    "body that is no JSON": NO_JSON,
    "hangs": HANG,
    "comes byte by byte": DRIBBLE,
    "no choices": NO_CHOICES,
    "null content": NULL,
    "an error in a 200": Status(200, {}, b'{"error": {"message": "upstream", "code": 502}}'),
    "broken off": completion("half", finish="error"),
}


def summarizer(url: str, **settings) -> EndpointSummarizer:
    return EndpointSummarizer(EndpointSettings("m", base_url=url, **{"timeout": 10.0, **settings}))


def marker(request) -> str:
    return re.search(r"#(\d+)#", request.text)[1]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_tried_again_until_it_is_answered(fault):
    with serving(scripted(FAULTS[fault], FAULTS[fault], completion("好。"))) as server:
        model = summarizer(server.url, timeout=0.5 if FAULTS[fault] in (HANG, DRIBBLE) else 10.0)
        assert model.predict(["文"], 60) == ["好。"]
        assert len(server.asked) == 3
        assert (model.usage.requests, model.usage.retries) == (3, 2)
        assert server.asked[0].body == server.asked[2].body


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_that_stays_fails_the_document_with_a_line(fault):
    with serving(scripted(FAULTS[fault])) as server:
        model = summarizer(server.url, timeout=0.5 if FAULTS[fault] in (HANG, DRIBBLE) else 10.0, retries=1)
        ((number, answer),) = model.stream(["文"], 60)
        assert (number, answer.value, len(server.asked)) == (0, None, 2)
    assert answer.error.endswith("(2 tries)")
    assert answer.error.isprintable()


def test_a_thousand_documents_and_a_fifth_of_the_requests_fail_in_every_way():
    chance = random.Random(11)
    faults = list(FAULTS.values())
    log = defaultdict(list)  # what happened to each document, by its marker

    def act(request, _):
        fault = chance.choice(faults) if chance.random() < 0.2 else None
        log[marker(request)].append(fault)
        name = f"#{marker(request)}#"
        return completion(f'{{"mentions": [{{"text": "{name}", "type": "PER"}}]}}') if fault is None else fault

    texts = [[f"第#{number}#号文章。"] for number in range(1000)]
    with serving(act) as server:
        settings = EndpointTaggerSettings("m", base_url=server.url, timeout=1.5, retries=2, concurrency=8)
        model = EndpointTagger(settings)
        begun = time.monotonic()
        answers = list(model.stream(texts))
        assert time.monotonic() - begun < 25
        assert sorted(number for number, _ in answers) == list(range(1000))
        assert model.usage.requests == len(server.asked) == sum(map(len, log.values()))
        assert model.usage.retries == len(server.asked) - 1000
    assert {str(fault) for tries in log.values() for fault in tries} >= {str(fault) for fault in faults}
    failed = {number for number, answer in answers if answer.error}
    # By the server's own log: given up after three faults, otherwise answered by the first request that had none.
    assert failed == {int(name) for name, tries in log.items() if None not in tries}
    assert 0 < len(failed) < 50
    assert all(len(tries) == 3 if None not in tries else tries.index(None) == len(tries) - 1 for tries in log.values())
    for number, answer in answers:
        if answer.error is None:
            (text,), ((span,),) = texts[number], answer.value
            assert text[span.start : span.end] == f"#{number}#"


def test_what_a_server_asks_to_wait_all_requests_wait():
    with serving(scripted(Status(429, {"Retry-After": "1"}), completion("好。"))) as server:
        assert summarizer(server.url, concurrency=2).predict(["文"] * 40, 60) == ["好。"] * 40
        begun = [asked.at - server.asked[0].at for asked in server.asked]
    # The other one may have gone on until the word came in, and then was quiet too.
    assert len([seconds for seconds in begun if seconds < 0.99]) < 30
    assert not [seconds for seconds in begun if 0.5 < seconds < 0.99]


@pytest.mark.parametrize("said", ["601", formatdate(time.time() + 4000, usegmt=True)], ids=["seconds", "date"])
def test_a_server_that_asks_for_more_than_ten_minutes_is_not_waited_for(said):
    with serving(scripted(Status(429, {"Retry-After": said}))) as server:
        with pytest.raises(BenchError, match=r"it asks to wait \d+ s, and 600 s are waited at most; run again then"):
            summarizer(server.url).predict(["文"], 60)
        assert len(server.asked) == 1


@pytest.mark.parametrize("minutes", [2, 9])
def test_waits_of_more_than_a_minute_are_kept(monkeypatch, minutes):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)
        clock[0] += seconds

    clock = [0.0]
    monkeypatch.setattr(client, "monotonic", lambda: clock[0])
    monkeypatch.setattr(client.asyncio, "sleep", sleep)
    with serving(scripted(Status(503, {"Retry-After": str(60 * minutes)}), completion("好。"))) as server:
        assert summarizer(server.url).predict(["文"], 60) == ["好。"]
    assert sum(waited) == pytest.approx(60 * minutes)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "see the account and its key in the variable OPENAI_API_KEY, which is not set; with.key names another"),
        (402, "see the account"),
        (403, "see the account"),
        (404, "see base_url, and whether it has the model m"),
        (301, "it points to http://elsewhere/v1; give the address that answers as base_url"),
    ],
)
def test_what_would_fail_for_every_document_stops_everything(status, remedy):
    with serving(scripted(Status(status, {"Location": "http://elsewhere/v1"}))) as server:
        with pytest.raises(BenchError, match=re.escape(remedy)) as caught:
            summarizer(server.url, concurrency=2).predict(["文"] * 50, 60)
        assert str(caught.value).startswith(f"{server.url}: HTTP {status}: no; ")
        assert len(server.asked) <= 2


def test_a_spent_quota_stops_everything_though_it_comes_as_too_many_requests():
    body = b'{"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}'
    with serving(scripted(Status(429, {}, body))) as server:
        with pytest.raises(BenchError, match="HTTP 429: You exceeded your current quota; see the account"):
            summarizer(server.url).predict(["文"], 60)
        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_bad_request_fails_its_document_at_once_and_no_other(status):
    def act(request, _):
        return Status(status, {}, b'{"detail": "too \x1b[31mlong"}') if marker(request) == "1" else completion("好。")

    with serving(act) as server:
        answers = dict(summarizer(server.url).stream(["#0#", "#1#", "#2#"], 60))
        assert len(server.asked) == 3
    assert [answers[n].value for n in range(3)] == ["好。", None, "好。"]
    assert answers[1].error == f'HTTP {status}: {{"detail": "too \\u001b[31mlong"}}'


def test_what_a_server_says_is_cut_short_and_cannot_act_on_a_terminal():
    with serving(scripted(Status(500, {}, ("好" * 5000 + "\x1b[2J\u202e\r\n").encode()))) as server:
        ((_, answer),) = summarizer(server.url, retries=0).stream(["文"], 60)
    assert len(answer.error) < 220
    assert answer.error.startswith("HTTP 500: 好好")
    assert answer.error.endswith("好… (1 try)")


def test_no_server_ends_the_run_after_a_few_tries():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        model = summarizer(url, concurrency=1)
        with pytest.raises(BenchError, match=rf"{url}: not reached in 4 tries \(connection failed: .*\); start the"):
            model.predict(["文"] * 5, 60)
    assert model.usage.requests == 4


@pytest.mark.parametrize("last", [Status(200, {}, completion("好。")), Status(500)], ids=["answer", "fault"])
def test_a_server_that_has_answered_and_goes_away_fails_documents_and_not_the_run(last):
    def act(_, number):
        server.go_away()
        return last._replace(headers={"Connection": "close"})

    with serving(act) as server:
        answers = dict(summarizer(server.url, concurrency=1, retries=5).stream(["文", "章"], 60))
        assert len(server.asked) == 1
    assert answers[0].value == ("好。" if last.code == 200 else None)
    assert answers[1].error.startswith("connection failed: ")
    assert answers[1].error.endswith("(6 tries)")


def test_an_article_that_no_request_can_hold_fails_alone():
    with serving(scripted(completion("好。"))) as server:
        answers = dict(summarizer(server.url).stream(["文", "\ud800"], 60))
    assert answers[0].value == "好。"
    assert answers[1].error.startswith("UnicodeEncodeError: ")
