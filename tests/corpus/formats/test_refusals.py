"""What an import refuses: one line with document, place, both strings and what to do."""

from __future__ import annotations

import json
from functools import partial

import pytest
from exported_files import change_line, change_tasks, export, faults, only_fault, replace_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.corpus.formats import FORMATS, gather, mention_lines, read_format
from bench.errors import BenchError


@pytest.fixture
def exported(gold_folder, tmp_path):
    return partial(export, gold_folder, tmp_path)


def region(tasks, text):
    """The value of the first region with that text in the first task: greatwall."""
    return next(r["value"] for r in tasks[0]["annotations"][0]["result"] if r["value"].get("text") == text)


# greatwall begins 林红玉带队赴长城汽车考察: 长城汽车 is [6, 10), in UTF-8 bytes [18, 30).
@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (
            7,
            11,
            ["the file has '长城汽车', the article has '城汽车", "at [7, 11); shifted by one, to [6, 10), it fits"],
        ),
        (5, 9, ["the article has '赴长城汽' at [5, 9); shifted by one, to [6, 10), it fits"]),
        (6, 9, ["the article has '长城汽' at [6, 9); with one edge moved by one, at [6, 10), it fits"]),
        (18, 30, ["as UTF-8 bytes they are '长城汽车' at [6, 10): write offsets in characters"]),
        (6, 6, ["the span [6, 6) is empty or backwards (the file has '长城汽车')"]),
        (10, 6, ["the span [10, 6) is empty or backwards"]),
        (True, 10, ["the start is True, which is no whole number (the file has '长城汽车')"]),
        (6, 10.0, ["the end is 10.0, which is no whole number"]),
        ("", 10, ["the start is '', which is no whole number"]),
        (None, 10, ["the start is None, which is no whole number"]),
        (6, 1000, ["[6, 1000) runs out of the article of 925 characters, which ends with '门负责同志参加活动。'"]),
    ],
)
def test_offsets_that_do_not_fit_are_refused_with_the_unit_or_shift_that_would(
    gold_folder, exported, start, end, wanted
):
    path = exported("label-studio")
    change_tasks(path, lambda tasks: region(tasks, "长城汽车").update(start=start, end=end))
    fault = only_fault(gold_folder, "label-studio", path)
    assert fault.startswith(f"{path / 'tasks.json'} task 1 region greatwall-002: document 'greatwall': ")
    for part in wanted:
        assert part in fault


