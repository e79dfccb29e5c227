"""What a chat model wrote is read as it was asked for, or as far as it can be; nothing it writes raises."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.models.endpoint.parsing import Mention, read_mentions, without_thinking

A, B = Mention("济宁", "LOC"), Mention("宋仪凯", "PER")
ITEMS = [{"text": "济宁", "type": "LOC"}, {"text": "宋仪凯", "type": "PER"}]
ASKED = json.dumps({"mentions": ITEMS}, ensure_ascii=False)
LIST = json.dumps(ITEMS, ensure_ascii=False)

WHOLE = {
    "as asked": ASKED,
    "in escapes": json.dumps({"mentions": ITEMS}),
    "spread over lines": json.dumps({"mentions": ITEMS}, indent=2, ensure_ascii=False),
    "a bare list": LIST,
    "a fence": f"```json\n{ASKED}\n```",
    "a fence without a language": f"```\n{LIST}\n```",
    "words around it": f"好的，结果如下 [共2个]：\n{ASKED}\n以上是全部实体。",
    "another key": json.dumps({"entities": ITEMS}),
    "deeper": json.dumps({"result": {"mentions": ITEMS}}),
    "other keys first": json.dumps({"note": "[x]", "empty": [], "mentions": ITEMS}),
    "a trailing comma in the list": LIST[:-1] + ", ]",
    "trailing commas everywhere": LIST.replace("}", ",}").replace("]", ",]"),
    "thinking": f"<think>也许是 {json.dumps([ITEMS[0]])}？</think>\n{ASKED}",
    "thinking that the template opened": f"想一想 [] …</think>{ASKED}",
    "thinking in capitals": f"<THINKING>…</THINKING>{ASKED}",
    "a draft, then the answer": f"草稿：{json.dumps([ITEMS[1]])}\n答案：{ASKED}",
    "a byte order mark": f"\ufeff{ASKED}",
}


@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE)
def test_a_list_is_found_in_every_dress(answer):
    assert read_mentions(answer) == ([A, B], True)


BROKEN = {
    "cut in a string": (ASKED[:-12], [A]),
    "cut behind the first": (ASKED[: ASKED.index("}") + 1], [A]),
    "cut behind the last": (ASKED[:-2], [A, B]),
    "cut in a fence": (f"```json\n{ASKED[:-10]}", [A]),
    "cut in the thinking": (f"<think>{ASKED}", []),
    "cut before anything": ('{"mentions": [', []),
    "nothing": ("", []),
    "words": ("文中没有实体。", []),
    "a number": ("17", []),
    "null": ("null", []),
    "no quotes": ("{mentions: [{text: 济宁, type: LOC}]}", []),
    "names by type": ('{"LOC": ["济宁"], "PER": []}', []),
    "one object": (json.dumps(ITEMS[0]), []),
    "a key that holds no list": ('{"mentions": "济宁"}', []),
}


@pytest.mark.parametrize(("answer", "found"), BROKEN.values(), ids=BROKEN)
def test_of_a_broken_answer_the_whole_objects_are_kept_and_it_is_told(answer, found):
    assert read_mentions(answer) == (found, False)


@pytest.mark.parametrize("answer", ['{"mentions": []}', "[]", '```json\n{"mentions": []}\n```', "没有：[]"])
def test_an_empty_list_is_an_answer(answer):
    assert read_mentions(answer) == ([], True)


def test_an_entry_that_is_no_mention_has_empty_parts():
    odd = ["济宁", 3, None, {}, {"text": "济宁"}, {"type": "LOC"}, {"text": 5, "type": ["LOC"]}, {"name": "济宁"}]
    empty = Mention("", "")
    assert read_mentions(json.dumps({"mentions": odd})) == (
        [empty, empty, empty, empty, Mention("济宁", ""), Mention("", "LOC"), empty, empty],
        True,
    )


def test_a_comma_in_a_name_stays():
    items = [{"text": "甲,]乙,}", "type": "ORG"}]
    assert read_mentions(json.dumps(items)[:-1] + ",]") == ([Mention("甲,]乙,}", "ORG")], True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("摘要", "摘要"),
        ("<think>想</think>摘要", "摘要"),
        ("想</think>\n摘要", "\n摘要"),
        ("<think>一</think>二<think>三</think>摘要", "摘要"),
        ("\n<think>想到一半", ""),
        ("摘要 <think>", "摘要 <think>"),
        ("<thinker>摘要", "<thinker>摘要"),
    ],
)
def test_only_what_stands_behind_the_thinking_is_said(answer, said):
    assert without_thinking(answer) == said


PIECES = st.sampled_from([
    "[", "]", "{", "}", '"', "\\", ",", ":", " ", "\n", "<think>", "</think>", "```", '{"text": "济", "type": "LOC"}',
    '"mentions"', '"text"', "null", "1e999", "NaN", "\ud800", "\x00", "济宁", "\\u12", "９" * 5000, "9" * 5000,
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
@example('{"mentions": [{"text": "a", "type": ' + "9" * 5000 + "}]}")
def test_nothing_that_a_model_writes_raises(answer):
    mentions, whole = read_mentions(answer)
    assert isinstance(whole, bool)
    assert all(isinstance(part, str) for mention in mentions for part in mention)


@pytest.mark.parametrize(
    "answer", ["[" * 100_000, '[{"a":' * 50_000, '[{"' * 50_000, '"\\' * 50_000, '{"a":' * 50_000, "[{}," * 50_000],
    ids=["lists", "objects in lists", "half objects", "quotes", "objects", "empty objects"],
)  # fmt: skip
def test_hostile_answers_take_no_time(answer):
    begun = time.perf_counter()
    read_mentions(answer)
    assert time.perf_counter() - begun < 2


@given(st.lists(st.builds(Mention, st.text(), st.text())), st.text(alphabet="好的，。\n", max_size=10))
def test_what_was_written_is_read_also_in_a_fence_among_words(mentions, words):
    written = json.dumps({"mentions": [mention._asdict() for mention in mentions]}, ensure_ascii=False)
    assert read_mentions(written) == (mentions, True)
    assert read_mentions(f"{words}```json\n{written}\n```{words}") == (mentions, True)
