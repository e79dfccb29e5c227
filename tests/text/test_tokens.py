"""Tokens by name: examples by hand, and properties over whole blocks of Unicode."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench
from bench.errors import InputError
from bench.text import tokenize, tokenizer_signature, zh_char
from bench.text.packing import pack
from bench.text.words import Segmented

# First and last ideograph of each block, Unicode 17.0 (Blocks.txt, UnicodeData.txt).
IDEOGRAPHS = {
    "CJK Radicals Supplement": (0x2E9B, 0x2EF3),
    "Kangxi Radicals": (0x2F00, 0x2FD5),
    "Extension A": (0x3400, 0x4DBF),
    "CJK Unified Ideographs": (0x4E00, 0x9FFF),
    "CJK Compatibility Ideographs": (0xF900, 0xFAD9),
    "Extension B": (0x20000, 0x2A6DF),
    "Extension C": (0x2A700, 0x2B73F),
    "Extension D": (0x2B740, 0x2B81D),
    "Extension E": (0x2B820, 0x2CEAD),
    "Extension F": (0x2CEB0, 0x2EBE0),
    "Extension I": (0x2EBF0, 0x2EE5D),
    "CJK Compatibility Ideographs Supplement": (0x2F800, 0x2FA1D),
    "Extension G": (0x30000, 0x3134A),
    "Extension H": (0x31350, 0x323AF),
    "Extension J": (0x323B0, 0x33479),
}
RUNS = {
    "Hiragana": (0x3041, 0x3096),
    "Katakana": (0x30A1, 0x30FA),
    "Katakana Phonetic Extensions": (0x31F0, 0x31FF),
    "Hangul Syllables": (0xAC00, 0xD7A3),
    "Latin Extended-A": (0x0100, 0x017F),
    "Latin Extended Additional": (0x1E00, 0x1EFF),
    "Cyrillic": (0x0400, 0x045F),
    "Greek": (0x03B1, 0x03C9),
    "Hebrew": (0x05D0, 0x05EA),
    "Bopomofo": (0x3105, 0x312F),
    "Thai": (0x0E01, 0x0E3A),
    "Devanagari": (0x0915, 0x093B),
}
DROPPED = {
    "General Punctuation": (0x2010, 0x2027),
    "CJK Symbols and Punctuation": (0x3008, 0x3020),
    "Full-width punctuation": (0xFF01, 0xFF0F),
    "Private Use": (0xE000, 0xF8FF),
    "Variation Selectors": (0xFE00, 0xFE0F),
    "Box Drawing": (0x2500, 0x257F),
}


def characters(block):
    return st.integers(*block).map(chr)


@pytest.mark.parametrize("block", IDEOGRAPHS.values(), ids=IDEOGRAPHS)
def test_every_ideograph_of_every_block_is_a_token_of_its_own(block):
    everything = "".join(map(chr, range(block[0], block[1] + 1)))
    assert zh_char(everything) == list(everything)
    packed = pack([everything])
    assert packed.lengths.tolist() == [len(everything)]


@pytest.mark.parametrize("block", RUNS.values(), ids=RUNS)
def test_letters_of_a_script_are_one_token_a_run(block):
    @given(st.text(alphabet=characters(block), min_size=1, max_size=20))
    def hold(run):
        (token,) = zh_char(run)
        assert zh_char(f"中{run}。") == ["中", token]
        assert zh_char(f"{run} {run}") == [token, token]

    @given(st.text(alphabet=characters(block), min_size=1, max_size=20))
    def lower(run):
        assert zh_char(run.upper()) == zh_char(run.upper().lower())

    # A mark at the very beginning has no letter to stand on.
    if not any(unicodedata.category(chr(c)).startswith("M") for c in range(*block)):
        hold()
    lower()


@pytest.mark.parametrize("block", DROPPED.values(), ids=DROPPED)
def test_punctuation_symbols_and_private_characters_are_no_token(block):
    everything = [chr(c) for c in range(block[0], block[1] + 1) if chr(c) not in "．％"]
    assert zh_char("".join(everything)) == []
    assert zh_char("中".join(["", *everything, ""])) == ["中"] * (len(everything) + 1)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("２０２３年GDP增长5.8%，", ["2023", "年", "gdp", "增", "长", "5.8%"]),
        ("“4+3”产业", ["4", "3", "产", "业"]),
        ("𠀀豈〇々〆", ["𠀀", "豈", "〇", "々", "〆"]),
        ("S512 café。\n", ["s", "512", "café"]),
        ("cafe\u0301", ["café"]),
        ("3.", ["3"]),
        ("1,300.50％ 1.2.3", ["1", "300.50%", "1.2.3"]),
        ("ｶﾞｽとガス", ["ガスとガス"]),
        ("한국 서울시", ["한국", "서울시"]),
        ("ΣΊΣΥΦΟΣ中Привет", ["σίσυφοσ", "中", "привет"]),
        ("हिन्दी ไทย", ["हिन्दी", "ไทย"]),
        ("①第Ⅳ期", ["①", "第", "ⅳ", "期"]),
        ("٣٤ ½", ["٣٤", "½"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("", []),
    ],
)
def test_zh_char_by_hand(text, tokens):
    assert bench.tokenize(text) == tokens


def test_char_is_every_code_point_but_white_space():
    assert tokenize("Ａ b，\u3000\u00a0𠀀\ud800\n", "char") == ["Ａ", "b", "，", "𠀀", "\ud800"]


def test_zh_word_is_jieba_without_punctuation():
    assert tokenize("２０２３年GDP增长5.8%，济宁市。", "zh-word") == ["2023", "年", "gdp", "增长", "5.8%", "济宁市"]
    assert tokenize("。", "zh-word") == []


def test_words_added_to_the_global_jieba_change_nothing():
    before = tokenize("甲乙丙丁戊开会", "zh-word")
    jieba.setLogLevel("WARNING")
    jieba.add_word("甲乙丙丁戊")
    Segmented._latest = None
    assert tokenize("甲乙丙丁戊开会", "zh-word") == before


@pytest.mark.parametrize("before", ["", "from jieba import posseg; posseg.dt.word_tag_tab['济宁'] = 'added'"])
def test_parts_of_speech_are_the_dictionarys_own(before):
    """jieba's own tokenizer has a table of words; it is taken over only where nobody can have added to it."""
    code = f"""
{before}
from bench.text.words import part_of_speech_tokenizer
ours = part_of_speech_tokenizer()
from jieba import posseg
fresh = posseg.POSTokenizer(ours.tokenizer)
posseg.dt.word_tag_tab["开会"] = "added"
assert ours.word_tag_tab == fresh.word_tag_tab and len(fresh.word_tag_tab) > 300_000
text = "我市在济宁开会，GDP增长5.8%。"
assert ours.lcut(text) == fresh.lcut(text)
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_text_is_segmented_once(monkeypatch):
    text = "只切一次的一段文字"
    before = tokenize(text, "zh-word")
    monkeypatch.setattr("bench.text.words.jieba_tokenizer", None)
    assert tokenize(text, "zh-word") == before


def test_a_full_store_of_words_begins_anew(monkeypatch):
    monkeypatch.setattr("bench.text.words._KEPT", 3)
    Segmented._latest = None
    first = Segmented.current()
    assert tokenize("济宁开会", "zh-word") == ["济宁", "开会"]
    assert Segmented.current() is not first
    assert tokenize("济宁开会", "zh-word") == ["济宁", "开会"]
    Segmented._latest = None


def test_jieba_is_quiet_and_leaves_no_file(tmp_path):
    code = "import bench; print(bench.tokenize('济宁开会', 'zh-word'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=True,
    )
    assert done.stdout == "['济宁', '开会']\n"
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("济宁2023.5%ＧDPα々ςΣカｶﾞ가e\u0301，。\n ①"), st.characters()), max_size=40
)


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6))
def test_packed_texts_have_the_tokens_of_each_text(texts):
    for name in ("zh-char", "char", "zh-word", str.split):
        tokens = [tokenize(text, name) for text in texts]
        packed = pack(texts, name)
        assert packed.lengths.tolist() == list(map(len, tokens))
        # Equal code points are equal tokens, and unequal ones unequal.
        pairs = set(zip("".join(packed.strings()), [token for found in tokens for token in found], strict=True))
        assert len(pairs) == len({code for code, _ in pairs}) == len({token for _, token in pairs})


@settings(deadline=None)
@given(TEXT)
def test_the_tokens_of_the_tokens_are_the_tokens(text):
    tokens = zh_char(text)
    assert zh_char(" ".join(tokens)) == tokens


@settings(deadline=None)
@given(TEXT, TEXT)
def test_tokens_of_sentences_are_the_tokens_of_the_text(one, other):
    for name in ("zh-char", "char", "zh-word"):
        for mark in ("。", "！", "\n"):
            assert tokenize(one + mark, name) + tokenize(other, name) == tokenize(one + mark + other, name)


def test_signatures_name_the_version():
    assert tokenizer_signature("zh-char") == "zh-char-2"
    assert tokenizer_signature("char") == "char-1"
    assert tokenizer_signature("zh-word") == f"zh-word-1-jieba-{jieba.__version__}"
    assert tokenizer_signature(str.split) == "callable-str.split"


def test_a_callable_may_sign_itself():
    def spaces(text):
        return text.split(" ")

    spaces.signature = "spaces-1"
    assert tokenizer_signature(spaces) == "spaces-1"
    assert tokenize("a b", spaces) == ["a", "b"]


@pytest.mark.parametrize(
    "call", [lambda: tokenize("甲", "word"), lambda: tokenizer_signature("word"), lambda: pack([], "word")]
)
def test_an_unknown_name_is_refused_with_the_choices(call):
    with pytest.raises(InputError, match="no tokens named 'word': choose zh-char, zh-word, char, or pass a callable"):
        call()


def test_what_is_no_text_is_refused():
    with pytest.raises(InputError, match="a text is a string, not int: 5"):
        tokenize(5)
