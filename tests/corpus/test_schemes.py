"""Projections, worked out by hand on the scheme's own examples."""

from __future__ import annotations

import pytest

from bench.corpus import Mention, load_scheme, project
from bench.corpus.mentions import Reading
from bench.errors import BenchError

AIRPORT = [  # 济宁大安机场
    Mention("1", 0, 6, "济宁大安机场", "fac.transport"),
    Mention("2", 0, 2, "济宁", "loc.adm", layer="inner"),
]
EVENT = [  # 济宁航空发展三年行动, 市委
    Mention("3", 10, 20, "济宁航空发展三年行动", "misc.prog"),
    Mention("4", 10, 12, "济宁", "loc.adm", layer="inner"),
    Mention("5", 30, 32, "市委", "org.gov", form="abbr"),
]


def readings(mentions, scheme):
    return [(span.readings, span.optional) for span in project(mentions, load_scheme(scheme))]


def test_an_inner_place_is_promoted_where_the_outer_name_has_no_label():
    assert readings(EVENT, "core3") == [(((10, 12, "LOC"),), False), (((30, 32, "ORG"),), True)]


def test_the_outermost_mention_that_the_scheme_can_express_is_taken():
    assert readings(AIRPORT, "core3") == [(((0, 6, "LOC"),), False)]
    assert readings(AIRPORT + EVENT, "full8") == [
        (((0, 6, "FAC"),), False),
        (((10, 20, "MISC"),), False),
        (((30, 32, "ORG"),), False),
    ]


def test_a_site_may_be_an_organisation_in_core3():
    assert readings([Mention("1", 0, 6, "徐水二期工厂", "fac.site")], "core3") == [
        (((0, 6, "LOC"), (0, 6, "ORG")), False)
    ]


def test_alternatives_are_projected_too():
    company = Mention(
        "1", 4, 14, "长城汽车股份有限公司", "org.com", alt=(Reading(0, 14, "org.com"), Reading(4, 14, "misc.prod"))
    )
    assert readings([company], "core3") == [(((4, 14, "ORG"), (0, 14, "ORG")), False)]


def test_the_order_of_the_mentions_does_not_matter():
    assert readings(list(reversed(AIRPORT + EVENT)), "core3") == readings(AIRPORT + EVENT, "core3")


def test_an_unknown_scheme_is_refused_with_the_names_there_are():
    with pytest.raises(BenchError, match="no scheme 'core4'; there are core3, full8, lac4"):
        load_scheme("core4")
