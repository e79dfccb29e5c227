from __future__ import annotations

import json
import random

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from bench.stats import (
    ALPHA,
    Annotation,
    Labelled,
    Level,
    estimate,
    fine_verdicts,
    kappa,
    pair_figures,
    rest_kappa,
    span_f1,
    strict_f1,
    tally_agreement,
)  # fmt: skip

LABELS = ("per", "org.gov", "org.com", "loc")
COARSE = {"PER": ("per",), "ORG": ("org.gov", "org.com"), "LOC": ("loc",)}
FINE = {label: (label,) for label in LABELS}


def annotation(mentions, grades=None):
    return Annotation(
        {a: [Labelled(s, e, layer, label) for s, e, layer, label in spans] for a, spans in mentions.items()},
        grades or {},
    )


def level(groups, *layers):
    return Level(layers or ("outer",), groups, LABELS)


def value(tally, figure):
    return estimate(tally, figure).value


FIRST = annotation({
    "a": [(0, 2, "outer", "per"), (3, 5, "outer", "loc"), (6, 9, "outer", "org.gov"), (6, 8, "inner", "loc")],
    "b": [(0, 1, "outer", "loc"), (4, 6, "outer", "org.com")],
})  # fmt: skip
SECOND = annotation({
    "a": [(0, 2, "outer", "per"), (3, 5, "outer", "org.com"), (6, 9, "outer", "org.com"), (6, 8, "inner", "loc")],
    "b": [(4, 7, "outer", "org.com")],
})  # fmt: skip


@pytest.fixture
def tally():
    return tally_agreement(FIRST, SECOND, ("outer", "inner"), LABELS)


def test_strict_f1_by_hand(tally):
    assert value(tally, strict_f1(level({"PER": ("per",)}))) == 1
    assert value(tally, strict_f1(level({"LOC": ("loc",)}))) == 0  # twice in the first, never in the second
    assert value(tally, strict_f1(level({"ORG": COARSE["ORG"]}))) == 2 / 5  # [6, 9), whichever the fine type
    assert value(tally, strict_f1(level({"org.com": ("org.com",)}))) == 0  # [6, 9) is org.gov in the first
    assert value(tally, strict_f1(level(COARSE))) == 4 / 9
    assert value(tally, strict_f1(level(FINE))) == 2 / 9
    assert value(tally, strict_f1(level(COARSE, "inner"))) == 1
    assert value(tally, strict_f1(level(COARSE, "outer", "inner"))) == 6 / 11


def test_span_f1_by_hand(tally):
    assert value(tally, span_f1(level(COARSE))) == 6 / 9
    assert value(tally, span_f1(level({"LOC": ("loc",)}))) == 1 / 2  # [3, 5) is found as an ORG, [0, 1) is not
    # ORG: of two in the first one has its span in the second; of three in the second two have it in the first.
    assert value(tally, span_f1(level({"ORG": COARSE["ORG"]}))) == 3 / 5


def test_kappa_by_hand(tally):
    # Matched spans: PER–PER, LOC–ORG, ORG–ORG. p_o = 2/3, p_e = (1·1 + 1·0 + 1·2)/9 = 1/3.
    assert value(tally, kappa(level(COARSE))) == pytest.approx(1 / 2)
    assert estimate(tally, kappa(level(COARSE))).n == 3
    assert value(tally, kappa(level(FINE))) == pytest.approx((1 / 3 - 1 / 9) / (1 - 1 / 9))


def test_kappa_of_a_type_against_the_rest_by_hand(tally):
    # Matched spans: PER–PER, LOC–ORG, ORG–ORG. PER against the rest: p_o = 1. ORG: p_o = 2/3, once of three in the
    # first and twice in the second, p_e = 1/3·2/3 + 2/3·1/3 = 4/9. LOC: p_o = 2/3, p_e = 0 + 2/3.
    assert value(tally, rest_kappa(level({"PER": ("per",)}))) == 1
    assert value(tally, rest_kappa(level({"ORG": COARSE["ORG"]}))) == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert value(tally, rest_kappa(level({"LOC": ("loc",)}))) == pytest.approx(0)
    assert estimate(tally, rest_kappa(level({"LOC": ("loc",)}))).n == 3
    figures = pair_figures(tally, ("outer", "inner"), COARSE).layers
    assert {name: e.value for name, e in figures["outer"].kappa_by_type.items()} == {
        "PER": 1, "ORG": pytest.approx(0.4), "LOC": pytest.approx(0),
    }  # fmt: skip
    # One matched inner span, LOC for both: chance would agree always.
    assert {e.value for e in figures["inner"].kappa_by_type.values()} == {None}


def test_kappa_of_one_label_alone_is_unknown(tally):
    alone = estimate(tally, kappa(level(COARSE, "inner")))
    assert (alone.value, alone.n) == (None, 1)
    assert alone.reason == "undefined: no variation to compare"


