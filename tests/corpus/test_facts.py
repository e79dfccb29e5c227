"""Facts and contrast items as data: what the scheme asks for, and that the checks see it broken."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from bench.corpus.check import faults
from bench.corpus.contrast import DEFECTS
from bench.corpus.facts import MODALITIES
from bench.corpus.folder import CONTRAST_READING, FACT_READING, GOLD_SALIENCE, PASS_SALIENCE
from bench.text import normal, states


@pytest.fixture(scope="module")
def facts(gold_folder, articles):
    return {a.id: gold_folder.facts(a.id) for a in articles}


@pytest.fixture(scope="module")
def items(gold_folder, articles):
    return {a.id: gold_folder.contrast(a.id) for a in articles}


def test_the_annotations_have_no_fault(gold_folder):
    assert list(faults(gold_folder)) == []


def test_there_are_as_many_facts_as_the_scheme_asks_for_of_every_modality(facts):
    assert 150 <= sum(map(len, facts.values())) <= 190
    assert all(len(found) >= 10 for found in facts.values())
    assert {f.modality for found in facts.values() for f in found} == set(MODALITIES)


def test_every_article_has_facts_that_its_short_summaries_must_state(facts, gold_folder):
    """The check proves it of each; here is that there is something to prove."""
    for article, references in gold_folder.references().items():
        core = [f for f in facts[article] if f.salience == 3]
        assert len(core) >= 2
        for summary in references.short or references.one_sentence:
            assert all(states(normal(summary), f.anchors) for f in core)


def test_every_figure_of_the_page_is_in_a_fact(facts, gold_folder):
    for article, found in facts.items():
        wanted = Counter(m.norm for m in gold_folder.mentions("gold/entities", article) if m.label == "NUM")
        assert set(wanted) == {n for f in found for n in f.numbers}


def test_a_figure_told_twice_the_same_way_with_another_modality_is_another_fact(facts):
    actual = next(f for f in facts["transport"] if "7000万吨" in f.text)
    target = next(f for f in facts["transport"] if "8500万吨" in f.text)
    forecast = next(f for f in facts["digital"] if "600亿元" in f.text)
    assert (actual.modality, target.modality, forecast.modality) == ("actual", "target", "forecast")
    assert (actual.period, target.period) == ("2023", "2024")


def test_no_fact_is_found_in_another_article(facts, articles):
    texts = {a.id: normal(a.clean.text) for a in articles}
    found = [
        (f.id, a)
        for own, each in facts.items()
        for f in each
        for a, t in texts.items()
        if a != own and states(t, f.anchors)
    ]
    assert found == []


def test_a_trap_states_all_that_its_base_states_and_a_wrong_text_no_more(facts, items, gold_folder):
    references = gold_folder.references()
    for article, found in items.items():
        bases = references[article].by_name()
        for item in found:
            if item.base is None:
                bases[item.id] = item.text
                continue
            before, after = (
                {f.id for f in facts[article] if states(normal(text), f.anchors)}
                for text in (bases[item.base], item.text)
            )
            assert after <= before if item.defect else before <= after, (item.id, before ^ after)


def test_another_value_or_unit_states_less_than_its_base(facts, items, gold_folder):
    """Where a figure is wrong, some fact that the base states is gone."""
    references = gold_folder.references()
    for article, found in items.items():
        bases = references[article].by_name() | {i.id: i.text for i in found if i.base is None}
        for item in found:
            if item.defect in ("number", "unit"):
                before, after = (
                    {f.id for f in facts[article] if states(normal(t), f.anchors)}
                    for t in (bases[item.base], item.text)
                )
                assert after < before, item.id


def test_every_fact_needs_two_things_at_least(facts):
    assert [f.id for found in facts.values() for f in found if len(f.anchors) < 2] == []


def test_contrast_items_are_as_many_as_the_scheme_asks_for(items):
    everything = [item for found in items.values() for item in found]
    defects = Counter(item.defect for item in everything)
    wanted = {"number": 25, "entity": 25, "modality": 25, "unit": 10, "attribution": 10, "time": 10, "unsupported": 10}
    assert set(wanted) == set(DEFECTS)
    assert all(defects[name] >= least for name, least in wanted.items())
    faithful = [item for item in everything if item.defect is None]
    assert len(faithful) >= 40
    assert 2 * sum(item.edit is not None for item in faithful) >= len(faithful)


def test_modality_goes_both_ways_and_entities_are_swapped_inside_the_article(items):
    kinds = Counter(item.kind for found in items.values() for item in found)
    assert sum(n for kind, n in kinds.items() if kind and kind.startswith("actual>")) >= 10
    assert sum(n for kind, n in kinds.items() if kind and kind.endswith(">actual")) >= 10
    assert kinds["swap"] >= 5


def test_items_spread_over_all_units_and_come_from_references_and_from_new_sentences(items):
    for article, found in items.items():
        assert len({item.defect for item in found}) >= 7, article
        assert any(item.base and not item.base.startswith(article) for item in found), article
        assert any(item.base and item.base.startswith(article) for item in found), article


def test_the_last_blind_reading_of_every_item_and_reference_judged_it_as_labelled(gold_folder, items):
    lines = (gold_folder.path / CONTRAST_READING).read_text(encoding="utf-8").splitlines()
    last = {value["id"]: value for value in map(json.loads, lines)}
    wanted = {item.id: (item.text, item.defect) for found in items.values() for item in found}
    for article, references in gold_folder.references().items():
        wanted |= {f"{article}-{name}": (text, None) for name, text in references.by_name().items()}
    assert {name: (value["text"], value["judged"]) for name, value in last.items()} == wanted


def test_every_difference_of_the_blind_grading_of_facts_is_decided_with_a_reason(gold_folder, facts):
    lines = (gold_folder.path / FACT_READING).read_text(encoding="utf-8").splitlines()
    read = {value["id"]: value for value in map(json.loads, lines)}
    with (gold_folder.path / "adjudication_facts.tsv").open(encoding="utf-8", newline="") as file:
        log = {(r["fact"], r["field"]): r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    everything = {f.id: f for found in facts.values() for f in found}
    assert read.keys() == everything.keys()
    for name, fact in everything.items():
        assert read[name].get("speaker") == fact.speaker
        for field in ("modality", "salience"):
            gold, second = getattr(fact, field), read[name][field]
            row = log.pop((name, field), None)
            if row is None:
                assert gold == second, name
            else:
                assert row["first"] != row["second"] == str(second)
                assert row["gold"] == str(gold)
                assert row["rule"]
                assert row["reason"]
    assert log == {}


def test_every_difference_of_the_salience_passes_has_a_line_and_the_gold_follows_it(gold_folder, articles):
    first, second, gold = (gold_folder.salience(x) for x in (*PASS_SALIENCE, GOLD_SALIENCE))
    with (gold_folder.path / "adjudication_salience.tsv").open(encoding="utf-8", newline="") as file:
        log = {
            (r["article"], int(r["start"]), int(r["end"])): r
            for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    texts = {a.id: a.clean.text for a in articles}
    assert first.keys() == second.keys() == gold.keys()
    for place, grade in gold.items():
        if first[place] == second[place]:
            assert grade == first[place]
            continue
        row = log.pop(place)
        assert (first[place], second[place], grade) == (int(row["pass_a"]), int(row["pass_b"]), int(row["gold"]))
        assert texts[place[0]][place[1] :].startswith(row["text"].removesuffix("…"))
        assert row["rule"]
        assert row["reason"]
    assert log == {}


OUT = object()


def edited(path, number, **changes):
    """Rewrites a line of a JSON Lines file; a change to `OUT` takes the key out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    value = {**json.loads(lines[number - 1]), **changes}
    lines[number - 1] = json.dumps({k: v for k, v in value.items() if v is not OUT}, ensure_ascii=False)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "changes", "message"),
    [
        (12, {"anchors": [["116亿元"], ["出资"]]}, "the anchors do not match the fact's own text"),
        (1, {"anchors": [["林红玉"]]}, "the anchors match greatwall-f02 too"),
        (2, {"entails": ["greatwall-f09"]}, "its anchors do not match there"),
        (2, {"entails": ["greatwall-f99"]}, "which is no other fact of the article"),
        (12, {"numbers": ["11600000001 元"]}, "is the norm of no figure in its evidence"),
        (12, {"numbers": OUT}, "the figure '116亿元' [276, 281) is in no fact"),
        (12, {"evidence": [{"start": 276, "end": 281, "text": "116万元"}]}, "holds '116亿元', not '116万元'"),
        (12, {"evidence": [{"start": 276, "end": 281, "text": "116亿元"}]}, "the anchors do not match the evidence"),
        (16, {"salience": 3}, "salience 3, but the sentences of its evidence have 1 at most"),
        (14, {"salience": 3}, "salience 3, but summary 1 does not state"),
        (12, {"modality": "hope"}, "modality: 'hope' is not one of"),
        (10, {"period": "2023-13"}, "is no ISO 8601 date"),
        (20, {"speaker": "魏建车"}, "the speaker '魏建车' does not stand in the article"),
        (3, {"id": "greatwall-f02"}, "'greatwall-f02' stands on line 2 too"),
        (3, {"id": "green-f03"}, "is not of the article greatwall"),
    ],
)
def test_a_broken_fact_is_named_by_line(broken_folder, number, changes, message):
    edited(broken_folder.path / "gold" / "facts" / "greatwall.jsonl", number, **changes)
    found = list(faults(broken_folder))
    assert any(message in fault and "facts/greatwall.jsonl" in fault for fault in found), found


