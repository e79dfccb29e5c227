"""What goes out comes back: the same mentions in all that a format can hold, on both views."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from annotated_articles import LABELS, annotated
from hypothesis import HealthCheck, example, given, settings

from bench.corpus import AnnotationFolder, Mention, installed
from bench.corpus.check.mentions import attribute_faults
from bench.corpus.folder import GOLD
from bench.corpus.formats import FORMATS, Source, gather, mention_lines, read_format
from bench.corpus.formats.accept import _Acceptance
from bench.corpus.formats.exchange import document_of, text_view
from bench.corpus.formats.inception import MENTION
from bench.corpus.formats.stated import read_alt
from bench.corpus.mentions import Reading
from bench.corpus.page import Article, Part
from bench.corpus.schema import VIEWS
from bench.text import View

READ_BACK = [name for name, form in FORMATS.items() if form.read]
FOLDER = AnnotationFolder(installed())


def held(name: str, mention: Mention) -> Mention:
    """The mention without what the format says that it cannot hold; ids are given anew in the gold's order."""
    defaults = {"layer": "outer", "form": "full", "alt": (), "approx": None, "norm": None, "note": None}
    return replace(mention, **{k: v for k, v in defaults.items() if k not in FORMATS[name].holds})


def written(source: Source, name: str, folder: Path) -> Path:
    for file, content in FORMATS[name].write(source).items():
        (folder / file).write_bytes(content)
    return folder


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", READ_BACK)
def test_the_gold_comes_back_as_it_was(tmp_path, gold_folder, name, view):
    incoming = read_format(FORMATS[name], written(gather(gold_folder, view), name, tmp_path), gold_folder, view)
    assert incoming.faults == []
    gold = {article.id: gold_folder.mentions(GOLD, article.id) for article in gold_folder.articles()}
    assert incoming.mentions == {a: [held(name, m) for m in mentions] for a, mentions in gold.items()}
    assert sum(map(len, gold.values())) == 409


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["brat", "label-studio"])
def test_a_format_that_holds_everything_gives_the_gold_files_byte_for_byte(tmp_path, gold_folder, name, view):
    incoming = read_format(FORMATS[name], written(gather(gold_folder, view), name, tmp_path), gold_folder, view)
    for article, mentions in incoming.mentions.items():
        assert mention_lines(mentions).encode() == (gold_folder.path / GOLD / f"{article}.jsonl").read_bytes()


# 宋𠮷凯 over a line end in the raw text, an inner mention behind it, another reading over both.
SMALL = (
    Article("doc", View("宋𠮷凯市委", (0, 1, 3, 4, 5)), View.whole("宋𠮷\n凯市委"), (Part("body", 0, 5),)),
    [
        Mention("doc-001", 0, 5, "宋𠮷凯市委", "misc.prog", alt=(Reading(0, 3, "per.author"),), note="a; b=c\\"),
        Mention("doc-002", 3, 5, "市委", "org.gov", "inner", "abbr", norm="\\;"),
    ],
)  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", READ_BACK)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(SMALL)
@given(annotated())
def test_any_document_comes_back_as_it_was(name, view, document):
    article, mentions = document
    source = Source(FOLDER, view, LABELS, (document_of(article, view, mentions),))
    with tempfile.TemporaryDirectory() as folder:
        faults: list[str] = []
        path = written(source, name, Path(folder))
        (stated,) = FORMATS[name].read(path, {"doc": text_view(article, view).text}, faults)
    if name == "doccano":
        # It states no strings, so a mention with a clause's mark at its edge is taken for a shift.
        stated = replace(stated, mentions=tuple(replace(s, text=_string(article, view, s)) for s in stated.mentions))
    found, more = _Acceptance(LABELS, FOLDER.schema("mention"), view, True).mentions(stated, article, ())
    wanted = [held(name, m) for m in mentions]
    assert found == wanted
    # Attributes are made up: what is wrong with them is what `bench data check` finds in the mentions as they were.
    shown = [fault.partition(": document 'doc': ")[2] for fault in faults + more]
    assert shown == [fault for m in wanted for fault in attribute_faults(m, article)]


def _string(article, view, stated):
    ((start, end),) = stated.spans
    return text_view(article, view).text[start:end]