def test_every_figure_is_the_same_the_other_way_round(tally):
    back = tally_agreement(SECOND, FIRST, ("outer", "inner"), LABELS)
    for groups in (COARSE, FINE, {"LOC": ("loc",)}):
        for figure in (strict_f1, span_f1, kappa):
            assert estimate(tally, figure(level(groups))) == estimate(back, figure(level(groups)))


def test_nothing_on_either_side_is_unknown():
    nothing = tally_agreement(annotation({"a": []}), annotation({"a": []}), ("outer",), LABELS)
    for figure in (strict_f1(level(COARSE)), span_f1(level(COARSE)), kappa(level(COARSE)), ALPHA):
        assert (value(nothing, figure), estimate(nothing, figure).reason) == (None, "no support")


def test_a_mention_told_twice_counts_once_and_two_labels_on_a_span_are_refused():
    twice = annotation({"a": [(0, 2, "outer", "per")] * 2})
    assert estimate(tally_agreement(twice, twice, ("outer",), LABELS), strict_f1(level(COARSE))).n == 2
    both = annotation({"a": [(0, 2, "outer", "per"), (0, 2, "outer", "loc")]})
    with pytest.raises(ValueError, match=r"the span \[0, 2\) is per and loc"):
        tally_agreement(both, twice, ("outer",), LABELS)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_equals_scikit_learns(seed):
    rng = random.Random(seed)
    first = [(i, i + 1, "outer", rng.choice(LABELS)) for i in range(30)]
    second = [(s, e, y, rng.choice([label] * 3 + list(LABELS))) for s, e, y, label in first]
    tally = tally_agreement(annotation({"a": first}), annotation({"a": second}), ("outer",), LABELS)
    expected = cohen_kappa_score([m[3] for m in first], [m[3] for m in second])
    assert value(tally, kappa(level(FINE))) == pytest.approx(expected)
    sides = ([m[3].startswith("org") for m in side] for side in (first, second))
    assert value(tally, rest_kappa(level({"ORG": COARSE["ORG"]}))) == pytest.approx(cohen_kappa_score(*sides))


def graded(*articles):
    """Each article is a list of `(first, second)` grades; `None` where one did not grade the sentence."""
    sides = [
        {str(a): {(i, i + 1): pair[side] for i, pair in enumerate(pairs) if pair[side] is not None}
         for a, pairs in enumerate(articles)}
        for side in (0, 1)
    ]  # fmt: skip
    none = {article: [] for article in sides[0]}
    return tally_agreement(Annotation(none, sides[0]), Annotation(none, sides[1]), (), ())


def test_alpha_by_hand():
    # Grades 0–0, 1–1, 0–1: coincidences o_00 = 2, o_11 = 2, o_01 = o_10 = 1, marginals 3 and 3, n = 6; one distance,
    # so 1 − 5·2/(2·3·3) = 4/9.
    assert value(graded([(0, 0), (1, 1), (0, 1)]), ALPHA) == pytest.approx(4 / 9)


def test_the_ordinal_distance_grows_with_what_lies_between():
    # Marginals 2, 2, 1, 1 for 0–3; δ(0,1) = 2+2−2 = 2, δ(0,2) = 2+2+1−1.5 = 3.5, δ(0,3) = 6−1.5 = 4.5,
    # δ(1,2) = 3−1.5 = 1.5, δ(1,3) = 4−1.5 = 2.5, δ(2,3) = 2−1 = 1. Σ n·n·δ² over ordered pairs is
    # 2·(4·4 + 2·12.25 + 2·20.25 + 2·2.25 + 2·6.25 + 1) = 198; observed 2·1 for the pair 2–3; n = 6.
    assert value(graded([(0, 0), (1, 1), (2, 3)]), ALPHA) == pytest.approx(1 - 5 * 2 / 198)


@pytest.mark.parametrize("seed", range(20))
def test_alpha_equals_krippendorffs(seed):
    rng = random.Random(seed)
    pairs = [(g := rng.choice([0, 1, 1, 2, 3]), max(0, min(3, g + rng.choice([0, 0, 1, -1, 2])))) for _ in range(25)]
    expected = krippendorff.alpha(
        np.array(pairs, dtype=float).T, level_of_measurement="ordinal", value_domain=[0, 1, 2, 3]
    )
    assert value(graded(pairs[:10], pairs[10:]), ALPHA) == pytest.approx(expected)


def test_alpha_without_an_article_is_taken_from_the_sum_of_the_others():
    articles = [[(0, 0), (1, 2), (3, 3)], [(1, 1), (2, 2), (0, 1)], [(3, 2), (2, 2), (1, 1)]]
    tally = graded(*articles)
    for left_out in range(3):
        others = np.array([pair for i, a in enumerate(articles) if i != left_out for pair in a], dtype=float).T
        weights = np.array([float(i != left_out) for i in range(3)])
        expected = krippendorff.alpha(others, level_of_measurement="ordinal", value_domain=[0, 1, 2, 3])
        assert ALPHA.value(tally.totals(weights)) == pytest.approx(expected)


