"""The two rules on counts made by hand, and everything that is an error and no pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.errors import BenchError
from bench.metrics.tally import Tally
from bench.reports.gate import Question, exit_code, judge
from bench.runs.sound import Unsound
from bench.stats.sides import Sides
from gate_runs import hits, run_of, strict_run, tally_of


def verdict(run, baseline, **asked):
    (found,) = judge([run], [baseline], Question(**asked))
    return found


def reason(ours, theirs, whole=True, **asked):
    """The reason of the one error that there is."""
    (found,) = [j for j in judge(ours, theirs, Question(**asked), whole) if j.verdict == "error"]
    return found.reason


@pytest.mark.parametrize(
    ("correct", "margin", "expected"),
    [
        (72, 1.0, "pass"),  # nothing lost
        (80, 1.0, "pass"),  # better
        (71, 1.0, "pass"),  # 0.71 − 0.72 is −1.0000000000000009 points in floating point, and exactly the margin
        (70, 1.0, "regression"),
        (71, 0.999, "regression"),
        (71, 0.0, "regression"),
        (72, 0.0, "pass"),
        (65, 7.0, "pass"),  # exactly the margin again
        (64, 7.0, "regression"),
    ],
)
def test_observed_is_a_regression_under_the_margin_and_not_at_it(correct, margin, expected):
    found = verdict(strict_run(hits(correct)), strict_run(hits(72)), margin=margin)
    assert found.verdict == expected
    assert found.difference == pytest.approx(correct - 72)
    assert (found.baseline, found.value) == (pytest.approx(72), pytest.approx(correct))
    assert found.interval is not None
    assert found.interval.estimand == "within"


@pytest.mark.parametrize("drop", range(1, 60))
def test_every_drop_of_exactly_the_margin_passes(drop):
    assert verdict(strict_run(hits(60 - drop, 77)), strict_run(hits(60, 77)), margin=100 * drop / 77).verdict == "pass"


def constant(correct):
    """Every unit has 100 mentions of which so many are found: each draw gives the same difference."""
    return strict_run([correct] * 20, each=100)


@pytest.mark.parametrize(
    ("correct", "margin", "expected"),
    [(72, 1, "pass"), (71, 1, "pass"), (70, 1, "regression"), (70, 2, "pass"), (75, 1, "pass"), (71, 0, "regression")],
)
def test_interval_of_a_constant_difference(correct, margin, expected):
    found = verdict(constant(correct), constant(72), margin=margin, rule="interval")
    assert found.verdict == expected
    assert (found.interval.low, found.interval.high) == pytest.approx((correct - 72, correct - 72))


def test_interval_that_leaves_both_readings_open_is_inconclusive():
    run, baseline = strict_run(hits(70)), strict_run([0] * 5 + [1] * 73 + [0] * 22)
    found = verdict(run, baseline, rule="interval")
    assert found.difference == pytest.approx(-3)
    assert found.interval.low < -1 < 0 < found.interval.high
    assert found.verdict == "inconclusive"
    assert verdict(run, baseline).verdict == "regression"  # by what was observed


def test_a_drop_that_is_sure_but_may_be_under_the_margin_is_inconclusive():
    baseline = strict_run([80] * 100, each=100)
    run = strict_run([80] * 50 + [78.1] * 50, each=100)  # half lose 1.9 points: −0.95 in all
    found = verdict(run, baseline, rule="interval")
    assert found.interval.low < -1 < found.difference < found.interval.high < 0
    assert found.verdict == "inconclusive"


def test_identical_counts_pass_under_both_rules_where_no_interval_can_be_known():
    one = strict_run([1])
    for rule in ("observed", "interval"):
        found = verdict(one, one, rule=rule)
        assert (found.verdict, found.difference, found.interval, found.detectable) == ("pass", 0, None, None)
        assert found.reason


def test_without_an_interval_the_rule_interval_is_inconclusive():
    assert verdict(strict_run([0]), strict_run([1]), rule="interval").verdict == "inconclusive"


def test_holm_widens_the_intervals_of_two_figures_neither_of_which_is_sure():
    ours, theirs = tally_of(hits(70)), tally_of([0] * 8 + [1] * 73 + [0] * 19)
    sampling = Sides([ours], [theirs], "strict_f1").sampling()
    margin = -50 * (sampling.interval(0.05)[0] + sampling.interval(0.025)[0])
    asked = {"margin": margin, "rule": "interval"}
    alone = verdict(run_of(ours), run_of(theirs), metrics=("strict_f1",), **asked)
    assert alone.verdict == "pass"
    assert alone.interval.level == pytest.approx(95)
    both = judge([run_of(ours)], [run_of(theirs)], Question(metrics=("strict_f1", "strict_recall"), **asked))
    assert [j.verdict for j in both] == ["inconclusive"] * 2
    assert [j.interval.level for j in both] == pytest.approx([97.5] * 2)


def test_holm_reads_the_second_figure_at_95_once_the_first_is_sure():
    loss = [0] * 8 + [1] * 73 + [0] * 19
    ours, theirs = tally_of(hits(70), exact=hits(90)), tally_of(loss, exact=hits(90))
    sampling = Sides([ours], [theirs], "strict_f1").sampling()
    margin = -50 * (sampling.interval(0.05)[0] + sampling.interval(0.025)[0])
    asked = Question(margin=margin, rule="interval", metrics=("strict_f1", "exact_f1"))
    exact, strict = judge([run_of(ours)], [run_of(theirs)], asked)
    assert (exact.metric, exact.verdict, exact.interval.level) == ("exact_f1", "pass", pytest.approx(97.5))
    assert (strict.metric, strict.verdict, strict.interval.level) == ("strict_f1", "pass", pytest.approx(95))


def test_shuffled_rows_give_the_same_verdict_to_the_last_digit():
    run, baseline = tally_of(hits(70)), run_of(tally_of(hits(75)))
    order = np.random.default_rng(1).permutation(100)
    shuffled = Tally(tuple(run.units[i] for i in order), run.columns, run.counts[order])
    assert judge([run_of(shuffled)], [baseline], Question()) == judge([run_of(run)], [baseline], Question())


def test_seeds_are_averaged_and_their_spread_stands_apart():
    ours = [strict_run(hits(n), fingerprint=f"f{n}") for n in (68, 72, 76)]
    found = verdict_of = judge(ours, [strict_run(hits(73))], Question())[0]
    assert verdict_of.verdict == "pass"  # 72 after 73 is exactly the margin
    assert (found.value, found.difference) == (pytest.approx(72), pytest.approx(-1))
    assert found.runs == (3, 1)
    assert found.spread == (pytest.approx(4), None)  # deviation of 68, 72, 76


def test_exit_codes_come_in_the_order_1_2_3_0():
    found = {v: replace(verdict(strict_run([1]), strict_run([1])), verdict=v) for v in
             ("pass", "inconclusive", "regression", "error")}  # fmt: skip
    passed, open_, worse, error = found.values()
    assert exit_code([passed]) == 0
    assert exit_code([passed, open_]) == 3
    assert exit_code([passed, open_], allow_inconclusive=True) == 0
    assert exit_code([passed, worse, open_]) == exit_code([worse, open_], allow_inconclusive=True) == 2
    assert exit_code([open_, worse, error], allow_inconclusive=True) == 1
    assert exit_code([]) == 1


def test_another_model_is_beaten_or_not():
    lac = strict_run(hits(75), model="lac")
    worse = judge([strict_run(hits(46), model="jieba")], [lac], Question(against="lac"), whole=False)
    assert [(j.model, j.against, j.verdict) for j in worse] == [("jieba", "lac", "regression")]


BASE = strict_run(hits(72))


@pytest.mark.parametrize(
    ("run", "asked", "said"),
    [
        (replace(BASE, model="other"), {}, "no baseline run of other on ner toy-clean; run it"),
        (BASE, {"metrics": ("strict_f1", "strict_f")}, "no run here can have strict_f; see bench list metrics"),
        (BASE, {"metrics": ("fuzzy_f1",)}, "runs/mine has no fuzzy_f1; it has strict_precision"),
        (strict_run(hits(72), signature="data:toy|view:raw"), {}, "view is raw in one and clean in the other"),
        (strict_run(hits(72), signature="data:toy2|view:clean"), {}, "data is toy2 in one and toy in the other"),
        (strict_run(hits(72), signature="data:toy|view:clean|x:1"), {}, "x is 1 in one and none in the other"),
        (strict_run(hits(70, 98)), {}, "the two have different units"),
        (replace(BASE, stored=tally_of(hits(71))), {}, "strict_f1 is not what its counts give (0.710000)"),
        (replace(BASE, stored=tally_of([float("nan"), *hits(72, 99)])), {}, "a count is no number"),
        (run_of(tally_of([0, 0], each=0)), {}, "is unknown (null), no pass"),
        (replace(BASE, entries={}), {}, "has no strict_f1"),
    ],
)
def test_what_cannot_be_judged_is_an_error_with_its_reason(run, asked, said):
    found = judge([run], [BASE], Question(**asked), whole=False)
    assert said in reason([run], [BASE], whole=False, **asked)
    assert exit_code(found) == 1


def test_figures_of_another_task_alone_are_errors():
    found = judge([BASE], [BASE], Question(metrics=("chrf",)))
    assert [j.verdict for j in found] == ["error", "error"]
    assert "none of the figures asked for (chrf) is one of ner" in found[1].reason


def test_a_null_figure_in_the_baseline_is_an_error():
    assert "is unknown (null)" in reason([BASE], [run_of(tally_of([0, 0], each=0))])


def test_a_run_of_the_baseline_that_is_missing_is_an_error_unless_runs_are_named():
    other = strict_run(hits(72), model="other")
    assert "the baseline has other on ner toy-clean and RUNS has no run of it" in reason([BASE], [BASE, other])
    assert exit_code(judge([BASE], [BASE, other], Question(), whole=False)) == 0


def test_an_unsound_run_is_an_error_on_either_side():
    broken = Unsound("p", "ner", "toy-clean", "mine", "p: the run is not finished; run it again")
    assert reason([broken], [BASE]) == broken.reason
    assert reason([BASE], [broken]) == f"the baseline cannot be used: {broken.reason}"
    stray = replace(broken, model="stray")
    assert reason([BASE], [BASE, stray]) == stray.reason
    assert exit_code(judge([BASE], [BASE, stray], Question(), whole=False)) == 0


@pytest.mark.parametrize("margin", [-1, float("nan"), float("inf")])
def test_a_margin_is_a_number_from_0_on(margin):
    with pytest.raises(BenchError, match="take a number of points"):
        Question(margin=margin)


@pytest.mark.parametrize("metric", ["compression", "repetition", "fact_distortion"])
def test_a_figure_without_a_better_side_is_refused(metric):
    with pytest.raises(BenchError, match="has no better side"):
        Question(metrics=(metric,))
