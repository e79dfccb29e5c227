"""The ways a model may offer: documents in a stream, whole articles, by their name, trained on the others."""

from __future__ import annotations

import json

import pytest

import bench
from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.models import Answer, Tagged, TagMap
from bench.models.registry import Entry, load_entries
from bench.runs import RunConfig, execute
from bench.runs.training import examples

LOC = TagMap("test", {"x": "LOC"})


def marks(text, word="济宁"):
    return [Tagged(i, i + len(word), "x") for i in range(len(text)) if text.startswith(word, i)]


class Base:
    tags = LOC

    def describe(self):
        return {"adapter": type(self).__name__}


class Plain(Base):
    def predict(self, texts):
        return [marks(t) for t in texts]


class Streaming(Base):
    """Answers in reverse order; `order` says which, so that a test can make it lie."""

    order = staticmethod(lambda n: reversed(range(n)))
    fail = ""
    closed = 0

    def stream(self, documents):
        try:
            for number in self.order(len(documents)):
                texts = documents[number % len(documents)]
                if self.fail and any(self.fail in t for t in texts):
                    yield number, Answer(None, "503 \x1b[31mserver\ndown", {"tokens": {"input": 9}})
                else:
                    yield number, Answer([marks(t) for t in texts], kept={"tokens": {"input": 1, "output": 2}})
        finally:
            type(self).closed += 1


class Whole(Plain):
    unit = "document"
    seen: list[str] = []  # noqa: RUF012

    def predict(self, texts):
        self.seen += texts
        return super().predict(texts)


class LookingUp(Base):
    def look_up(self, name, text):
        return Answer(None, f"no line for id {name}") if name == "sishui" else Answer([marks(text)])


class Learning(Base):
    """Knows as LOC what was LOC in what it was shown, and keeps who was shown what."""

    tags = TagMap("test", {"LOC": "LOC"})
    shown: list[set[str]] = []  # noqa: RUF012

    def fit(self, given):
        self.shown.append({e.text for e in given})
        known = {e.text[s.start : s.end] for e in given for s in e.spans if s.tag == "LOC"}
        return Learnt(known)


class Learnt:
    def __init__(self, known):
        self.known = known

    def predict(self, texts):
        return [
            [Tagged(t.index(word), t.index(word) + len(word), "LOC") for word in self.known if word in t] for t in texts
        ]


@pytest.fixture
def go(tmp_path, monkeypatch):
    def run(model, **fields):
        execute._held.clear()
        entries = {**load_entries(), "mine": Entry("mine", {"tagger": f"{__name__}:{model.__name__}"}, "")}
        monkeypatch.setattr("bench.models.registry.load_entries", lambda: entries)
        return bench.run(RunConfig(model="mine", out=tmp_path / model.__name__, **fields))

    yield run
    execute._held.clear()


def entities(record):
    lines = (record.path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    return {r["id"]: sorted((e["start"], e["end"]) for e in r.get("entities", ())) for r in map(json.loads, lines)}


@pytest.mark.parametrize("layout", [{}, {"view": "raw", "wrap": "join"}, {"view": "raw", "wrap": "lines"}])
def test_streamed_whole_and_looked_up_give_the_spans_that_sentence_by_sentence_gives(go, layout):
    plain = entities(go(Plain, **layout))
    assert sum(map(len, plain.values())) > 20
    assert entities(go(Streaming, **layout)) == plain
    assert entities(go(Whole, **layout)) == plain
    if layout.get("wrap") != "join":  # the raw text has 济⏎宁 as it stands
        looked_up = entities(go(LookingUp, on_error="skip", **layout))
        assert {**looked_up, "sishui": plain["sishui"]} == plain


def test_predictions_stand_in_the_order_of_the_data_set_whatever_order_they_came_in(go):
    assert list(entities(go(Streaming))) == [d.id for d in load_corpus().documents]


def test_a_model_of_documents_gets_the_whole_article_and_lines_where_lines_are_asked_for(go):
    Whole.seen = []
    go(Whole)
    assert [d.clean.text for d in load_corpus().documents] == Whole.seen
    Whole.seen = []
    go(Whole, view="raw", wrap="lines")
    assert not any("\n" in text for text in Whole.seen)
    Whole.seen = []
    go(Whole, view="raw", wrap="join")
    assert len(Whole.seen) == 7


def test_a_stream_that_fails_on_a_document_is_stopped_and_closed(go, monkeypatch):
    monkeypatch.setattr(Streaming, "fail", "泗水县")
    monkeypatch.setattr(Streaming, "closed", 0)
    with pytest.raises(BenchError, match=r"the model mine failed on sishui: 503 \\u001b\[31mserver down; mend it"):
        go(Streaming)
    assert Streaming.closed == 1
    record = go(Streaming, on_error="skip")
    assert list(record.failures()) == [("sishui", r"503 \u001b[31mserver down")]
    timing = json.loads((record.path / "timing.json").read_text(encoding="utf-8"))
    assert timing["tokens"] == {"input": 6 + 9, "output": 12}


@pytest.mark.parametrize("order", [[0, 1, 1], [0, 7], [-1], [0, 1, 2]])
def test_a_stream_that_answers_twice_unasked_or_not_at_all_is_stopped(go, monkeypatch, order):
    monkeypatch.setattr(Streaming, "order", staticmethod(lambda n: order))
    with pytest.raises(BenchError, match="mend its stream"):
        go(Streaming)


def test_a_stream_that_breaks_is_named_with_how_far_it_came(go, monkeypatch):
    monkeypatch.setattr(Streaming, "order", staticmethod(lambda n: [0, 1, "x"]))
    with pytest.raises(BenchError, match=r"the model's stream broke after 2 of 7 documents: TypeError: "):
        go(Streaming)


def test_what_is_no_answer_fails_its_document_alone(go, monkeypatch):
    monkeypatch.setattr(Plain, "predict", lambda self, texts: [[Tagged(0, 10**6, "x")] for _ in texts])
    record = go(Plain, on_error="skip")
    assert record.status.failed == 7
    assert "ValueError: the span 0:1000000 is not in the text of" in next(record.failures())[1]
    assert record.scores["metrics"]["strict_f1"]["value"] is None


def test_a_trained_model_is_shown_every_article_but_the_one_it_reads(go):
    Learning.shown = []
    record = go(Learning)
    documents = load_corpus().documents
    assert len(Learning.shown) == len(documents)
    everything = set.union(*Learning.shown)
    for document, shown in zip(documents, Learning.shown, strict=True):
        inside = {s for s in everything if s in document.clean.text and len(s) > 15}
        assert inside
        assert not inside & shown
    assert record.value("strict_f1") > 0


def test_other_gold_of_the_others_is_another_run(go, monkeypatch):
    first = go(Learning)
    monkeypatch.setattr("bench.runs.predict.examples", lambda corpus, document: examples(corpus, document)[1:])
    assert go(Learning).scores["fingerprint"] != first.scores["fingerprint"]


def test_nothing_to_learn_from_is_said(go):
    with pytest.raises(BenchError, match="learns from the other articles, and there is one alone; take limit=2"):
        go(Learning, limit=1)
