"""Real tokenizers of every family, trained in a second on invented text."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

LINES = (
    "济宁市任城区的林红玉在2023年去了北京大学。",
    "宋仪凯同志说：“全市粮食面积达到120万亩，增长3.5%。”",
    "Hello world, iPhone15 and café José: 2023, 15 people in Paris.",
    "济宁日报记者 王华 通讯员 李明 报道，东门区共有①②③三处工地。",
)
CHARACTERS = sorted({c for line in LINES for c in line if c.strip()} | set("0123456789abcdefghijklmnopqrstuvwxyz"))
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

# What breaks offsets: ideographs of every plane, emoji of several code points, marks, forms that normalisation makes
# longer or shorter, digits, Latin, line feeds and spaces of several kinds.
HARD = [
    *"济宁市的林红玉在北京。，“”", "𠀀", "㐀", "龘", "葛\U000e0100", "한글", "☺\ufe0f", "👍🏽", "👨‍👩‍👧",
    "é", "e\u0301", "ｅ\u0301", "İ", "ß", "ﬁ", "㎡", "①", "½", "…", "Ａ", "２", "ｶﾞ",
    "2", "0", "3", "2023", "iPhone15", "Hello", "x", "-", "_", "▁", " ", "  ", "\n", "\u3000", "\t", "[MASK]", "</s>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HARD), max_size=30).map("".join)


@cache
def vocabulary() -> dict[str, int]:
    """Single characters, and those of words as further pieces, too."""
    pieces = [*SPECIAL, *CHARACTERS, *("##" + c for c in CHARACTERS if c.isascii() and c.isalnum()), "20", "##23"]
    return {piece: number for number, piece in enumerate(pieces)}


@cache
def word_piece(lower: bool = True) -> Any:
    from transformers import BertTokenizer

    return BertTokenizer(vocab=vocabulary(), do_lower_case=lower)


@cache
def word_piece_in_python(folder: Path, lower: bool = True) -> Any:
    from transformers.models.bert.tokenization_bert_legacy import BertTokenizerLegacy

    file = folder / "vocab.txt"
    file.write_text("\n".join(vocabulary()), encoding="utf-8")
    return BertTokenizerLegacy(str(file), do_lower_case=lower)


@cache
def _byte_level() -> tuple[dict[str, int], list[tuple[str, str]]]:
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trained.train_from_iterator(
        [*LINES, "北京大学" * 9],
        trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, special_tokens=special, show_progress=False),
    )
    model = json.loads(trained.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


@cache
def byte_level(name: str, prefix: bool) -> Any:
    """`RobertaTokenizer` or `GPT2Tokenizer`, with or without a space put before the text."""
    import transformers

    vocab, merges = _byte_level()
    return getattr(transformers, name)(vocab=vocab, merges=merges, add_prefix_space=prefix)


@cache
def byte_level_in_python(_: Path) -> Any:
    """As GPT-2's was before it had a fast one: tokens are letters that stand for bytes."""
    from transformers import PreTrainedTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    fast = byte_level("GPT2Tokenizer", False)

    class ByteLevel(PreTrainedTokenizer):  # type: ignore[misc]
        byte_decoder = {letter: byte for byte, letter in bytes_to_unicode().items()}  # noqa: RUF012

        def get_vocab(self) -> dict[str, int]:
            return dict(fast.get_vocab())

        @property
        def vocab_size(self) -> int:
            return len(fast)

        def _tokenize(self, text: str, **_: Any) -> list[str]:
            return list(fast.tokenize(text))

        def _convert_token_to_id(self, token: str) -> int:
            return int(fast.convert_tokens_to_ids(token))

        def _convert_id_to_token(self, index: int) -> str:
            return str(fast.convert_ids_to_tokens(index))

    return ByteLevel()


@cache
def pieces() -> bytes:
    """A SentencePiece unigram model with the normalisation of XLM-R."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*LINES, "北京大学 2023 ▁济宁市"] * 5),
        model_writer=written,
        vocab_size=180,
        character_coverage=0.995,
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return written.getvalue()


@cache
def unigram(folder: Path) -> Any:
    from transformers import AutoTokenizer

    (folder / "sentencepiece.bpe.model").write_bytes(pieces())
    (folder / "config.json").write_text('{"model_type": "xlm-roberta"}', encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "XLMRobertaTokenizer"}', encoding="utf-8")
    return AutoTokenizer.from_pretrained(folder)


@cache
def unigram_in_python(folder: Path) -> Any:
    from transformers import BertGenerationTokenizer

    (folder / "spiece.model").write_bytes(pieces())
    return BertGenerationTokenizer(str(folder / "spiece.model"))
