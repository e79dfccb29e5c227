"""What a model that repeats itself writes is checked in time that grows with its length, not with its square."""

from __future__ import annotations

import time

import pytest

from bench import score_summaries

SENTENCE = "济宁市1月5日召开全市会议，预计2024年增长6.5%，力争突破8500万吨。"
PIECES = ["1万", "1,", "1月", "1.", "1-", "济宁市市", "预计", "亿", "百分之", "年", "“", "（", SENTENCE]


def seconds(summary: str) -> float:
    begun = time.perf_counter()
    scores = score_summaries([summary], [[SENTENCE]], metrics=("rouge1",), sources=[SENTENCE * 20])
    assert scores["number_faithfulness"].value is None or 0 <= scores["number_faithfulness"].value <= 1
    return time.perf_counter() - begun


@pytest.mark.parametrize("piece", PIECES)
def test_eight_times_the_text_takes_at_most_twenty_times_as_long(piece):
    seconds(SENTENCE)  # word lists are loaded
    short = min(seconds((piece * 1500)[:1500] + mark) for mark in "。！")
    long = min(seconds((piece * 12000)[:12000] + mark) for mark in "。！")  # the collector may fall into one
    # Squared growth would be 64 times.
    assert long < 20 * max(short, 0.02)
