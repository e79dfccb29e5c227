"""What is spent and asked stays within its limits; a stream gives answers as they come and ends when it is closed."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from chat_server import HANG, Status, bounded, completion, scripted, serving, short_waits  # noqa: F401  fixtures

from bench.errors import BenchError
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.summarizer import EndpointSummarizer


def summarizer(url: str, **settings) -> EndpointSummarizer:
    return EndpointSummarizer(EndpointSettings("m", base_url=url, **{"timeout": 10.0, **settings}))


def marker(request) -> str:
    return re.search(r"#(\d+)#", request.text)[1]


def test_a_budget_of_requests_counts_tries_and_then_sends_nothing():
    with serving(scripted(Status(500), Status(500), completion("好。"))) as server:
        model = summarizer(server.url, budget_requests=7, concurrency=2)
        answers = dict(model.stream(["文"] * 20, 60))
        assert len(server.asked) == model.usage.requests == 7
        errors = [answer.error for answer in answers.values() if answer.error]
        assert errors == ["budget of 7 requests is spent"] * 15
        # Another run has it again, whole.
        assert model.predict(["文"] * 7, 60) == ["好。"] * 7
        assert (model.usage.requests, model.usage.retries) == (14, 2)


def test_a_budget_of_tokens_is_kept_to_what_is_under_way():
    with serving(scripted(completion("好。", usage=(30, 10)))) as server:
        exact, past = (summarizer(server.url, budget_tokens=most, concurrency=1) for most in (80, 81))
        answers = dict(exact.stream(["文"] * 6, 60))
        assert len(server.asked) == 2  # 40, 80
        assert len(list(past.stream(["文"] * 6, 60))) == 6
        assert len(server.asked) == 2 + 3  # 40, 80, 120
    assert [answers[n].error for n in range(6)] == [None] * 2 + ["budget of 80 tokens is spent"] * 4


def test_a_budget_of_tokens_that_the_server_does_not_count_stops_the_run():
    with (
        serving(scripted(completion("好。", usage=None))) as server,
        pytest.raises(BenchError, match="does not say how many tokens it took, so that no budget_tokens can be kept"),
    ):
        summarizer(server.url, budget_tokens=100).predict(["文"], 60)


def test_cost_is_of_the_tokens_that_the_server_counted():
    with serving(scripted(completion("好。", usage=(3000, 500)))) as server:
        model = summarizer(server.url, price_input=2, price_output=8)
        answers = dict(model.stream(["文"] * 4, 60))
    assert (model.usage.input_tokens, model.usage.output_tokens) == (12000, 2000)
    assert model.usage.cost == pytest.approx(0.012 * 2 + 0.002 * 8)
    assert answers[0].kept == {"tokens": {"input": 3000, "output": 500}}


@pytest.mark.parametrize("usage", [None, (None, 5), ("12", True), (-1, 5)])
def test_tokens_that_the_server_does_not_count_are_null_and_so_is_the_cost(usage):
    with serving(scripted(completion("好。", usage=usage))) as server:
        model = summarizer(server.url, price_input=2, price_output=8)
        ((_, answer),) = model.stream(["文"], 60)
    assert answer.kept["tokens"]["input"] is None
    assert model.usage.input_tokens is None
    assert model.usage.cost is None


def test_answers_come_as_they_are_ready_and_at_most_so_many_are_asked_at_once():
    with serving(lambda request, _: HANG if marker(request) == "0" else completion("好。")) as server:
        stream = summarizer(server.url, concurrency=3, timeout=2.0, retries=0).stream([f"#{n}#" for n in range(9)], 60)
        assert next(stream)[0] != 0  # the first one is slow, and nobody waits for it
        assert [number for number, _ in stream][-1] == 0


def test_concurrency_is_a_limit():
    with serving(lambda *_: HANG) as server:
        stream = summarizer(server.url, concurrency=3, timeout=0.5, retries=0).stream(["文"] * 30, 60)
        next(stream)
        assert len(server.asked) <= 6  # three at once, and after half a second three more
        stream.close()


def test_closing_cancels_what_is_under_way_and_sends_nothing_more():
    with serving(lambda request, number: completion("好。") if number == 0 else HANG) as server:
        model = summarizer(server.url, concurrency=4)
        stream = model.stream(["文"] * 50, 60)
        next(stream)
        begun = time.monotonic()
        stream.close()
        assert time.monotonic() - begun < 2  # nobody waited for the timeout of ten seconds
        time.sleep(0.2)  # for what was on the way
        asked = len(server.asked)
        assert asked <= model.usage.requests <= 5
        time.sleep(0.3)
        assert len(server.asked) == asked


def test_a_stream_that_is_never_read_sends_nothing():
    with serving(scripted(completion("好。"))) as server:
        summarizer(server.url).stream(["文"], 60).close()
        assert server.asked == []


def test_a_stream_can_be_read_inside_a_running_loop():
    async def notebook():
        return model.predict(["文"], 60)

    with serving(scripted(completion("好。"))) as server:
        model = summarizer(server.url)
        assert asyncio.run(notebook()) == ["好。"]


def test_no_document_no_request():
    with serving(scripted(completion("好。"))) as server:
        assert list(summarizer(server.url).stream([], 60)) == []
        assert server.asked == []