def test_utf_16_offsets_behind_an_astral_character_are_named_as_such():
    from bench.corpus.formats.offsets import offsets_fault

    # 𠮷 is two UTF-16 units, so 市委 of 𠮷是市委书记 is [3, 5) in units and [2, 4) in characters.
    assert "as UTF-16 units they are '市委' at [2, 4)" in offsets_fault([(3, 5)], "市委", "𠮷是市委书记")
    assert offsets_fault([(2, 4)], "市委", "𠮷是市委书记") is None


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        # 1月5日至6日 is [38, 45); a comma follows at 45.
        ([39, 46], "'月5日至6日，' at [39, 46) begins or ends with white space or the mark of a clause, "
                   "'月5日至6日' at [39, 45) does not"),
        ([45, 46], "'，' at [45, 46) begins or ends with white space or the mark of a clause, nothing else is in it"),
        ([2000, 2018], "[2000, 2018) runs out of the article of 925 characters, which ends with "
                       "'门负责同志参加活动。'; as UTF-8 bytes they are"),
        ([3000, 3001], "runs out of the article of 925 characters"),
    ],
)  # fmt: skip
def test_a_format_without_strings_shows_a_shift_at_the_edges_of_a_span(gold_folder, exported, span, wanted):
    path = exported("doccano")
    text = json.loads((path / "documents.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    if span[0] == 2000:  # two bytes offsets at the starts of characters
        starts = [len(text[:i].encode()) for i in range(len(text))]
        span = [starts[900], starts[906]]
        wanted = wanted.replace("[2000, 2018)", f"[{span[0]}, {span[1]})") + f" {text[900:906]!r} at [900, 906)"
    change_line(path, lambda line: line.update(label=[[*span, "time.date"]]))
    fault = only_fault(gold_folder, "doccano", path)
    assert fault.startswith(f"{path / 'documents.jsonl'}:1 span 1: document 'greatwall': ")
    assert wanted in fault


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_format_without_strings_shows_a_shift_beside_the_gold(gold_folder, exported, shift):
    """长城汽车 moved by one still begins and ends with ordinary characters."""
    path = exported("doccano")

    def move(line):
        (place,) = [i for i, (s, e, _) in enumerate(line["label"]) if line["text"][s:e] == "林红玉" and s == 0]
        line["label"][place + 1][0] += shift
        line["label"][place + 1][1] += shift

    change_line(path, move)
    fault = only_fault(gold_folder, "doccano", path)
    assert "is '长城汽车' of the gold at [6, 10) shifted by one" in fault
    assert ("'赴长城汽'" if shift < 0 else "'城汽车考'") in fault


def test_an_unknown_label_is_refused_with_near_ones(gold_folder, exported):
    path = exported("label-studio")
    change_tasks(path, lambda tasks: region(tasks, "长城汽车").update(labels=["org.con"]))
    assert "no fine type is called 'org.con'; near are org.com" in only_fault(gold_folder, "label-studio", path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("label-studio", lambda p: change_tasks(p, lambda t: t[0]["data"].update(id="great"))),
        ("doccano", lambda p: change_line(p, lambda line: line.update(id=7))),
        ("conll", lambda p: replace_in(p / "page.conll", "# id = greatwall", "# id = great")),
        ("brat", lambda p: [(p / f"greatwall.{e}").rename(p / f"great.{e}") for e in ("txt", "ann")]),
    ],
)
def test_an_unknown_document_is_refused_and_the_missing_one_named(gold_folder, exported, name, change):
    path = exported(name)
    change(path)
    unknown, missing = faults(gold_folder, name, path)
    assert f"no article is called {7 if name == 'doccano' else 'great'!r}; there are greatwall, gaocheng" in unknown
    assert f"{path}: no document for 'greatwall'; export every article of the page" in missing


def test_a_document_that_stands_twice_is_refused(gold_folder, exported):
    path = exported("doccano")
    file = path / "documents.jsonl"
    file.write_text(file.read_text(encoding="utf-8") * 2, encoding="utf-8")
    found = faults(gold_folder, "doccano", path)
    assert len(found) == 7
    assert f"{file}:8: document 'greatwall' stands twice, also at {file}:1; keep one" in found


@pytest.mark.parametrize("name", ["brat", "label-studio", "doccano"])
def test_line_ends_and_other_texts_are_refused_at_the_first_difference(gold_folder, exported, name):
    path = exported(name)

    def crlf(text):
        return text.replace("\n", "\r\n")

    if name == "brat":
        (path / "gaocheng.txt").write_bytes(crlf((path / "gaocheng.txt").read_bytes().decode()).encode())
        replace_in(path / "green.txt", "碳", "炭")
    elif name == "label-studio":
        change_tasks(path, lambda tasks: tasks[1]["data"].update(text=crlf(tasks[1]["data"]["text"])))
        change_tasks(path, lambda tasks: tasks[5]["data"].update(text=tasks[5]["data"]["text"].replace("碳", "炭", 1)))
    else:
        change_line(path, lambda line: line.update(text=crlf(line["text"])), 1)
        change_line(path, lambda line: line.update(text=line["text"].replace("碳", "炭", 1)), 5)
    line_ends, other = faults(gold_folder, name, path)
    assert "document 'gaocheng': the text differs at 9: the file has '记者 刘建新 摄\\r\\n近年来" in line_ends
    assert "the article has '记者 刘建新 摄\\n近年来" in line_ends
    assert "save it with LF line ends" in line_ends
    assert "document 'green': the text differs at " in other
    assert "炭" in other.partition("the article has")[0]
    assert "碳" in other.partition("the article has")[2]


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([[0, 3, "per.subject"], [2, 5, "title"]], "'玉带队' at [2, 5) crosses '林红玉' at [0, 3)"),
        ([[0, 3, "per.subject"], [0, 3, "title"]], "'林红玉' at [0, 3) stands twice in one layer"),
        ([[0, 10, "misc.event"], [0, 8, "org.com"], [0, 6, "org.com"], [0, 3, "loc.adm"]],
         "'林红玉' at [0, 3) is nested deeper than outer > inner > inner"),
        ([[0, 30, "misc.event"]], "crosses a paragraph; end it before the line feed"),
        ([[0, 3]], "span 1 is [0, 3], not [start, end, label]"),
        ([None], "span 1 is None, not [start, end, label]"),
    ],
)  # fmt: skip
def test_spans_that_no_layer_can_hold_are_refused(gold_folder, exported, spans, wanted):
    path = exported("doccano")
    change_line(path, lambda line: line.update(label=spans))
    assert wanted in only_fault(gold_folder, "doccano", path)


_JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=4), st.just([[]]),
    st.just({"a": []}), st.just("\ud800"), st.integers(0, 900),
)  # fmt: skip


def _put(draw, value, junk):
    """Walks down at random and puts junk in the place of what it comes to."""
    while True:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = draw(st.sampled_from(sorted(keys)))
        if not isinstance(value[key], list | dict) or not value[key] or draw(st.integers(0, 4)) == 0:
            value[key] = junk
            return
        value = value[key]


@pytest.mark.parametrize(("name", "file"), [("label-studio", "tasks.json"), ("doccano", "documents.jsonl")])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), _JUNK)
def test_junk_anywhere_is_a_fault_or_harmless_and_never_a_traceback(gold_folder, tmp_path, name, file, data, junk):
    content = FORMATS[name].write(gather(gold_folder, "clean"))[file].decode()
    values = json.loads(content) if file.endswith(".json") else [json.loads(line) for line in content.splitlines()]
    _put(data.draw, values, junk)
    lines = [json.dumps(values)] if file.endswith(".json") else [json.dumps(value) for value in values]
    (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    incoming = read_format(FORMATS[name], tmp_path, gold_folder, "clean")
    assert all("\n" not in fault for fault in incoming.faults)
    if not incoming.faults:
        assert all(mention_lines(mentions).encode() for mentions in incoming.mentions.values())


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        (
            "label-studio",
            b"[{",
            "no valid JSON at column 3 (Expecting property name enclosed in double quotes); export it again",
        ),
        ("doccano", b'{"id": 1}\n{', ":2: no valid JSON at column 2"),
        ("doccano", "济宁".encode("gb18030"), "not UTF-8 at byte 0; save the file as UTF-8"),
        ("conll", b"# id = greatwall\r\n", ":1: the line ends in '\\r\\n', not '\\n'; save the file with LF"),
        ("brat", b"", "no folder; name the folder with the .txt and .ann files"),
        ("inception", b"", "inception is not read back"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(gold_folder, tmp_path, name, content, wanted):
    file = tmp_path / "exported"
    file.write_bytes(content)
    with pytest.raises(BenchError) as raised:
        read_format(FORMATS[name], file, gold_folder, "clean")
    assert wanted in str(raised.value)
    assert "\n" not in str(raised.value)
