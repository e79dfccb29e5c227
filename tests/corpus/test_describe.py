from __future__ import annotations

import pytest

from bench.corpus import COARSE
from bench.corpus.dataset import read_table
from bench.corpus.describe import counts, describe, mention_rows, strata_rows, summary
from bench.corpus.folder import GOLD
from bench.corpus.pictures import strata_picture

TEXT = "甲市开大会\n记者 乙\n甲市在丙县山开会，会期2天。丙县山好。"


def entity(text, fine, layer="outer", nth=0, **more):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(text, start + 1)
    flags = {"form": "full", "norm": None, "crosses_line": False, "crosses_blank": False, "has_space": False}
    place = {"start": start, "end": start + len(text), "text": text}
    return {**flags, **place, "label": fine.partition(".")[0].upper(), "fine": fine, "layer": layer, **more}


def row(**more):
    body = TEXT.index("甲市在")
    middle = TEXT.index("丙县山好")
    return {
        "id": "made", "text": TEXT, "headline": "甲市开大会", "one_sentence": ["甲市开会"], "short": [],
        "parts": [
            {"role": "headline", "start": 0, "end": 5},
            {"role": "byline", "start": 6, "end": 10},
            {"role": "body", "start": body, "end": len(TEXT)},
        ],
        "sentences": [
            {"start": body, "end": middle, "salience": None}, {"start": middle, "end": len(TEXT), "salience": None},
        ],
        "entities": [
            entity("甲市", "loc.adm", form="deictic"), entity("乙", "per.author"),
            entity("甲市", "loc.adm", nth=1, crosses_line=True, crosses_blank=True),
            entity("丙县山", "loc.phys", crosses_line=True), entity("丙县", "loc.adm", "inner"),
            entity("2天", "num.measure", norm="2 d", has_space=True), entity("丙县山", "loc.phys", nth=1),
        ],
        **more,
    }  # fmt: skip


@pytest.fixture
def figures():
    return describe([row()], [{**row(), "text": TEXT + "\n\n"}])


def test_counts_by_hand(figures):
    found = figures["counts"]
    assert (found["articles"], found["sentences"]) == (1, 2)
    assert found["characters"] == {"clean": 30, "raw": 32}
    none = dict.fromkeys(COARSE, 0)
    assert found["mentions"] == {
        "outer": {"all": 6, **none, "PER": 1, "LOC": 4, "NUM": 1},
        "inner": {"all": 1, **none, "LOC": 1},
    }
    assert found["fine"]["loc.adm"] == {"outer": 2, "inner": 1}
    assert list(found["fine"]) == ["per.author", "loc.adm", "loc.phys", "num.measure"]
    assert found["form"]["outer"] == {"full": 5, "abbr": 0, "deictic": 1}
    assert found["norm"] == {"NUM": {"mentions": 1, "with_norm": 1}, "TIME": {"mentions": 0, "with_norm": 0}}


def test_lengths_by_hand(figures):
    assert figures["lengths"]["sentence"] == {"n": 2, "min": 5, "median": 9.5, "mean": 9.5, "max": 14}
    assert figures["lengths"]["outer mention"] == {"n": 6, "min": 1, "median": 2, "mean": 13 / 6, "max": 3}
    assert figures["lengths"]["short"] == {"n": 0, "min": None, "median": None, "mean": None, "max": None}


def test_density_by_hand_counts_a_character_in_two_mentions_once(figures):
    assert figures["density"]["made"] == {
        "characters": 30, "outer_per_100": 20, "all_per_100": pytest.approx(70 / 3), "inside": pytest.approx(13 / 30),
    }  # fmt: skip
    assert figures["density"]["all"] == figures["density"]["made"]


def test_nesting_by_hand(figures):
    assert figures["nesting"]["outer"]["LOC"] == {"mentions": 4, "with_inner": 1, "share": 0.25}
    assert figures["nesting"]["outer"]["ORG"]["share"] is None
    assert figures["nesting"]["inner_in_inner"] == 0
    deeper = row(entities=[*row()["entities"], entity("县", "loc.adm", "inner")])
    assert describe([deeper], [deeper])["nesting"]["inner_in_inner"] == 1


def test_headline_in_body_by_hand(figures):
    # 甲市开大会: 大 is not in the body, nor are the bigrams 市开, 开大, 大会; 甲市 is.
    found = figures["headline_in_body"]["made"]
    assert found["characters"] == {"found": 4, "of": 5, "share": 0.8}
    assert found["bigrams"] == {"found": 1, "of": 4, "share": 0.25}
    assert found["mentions"] == {"found": 1, "of": 1, "share": 1}
    assert figures["headline_in_body"]["all"] == found


