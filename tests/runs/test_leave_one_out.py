"""The trained taggers of the package, article by article: nothing of an article reaches the model that reads it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench.corpus import Corpus, load_corpus
from bench.corpus.mentions import Mention
from bench.models import Example, Tagged, find_entry
from bench.runs import RunConfig
from bench.runs.predict import predict
from bench.runs.training import examples

MODELS = pytest.mark.parametrize("name", ["linear", "crf"])
MADE_UP = "龘靐"


def said(name: str, corpus: Corpus, view: str = "clean", of=None) -> dict[str, list[tuple[int, int, str]]]:
    """What the model predicts on the documents `of`, trained on the others of `corpus`."""
    config = RunConfig(model=name, view=view, wrap=None if view == "clean" else "join")
    answers = predict(config, corpus, of or corpus.documents, find_entry(name).make())
    return {d.id: [(e["start"], e["end"], e["tag"]) for e in record["entities"]] for d, record in answers}


def with_made_up_name(corpus: Corpus, number: int) -> Corpus:
    """`发展`, wherever it is no part of a name, is a person with a name that no other article can know."""
    document = corpus.documents[number]
    text, mentions = document.clean.text, list(document.mentions)
    starts = [i for i in range(len(text)) if text.startswith("发展", i)]
    free = [i for i in starts if not any(m.start < i + 2 and i < m.end for m in document.mentions)]
    assert free
    for start in free:
        text = text[:start] + MADE_UP + text[start + 2 :]
        mentions.append(Mention(f"made-up-{start}", start, start + 2, MADE_UP, "per.subject"))
    changed = replace(document, clean=replace(document.clean, text=text), mentions=tuple(mentions))
    documents = list(corpus.documents)
    documents[number] = changed
    return replace(corpus, documents=tuple(documents))


def touching_made_up(corpus: Corpus, found: dict[str, list[tuple[int, int, str]]]) -> set[str]:
    """The articles where a prediction has a sign of the made-up name in it."""
    texts = {d.id: d.clean.text for d in corpus.documents}
    return {name for name, spans in found.items() if any(set(MADE_UP) & set(texts[name][s:e]) for s, e, _ in spans)}


@MODELS
def test_a_name_of_one_article_alone_is_never_found_there_and_is_where_another_has_it(name):
    corpus = with_made_up_name(load_corpus(limit=3), 0)
    first, _, third = corpus.documents
    assert touching_made_up(corpus, said(name, corpus)) == set()
    both = with_made_up_name(corpus, 2)
    assert touching_made_up(both, said(name, both)) == {first.id, third.id}


@MODELS
def test_names_that_were_moved_in_the_others_are_not_found_again(name, monkeypatch):
    """All that is known comes from the examples: with the names in other places there, none is found here."""

    def moved(corpus, document):
        chance = random.Random(document.id)
        for text, spans in examples(corpus, document):
            free = [i for i in range(len(text)) if not any(s.start <= i < s.end for s in spans)]
            picked = sorted(chance.sample(free, min(len(spans), len(free))))
            yield Example(text, tuple(Tagged(i, i + 1, s.tag) for i, s in zip(picked, spans, strict=False)))

    corpus = load_corpus(limit=4)
    gold = {(d.id, m.start, m.end, m.label) for d in corpus.documents for m in d.mentions}
    honest = said(name, corpus)
    monkeypatch.setattr("bench.runs.predict.examples", lambda *given: list(moved(*given)))
    astray = said(name, corpus)
    right, wrong = ({(d, *span) for d, spans in found.items() for span in spans} for found in (honest, astray))
    assert len(right & gold) > 40
    assert len(wrong & gold) <= 1


@MODELS
@pytest.mark.parametrize("view", ["clean", "raw"])
def test_an_article_is_read_the_same_alone_and_in_any_order(name, view):
    corpus = load_corpus(limit=3)
    together = said(name, corpus, view)
    assert sum(map(len, together.values())) > 20
    assert said(name, corpus, view, of=corpus.documents[::-1]) == together
    alone = corpus.documents[1]
    assert said(name, corpus, view, of=[alone]) == {alone.id: together[alone.id]}


@MODELS
def test_an_articles_own_gold_changes_nothing_of_what_is_said_of_it(name):
    corpus = load_corpus(limit=3)
    first = corpus.documents[0]
    blank = replace(corpus, documents=(replace(first, mentions=()), *corpus.documents[1:]))
    found, without = said(name, corpus), said(name, blank)
    assert found[first.id] == without[first.id] != []
    assert found != without  # the others were shown it


def test_training_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert said("crf", load_corpus(limit=2))
    assert list(Path(tmp_path).iterdir()) == []
