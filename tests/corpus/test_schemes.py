"""Projections, worked out by hand on the scheme's own examples, and by property on made mentions."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import Mention, installed, load_corpus, load_scheme, load_schemes, project
from bench.corpus.mentions import Reading, coarse
from bench.errors import BenchError

SCHEMES = tuple(load_schemes())
FINE = json.loads((installed() / "schema" / "mention.json").read_text(encoding="utf-8"))["$defs"]["fine"]["enum"]
AIRPORT = [  # 济宁大安机场
    Mention("1", 0, 6, "济宁大安机场", "fac.transport"),
    Mention("2", 0, 2, "济宁", "loc.adm", layer="inner"),
]
EVENT = [  # 济宁航空发展三年行动, 市委
    Mention("3", 10, 20, "济宁航空发展三年行动", "misc.prog"),
    Mention("4", 10, 12, "济宁", "loc.adm", layer="inner"),
    Mention("5", 30, 32, "市委", "org.gov", form="abbr"),
]
# 泗水县委书记赵鑫, a lake, a plant, a car, a plan, a meeting, a paper, and one of each kind of time and number
MANY = [
    Mention("1", 0, 4, "泗水县委", "org.gov"),
    Mention("2", 0, 3, "泗水县", "loc.adm", layer="inner"),
    Mention("3", 4, 6, "书记", "title"),
    Mention("4", 6, 8, "赵鑫", "per.subject"),
    Mention("5", 10, 13, "南四湖", "loc.phys"),
    Mention("6", 15, 21, "徐水二期工厂", "fac.site"),
    Mention("7", 23, 25, "哈弗", "misc.prod"),
    Mention("8", 27, 37, "济宁市碳达峰工作方案", "misc.work"),
    Mention("9", 27, 30, "济宁市", "loc.adm", layer="inner"),
    Mention("10", 40, 48, "市委经济工作会议", "misc.event"),
    Mention("11", 40, 42, "市委", "org.gov", layer="inner", form="abbr"),
    Mention("12", 50, 52, "本报", "org.media", form="deictic"),
    Mention("13", 54, 58, "长城汽车", "org.com"),
    Mention("14", 60, 62, "近日", "time.rel"),
    Mention("15", 64, 68, "208%", "num.percent"),
    Mention("16", 70, 75, "116亿元", "num.money"),
    Mention("17", 77, 80, "第4位", "num.ord"),
    Mention("18", 82, 85, "21条", "num.count"),
    Mention("19", 87, 92, "8040亩", "num.measure"),
    Mention("20", 95, 100, "太白湖新区", "loc.zone"),
]


def readings(mentions, scheme, nested=False):
    return [(span.readings, span.optional) for span in project(mentions, load_scheme(scheme), nested)]


def told(mentions, scheme, nested=False):
    """`text/label` of each span, an optional one in brackets."""
    text = {m.id: m.text for m in mentions}
    spans = project(mentions, load_scheme(scheme), nested)
    return " ".join(f"({text[s.id]}/{s.label})" if s.optional else f"{text[s.id]}/{s.label}" for s in spans)


def test_an_inner_place_is_promoted_where_the_outer_name_has_no_label():
    assert readings(EVENT, "core3") == [(((10, 12, "LOC"),), False), (((30, 32, "ORG"),), True)]


def test_the_outermost_mention_that_the_scheme_can_express_is_taken():
    assert readings(AIRPORT, "core3") == [(((0, 6, "LOC"),), False)]
    assert readings(AIRPORT + EVENT, "full8") == [
        (((0, 6, "FAC"),), False),
        (((10, 20, "MISC"),), False),
        (((30, 32, "ORG"),), False),
    ]


@pytest.mark.parametrize(
    ("scheme", "wanted"),
    [
        (
            "core3",
            "泗水县委/ORG 赵鑫/PER 南四湖/LOC 徐水二期工厂/LOC 济宁市/LOC (市委/ORG) (本报/ORG) 长城汽车/ORG "
            "太白湖新区/LOC",
        ),
        (
            "lac4",
            "泗水县委/ORG 赵鑫/PER 南四湖/LOC 徐水二期工厂/LOC 济宁市/LOC (市委/ORG) (本报/ORG) 长城汽车/ORG 近日/TIME "
            "太白湖新区/LOC",
        ),
        (
            "ontonotes",
            "泗水县委/ORG 赵鑫/PERSON 南四湖/LOC 徐水二期工厂/FAC 哈弗/PRODUCT 济宁市碳达峰工作方案/WORK_OF_ART "
            "市委经济工作会议/EVENT (本报/ORG) 长城汽车/ORG 近日/DATE 208%/PERCENT 116亿元/MONEY 第4位/ORDINAL "
            "21条/CARDINAL 8040亩/QUANTITY 太白湖新区/GPE",
        ),
        (
            "cluener",
            "泗水县委/government 书记/position 赵鑫/name 南四湖/address 徐水二期工厂/scene 济宁市碳达峰工作方案/book "
            "(市委/government) (本报/organization) 长城汽车/company 太白湖新区/address",
        ),
        (
            "full8",
            "泗水县委/ORG 书记/TITLE 赵鑫/PER 南四湖/LOC 徐水二期工厂/FAC 哈弗/MISC 济宁市碳达峰工作方案/MISC "
            "市委经济工作会议/MISC 本报/ORG 长城汽车/ORG 近日/TIME 208%/NUM 116亿元/NUM 第4位/NUM 21条/NUM 8040亩/NUM "
            "太白湖新区/LOC",
        ),
    ],
)
def test_each_scheme_tells_the_mentions_in_its_labels(scheme, wanted):
    assert told(MANY, scheme) == wanted


def test_nested_tells_every_layer():
    assert told(MANY[:5], "cluener", nested=True) == (
        "泗水县委/government 泗水县/address 书记/position 赵鑫/name 南四湖/address"
    )
    assert told(EVENT, "full8", nested=True) == "济宁航空发展三年行动/MISC 济宁/LOC 市委/ORG"
    assert told(EVENT, "core3", nested=True) == "济宁/LOC (市委/ORG)"


def test_two_layers_that_read_the_same_are_one_mention():
    both = [Mention("1", 0, 3, "济宁港", "fac.site"), Mention("2", 0, 3, "济宁港", "loc.zone", layer="inner")]
    assert told(both, "core3", nested=True) == "济宁港/LOC"
    assert told(both, "full8", nested=True) == "济宁港/FAC 济宁港/LOC"
    assert told(both, "full8") == "济宁港/FAC"


def test_a_site_may_be_an_organisation_in_core3():
    assert readings([Mention("1", 0, 6, "徐水二期工厂", "fac.site")], "core3") == [
        (((0, 6, "LOC"), (0, 6, "ORG")), False)
    ]


def test_every_facility_may_be_an_address_in_cluener_by_each_of_its_spans():
    port = Mention("1", 0, 6, "济微高速北段", "fac.transport", alt=(Reading(0, 4, "fac.transport"),))
    assert readings([port], "cluener") == [
        (((0, 6, "scene"), (0, 6, "address"), (0, 4, "scene"), (0, 4, "address")), False)
    ]


def test_alternatives_are_projected_too():
    company = Mention(
        "1", 4, 14, "长城汽车股份有限公司", "org.com", alt=(Reading(0, 14, "org.com"), Reading(4, 14, "misc.prod"))
    )
    assert readings([company], "core3") == [(((4, 14, "ORG"), (0, 14, "ORG")), False)]
    assert readings([company], "ontonotes") == [(((4, 14, "ORG"), (0, 14, "ORG"), (4, 14, "PRODUCT")), False)]


def test_the_order_of_the_mentions_does_not_matter():
    assert readings(list(reversed(AIRPORT + EVENT)), "core3") == readings(AIRPORT + EVENT, "core3")


def test_an_unknown_scheme_is_refused_with_the_names_there_are():
    with pytest.raises(BenchError, match="no scheme 'core4'; there are cluener, core3, full8, lac4, ontonotes"):
        load_scheme("core4")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_speaks_of_types_that_there_are_and_a_coarse_type_is_told_whole_or_told_by_its_parts(name):
    scheme = load_scheme(name)
    known = {*FINE, *map(coarse, FINE)}
    assert {*scheme.labels, *scheme.alt, *scheme.tags} <= known
    assert set(scheme.tags.values()) <= set(scheme.labels.values())
    for whole in {coarse(fine) for fine in FINE} - {"MISC"}:
        parts = {scheme.label(fine) for fine in FINE if coarse(fine) == whole}
        assert parts == {None} or None not in parts  # no fine type of the gold falls out unseen
        if scheme.label(whole) is not None:
            assert parts == {scheme.label(whole)}


def test_only_full8_asks_for_deictic_words_and_bare_organs():
    assert {name: sorted(s.optional_forms) for name, s in load_schemes().items()} == {
        name: [] if name == "full8" else ["abbr", "deictic"] for name in SCHEMES
    }


def test_a_tag_that_tells_a_coarse_type_alone_is_taken_for_what_the_scheme_says_or_is_out_of_scope():
    ontonotes, cluener = load_scheme("ontonotes"), load_scheme("cluener")
    assert (ontonotes.tag_label("LOC"), ontonotes.tag_label("loc.phys")) == ("GPE", "LOC")
    assert ontonotes.label("LOC") is None  # the gold is never told so
    assert (ontonotes.tag_label("NUM"), ontonotes.tag_label("MISC"), cluener.tag_label("ORG")) == (None, None, None)
    assert cluener.tag_label("org.gov") == "government"
    assert ontonotes.scope(["PER", "LOC", "NUM", "verb", ""]) == {"PERSON", "GPE"}


# ---- by property ----


@st.composite
def nesting(draw) -> list[Mention]:
    """Mentions that nest or stand apart, in two layers and with an inner one in an inner one, in any order."""
    fine = st.sampled_from(FINE)
    mentions: list[Mention] = []
    position = 0
    for _ in range(draw(st.integers(0, 5))):
        start = position + draw(st.integers(0, 2))
        end = position = start + draw(st.integers(1, 8))
        mentions.append(Mention(f"{len(mentions)}", start, end, "", draw(fine)))
        for _ in range(draw(st.integers(0, 2))):
            start = draw(st.integers(start, end - 1))
            end = draw(st.integers(start + 1, end))
            form = draw(st.sampled_from(("full", "abbr", "deictic")))
            mentions.append(Mention(f"{len(mentions)}", start, end, "", draw(fine), layer="inner", form=form))
    return draw(st.permutations(mentions))


def covers(a: Mention, b: Mention) -> bool:
    return a.start <= b.start and b.end <= a.end


def outermost(mentions, scheme):
    """Spans of the expressible mentions that no longer expressible mention covers, by comparing each with each."""
    can = [m for m in mentions if scheme.label(m.fine) is not None]
    return {
        (m.start, m.end) for m in can if not any(covers(o, m) and (o.start, o.end) != (m.start, m.end) for o in can)
    }


@given(nesting(), st.sampled_from(SCHEMES))
def test_flat_spans_never_overlap_and_are_the_outermost_that_can_be_expressed(mentions, name):
    scheme = load_scheme(name)
    spans = [span.readings[0][:2] for span in project(mentions, scheme)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert set(spans) == outermost(mentions, scheme)


@given(nesting(), st.sampled_from(SCHEMES))
def test_nested_holds_the_flat_spans_and_every_mention_that_can_be_expressed(mentions, name):
    scheme = load_scheme(name)
    flat, nested = project(mentions, scheme), project(mentions, scheme, nested=True)
    assert {s.readings[0] for s in flat} <= {s.readings[0] for s in nested}
    assert sorted(s.readings[0] for s in nested) == sorted(
        {(m.start, m.end, scheme.label(m.fine)) for m in mentions if scheme.label(m.fine) is not None}
    )


@given(nesting(), st.sampled_from(SCHEMES), st.randoms())
def test_projection_is_the_same_in_any_order(mentions, name, random):
    scheme, shuffled = load_scheme(name), list(mentions)
    random.shuffle(shuffled)
    for nested in (False, True):
        assert project(shuffled, scheme, nested) == project(mentions, scheme, nested)


# ---- on the page ----


@pytest.mark.parametrize("name", SCHEMES)
def test_the_pages_gold_is_what_comparing_each_mention_with_each_finds(name):
    for document in load_corpus().documents:
        flat = project(document.mentions, load_scheme(name))
        assert {s.readings[0][:2] for s in flat} == outermost(document.mentions, load_scheme(name))


@pytest.mark.parametrize(
    ("name", "wanted"),
    # Outer mentions of full form, counted by fine type in the gold's files, and inner ones that stand in MISC alone:
    # 16 loc.adm (8 in honours, 4 in products, 2 in programmes, 2 in works), 4 loc.phys (3 in programmes, 1 in a
    # project), 1 loc.zone in a product, 1 org.com in a project. So core3 has 40 + 18 FAC + 21 places, and 29 + 1 ORG;
    # OntoNotes, with labels for products and works, 38 + 10 GPE and 2 + 4 LOC; CLUENER, with works, 40 + 19 addresses.
    [
        ("core3", {"PER": 28, "ORG": 30, "LOC": 79}),
        ("lac4", {"PER": 28, "ORG": 30, "LOC": 79, "TIME": 32}),
        ("full8", {"PER": 28, "ORG": 44, "LOC": 63, "FAC": 18, "MISC": 81, "TITLE": 19, "TIME": 32, "NUM": 67}),
        (
            "ontonotes",
            {"PERSON": 28, "ORG": 30, "GPE": 48, "LOC": 6, "FAC": 18, "PRODUCT": 18, "EVENT": 7, "WORK_OF_ART": 3}
            | {"DATE": 32, "PERCENT": 11, "MONEY": 11, "ORDINAL": 3, "CARDINAL": 34, "QUANTITY": 8},
        ),
        (
            "cluener",
            {"name": 28, "government": 12, "company": 18, "address": 59, "scene": 18, "book": 3, "position": 19},
        ),
    ],
)
def test_the_page_has_so_many_required_mentions_of_each_label(name, wanted):
    spans = [s for d in load_corpus().documents for s in project(d.mentions, load_scheme(name)) if not s.optional]
    assert Counter(s.label for s in spans) == wanted
