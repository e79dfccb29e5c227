"""A tagger and a summarizer behind a scripted endpoint: what they ask, make of the answers, and keep."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from chat_server import bounded, completion, scripted, serving, short_waits  # noqa: F401  fixtures

from bench.corpus import load_corpus
from bench.errors import BenchError
from bench.models import Summarizer, Tagged, Tagger
from bench.models.endpoint.settings import EndpointSettings
from bench.models.endpoint.summarizer import EndpointSummarizer
from bench.models.endpoint.tagger import STRUCTURED, EndpointTagger, EndpointTaggerSettings
from bench.models.prompts import load_prompt
from bench.runs import RunConfig
from bench.runs.predict import predict


def tagger(url="http://127.0.0.1:1/v1", **settings) -> EndpointTagger:
    return EndpointTagger(EndpointTaggerSettings("m", base_url=url, **settings))


def summarizer(url="http://127.0.0.1:1/v1", **settings) -> EndpointSummarizer:
    return EndpointSummarizer(EndpointSettings("m", base_url=url, **settings))


def listed(*names) -> str:
    return json.dumps({"mentions": [{"text": text, "type": tag} for text, tag in names]}, ensure_ascii=False)


def test_both_are_what_the_protocols_say():
    assert isinstance(tagger(), Tagger)
    assert isinstance(summarizer(), Summarizer)
    assert EndpointTagger.unit == "document"


# ---- what is asked ----


def test_the_whole_article_is_asked_about_once_with_the_types_and_what_they_mean():
    article = "济宁大安机场启用\n张三说，{limit}与{text}不变。"
    with serving(scripted(completion(listed()))) as server:
        tagger(server.url).predict([article])
        (asked,) = server.asked
    prompt = load_prompt("ner", "zh")
    assert [m["role"] for m in asked.body["messages"]] == ["system", "user"]
    assert asked.body["messages"][0]["content"] == prompt.system
    assert asked.text.endswith(f"文章：\n{article}")
    for tag in ("PER", "ORG", "LOC"):
        assert f"- {tag}: {prompt.types['core3'][tag]['means']}" in asked.text
    assert "TITLE" not in asked.text
    assert asked.body["model"] == "m"
    assert (asked.body["temperature"], asked.body["max_tokens"]) == (0, 4096)
    assert "seed" not in asked.body


def test_openai_itself_is_told_the_length_by_its_own_name():
    assert EndpointSettings("m").length_key == EndpointSettings("m", base_url="https://api.openai.com/v1/").length_key
    assert EndpointSettings("m").length_key == "max_completion_tokens"
    assert EndpointSettings("m", base_url="http://127.0.0.1:8000/v1").length_key == "max_tokens"


def test_a_schema_is_sent_that_holds_the_answer_to_the_form_and_the_types():
    with serving(scripted(completion(listed()))) as server:
        tagger(server.url, types="full8").predict(["文"])
        form = server.asked[0].body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    schema = form["json_schema"]["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    fits = jsonschema.Draft202012Validator(schema).is_valid
    assert fits({"mentions": [{"text": "书记", "type": "TITLE"}]})
    assert fits({"mentions": []})
    for wrong in ({}, [], {"mentions": [{"text": "书记"}]}, {"mentions": [{"text": "书记", "type": "GPE"}]}):
        assert not fits(wrong)
    # What OpenAI's strict form wants of every object: all properties required, and no other.
    for part in (schema, schema["properties"]["mentions"]["items"]):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


@pytest.mark.parametrize(("structured", "form"), [("json_object", {"type": "json_object"}), ("none", None)])
def test_a_server_can_be_asked_for_json_in_other_ways(structured, form):
    with serving(scripted(completion(listed(("济宁", "LOC"))))) as server:
        assert tagger(server.url, structured=structured).predict(["济宁"]) == [[Tagged(0, 2, "LOC")]]
        assert server.asked[0].body.get("response_format") == form
        assert "JSON" in server.asked[0].text  # which json_object asks for


def test_what_is_null_is_not_sent_and_what_is_set_is():
    with serving(scripted(completion("好。"))) as server:
        summarizer(server.url, temperature=None, max_tokens=None).predict(["文"], 60)
        summarizer(server.url, temperature=0.7, max_tokens=99, seed=3).predict(["文"], 60)
        first, second = (asked.body for asked in server.asked)
    assert first.keys() == {"model", "messages"}
    assert (second["temperature"], second["max_tokens"], second["seed"]) == (0.7, 99, 3)


@pytest.mark.parametrize(("language", "said"), [("zh", "不超过60个字"), ("en", "at most 60 characters")])
def test_a_summary_is_asked_for_with_its_limit(language, said):
    with serving(scripted(completion("好。"))) as server:
        summarizer(server.url, prompt=language).predict(["济宁的{limit}。"], 60)
    assert said in server.asked[0].text
    assert server.asked[0].text.endswith("\n济宁的{limit}。")
    assert "response_format" not in server.asked[0].body


def test_a_long_article_is_asked_about_in_parts_of_whole_sentences():
    text = "济宁在东。泗水在西。曲阜在南。邹城在北。"
    with serving(lambda asked, _: completion(listed((asked.text[-5:-3], "LOC")))) as server:
        ((_, answer),) = tagger(server.url, window=5).stream([[text, " \n", "济宁在东。"]])
        parts = sorted(re.split("文章：\n", asked.text)[1] for asked in server.asked)
    assert parts == sorted(["济宁在东。", "泗水在西。", "曲阜在南。", "邹城在北。", "济宁在东。"])
    places = [Tagged(start, start + 2, "LOC") for start in (0, 5, 10, 15)]
    assert answer.value == [places, [], places[:1]]
    assert answer.kept["tokens"] == {"input": 50, "output": 25}


def test_a_document_without_a_sign_is_answered_without_a_request():
    with serving(scripted(completion(listed()))) as server:
        assert list(tagger(server.url).stream([["", "\n"], []])) != []
        assert server.asked == []


def test_the_other_parts_of_a_document_that_failed_are_not_asked():
    with serving(scripted(completion(None), completion(listed()))) as server:
        ((_, answer),) = tagger(server.url, window=5, retries=0, concurrency=1).stream([["济宁在东。" * 50]])
        assert answer.error == "the server's answer has no content (1 try)"
        assert len(server.asked) <= 2  # the next may be on its way already


# ---- what is made of the answers ----


def test_names_are_found_again_in_the_text():
    with serving(scripted(completion(listed(("济宁", "LOC"), ("张三", "PER"), ("济宁", "LOC"))))) as server:
        ((_, answer),) = tagger(server.url).stream([["济宁的张三在济宁"]])
    assert answer.value == [[Tagged(0, 2, "LOC"), Tagged(3, 5, "PER"), Tagged(6, 8, "LOC")]]
    assert answer.error is None
    assert answer.kept == {"tokens": {"input": 10, "output": 5}}


def test_what_does_not_fit_is_counted():
    names = [("济宁", "LOC"), ("曲阜", "LOC"), ("张三", "GPE"), ("１月", "LOC")]
    with serving(scripted(completion(listed(*names)))) as server:
        ((_, answer),) = tagger(server.url).stream([["济宁，济宁，张三1月到"]])
    assert answer.value == [[Tagged(0, 2, "LOC"), Tagged(8, 10, "LOC")]]
    del answer.kept["tokens"]
    assert answer.kept == {"ambiguous": 1, "unaligned": 1, "unknown_types": 1, "loosely_aligned": 1}


@pytest.mark.parametrize("content", ["没有JSON", "", '{"mentions": ', "<think>想"])
def test_an_answer_that_cannot_be_read_is_the_models_failing_and_no_error(content):
    with serving(scripted(completion(content))) as server:
        ((_, answer),) = tagger(server.url).stream([["济宁"]])
        assert len(server.asked) == 1
    assert (answer.value, answer.error) == ([[]], None)
    assert answer.kept["unparsable"] == 1


def test_an_answer_that_was_cut_off_gives_its_whole_entries():
    with serving(scripted(completion(listed(("济宁", "LOC"), ("曲阜", "LOC"))[:-14], finish="length"))) as server:
        ((_, answer),) = tagger(server.url).stream([["济宁和曲阜"]])
    assert answer.value == [[Tagged(0, 2, "LOC")]]
    assert answer.kept == {"tokens": {"input": 10, "output": 5}, "cut_off": 1}


REFUSED = [
    completion(None, refusal="I cannot"), completion(None, finish="content_filter"), completion("", "content_filter"),
]  # fmt: skip


@pytest.mark.parametrize("body", REFUSED)
def test_a_refusal_is_an_answer_without_names_and_counted(body):
    with serving(scripted(body)) as server:
        ((_, answer),) = tagger(server.url).stream([["济宁"]])
        ((_, summary),) = summarizer(server.url).stream(["济宁"], 60)
        assert len(server.asked) == 2
    assert (answer.value, answer.error, answer.kept["refused"]) == ([[]], None, 1)
    assert "unparsable" not in answer.kept
    assert (summary.value, summary.error, summary.kept["refused"]) == ("", None, 1)


def test_null_content_that_the_length_explains_is_an_empty_answer():
    with serving(scripted(completion(None, finish="length"))) as server:
        ((_, summary),) = summarizer(server.url).stream(["济宁"], 60)
    assert (summary.value, summary.kept["cut_off"]) == ("", 1)


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        ("  摘要。\n", "摘要。"),
        ("<think>想</think>\n\n摘要。", "摘要。"),
        ("**摘要**：好。", "**摘要**：好。"),
        ("“摘要。”", "“摘要。”"),
        ("```\n摘要\n```", "```\n摘要\n```"),
        ("好" * 500, "好" * 500),
        ("", ""),
    ],
)
def test_of_a_summary_only_the_edges_and_the_thinking_are_taken_off(content, summary):
    with serving(scripted(completion(content))) as server:
        assert summarizer(server.url).predict(["文"], 60) == [summary]


@pytest.mark.parametrize("model", [tagger, summarizer])
def test_predicting_says_which_text_failed(model):
    def act(asked, _):
        return completion(None) if "坏" in asked.text else completion(listed())

    with serving(act) as server:
        made, limit = model(server.url, retries=0), [60] if model is summarizer else []
        with pytest.raises(BenchError, match=r"2: the server's answer has no content \(1 try\)"):
            made.predict(["好", "坏"], *limit)


# ---- on the page, through the run's own prediction ----


@pytest.mark.parametrize("view", [("clean", None), ("raw", "join"), ("raw", "lines")])
def test_every_article_of_the_page_is_answered_on_its_own_text(view):
    corpus = load_corpus("banmian")
    names = [("济宁", "LOC"), ("记者", "LOC"), ("全无此名", "LOC")]
    with serving(scripted(completion(listed(*names)))) as server:
        config = RunConfig(model="openai:m", view=view[0], wrap=view[1], settings={"base_url": server.url})
        model = tagger(server.url)
        records = list(predict(config, corpus, corpus.documents, model))
        assert len(server.asked) == 7 or view[1] == "lines"
    assert len(records) == 7
    for document, record in records:
        text = (document.clean if view[0] == "clean" else document.raw).text
        found = {text[entity["start"] : entity["end"]].replace("\n", "") for entity in record["entities"]}
        assert found <= {"济宁", "记者"}
        assert found >= {name for name in ("济宁", "记者") if name in text}


# ---- the fingerprint ----


def described(**changes):
    return tagger(**changes).describe()


def test_what_changes_answers_is_in_the_description():
    plain = described()
    assert plain["prompt"] == load_prompt("ner", "zh").sha256
    assert plain["model"] == "m"
    changes = {
        "prompt": "en", "temperature": 0.5, "max_tokens": 10, "seed": 1, "structured": "none", "types": "full8",
        "window": 100, "url": "http://127.0.0.1:2/v1",
    }  # fmt: skip
    for key, value in changes.items():
        assert described(**{key: value}) != plain, key
    assert EndpointTagger(EndpointTaggerSettings("other", base_url="http://127.0.0.1:1/v1")).describe() != plain
    assert json.loads(json.dumps(plain)) == plain


def test_how_it_is_asked_and_paid_for_is_not(monkeypatch):
    monkeypatch.setenv("OTHER", "k")
    plain = described()
    assert json.dumps(described(temperature=0)) == json.dumps(plain)  # an integer in YAML
    assert described(url="http://127.0.0.1:1/v1/") == plain
    assert "127.0.0.1" not in json.dumps(plain)
    changes = {
        "concurrency": 1, "timeout": 5.0, "retries": 0, "budget_requests": 5, "budget_tokens": 5, "price_input": 1.0,
        "price_output": 1.0, "key": "OTHER",
    }  # fmt: skip
    for key, value in changes.items():
        assert described(**{key: value}) == plain, key


def test_a_prompt_of_ones_own_is_told_by_its_content(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("task: summary\nuser: '{limit} {text}'\n", encoding="utf-8")
    first = summarizer(prompt=str(file)).describe()
    other = tmp_path / "other.yaml"
    other.write_bytes(file.read_bytes())
    assert summarizer(prompt=str(other)).describe() == first
    file.write_text("task: summary\nuser: '{limit}: {text}'\n", encoding="utf-8")
    assert summarizer(prompt=str(file)).describe() != first


def test_tags_are_those_that_were_asked_for():
    assert tagger().tags.scope == {"PER", "ORG", "LOC"}
    assert tagger().tags.relations["LOC"] == "broader"  # facilities are places there
    assert len(tagger(types="full8").tags.scope) == 8
    assert set(tagger(types="full8").tags.relations.values()) == {"exact"}
    with pytest.raises(BenchError, match="the prompt has no types 'core4'; there are core3, full8"):
        tagger(types="core4")


def test_what_structures_there_are_is_told():
    with pytest.raises(BenchError, match=f"structured=xml: take {', '.join(STRUCTURED)}"):
        tagger(structured="xml")
    with pytest.raises(BenchError, match="window=0"):
        tagger(window=0)
