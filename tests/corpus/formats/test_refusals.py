"""What an import refuses: one line with document, place, both strings and what to do."""

from __future__ import annotations

import json
from functools import partial

import pytest
from exported_files import change_line, change_tasks, export, faults, only_fault, replace_in

from bench.corpus.formats import FORMATS, read_format
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


def test_a_label_that_is_like_no_other_is_refused_with_the_groups_there_are(gold_folder, exported):
    path = exported("doccano")
    change_line(path, lambda line: line.update(label=[[0, 3, "qqqq"]]))
    wanted = "'qqqq'; there are per.…, org.…, loc.…, fac.…, misc.…, title, time.…, num.…; mend the label"
    assert wanted in only_fault(gold_folder, "doccano", path)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"norm": "3 个"}, "a PER has no norm; mend the norm"),
        ({"approx": "约"}, "a PER has no approx; take it out"),
        ({"alt": "300 304 org.com"}, "does not touch '林红玉'; mend it"),
        ({"id": "gaocheng-900"}, "the id 'gaocheng-900' is not of the article greatwall; mend it"),
    ],
)
def test_what_the_check_would_find_in_a_mention_is_refused_at_the_import(gold_folder, exported, fields, wanted):
    path = exported("brat")
    note = "; ".join(f"{name}={value}" for name, value in ({"id": "greatwall-001"} | fields).items())
    replace_in(path / "greatwall.ann", "T1\tid=greatwall-001", f"T1\t{note}")
    fault = only_fault(gold_folder, "brat", path)
    assert fault.startswith(f"{path / 'greatwall.ann'}:1: document 'greatwall': ")
    assert wanted in fault


def test_an_approximator_that_stands_elsewhere_and_an_inner_person_are_refused(gold_folder, exported):
    path = exported("doccano")
    change_line(path, lambda line: line["label"].append([0, 2, "per.subject"]))
    assert "the inner mention '林红' is no LOC or ORG of two characters or more" in only_fault(
        gold_folder, "doccano", path
    )
    path = exported("label-studio")
    number = {"from_name": "approx", "to_name": "text", "type": "textarea", "value": {"text": ["约"]}}

    def change(tasks):
        results = tasks[0]["annotations"][0]["result"]
        amount = next(r["id"] for r in results if r["value"].get("text") == "116亿元")
        results[:] = [r for r in results if (r["id"], r["from_name"]) != (amount, "approx")]
        results.append({"id": amount, **number})

    change_tasks(path, change)
    assert "the approx '约' does not stand beside '116亿元'" in only_fault(gold_folder, "label-studio", path)


@pytest.mark.parametrize("name", ["brat", "doccano"])
def test_an_offset_of_many_digits_is_one_short_line(gold_folder, exported, name):
    path = exported(name)
    if name == "brat":
        replace_in(path / "greatwall.ann", "per_subject 0 3", f"per_subject 0 {'9' * 5000}")
    else:
        change_line(path, lambda line: line.update(label=[[0, 10**4000, "per.subject"]]))
    fault = only_fault(gold_folder, name, path)
    assert len(fault.removeprefix(str(path))) < 400
    assert "…9999" in fault or "…0000" in fault


@pytest.mark.parametrize("text", ['{"id": %s}' % ("9" * 5000), "[" * 100_000, '{"a":' * 100_000])
def test_numbers_and_nesting_beyond_what_python_reads_are_one_line(gold_folder, tmp_path, text):
    file = tmp_path / "documents.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        BenchError, match=r"documents\.jsonl:1: .*(too many digits|nested too deep).*; export it again$"
    ):
        read_format(FORMATS["doccano"], file, gold_folder, "clean")


@pytest.mark.parametrize(("name", "file"), [("brat", "green.ann"), ("brat", "green.txt"), ("conll", "page.conll")])
def test_a_byte_order_mark_is_named(gold_folder, exported, name, file):
    path = exported(name)
    (path / file).write_bytes(b"\xef\xbb\xbf" + (path / file).read_bytes())
    with pytest.raises(BenchError, match=f"{file}: begins with a UTF-8 byte order mark; save the file without it"):
        read_format(FORMATS[name], path, gold_folder, "clean")
