"""chrF and BLEU against sacrebleu's corpus scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu import corpus_bleu, corpus_chrf

from bench.errors import InputError
from bench.metrics import sacrebleu_figures, sacrebleu_signature, tally_sacrebleu
from bench.text import tokenize

TEXT = st.text(alphabet="济宁市长城𠀀𠀁23 GDP，。5.8%", max_size=40)


def figures(summaries, references, **options):
    return sacrebleu_figures(
        tally_sacrebleu(list(map(str, range(len(summaries)))), summaries, references, **options).totals()
    )


def streams(references):
    """References as sacrebleu wants them: the first of each, the second of each …, None where there is none."""
    most = max(map(len, references))
    return [[of[i] if i < len(of) else None for of in references] for i in range(most)]


def spaced(text):
    return " ".join(tokenize(text))


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_equal_to_sacrebleu_on_the_corpus_with_any_number_of_references(documents):
    summaries, references = map(list, zip(*documents, strict=True))
    ours = figures(summaries, references)
    assert ours["chrf"] == pytest.approx(corpus_chrf(summaries, streams(references)).score / 100, abs=1e-9)
    theirs = corpus_bleu(
        [spaced(s) for s in summaries],
        streams([[spaced(r) for r in of] for of in references]),
        tokenize="none",
        force=True,
    )
    assert ours["bleu"] == pytest.approx(theirs.score / 100, abs=1e-9)


def test_of_basic_plane_text_bleu_is_what_sacrebleu_finds_by_its_own_tokens():
    summaries, references = ["济宁市开通新的航线", "长城汽车增长"], [["济宁市新开通航线"], ["长城汽车大增长"]]
    theirs = corpus_bleu(summaries, streams(references), tokenize="zh").score
    assert figures(summaries, references)["bleu"] == pytest.approx(theirs / 100)


def test_extension_b_is_seen():
    # sacrebleu's zh leaves 𠀀𠀁𠀂𠀃𠀄 one word.
    assert corpus_bleu(["𠀀𠀁𠀂𠀃𠀄"], [["𠀀𠀁𠀂𠀃𠀅"]], tokenize="zh").score == 0
    assert figures(["𠀀𠀁𠀂𠀃𠀄"], [["𠀀𠀁𠀂𠀃𠀅"]])["bleu"] == pytest.approx((4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25)


def test_a_weighted_sum_of_rows_is_the_score_of_the_documents_so_repeated():
    summaries, references = ["济宁市开通航线", "长城汽车增长"], [["济宁市新开通航线", "别的"], ["长城汽车大增长"]]
    tally = tally_sacrebleu(["a", "b"], summaries, references)
    again = figures([summaries[0]] * 3 + [summaries[1]], [references[0]] * 3 + [references[1]])
    assert sacrebleu_figures(tally.totals(np.array([3.0, 1.0]))) == again


def test_an_empty_summary_is_0_and_no_document_is_unknown():
    assert figures([""], [["济宁"]]) == {"chrf": 0, "bleu": 0}
    assert figures([], []) == {"chrf": None, "bleu": None}
    assert figures(["济宁"], ["济宁"], metrics=["chrf"]) == {"chrf": pytest.approx(1)}


def test_a_space_in_a_token_does_not_split_it():
    def halves(text):
        return text.split("|")

    assert figures(["a b|c|d|e"], [["a b|c|d|e"]], tokenizer=halves)["bleu"] == pytest.approx(1)
    row = tally_sacrebleu(["x"], ["a b|c"], [["c|a b"]], tokenizer=halves, metrics=["bleu"])
    assert row.totals()["bleu/predicted"] == 2


def test_the_signature_holds_sacrebleus_own():
    from sacrebleu.metrics import BLEU, CHRF

    bleu, chrf = BLEU(tokenize="none", force=True), CHRF()
    for scorer in (bleu, chrf):
        scorer.corpus_score(["a"], [["a"], ["b"]])
    two = [["甲", "乙"]]
    assert sacrebleu_signature("chrf", two) == f"by:sacrebleu|{chrf.get_signature().format()}"
    assert sacrebleu_signature("bleu", two) == f"tokens:zh-char-2|by:sacrebleu|{bleu.get_signature().format()}"
    assert "|nrefs:var|" in sacrebleu_signature("chrf", [["甲"], ["甲", "乙"]])
    assert "|nrefs:1|" in sacrebleu_signature("chrf", ["甲", "乙"])


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(InputError, match="document a: no reference"):
        tally_sacrebleu(["a"], ["甲"], [[]])
    with pytest.raises(InputError, match="'ter' here: choose from chrf, bleu"):
        tally_sacrebleu(["a"], ["甲"], [["甲"]], metrics=["ter"])
