"""Spaces of a tokenizer's decoding, taken away where Chinese has none."""

from __future__ import annotations

import pytest
from tiny_writers import sentence_pieces, word_pieces

from bench.models.word_pieces import parts_ideographs, without_spaces


@pytest.mark.parametrize(
    ("decoded", "text"),
    [
        ("济 宁 市", "济宁市"),
        ("他 说 ： “ 好 。 ”", "他说：“好。”"),
        ("2023 年 5 月", "2023年5月"),
        ("增 长 3 . 5 %", "增长3.5%"),
        ("增 长 3. 5 %", "增长3.5%"),
        ("1 , 024 亿", "1,024亿"),
        ("共 1 , 024 , 000 人", "共1,024,000人"),
        ("hello world 4 5", "hello world 4 5"),
        ("in 2020. ok", "in 2020. ok"),
        ("", ""),
    ],
)
def test_words_stay_apart_and_characters_do_not(decoded, text):
    assert without_spaces(decoded) == text


def test_only_a_tokenizer_that_parts_ideographs_is_mended(tmp_path):
    from transformers import AutoTokenizer

    assert parts_ideographs(word_pieces())
    sentence_pieces(tmp_path, tokenizer_class="T5Tokenizer", extra_ids=0)
    assert not parts_ideographs(AutoTokenizer.from_pretrained(tmp_path))
