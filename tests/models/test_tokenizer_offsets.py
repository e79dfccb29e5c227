from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from hypothesis import HealthCheck, example, given, settings
from tiny_tokenizers import (
    TEXTS,
    byte_level,
    byte_level_in_python,
    pieces,
    unigram,
    unigram_in_python,
    word_piece,
    word_piece_in_python,
)

from bench.errors import BenchError
from bench.models.tokenizer_offsets import TokenReader, settle

quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def canine(_: Path):
    from transformers import CanineTokenizer

    return CanineTokenizer()


def byt5(_: Path):
    from transformers import ByT5Tokenizer

    return ByT5Tokenizer()


FAMILIES = {
    "WordPiece": lambda _: word_piece(),
    "WordPiece, cased": lambda _: word_piece(False),
    "WordPiece in Python": word_piece_in_python,
    "RoBERTa": lambda _: byte_level("RobertaTokenizer", False),
    "RoBERTa, space before": lambda _: byte_level("RobertaTokenizer", True),
    "GPT-2": lambda _: byte_level("GPT2Tokenizer", False),
    "GPT-2, space before": lambda _: byte_level("GPT2Tokenizer", True),
    "byte-level in Python": byte_level_in_python,
    "unigram": unigram,
    "unigram in Python": unigram_in_python,
    "code points": canine,
    "bytes": byt5,
}


@pytest.fixture(scope="module", params=FAMILIES)
def reader(request, tmp_path_factory):
    return TokenReader(FAMILIES[request.param](tmp_path_factory.mktemp("tokenizer")))


@pytest.fixture(scope="module")
def python_reader(tmp_path_factory):
    return TokenReader(word_piece_in_python(tmp_path_factory.mktemp("tokenizer")))


@pytest.fixture(scope="module")
def unigram_reader(tmp_path_factory):
    return TokenReader(unigram(tmp_path_factory.mktemp("tokenizer")))


def read(reader, text):
    (tokens,) = reader.read([text])
    if isinstance(tokens, BenchError):
        raise tokens
    return tokens


def surfaces(reader, text):
    tokens = read(reader, text)
    return [text[s:e] for s, e in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True) if e > s]


@quick
@given(TEXTS)
def test_spans_are_in_the_text_in_order_and_share_nothing(reader, text):
    tokens = read(reader, text)
    assert (np.diff(tokens.start) >= 0).all()
    covering = tokens.end > tokens.start
    start, end = tokens.start[covering], tokens.end[covering]
    assert ((tokens.start >= 0) & (tokens.end <= len(text)) & (tokens.start <= tokens.end)).all()
    assert (end[:-1] <= start[1:]).all()


@quick
@given(TEXTS)
@example("</s>2023")
def test_every_character_that_is_seen_is_covered(reader, text):
    """White space is nobody's, and SentencePiece takes ▁ for it."""
    covered = "".join(surfaces(reader, text))
    seen = [c for c in covered if not c.isspace() and c != "▁"]
    assert seen == [c for c in text if not c.isspace() and c != "▁"]
    assert all(s == s.strip() for s in surfaces(reader, text))


TOLD = [
    ("WordPiece", "林红玉 2023年\n㎡ab e\u0301x", "林 红 玉 20 23 年 ㎡ab e\u0301 x"),
    ("WordPiece in Python", "林红玉 2023年\n㎡ab e\u0301x", "林 红 玉 20 23 年 ㎡ab e\u0301 x"),
    ("RoBERTa, space before", "北京大学 𠀀", "北京大学 𠀀"),
    ("byte-level in Python", "北京大学 𠀀", "北京大学 𠀀"),
    ("unigram", "北京大学㎡①…e\u0301 ２０２３年", "北京大学 ㎡ ① … e\u0301 ２０２３ 年"),
    ("unigram in Python", "北京大学㎡①…e\u0301 ２０２３年", "北京大学 ㎡ ① … e\u0301 ２０２３ 年"),
]


