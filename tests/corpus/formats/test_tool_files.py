"""What each tool's files may say beyond spans and labels: taken, or refused in one line."""

from __future__ import annotations

from functools import partial

import pytest
from exported_files import change_line, change_tasks, export, faults, only_fault, replace_in

from bench.corpus.formats import FORMATS, read_format


@pytest.fixture
def exported(gold_folder, tmp_path):
    return partial(export, gold_folder, tmp_path)


def test_the_forms_of_several_doccano_versions_are_read(gold_folder, exported):
    path = exported("doccano")
    spans = [{"id": 9, "label": "per.subject", "start_offset": 0, "end_offset": 3}]

    def relations(line):
        del line["label"]
        line |= {"data": line.pop("text"), "entities": spans, "relations": [], "Comments": []}

    change_line(path, relations)
    change_line(path, lambda line: line.update(labels=line.pop("label")), 1)
    incoming = read_format(FORMATS["doccano"], path, gold_folder, "clean")
    assert incoming.faults == []
    assert [(m.start, m.end, m.fine) for m in incoming.mentions["greatwall"]] == [(0, 3, "per.subject")]
    assert len(incoming.mentions["gaocheng"]) == 21


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda t: t.update(annotations=[]), "no annotation that was submitted"),
        (lambda t: t["annotations"][0].update(was_cancelled=True), "no annotation that was submitted"),
        (lambda t: t.update(annotations=[{"completed_by": 1, "result": []}, {"completed_by": 2, "result": []}]),
         "2 annotations by 1, 2 and not one of them is the ground truth; mark one as it"),
        (lambda t: t["annotations"][0]["result"].append({"type": "relation", "from_id": "a", "to_id": "b"}),
         "a result of type 'relation' cannot be carried"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(labels=["title", "org.com"]),
         "the region greatwall-001 has ['title', 'org.com'] for 'fine', not one string in a list"),
        (lambda t: t.pop("data"), "export from Label Studio as JSON, not as JSON-MIN"),
    ],
)  # fmt: skip
def test_what_label_studio_may_export_and_nobody_can_decide_is_refused(gold_folder, exported, change, wanted):
    path = exported("label-studio")
    change_tasks(path, lambda tasks: change(tasks[0]))
    assert any(wanted in fault for fault in faults(gold_folder, "label-studio", path))


def test_of_several_annotations_the_ground_truth_counts_and_cancelled_ones_do_not(gold_folder, exported):
    path = exported("label-studio")

    def change(tasks):
        mine = tasks[0]["annotations"][0]
        tasks[0]["annotations"] = [{"result": []}, {**mine, "ground_truth": True}]
        tasks[1]["annotations"].append({"result": [], "was_cancelled": True})

    change_tasks(path, change)
    incoming = read_format(FORMATS["label-studio"], path, gold_folder, "clean")
    assert incoming.faults == []
    assert [len(incoming.mentions[a]) for a in ("greatwall", "gaocheng")] == [78, 21]


def test_a_new_region_gets_the_next_number_and_the_others_keep_theirs(gold_folder, exported):
    path = exported("label-studio")
    new = {"id": "Dx_aB91ISN", "from_name": "fine", "to_name": "text", "type": "labels"}
    new["value"] = {"start": 3, "end": 5, "text": "带队", "labels": ["title"]}
    change_tasks(path, lambda tasks: tasks[0]["annotations"][0]["result"].insert(0, new))
    mentions = read_format(FORMATS["label-studio"], path, gold_folder, "clean").mentions["greatwall"]
    assert [m.id for m in mentions[:3]] == ["greatwall-001", "greatwall-079", "greatwall-002"]


