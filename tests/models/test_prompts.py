"""Prompts are frozen files: filled as they are, told apart by content, refused with a line where they are wrong."""

from __future__ import annotations

import hashlib
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import load_corpus, load_scheme
from bench.errors import BenchError
from bench.models.coarse_types import COARSE
from bench.models.prompts import load_prompt

LANGUAGES = ("zh", "en")
# A frozen prompt is not edited: a better wording is another file. If a hash here must change, so must the answers.
FROZEN = {
    "ner_zh": "071ef02878d9a7fe97cec8a04e6938606c2f8dd12ba17786daf29424dc6e5f6d",
    "ner_en": "b0e60d92626c87e84cc42915c8dffcd6bce2147859681ebf8dca70c32dca6888",
    "summary_zh": "8ba940bb620ef0c1f4f0f16dce1cd944b734734ea67493106910d03244d8bf38",
    "summary_en": "58d981803c31500a1b2d397972e603dad87e63b7e7b5c832d1e708d5654827a9",
}


def file_of(name):
    return resources.files("bench.conf").joinpath("prompt", f"{name}.yaml")


@pytest.mark.parametrize("name", FROZEN)
def test_the_prompts_are_frozen(name):
    content = file_of(name).read_bytes()
    task, language = name.split("_")
    assert hashlib.sha256(content).hexdigest() == FROZEN[name] == load_prompt(task, language).sha256
    said = yaml.safe_load(content)
    assert (said["task"], said["language"], said["version"]) == (task, language, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_ask_for_the_same_types(language):
    prompt, chinese = load_prompt("ner", language), load_prompt("ner", "zh")
    assert {name: list(cells) for name, cells in prompt.types.items()} == {
        name: list(cells) for name, cells in chinese.types.items()
    }
    assert prompt.tag_map("full8").labels == COARSE.labels
    assert set(prompt.tag_map("core3").labels) == set(load_scheme("core3").labels.values())
    assert prompt.tag_map("core3").relations == chinese.tag_map("core3").relations


@pytest.mark.parametrize("name", FROZEN)
def test_no_example_is_from_the_page(name):
    """Names of the page in a prompt would give answers away."""
    said = file_of(name).read_text(encoding="utf-8")
    for document in load_corpus("banmian").documents:
        for mention in document.mentions:
            if mention.form == "full" and mention.label in ("PER", "ORG", "LOC", "FAC", "MISC"):
                assert mention.text not in said


HOSTILE = ["{limit}", "{text}", "{types}", "{", "}", "{0}", "{text!r}", "%s", "$text", r"\1", r"\g<0>", "</article>"]


@given(st.lists(st.sampled_from(HOSTILE) | st.text(), max_size=8).map("".join))
def test_an_article_goes_in_as_it_is(article):
    for language in LANGUAGES:
        prompt = load_prompt("summary", language)
        system, user = prompt.fill(text=article, limit="60")
        assert system == prompt.system
        before, after = prompt.user.replace("{limit}", "60").split("{text}")
        assert user == before + article + after
        assert load_prompt("ner", language).fill(text=article, types="{text}").user.endswith(article)


def test_the_types_are_told_a_line_each():
    assert load_prompt("ner", "zh").told("core3").splitlines()[0] == "- PER: 人名，不含职务和称呼"
    assert len(load_prompt("ner", "en").told("full8").splitlines()) == 8


GOOD = {
    "task": "ner", "system": "s", "user": "{types} {text}", "types": {"mine": {"GPE": {"type": "LOC", "means": "x"}}},
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def written(said) -> str:
        file = tmp_path / "mine.yaml"
        file.write_bytes(said if isinstance(said, bytes) else yaml.safe_dump(said, allow_unicode=True).encode())
        return str(file)

    return written


def test_a_file_of_ones_own_has_ones_own_types(write):
    cells = {"GPE": {"type": "LOC", "means": "x", "relation": "narrower", "fine": "loc.adm"}}
    prompt = load_prompt("ner", write({**GOOD, "types": {"mine": cells}}))
    assert prompt.fill(text="文", types=prompt.told("mine")) == ("s", "- GPE: x 文")
    tags = prompt.tag_map("mine")
    assert (dict(tags.labels), dict(tags.relations), dict(tags.fine)) == (
        {"GPE": "LOC"}, {"GPE": "narrower"}, {"GPE": "loc.adm"}
    )  # fmt: skip


def test_a_prompt_needs_no_system_message(write):
    assert load_prompt("summary", write({"task": "summary", "user": "{limit}{text}"})).system == ""


def cell(**said):
    return {**GOOD, "types": {"mine": {"GPE": said}}}


WRONG = {
    "no YAML": (b"task: [", "no YAML in UTF-8"),
    "no UTF-8": (b"\xff\xfe", "no YAML in UTF-8"),
    "no mapping": ([1], "is no mapping; a prompt's file has task, language"),
    "a slip of the pen": ({**GOOD, "sytem": "x"}, "has sytem; a prompt's file has"),
    "another task": ({**GOOD, "task": "summary"}, "is for task: summary; give one with task: ner"),
    "no task": ({k: v for k, v in GOOD.items() if k != "task"}, "is for task: None"),
    "no user": ({k: v for k, v in GOOD.items() if k != "user"}, "system and user are texts"),
    "a list of lines": ({**GOOD, "system": ["s"]}, "system and user are texts"),
    "no article": ({**GOOD, "user": "{types}"}, "has no {text}; put it where it belongs"),
    "no types told": ({**GOOD, "user": "{text}"}, "has no {types}"),
    "a place of another task": ({**GOOD, "user": "{types}{text}{limit}"}, "has {limit}, which task: ner does not know"),
    "no types": ({**GOOD, "types": {}}, "has no types; give sets of tags"),
    "types without a set": ({**GOOD, "types": {"PER": "x"}}, "has no types; give sets of tags"),
    "no meaning": (cell(type="LOC"), "types: mine: GPE: give its type and what it means"),
    "a number as a meaning": (cell(type="LOC", means=3), "types: mine: GPE: give its type and what it means"),
    "more in a cell": (cell(type="LOC", means="x", why="y"), "types: mine: GPE: give its type and what it means"),
    "an unknown type": (cell(type="GPE", means="x"), "'GPE' is no coarse type; take PER, ORG, LOC"),
    "an unknown relation": (cell(type="LOC", means="x", relation="like"), "'like' of 'GPE' is unknown"),
    "a fine type of another": (cell(type="LOC", means="x", fine="org.gov"), "'org.gov' is no fine type of 'LOC'"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_its_name_and_what_is_wrong(write, content, said):
    file = write(content)
    with pytest.raises(BenchError) as caught:
        load_prompt("ner", file)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_neither_a_language_nor_a_file_is_told(tmp_path):
    with pytest.raises(BenchError, match=r"prompt=fr: no language of a prompt \(zh, en\), and no file"):
        load_prompt("ner", "fr")
    with pytest.raises(BenchError, match="no language of a prompt"):
        load_prompt("ner", str(tmp_path))