@pytest.mark.parametrize(("family", "text", "told"), TOLD)
def test_what_each_family_covers(family, text, told, tmp_path):
    """By hand. ㎡ is `m` and `2`, … three points, 𠀀 four bytes: the first of them has the character."""
    assert surfaces(TokenReader(FAMILIES[family](tmp_path)), text) == told.split()


@quick
@given(TEXTS)
@example("葛\U000e0100한글 \u0301x")
def test_wordpiece_in_python_is_read_as_the_fast_one(python_reader, text):
    slow, fast = read(python_reader, text), read(TokenReader(word_piece()), text)
    assert [c.tolist() for c in slow] == [c.tolist() for c in fast]


@quick
@given(TEXTS.map(lambda text: re.sub("</s>|[▁㎡½…ﬁ]", "", text)))
def test_the_fast_unigram_tokenizer_agrees_with_sentencepiece(unigram_reader, text):
    """SentencePiece is the independent tool; left out are characters of several pieces, which it gives to the last."""
    fast = read(unigram_reader, text)
    told = sentencepiece.SentencePieceProcessor(model_proto=pieces()).EncodeAsOffsetMapping(text)
    stripped = [(e - len(text[s:e].lstrip()), e) for s, e in told["offsets"]]
    expected = [(s, e) for (s, e), piece in zip(stripped, told["pieces"], strict=True) if s < e and piece != "▁"]
    assert [(s, e) for s, e in zip(fast.start.tolist(), fast.end.tolist(), strict=True) if s < e] == expected


def test_pieces_of_a_word_of_letters_or_digits_continue_it():
    tokens = read(TokenReader(word_piece()), "在2023年 hello")
    assert tokens.continues.tolist() == [False, False, True, False, False, True, True, True, True]


def test_characters_of_a_tokenizer_of_single_characters_continue_nothing(tmp_path):
    assert not read(TokenReader(canine(tmp_path)), "在2023年 hello").continues.any()


def test_special_tokens_stand_around_a_text(tmp_path):
    assert TokenReader(word_piece()).frame() == ((2,), (3,))
    assert TokenReader(byt5(tmp_path)).frame() == ((), (1,))


def test_a_saved_tokenizer_that_cuts_and_pads_does_neither_here():
    from tiny_tokenizers import vocabulary
    from transformers import BertTokenizer

    tokenizer = BertTokenizer(vocab=vocabulary())
    tokenizer.backend_tokenizer.enable_truncation(4)
    tokenizer.backend_tokenizer.enable_padding(length=9)
    assert surfaces(TokenReader(tokenizer), "林红玉在北京大学") == list("林红玉在北京大学")


def test_a_tokenizer_without_a_vocabulary_is_refused():
    from transformers import BertTokenizer

    with pytest.raises(BenchError, match="no vocabulary"):
        TokenReader(BertTokenizer())


def test_a_tokenizer_in_python_that_leaves_characters_out_is_refused_where_it_does(tmp_path):
    """SigLIP's deletes ASCII punctuation, which then no token spells."""
    from transformers import SiglipTokenizer

    (tmp_path / "spiece.model").write_bytes(pieces())
    reader = TokenReader(SiglipTokenizer(str(tmp_path / "spiece.model")))
    assert surfaces(reader, "北京，2023 年 Hello") == ["北", "京", "，", "2023", "年", *"Hello"]
    with pytest.raises(BenchError, match="cannot be derived"):
        read(reader, "(北京)")


@pytest.mark.parametrize(("start", "end"), [([0, 4], [2, 6]), ([2, 0], [4, 2]), ([-1, 0], [1, 2]), ([0, 2], [2, 2])])
def test_offsets_that_cannot_be_are_refused(start, end):
    with pytest.raises(ValueError, match="offsets"):
        settle("北京大学校", np.array(start), np.array(end), np.array([False, False]))


def test_the_mark_of_a_space_stands_at_the_token_behind_it():
    """So that a window that begins with a sentence begins with its mark: it is the second token that covers nothing."""
    start, end, blank = np.array([0, 2, 3]), np.array([2, 3, 4]), np.array([False, True, False])
    assert [c.tolist() for c in settle("好。 他", start, end, blank)] == [[0, 3, 3], [2, 3, 4]]