@pytest.mark.parametrize("view", VIEWS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(SMALL)
@given(annotated())
def test_a_cas_reads_back_every_mention_and_counts_utf_16_in_its_file(view, document):
    from cassis import load_cas_from_xmi, load_typesystem

    article, mentions = document
    shown = document_of(article, view, mentions)
    files = FORMATS["inception"].write(Source(FOLDER, view, LABELS, (shown,)))
    cas = load_cas_from_xmi(files["doc.xmi"].decode(), load_typesystem(files["TypeSystem.xml"].decode()))
    assert cas.sofa_string == shown.text
    read = [
        Mention(
            m.identifier, m.begin, m.end, m.get_covered_text(), m.fine, m.layer, m.form,
            read_alt(m.alt) if m.alt else (), m.approx, m.norm, m.note,
        )
        for m in cas.select(MENTION)
    ]  # fmt: skip
    assert sorted(read, key=lambda m: m.id) == sorted(shown.mentions, key=lambda m: m.id)


def test_offsets_behind_an_astral_character_are_utf_16_in_the_xml_and_code_points_elsewhere():
    import xml.etree.ElementTree as ElementTree

    article, mentions = SMALL
    source = Source(FOLDER, "clean", LABELS, (document_of(article, "clean", mentions),))
    root = ElementTree.fromstring(FORMATS["inception"].write(source)["doc.xmi"])
    spans = [(e.get("begin"), e.get("end")) for e in root.iter("{http:///webanno/custom.ecore}Mention")]
    # 宋 is one unit and 𠮷 two, so 市委, characters 3 to 5, is units 4 to 6.
    assert sorted(spans) == [("0", "6"), ("4", "6")]
    line = json.loads(FORMATS["doccano"].write(source)["documents.jsonl"])
    assert line["label"] == [[0, 5, "misc.prog"], [3, 5, "org.gov"]]


def test_brat_cuts_a_mention_at_the_line_end_and_joins_the_pieces_by_a_space():
    article, mentions = SMALL
    lines = FORMATS["brat"].write(Source(FOLDER, "raw", LABELS, (document_of(article, "raw", mentions),)))["doc.ann"]
    assert lines.decode().splitlines() == [
        "T1\tmisc_prog 0 2;3 6\t宋𠮷 凯市委",
        "#1\tAnnotatorNotes T1\tid=doc-001; alt=0 4 per.author; note=a\\; b=c\\\\",
        "T2\torg_gov 4 6\t市委",
        "A1\tLayer T2 inner",
        "A2\tForm T2 abbr",
        "#2\tAnnotatorNotes T2\tid=doc-002; norm=\\\\\\;",
    ]


def test_columns_have_a_level_for_each_layer_and_leave_white_space_out():
    article, mentions = SMALL
    content = FORMATS["conll"].write(Source(FOLDER, "raw", LABELS, (document_of(article, "raw", mentions),)))
    assert content["page.conll"].decode().splitlines()[3:] == [
        "# id = doc",
        "宋\tB-misc.prog\tO\tO",
        "𠮷\tI-misc.prog\tO\tO",
        "凯\tI-misc.prog\tO\tO",
        "市\tI-misc.prog\tB-org.gov\tO",
        "委\tI-misc.prog\tI-org.gov\tO",
        "",
    ]


@pytest.mark.parametrize("name", [*READ_BACK, "inception"])
def test_each_format_says_what_it_cannot_hold(name):
    _, mentions = SMALL
    losses = FORMATS[name].losses(mentions)
    expected = {"form": 1, "alt": 1, "norm": 1, "note": 1, "id": 2} if name in ("doccano", "conll") else {}
    assert losses == expected


@pytest.mark.parametrize("name", [*READ_BACK, "inception"])
def test_without_gold_the_text_and_the_labels_are_written(name):
    article, _ = SMALL
    source = Source(FOLDER, "clean", LABELS, (document_of(article, "clean", None),))
    files = FORMATS[name].write(source)
    text = b"".join(files.values()).decode()
    assert all(character in text for character in "宋𠮷凯市委")
    if name != "inception":  # its layer takes any string
        assert "org.gov" in text
