"""ROUGE against rouge_score 0.1.2 on the same tokens, several references, means and best, what is refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score import rouge_scorer

from bench.errors import InputError
from bench.metrics import best_rouge, rouge_figures, rouge_signature, tally_rouge
from bench.metrics import rouge as module
from bench.metrics.rouge import FIGURES, VARIANTS
from bench.text import sentence_spans, tokenize

ALPHABETS = {
    "dense": "甲乙丙。\n",
    "page": "济宁市长城汽车2023 GDP，。！？5.8%\n",
    "strange": "豈𠀀々〇カｶﾞ가e\u0301ας٣①\ud800\U000f0000，。 \t",
}
TOKENS = ("zh-char", "char", "zh-word")


class _Peer:
    """rouge_score with one of our tokenizers, sentences by line as it wants them."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.scorer = rouge_scorer.RougeScorer(list(VARIANTS), tokenizer=self)

    def tokenize(self, text):
        return tokenize(text, self.tokens)

    def score(self, summary, references):
        """By variant, (P, R, F1) of every reference."""
        by_reference = [self.scorer.score(_lines(reference), _lines(summary)) for reference in references]
        return {variant: [tuple(scores[variant]) for scores in by_reference] for variant in VARIANTS}


def _lines(text):
    return "\n".join(text[start:end] for start, end in sentence_spans(text))


def _ours(summaries, references, **options):
    tally = tally_rouge([str(i) for i in range(len(summaries))], summaries, references, variants=VARIANTS, **options)
    return [
        {v: tuple(row[tally.columns.index(f"{v}/{figure}")] for figure in FIGURES) for v in VARIANTS}
        for row in tally.counts
    ]


def _first_best(scores):
    return max(scores, key=lambda score: score[2])


def _assert_equal(summaries, references, tokens):
    peer = _Peer(tokens)
    best = _ours(summaries, references, tokenizer=tokens)
    mean = _ours(summaries, references, tokenizer=tokens, aggregate="mean")
    for i, (summary, of) in enumerate(zip(summaries, references, strict=True)):
        for variant, scores in peer.score(summary, of).items():
            assert best[i][variant] == pytest.approx(_first_best(scores), abs=1e-9)
            assert mean[i][variant] == pytest.approx([sum(c) / len(of) for c in zip(*scores, strict=True)], abs=1e-9)


def texts(alphabet):
    return st.text(alphabet=alphabet, max_size=60)


@pytest.mark.parametrize("tokens", TOKENS)
@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS)
def test_equal_to_rouge_score_for_best_and_mean_of_any_references(alphabet, tokens):
    @settings(deadline=None, max_examples=100 if tokens != "zh-word" else 30)
    @given(st.lists(st.tuples(texts(alphabet), st.lists(texts(alphabet), min_size=1, max_size=3))))
    def hold(documents):
        _assert_equal([summary for summary, _ in documents], [references for _, references in documents], tokens)

    hold()


@pytest.mark.parametrize(("length", "distinct", "documents"), [(120, 40, 300), (900, 700, 8), (300, 3, 30)])
def test_equal_to_rouge_score_over_several_chunks_and_many_distinct_tokens(length, distinct, documents):
    rng = random.Random(length)
    alphabet = [chr(0x4E00 + i) for i in range(distinct)] + ["。", "，"]
    weights = [3.0] * distinct + [distinct / 10, distinct / 10]

    def text():
        return "".join(rng.choices(alphabet, weights, k=rng.randrange(length)))

    summaries = [text() for _ in range(documents)]
    # A shuffled copy shares more than 256 distinct tokens with its summary.
    references = [["".join(rng.sample(s, len(s)))] + [text() for _ in range(rng.randrange(2))] for s in summaries]
    _assert_equal(summaries, references, "char")


def test_equal_to_rouge_score_with_more_than_65536_distinct_tokens():
    many = "".join(chr(i) for i in range(0x20000, 0x20000 + 70_000))
    summary = many[:3000] + many[60_000:]
    row = _ours([summary], [[many]], tokenizer="char")[0]
    assert row["rouge1"][0] == row["rougeL"][0] == 1
    assert row["rouge2"][0] == pytest.approx(12_998 / 12_999)
    assert row["rougeL"][1] == pytest.approx(13_000 / 70_000)


def test_a_callable_tokenizes_sentences_by_themselves_for_lsum():
    def words(text):
        return ["<s>", *text.split(), "</s>"]

    _assert_equal(["a b。 c d"], [["a b。 x d", ""]], words)