# The first lines of greatwall.ann: T1 林红玉 with its note, T2 长城汽车 with its note, T3 本报 with A1 and its note.
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("T2\torg_com 6 10\t", "T2\torg_com 6 10 ", ".ann:3: 'T2\\torg_com 6 10 长城汽车' is not `T1<TAB>type"),
        ("T2\torg_com 6 10", "T2\torg_com 6 1x", "the end is '1x', which is no whole number"),
        ("T2\torg_com 6 10", "T2\torg_con 6 10", "no fine type is called 'org.con'"),
        ("T2\torg_com 6 10\t长城汽车", "T2\torg_com 6 7;9 10\t长 车", "the pieces [6, 7), [9, 10) have '城汽' between"),
        ("T2\torg_com 6 10\t长城汽车", "T2\torg_com 6 10\t长城汽", "the file has '长城汽', the article has '长城汽车'"),
        ("A1\tForm T3 deictic", "A1\tForm T3 old", "'A1\\tForm T3 old' says nothing that can be carried"),
        ("A1\tForm T3 deictic", "A1\tForm T300 deictic", "is on 'T300', which is no T line"),
        ("A1\tForm T3 deictic", "R1\tPart Arg1:T1 Arg2:T2", "is no T, A or # line; nothing else can be carried"),
        ("A1\tForm T3 deictic", "A1\tLayer T3 inner", "'本报' at [19, 21) is stated to be inner and lies in no other"),
        ("T2\tid=greatwall-002", "T2\tid=greatwall-002; see rule 3", "says nothing that can be carried"),
        ("T2\tid=greatwall-002", "T2\tid=greatwall-001", "the id 'greatwall-001' stands twice"),
        ("T2\tid=greatwall-002", "T2\tid=two", "id: 'two' does not match"),
        ("T2\tid=greatwall-002", "T2\talt=6 8", "the alt '6 8' is not `start end type; …`"),
        ("T2\tid=greatwall-002", "T2\talt=6 8000 org.com", "the alt '6 8000 org.com': span [6, 8000) outside a text"),
    ],
)
def test_brat_lines_that_cannot_be_carried_are_refused(gold_folder, exported, old, new, wanted):
    path = exported("brat")
    replace_in(path / "greatwall.ann", old, new)
    found = faults(gold_folder, "brat", path)
    assert any(wanted in fault for fault in found), found
    assert all(fault.startswith(str(path / "greatwall.ann")) for fault in found)


def test_plain_words_in_brat_are_the_mentions_note(gold_folder, exported):
    path = exported("brat")
    replace_in(path / "greatwall.ann", "T2\tid=greatwall-002", "T2\tas in rule 3.3; or not")
    mentions = read_format(FORMATS["brat"], path, gold_folder, "clean").mentions["greatwall"]
    assert (mentions[1].text, mentions[1].note) == ("长城汽车", "as in rule 3.3; or not")


# Line 4 is `# id = greatwall`, line 5 its first character 林.
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("带\tO\tO\tO", "带\tI-title\tO\tO", ":8: document 'greatwall': 'I-title' follows 'I-per.subject' on"),
        ("林\tB-per.subject", "林\tI-per.subject", ":5: document 'greatwall': 'I-per.subject' follows 'O'"),
        ("带\tO\tO\tO", "代\tO\tO\tO", ":8: document 'greatwall': the file has '代', the article has '带' at 3"),
        ("带\tO\tO\tO\n", "", ":8: document 'greatwall': the file has '队', the article has '带' at 3"),
        ("带\tO\tO\tO", "带\tO\tO", "'带\\tO\\tO' is not a character and 3 tags with tabs"),
        ("带\tO\tO\tO", "带\tO\tB-loc.adm\tO", "'带' at [3, 4) is stated to be inner and lies in no other mention"),
        ("带\tO\tO\tO", "带\tX\tO\tO", "'X' follows 'I-per.subject' on the level outer"),
        ("红\tI-per.subject", "\n红\tI-per.subject", "'I-per.subject' follows 'a blank line' on the level outer"),
    ],
)  # fmt: skip
def test_tags_and_characters_are_read_strictly(gold_folder, exported, old, new, wanted):
    path = exported("conll")
    replace_in(path / "page.conll", old, new)
    assert wanted in only_fault(gold_folder, "conll", path)


def test_a_document_that_ends_early_says_what_the_article_goes_on_with(gold_folder, exported):
    path = exported("conll")
    file = path / "page.conll"
    file.write_text(file.read_text(encoding="utf-8").removesuffix("。\tO\tO\tO\n\n"), encoding="utf-8")
    assert "document 'lutong': the file ends, the article goes on with '。' at" in only_fault(
        gold_folder, "conll", path
    )
