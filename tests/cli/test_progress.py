"""The bar and the lines that say how far a run is, and what it says is left."""

from __future__ import annotations

import pytest

from bench.cli import progress as shown
from bench.runs.timing import Progress


def at(done, characters, seconds, monkeypatch):
    progress = Progress(documents=10, characters=1000, begun=100.0)
    progress.done, progress.done_characters = done, characters
    monkeypatch.setattr("time.perf_counter", lambda: 100.0 + seconds)
    return progress


def test_what_is_left_goes_by_characters_and_is_unknown_at_first(monkeypatch):
    assert at(0, 0, 5, monkeypatch).seconds_left is None
    assert at(1, 49, 5, monkeypatch).seconds_left is None
    # 9 of 10 documents are done but only half of the characters: as long again.
    assert at(9, 500, 60, monkeypatch).seconds_left == pytest.approx(60)
    assert at(10, 1000, 60, monkeypatch).seconds_left == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.2, "about 1 s left"),
        (59.6, "about 60 s left"),
        (100, "about 2 min left"),
        (3600, "about 60 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_a_time_is_told_as_exactly_as_it_is_known(seconds, said):
    assert shown.told(seconds) == said


def test_without_a_terminal_a_line_comes_now_and_then(monkeypatch, capsys):
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with shown.watching("[1/1] ner clean x") as watch:
        for second, done in ((10, 2), (31, 4), (40, 5), (62, 6), (95, 10)):
            clock[0] = second
            watch(at(done, done * 100, second, monkeypatch))
    assert capsys.readouterr().err.splitlines() == [
        "[1/1] ner clean x: 4 of 10 documents, about 46 s left",
        "[1/1] ner clean x: 6 of 10 documents, about 41 s left",
    ]


def test_on_a_terminal_a_bar_moves_and_leaves_nothing(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shown.watching("[1/1] ner [red]clean x") as watch:
        watch(at(4, 400, 31, monkeypatch))
    said = capsys.readouterr().err
    assert "[red]clean" in said
    assert "4/10 documents" in said