def test_by_hand():
    # 济宁开通航线 / 济宁新开通航线: 6 and 7 characters, 6 shared, 4 shared bigrams of 5 and 6, subsequence of 6
    (found,) = _ours(["济宁开通航线"], [["济宁新开通航线"]])
    assert found["rouge1"] == pytest.approx((1, 6 / 7, 12 / 13))
    assert found["rouge2"] == pytest.approx((4 / 5, 4 / 6, 8 / 11))
    assert found["rougeL"] == found["rougeLsum"] == pytest.approx((1, 6 / 7, 12 / 13))
    # Sentences in the other order: Lsum finds both, L the longer.
    (turned,) = _ours(["甲乙丙。丁戊"], [["丁戊。甲乙丙"]])
    assert turned["rougeLsum"] == (1, 1, 1)
    assert turned["rougeL"][2] == pytest.approx(3 / 5)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_text_agrees_with_itself_wherever_it_has_a_token(text):
    (found,) = _ours([text], [[text]])
    n = len(tokenize(text))
    assert all(found[v] == ((1, 1, 1) if n > (v == "rouge2") else (0, 0, 0)) for v in VARIANTS)


def test_chinese_of_the_same_digits_alone_does_not_agree():
    # The default tokens of rouge_score see 2023 alone and give 1.
    assert rouge_scorer.RougeScorer(["rouge1"]).score("2023年增长", "2023吨下降")["rouge1"].fmeasure == 1
    assert best_rouge("rouge1", "2023年增长", ["2023吨下降"]).f1 == 1 / 4 + 1 / 4 - 1 / 4


def test_the_best_reference_is_chosen_metric_by_metric_of_equals_the_first():
    assert best_rouge("rouge1", "甲乙", ["丙丁", "乙甲", "甲乙丙丁"]).f1 == 1
    assert best_rouge("rouge2", "甲乙", ["丙丁", "乙甲", "甲乙丙丁"]).recall == pytest.approx(1 / 3)
    # Both F1 are 1/2: the first has P 1/2 and R 1/2, the second P 2/4 …
    assert best_rouge("rouge1", "甲乙", ["甲丙", "甲乙丙丁戊己"]) == (0.5, 0.5, 0.5)
    assert best_rouge("rouge1", "甲乙", ["甲乙丙丁戊己", "甲丙"]) == (1, 1 / 3, 0.5)


def test_the_figure_is_the_mean_over_documents():
    tally = tally_rouge(["a", "b"], ["甲乙", "甲乙"], [["甲乙"], ["丙丁"]])
    figures = rouge_figures(tally.totals())
    assert figures["rouge1_f1"] == figures["rougeL_precision"] == 0.5
    assert rouge_figures(tally.of_documents(["a"]).totals())["rouge2_recall"] == 1
    assert "rougeLsum_f1" not in figures


def test_an_empty_summary_scores_0_and_counts():
    figures = rouge_figures(tally_rouge(["a", "b"], ["", "甲"], [["甲"], ["甲"]], variants=VARIANTS).totals())
    assert figures["rouge1_f1"] == figures["rougeLsum_f1"] == 0.5


def test_no_document_is_unknown():
    assert set(rouge_figures(tally_rouge([], [], []).totals()).values()) == {None}


def test_chunks_do_not_change_a_figure(monkeypatch):
    rng = random.Random(5)
    summaries = ["".join(rng.choices("甲乙丙丁戊", k=20)) for _ in range(50)]
    references = [["".join(rng.choices("甲乙丙丁戊", k=20)) for _ in range(rng.randrange(1, 4))] for _ in range(50)]
    whole = tally_rouge(list(map(str, range(50))), summaries, references)
    monkeypatch.setattr(module, "_CHUNK", 30)
    assert (tally_rouge(list(map(str, range(50))), summaries, references).counts == whole.counts).all()


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((["a"], ["甲"], [[]]), {}, "document a: no reference"),
        ((["a"], [None], [["甲"]]), {}, "document a: a text is a string, not NoneType"),
        ((["a"], ["甲"], [[3]]), {}, "document a: a text is a string, not int: 3"),
        ((["a"], ["甲", "乙"], [["甲"]]), {}, "1 ids, 2 summaries and 1 lists"),
        ((["a"], ["甲"], [["甲"]]), {"variants": ["rouge3"]}, "no ROUGE variant 'rouge3': choose from rouge1"),
        ((["a"], ["甲"], [["甲"]]), {"aggregate": "max"}, "best or mean, not 'max'"),
        ((["a"], ["甲"], [["甲"]]), {"tokenizer": "word"}, "no tokens named 'word': choose zh-char, zh-word, char"),
    ],
)
def test_what_cannot_be_scored_is_refused_by_name(arguments, options, said):
    with pytest.raises(InputError, match=said.replace(".", r"\.")):
        tally_rouge(*arguments, **options)


def test_the_signature_names_tokens_references_and_sentences():
    assert rouge_signature() == "tokens:zh-char-2|multi:best|sentences:。！？LF"
    assert "jieba-" in rouge_signature("zh-word", "mean")
