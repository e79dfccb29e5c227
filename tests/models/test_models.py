from __future__ import annotations

import pytest

from bench.errors import BenchError
from bench.models import Summarizer, Tagged, Tagger, find_entry, load_entries
from bench.models.base import spans_of_words
from bench.models.extract import choose, cut, sentences_of

TEXTS = ["张三在北京大学工作。", "2023年，济宁市召开会议。", "。"]


@pytest.mark.parametrize("name", ["lac", "jieba"])
def test_taggers_give_half_open_spans_of_their_text(name):
    model = find_entry(name).make()
    assert isinstance(model, Tagger)
    spans = model.predict(TEXTS)
    assert len(spans) == len(TEXTS)
    person = spans[0][0]
    assert TEXTS[0][person.start : person.end] == "张三"
    assert model.tags.labels[person.tag] == "PER"
    assert spans[2] == []
    assert all(span.tag in model.tags.labels for found in spans for span in found)


def test_a_tagger_answers_the_same_in_any_company():
    """A padded batch would change LAC's logits: one text alone must give what it gives among others."""
    lac = find_entry("lac").make()
    assert lac.predict(TEXTS) == [lac.predict([text])[0] for text in TEXTS]


def test_words_that_do_not_spell_the_text_are_refused():
    with pytest.raises(ValueError, match="do not spell the text"):
        spans_of_words([("张三", "PER"), ("去", "v")], "张三 去")


@pytest.mark.parametrize("name", ["lead", "lexrank"])
def test_summarizers_keep_the_limit_and_say_only_what_the_text_says(name, articles):
    model = find_entry(name).make()
    assert isinstance(model, Summarizer)
    text = articles[3].role_text("body")
    for limit in (30, 60, 150):
        (summary,) = model.predict([text], limit)
        assert 0 < len(summary) <= limit
        assert all(sentence in text for sentence in sentences_of(summary))


@pytest.mark.parametrize("name", ["lead", "lexrank"])
def test_an_empty_document_has_an_empty_summary(name):
    assert find_entry(name).make().predict([""], 60) == [""]


def test_lead_takes_whole_sentences_and_cuts_only_a_first_that_is_too_long():
    lead = find_entry("lead").make()
    assert lead.predict(["一二三。四五六。七八九。"], 9) == ["一二三。四五六。"]
    assert lead.predict(["一二，三四五六七八九。"], 6) == ["一二"]
    assert lead.predict(["一二三四五六七八九。"], 6) == ["一二三四五六"]


def test_choose_passes_over_what_does_not_fit_and_keeps_the_order_of_the_text():
    assert choose(["一二三。", "四五六七八九。", "十。"], [1, 2, 0], 6) == "一二三。十。"
    assert choose(["一二三四，五六。"], [0], 6) == "一二三四"
    assert choose([], [], 6) == ""
    assert cut("一二。", 9) == "一二。"


def test_the_oracle_finds_the_best_pair_that_a_greedy_choice_misses():
    # the sentence that scores best alone leaves no room for the two that score best together
    scores = {"甲甲甲。": 0.6, "乙乙。": 0.5, "丙丙。": 0.5, "乙乙。丙丙。": 1.0}
    oracle = find_entry("oracle-extract").make()
    assert oracle.predict(["甲甲甲。乙乙。丙丙。"], 6, [lambda text: scores.get(text, 0.0)]) == ["乙乙。丙丙。"]


def test_upper_lines_are_marked():
    assert {e.name for e in load_entries().values() if e.reference} == {"second-pass", "oracle-extract"}


@pytest.mark.parametrize("name", [e.name for e in load_entries().values() if not e.takes])
def test_a_description_is_the_same_for_each_instance_and_needs_no_weights(name):
    first, second = find_entry(name).make(), find_entry(name).make()
    assert first.describe() == second.describe()
    assert "adapter" in first.describe()


def test_an_unknown_model_is_refused_with_the_names_there_are():
    with pytest.raises(BenchError, match="no model 'bert'; there are lac, jieba"):
        find_entry("bert")


def test_the_second_pass_hands_on_what_it_is_handed():
    reading = [Tagged(0, 2, "per.subject")]
    assert find_entry("second-pass").make().predict(["张三"], [reading]) == [reading]