@pytest.mark.parametrize(
    ("number", "changes", "message"),
    [
        (8, {"text": "长城新能源工程机械总部基地"}, "does not give the text"),
        (8, {"base": "greatwall-c99"}, "is no reference and no unedited item before it"),
        (8, {"base": "greatwall-c09"}, "is no reference and no unedited item before it"),
        (1, {"defect": "number"}, "a text without an edit is faithful"),
        (17, {"kind": "indicators"}, "is none of value, indicator"),
        (17, {"kind": OUT}, "the kind None of number is none of"),
        (21, {"edit": {"start": 19, "before": "116亿元", "after": "161亿元"}}, "a unit defect keeps the digits"),
        (17, {"evidence": [{"start": 0, "end": 3, "text": "魏建军"}]}, "holds '林红玉', not '魏建军'"),
        (2, {"id": "greatwall-c01"}, "the id 'greatwall-c01' stands twice"),
        (8, {"edit": OUT}, "'edit' is a dependency of 'base'"),
    ],
)
def test_a_broken_contrast_item_is_named_by_line(broken_folder, number, changes, message):
    edited(broken_folder.path / "gold" / "contrast" / "greatwall.jsonl", number, **changes)
    found = list(faults(broken_folder))
    assert any(message in fault and f"contrast/greatwall.jsonl:{number}:" in fault for fault in found), found


@pytest.mark.parametrize("name", [GOLD_SALIENCE, *PASS_SALIENCE])
def test_a_sentence_without_a_grade_or_with_two_is_named(broken_folder, name):
    path = broken_folder.path / name
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:-1], lines[0]]) + "\n", encoding="utf-8")
    found = list(faults(broken_folder))
    assert len(found) == 2
    assert "'greatwall' has no sentence [19, 115), or it stands twice" in found[0]
    assert "no grade for lutong [516, 605); add a line" in found[1]
