"""Tag maps: what each toolkit's tags mean, from its documentation."""

from __future__ import annotations

import json
from importlib import resources

import pytest
import yaml

from bench.corpus import COARSE, installed, load_scheme
from bench.corpus.mentions import coarse
from bench.errors import BenchError
from bench.models import TagMap, find_entry, load_tag_map, tag_sets
from bench.models.base import RELATIONS

FINE = json.loads((installed() / "schema" / "mention.json").read_text(encoding="utf-8"))["$defs"]["fine"]["enum"]
FILES = [
    yaml.safe_load(entry.read_text(encoding="utf-8"))
    for entry in resources.files("bench.conf").joinpath("tags").iterdir()
    if entry.name.endswith(".yaml")
]
SETS = [(file["toolkit"], name, tag_set) for file in FILES for name, tag_set in file["sets"].items()]
# OntoNotes Release 5.0 has these 18 types, CLUENER2020 these 10.
ONTONOTES = {
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE", "TIME",
    "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
}  # fmt: skip
CLUENER = {
    "address", "book", "company", "game", "government", "movie", "name", "organization", "position", "scene",
}  # fmt: skip


def test_nt_is_an_organisation_in_jieba_and_pku_and_a_time_noun_in_ltp():
    assert load_tag_map("jieba").labels["nt"] == load_tag_map("pku").labels["nt"] == "ORG"
    assert load_tag_map("hanlp", "pku").labels["nt"] == "ORG"
    assert load_tag_map("ltp").labels["nt"] == load_tag_map("ltp", "pos").labels["nt"] == "TIME"
    assert "nt" not in load_tag_map("ltp", "ner").labels


def test_the_named_toolkits_have_maps():
    assert {toolkit for toolkit, _ in tag_sets()} == {
        "cluener", "conll", "hanlp", "jieba", "lac", "ltp", "msra", "ontonotes", "pku", "weibo",
    }  # fmt: skip
    assert [name for toolkit, name in tag_sets() if toolkit == "hanlp"] == ["msra", "pku", "ontonotes"]


@pytest.mark.parametrize(("toolkit", "name", "tag_set"), SETS)
def test_every_cell_has_a_type_of_the_gold_a_relation_and_a_reason_and_every_set_a_source(toolkit, name, tag_set):
    assert set(tag_set) <= {"source", "tags", "left_out"}
    assert tag_set["source"]
    for tag, cell in tag_set["tags"].items():
        assert isinstance(tag, str)
        assert set(cell) - {"fine"} == {"type", "relation", "why"}, tag
        assert cell["type"] in COARSE
        assert cell["relation"] in RELATIONS
        assert cell["why"]
        if "fine" in cell:
            assert cell["fine"] in FINE
            assert coarse(cell["fine"]) == cell["type"]
            assert cell["relation"] != "exact"  # one fine type of several is less than the coarse one
    left_out = tag_set.get("left_out", {})
    assert all(left_out.values())
    assert not set(left_out) & set(tag_set["tags"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["toolkit"])
def test_a_tag_means_the_same_type_in_every_set_of_a_toolkit(file):
    meanings: dict[str, set[tuple[str, str]]] = {}
    for tag_set in file["sets"].values():
        for tag, cell in tag_set["tags"].items():
            meanings.setdefault(tag, set()).add((cell["type"], cell.get("fine", "")))
    assert {tag for tag, found in meanings.items() if len(found) > 1} == set()


@pytest.mark.parametrize(("toolkit", "tags"), [("ontonotes", ONTONOTES), ("cluener", CLUENER)])
def test_the_whole_tag_set_is_mapped_or_left_out_with_a_reason(toolkit, tags):
    ((_, _, tag_set),) = [s for s in SETS if s[0] == toolkit]
    assert {*tag_set["tags"], *tag_set.get("left_out", {})} == tags


@pytest.mark.parametrize("map_of", [("ontonotes", None), ("hanlp", "ontonotes"), ("cluener", None)])
def test_a_tagger_that_speaks_a_schemes_labels_says_them_exactly(map_of):
    tag_map, scheme = load_tag_map(*map_of), load_scheme(map_of[1] or map_of[0])
    labels = set(scheme.labels.values())
    said = {tag: scheme.tag_label(tag_map.gold_type(tag)) for tag in tag_map.labels}
    assert {tag: label for tag, label in said.items() if tag in labels} == {label: label for label in labels}
    # what the gold does not tell apart is folded into its label, or is no prediction
    others = {"TIME": "DATE", "LAW": None, "ORGANIZATION": "ORG", "FACILITY": "FAC", "movie": None, "game": None}
    assert all(others[tag] == label for tag, label in said.items() if tag not in labels)


def test_number_kinds_of_msra_are_told_in_ontonotes_labels():
    tag_map, scheme = load_tag_map("hanlp", "msra"), load_scheme("ontonotes")
    said = {tag: scheme.tag_label(tag_map.gold_type(tag)) for tag in ("PERCENT", "MONEY", "ORDINAL", "INTEGER", "AREA")}
    assert list(said.values()) == ["PERCENT", "MONEY", "ORDINAL", "CARDINAL", "QUANTITY"]
    assert scheme.tag_label(tag_map.gold_type("LOCATION")) == "GPE"


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("lac", {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "TIME": "TIME"}),
        ("jieba", {"nr": "PER", "nrt": "PER", "nrfg": "PER", "ns": "LOC", "nt": "ORG"}),
    ],
)
def test_the_embedded_taggers_have_the_maps_that_they_were_released_with(name, labels):
    tags = find_entry(name).make().tags
    assert tags.labels == labels
    assert set(tags.relations) == set(labels)