def test_strata_by_hand_a_blank_line_is_a_line_end_too(figures):
    assert figures["strata"]["outer"]["LOC"] == {
        "mentions": 4, "line": 2, "blank": 1, "space": 0, "none": 2, "share": 0.5,
    }  # fmt: skip
    assert figures["strata"]["outer"]["all"]["share"] == 0.5
    assert figures["strata"]["outer"]["TIME"]["share"] is None
    table = strata_rows([row()])
    assert table[0][0] == "type"
    assert ("LOC", "4", "2", "1", "0", "2", "50.0") in table
    assert ("TIME", "0", "0", "0", "0", "0", "–") in table
    assert ("all inner", "1", "0", "0", "0", "1", "0.0") in table


def test_references_are_means_over_texts(figures):
    found = figures["references"]
    assert (found["one_sentence"]["texts"], found["one_sentence"]["density"]) == (1, 2)
    assert found["short"] == {
        "texts": 0, "coverage": None, "density": None, "compression": None, "novel_bigrams": None, "each": [],
    }  # fmt: skip


def test_without_headline_or_mention_what_is_not_known_is_null():
    bare = row(
        headline="", one_sentence=[], entities=[], parts=[{"role": "caption", "start": 0, "end": 30}], sentences=[]
    )
    found = describe([bare], [bare])
    assert found["headline_in_body"] == {"all": None, "made": None}
    assert found["salience"] is None
    assert found["nesting"]["outer"]["all"]["share"] is None
    assert found["strata"]["inner"]["all"]["share"] is None
    assert found["density"]["made"]["inside"] == 0
    assert "facts" not in found
    assert summary([])["mean"] is None


def test_a_headline_without_mentions_has_no_share_of_them():
    found = describe([row(entities=[])], [row()])["headline_in_body"]["made"]["mentions"]
    assert found == {"found": 0, "of": 0, "share": None}


def test_salience_and_facts_are_counted_where_the_rows_have_them():
    graded = [{**s, "salience": grade} for s, grade in zip(row()["sentences"], (3, None), strict=True)]
    fact = {"id": "made-f01", "text": "甲市开会", "salience": 3, "modality": "actual", "speaker": None, "period": None}
    facts = [{**fact, "numbers": []}, {**fact, "modality": "plan", "salience": 1, "numbers": ["2 d"], "speaker": "乙"}]
    found = describe([row(sentences=graded, facts=facts)], [row()])
    assert found["salience"]["made"] == {"3": 1, "2": 0, "1": 0, "0": 0, "ungraded": 1}
    assert found["facts"]["facts"] == found["facts"]["by_article"]["made"] == 2
    assert found["facts"]["by_modality"]["actual"] == {"3": 1, "2": 0, "1": 0}
    assert found["facts"]["by_modality"]["plan"] == {"3": 0, "2": 0, "1": 1}
    assert (found["facts"]["with_speaker"], found["facts"]["with_numbers"], found["facts"]["with_period"]) == (1, 1, 0)


def test_totals_are_the_golds(gold_folder, articles):
    clean, raw = (read_table(view, gold_folder.path).to_pylist() for view in ("clean", "raw"))
    mentions = [m for a in articles for m in gold_folder.mentions(GOLD, a.id)]
    found = counts(clean, raw)
    assert found["articles"] == len(articles)
    assert found["characters"] == {
        "clean": sum(len(a.clean.text) for a in articles), "raw": sum(len(a.raw.text) for a in articles),
    }  # fmt: skip
    assert found["sentences"] == sum(len(a.sentences) for a in articles)
    for layer in ("outer", "inner"):
        expected = {t: sum(m.layer == layer and m.label == t for m in mentions) for t in COARSE}
        assert found["mentions"][layer] == {"all": sum(expected.values()), **expected}
        assert sum(by_layer[layer] for by_layer in found["fine"].values()) == sum(expected.values())
        assert sum(found["form"][layer].values()) == sum(expected.values())
    assert mention_rows(clean)[-1] == ("all", *(str(found["mentions"][y]["all"]) for y in ("outer", "inner")))
    strata = {name: rest for name, *rest in strata_rows(clean)}
    assert int(strata["all outer"][0]) == found["mentions"]["outer"]["all"]
    cut = sum(
        m.layer == "outer" and "\n" in a.to_raw.project(m.start, m.end).of(a.raw.text)
        for a in articles
        for m in gold_folder.mentions(GOLD, a.id)
    )
    assert int(strata["all outer"][1]) == cut


def test_the_picture_of_the_strata_counts_each_mention_once_and_says_so(gold_folder):
    """The table has every mention that a line end cuts, those at a blank line too; the bar has them apart."""
    clean = read_table("clean", gold_folder.path).to_pylist()
    (legend,) = strata_picture(clean).legends
    shown = dict(text.get_text().rstrip(")").split(" (") for text in legend.get_texts())
    table = {name: dict(zip(strata_rows(clean)[0], (name, *rest), strict=True)) for name, *rest in strata_rows(clean)}
    outer = table["all outer"]
    assert int(shown["line end alone"]) + int(shown["blank line"]) == int(outer["line end"])
    assert shown["blank line"] == outer["blank line"]
    assert sum(map(int, shown.values())) == int(outer["mentions"])