def test_a_sentence_that_one_side_left_out_is_not_counted():
    assert estimate(graded([(0, 0), (1, 1), (0, 1), (3, None)]), ALPHA).n == 3


def test_one_grade_everywhere_says_nothing():
    same = estimate(graded([(2, 2), (2, 2)]), ALPHA)
    assert (same.value, same.n, same.reason) == (None, 2, "undefined: no variation to compare")


def test_fine_types_under_the_bar_or_without_support_are_only_shown():
    spans = [(i, i + 1, "outer", "per") for i in range(5)]
    first = annotation({"a": [*spans[:4], (10, 11, "outer", "org.gov")]})
    second = annotation({"a": [*spans[1:], (10, 11, "outer", "org.com")]})
    tally = tally_agreement(first, second, ("outer",), LABELS)
    verdicts = fine_verdicts(tally, ("outer",), LABELS, {"per": 5, "org.gov": 1, "org.com": 0, "loc": 1})
    assert {label: v.reason for label, v in verdicts.items()} == {
        "per": "strict F1 of the passes 0.750, under 0.80",
        "org.gov": "strict F1 of the passes 0.000, under 0.80",
        "org.com": "no mention in the gold",
        "loc": "no mention in either pass",
    }
    at_the_bar = tally_agreement(annotation({"a": spans}), annotation({"a": [*spans[:4], (9, 10, "outer", "per")]}),
                                 ("outer",), LABELS)  # fmt: skip
    assert fine_verdicts(at_the_bar, ("outer",), ("per",), {"per": 5})["per"].scored


def test_missing_grades_have_their_own_reason(tally):
    figures = pair_figures(tally, ("outer", "inner"), COARSE, "no grades")
    assert {e.reason for e in figures.salience.values()} == {"no grades"}
    assert figures.layers["outer"].by_type["all"].strict_f1.value == 4 / 9


# The folder as a whole: what the command prints, and what is missing from it.


def show_json(folder, capsys):
    from bench.cli.main import main

    assert main(["data", "agreement", "--json", "--folder", str(folder.path)]) == 0
    return json.loads(capsys.readouterr().out)


def write_grades(folder, source, grade):
    lines = [
        {"article": a.id, "start": s.start, "end": s.end, "salience": grade(i), "note": ""}
        for a in folder.articles()
        for i, s in enumerate(a.sentences)
    ]
    path = folder.path / source / "salience.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")


def test_grades_are_compared_where_both_sides_have_them(broken_folder, capsys):
    for path in broken_folder.path.glob("**/salience.jsonl"):
        path.unlink()
    write_grades(broken_folder, "passes/pass_a", lambda i: i % 4)
    write_grades(broken_folder, "gold", lambda i: (i + (i == 1)) % 4)
    ab, a, b = show_json(broken_folder, capsys)["pairs"]
    assert (a["first"], a["second"]) == ("pass A", "gold")
    sentences = sum(len(article.sentences) for article in broken_folder.articles())
    assert a["salience"]["all"]["n"] == sentences == 65
    assert 0.9 < a["salience"]["all"]["value"] < 1
    assert a["salience"]["all"]["beyond"]["unit"] == "document"
    for pair in (ab, b):
        assert pair["salience"]["all"]["value"] is None
        assert pair["salience"]["all"]["reason"] == "no grades: passes/pass_b/salience.jsonl is missing or empty"


def test_a_broken_grade_is_named_by_line(broken_folder):
    from bench.cli.data.agreement_reading import read_agreement
    from bench.errors import BenchError

    write_grades(broken_folder, "passes/pass_b", lambda i: 4)
    with pytest.raises(BenchError, match=r"pass_b/salience\.jsonl:1: salience: 4 is not one of \[0, 1, 2, 3\]"):
        read_agreement(broken_folder)


def test_kappa_by_layer_and_type_is_in_json_and_says_what_it_leaves_out(gold_folder, capsys):
    found = show_json(gold_folder, capsys)
    assert "spans that one side alone has are left out of both, F1 counts them" in found["about"]["kappa"]
    for pair in found["pairs"]:
        for layer in ("outer", "inner"):
            by_type = pair["layers"][layer]["kappa_by_type"]
            assert by_type.keys() == pair["layers"][layer]["by_type"].keys() - {"all"}
            assert {e["n"] for e in by_type.values()} == {pair["layers"][layer]["kappa_coarse"]["n"]}
            assert all(e["reason"] for e in by_type.values() if e["beyond"] is None)


def test_the_lists_of_fine_types_are_whole_and_follow_the_rule(gold_folder, capsys):
    found = show_json(gold_folder, capsys)
    passes = found["pairs"][0]["by_fine"]
    scored, shown = found["fine_types"]["scored"], found["fine_types"]["shown"]
    assert sorted([*scored, *shown]) == sorted(gold_folder.schema("mention")["$defs"]["fine"]["enum"])
    assert all(passes[fine]["strict_f1"]["value"] >= 0.8 for fine in scored)
    assert all(shown.values())