def test_the_maps_of_the_embedded_taggers_are_no_part_of_what_they_say_of_themselves():
    assert all(word not in str(find_entry(name).make().describe()) for name in ("lac", "jieba") for word in RELATIONS)


def test_a_set_narrows_the_scope_to_what_one_model_can_say():
    assert load_tag_map("ltp", "ner").scope == {"PER", "ORG", "LOC"}
    assert load_tag_map("ltp", "pos").scope == load_tag_map("ltp").scope == {"PER", "ORG", "LOC", "TIME"}
    assert load_tag_map("hanlp", "pku").labels.keys() < load_tag_map("hanlp").labels.keys()


def test_an_unknown_toolkit_or_set_is_refused_with_the_names_there_are():
    with pytest.raises(BenchError, match="no tag map 'stanza'; there are cluener, conll, hanlp, jieba"):
        load_tag_map("stanza")
    with pytest.raises(BenchError, match="hanlp has no tag set 'ctb'; there are msra, pku, ontonotes"):
        load_tag_map("hanlp", "ctb")


def test_a_map_of_ones_own_needs_labels_alone():
    mine = TagMap("mine", {"name": "PER", "skipped": ""})
    assert (mine.gold_type("name"), mine.gold_type("skipped"), mine.gold_type("verb")) == ("PER", "", "")
    assert (mine.relations, mine.fine) == ({}, {})


def test_a_fine_type_says_more_than_the_label():
    mine = TagMap("mine", {"lake": "LOC", "place": "LOC"}, {"lake": "narrower"}, {"lake": "loc.phys"})
    assert (mine.scope, mine.types) == ({"LOC"}, {"LOC", "loc.phys"})
    assert mine.gold_type("lake") == "loc.phys"


@pytest.mark.parametrize(
    ("relations", "fine", "message"),
    [
        ({"P": "equal"}, {}, "mine: the relation 'equal' of 'P' is unknown, or the tag has no label"),
        ({"Q": "exact"}, {}, "mine: the relation 'exact' of 'Q' is unknown, or the tag has no label"),
        ({}, {"P": "loc.adm"}, "mine: 'loc.adm' is no fine type of 'PER', the label of 'P'"),
        ({}, {"Q": "loc.adm"}, "mine: 'loc.adm' is no fine type of None, the label of 'Q'"),
    ],
)
def test_a_map_whose_parts_do_not_agree_is_refused(relations, fine, message):
    with pytest.raises(ValueError, match=message):
        TagMap("mine", {"P": "PER"}, relations, fine)


@pytest.mark.parametrize("scheme", ["core3", "lac4", "full8"])
@pytest.mark.parametrize(("toolkit", "name"), tag_sets())
def test_in_a_scheme_of_coarse_types_a_finer_tag_says_its_coarse_type(toolkit, name, scheme):
    tag_map = load_tag_map(toolkit, name)
    said = {tag: load_scheme(scheme).tag_label(tag_map.gold_type(tag)) for tag in tag_map.labels}
    assert said == {tag: load_scheme(scheme).label(label) for tag, label in tag_map.labels.items()}
