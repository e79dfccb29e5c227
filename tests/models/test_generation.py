"""Batches: nobody's answer depends on what goes with it, on memory, or on another's failure."""

from __future__ import annotations

import pytest
from tiny_writers import DOCUMENTS, SUMMARIES, bart

from bench.models.seq2seq import Seq2Seq


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    return str(bart(tmp_path_factory.mktemp("bart")))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A model that has learned nothing: whatever its input is, every token is about as likely."""
    return str(bart(tmp_path_factory.mktemp("drawn"), steps=0, init_std=0.3))


def made(path, **settings):
    return Seq2Seq(Seq2Seq.Settings(path, **settings))


def calls_of(model, monkeypatch, fail=lambda size: None):
    """The sizes of the batches that the model is asked for; `fail` may raise for one."""
    weights, sizes = model._model.weights, []
    generate = weights.generate

    def watched(input_ids, **options):
        sizes.append(len(input_ids))
        fail(input_ids)
        return generate(input_ids=input_ids, **options)

    monkeypatch.setattr(weights, "generate", watched)
    return sizes


@pytest.mark.parametrize("beams", [1, 3])
def test_the_batch_changes_no_answer(drawn, beams):
    documents = [text[:length] for text in DOCUMENTS for length in (1, 2, 3, 5, 30)]
    alone, together = (dict(made(drawn, batch=n, num_beams=beams).stream(documents, 12)) for n in (1, 7))
    assert alone == together
    assert len({answer.value for answer in alone.values()}) > 5


def test_batches_are_of_like_lengths_and_come_as_they_are_done(learned, monkeypatch):
    model = made(learned, batch=2)
    sizes = calls_of(model, monkeypatch)
    stream = model.stream([DOCUMENTS[2], DOCUMENTS[0], DOCUMENTS[3], DOCUMENTS[1]], 20)
    assert sorted(next(stream)[0] for _ in range(2)) == [1, 3]
    assert sizes == [2]
    stream.close()
    assert sizes == [2]


@pytest.mark.parametrize("of_gpu", [True, False])
def test_a_batch_is_halved_where_memory_runs_short(learned, monkeypatch, of_gpu):
    import torch

    def short(input_ids):
        if len(input_ids) > 1:
            raise (
                torch.OutOfMemoryError("CUDA") if of_gpu else RuntimeError("DefaultCPUAllocator: can't allocate memory")
            )

    model = made(learned, batch=4)
    sizes = calls_of(model, monkeypatch, short)
    assert model.predict(DOCUMENTS, 20)[0] == SUMMARIES[0]
    assert sizes == [4, 2, 1, 1, 1, 1]


def test_who_is_too_long_by_itself_fails_alone(learned, monkeypatch):
    def short(input_ids):
        if input_ids.shape[1] > 20:
            raise MemoryError

    model = made(learned, batch=4)
    calls_of(model, monkeypatch, short)
    answers = dict(model.stream(DOCUMENTS, 20))
    assert answers[0].value is None
    assert "out of memory on an input of 27 tokens" in answers[0].error
    assert [answers[i].value for i in (2, 3)] == ["今夜降", "gdp王红well done"]


def test_what_breaks_breaks_for_one(learned, monkeypatch):
    def broken(input_ids):
        if input_ids.shape[1] == 27:
            raise ValueError("no\nsense")

    model = made(learned, batch=3)
    sizes = calls_of(model, monkeypatch, broken)
    answers = dict(model.stream(DOCUMENTS, 20))
    assert answers[0].error == "ValueError: no sense"
    assert [answers[i].value for i in (1, 2)] == list(SUMMARIES[1:3])
    # Each of the three by itself; the fourth as it would have been.
    assert sizes == [3, 1, 1, 1, 1]


def test_what_is_drawn_depends_on_seed_and_input_alone(drawn):
    import torch

    documents = list(DOCUMENTS)
    first = dict(made(drawn, do_sample=True, batch=4).stream(documents, 12))
    torch.manual_seed(99)
    state = torch.get_rng_state()
    again = dict(made(drawn, do_sample=True).stream(documents[::-1], 12))
    assert torch.equal(torch.get_rng_state(), state)
    assert [first[i] for i in range(4)] == [again[3 - i] for i in range(4)]
    other = dict(made(drawn, do_sample=True, seed=1).stream(documents, 12))
    assert all(first[i].value != other[i].value for i in range(4))
    greedy = dict(made(drawn).stream(documents, 12))
    assert all(first[i].value != greedy[i].value for i in range(4))


def test_every_input_has_random_numbers_of_its_own(drawn, monkeypatch):
    import torch

    seen = []
    model = made(drawn, do_sample=True)
    calls_of(model, monkeypatch, lambda _: seen.append(torch.rand(())))
    model.predict([*DOCUMENTS, DOCUMENTS[0]], 5)
    assert len(set(map(float, seen))) == 4


def test_what_does_not_end_by_itself_is_told(drawn):
    ((_, answer),) = made(drawn, max_new_tokens=5).stream(DOCUMENTS[:1], 12)
    # Five tokens, though BART's forced end token would make the fifth look like an end.
    assert answer.kept == {"tokens": {"input": 27, "output": 5}, "cut_off": 1}
    assert len(answer.value) >= 4
