"""The gold as data: what the process promises of it."""

from __future__ import annotations

import csv

from bench.cli.data.agreement_reading import read_agreement
from bench.corpus.folder import GOLD, PASSES


def content(mention):
    return (mention.fine, mention.form, mention.alt, mention.approx, mention.norm)


def by_place(mentions):
    return {(m.start, m.end, m.layer): content(m) for m in mentions}


def log(folder):
    with (folder.path / "adjudication.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_difference_of_the_passes_has_a_line_and_the_gold_follows_it(gold_folder, articles):
    lines = {(r["article"], int(r["start"]), int(r["end"]), r["layer"]): r for r in log(gold_folder)}
    seen = set()
    for article in articles:
        first, second, gold = (by_place(gold_folder.mentions(x, article.id)) for x in (*PASSES, GOLD))
        for place in first.keys() | second.keys() | gold.keys():
            ours, theirs = first.get(place), second.get(place)
            if ours == theirs:
                assert gold.get(place) == ours, place
                continue
            row = lines[(article.id, *place)]
            seen.add((article.id, *place))
            assert article.clean.text[place[0] : place[1]] == row["text"]
            assert gold.get(place) == (ours if row["taken"] == "A" else theirs), row
            assert row["rule"]
            assert row["reason"]
    assert seen == set(lines)


def test_the_blind_passes_reach_the_bar(gold_folder):
    (passes, *_) = read_agreement(gold_folder).pairs.values()
    by_type = passes.layers["outer"].by_type
    for label, bar in dict.fromkeys(("PER", "ORG", "LOC", "FAC", "TIME", "NUM"), 0.90).items() | {("MISC", 0.75)}:
        value = by_type[label].strict_f1.value
        assert value is not None
        assert value >= bar, label


def test_every_arabic_numeral_of_the_page_is_marked(gold_folder, articles):
    for article in articles:
        covered = {i for m in gold_folder.mentions(GOLD, article.id) for i in range(m.start, m.end)}
        assert [c for i, c in enumerate(article.clean.text) if c.isascii() and c.isdigit() and i not in covered] == []


def test_a_name_that_is_marked_once_is_marked_wherever_it_stands(gold_folder, articles):
    """Names of three characters or more, outside other names: the tenth 长城汽车 counts like the first."""
    mentions = {a.id: gold_folder.mentions(GOLD, a.id) for a in articles}
    names = {m.text for found in mentions.values() for m in found if len(m.text) > 2 and m.label not in ("NUM", "TIME")}
    for article in articles:
        text = article.clean.text
        for name in names:
            start = text.find(name)
            while start >= 0:
                end = start + len(name)
                assert any(m.start <= start and end <= m.end for m in mentions[article.id]), (article.id, name, start)
                start = text.find(name, end)
