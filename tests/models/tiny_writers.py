"""Tiny models that write text, saved as a user's would be: random ones, and some that know a few texts by heart."""

from __future__ import annotations

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

DOCUMENTS = (
    "济宁港货物吞吐量突破万吨。港航中心称明年再增三成。",
    "图书馆昨日开馆。市民王红领到第一张借书证。",
    "今夜骤降。",
    "市民称好。",
)
SUMMARIES = ("济宁港吞吐量破万吨", "2023年图书馆开馆3.5%", "今夜降", "GDP 王红 well done")


def one_thread():
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)


def word_pieces():
    """A BERT tokenizer of the texts' characters, and of Latin words."""
    from transformers import BertTokenizerFast

    characters = sorted({c for text in (*DOCUMENTS, *SUMMARIES) for c in text if not c.isspace()})
    words = ["gdp", "well", "done", *(f"##{c}" for c in "0123456789")]
    with TemporaryDirectory() as folder:
        vocabulary = "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *words])
        (Path(folder) / "vocab.txt").write_text(vocabulary, encoding="utf-8")
        return BertTokenizerFast.from_pretrained(folder)


def sentence_pieces(folder: Path, **config):
    """A SentencePiece model of the texts, without a tokenizer.json, as checkpoints of mT5 and PEGASUS have it."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*DOCUMENTS, *SUMMARIES]), model_writer=written, vocab_size=80, model_type="unigram",
        character_coverage=1.0, minloglevel=2, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, hard_vocab_limit=False,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(written.getvalue())
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def learn(model, tokenizer, steps, first=0):
    """Teaches the model to write `SUMMARIES` on `DOCUMENTS`; `first` tokens of a summary are given, not written."""
    import torch

    inputs = tokenizer(list(DOCUMENTS), padding=True, return_tensors="pt")
    wanted = tokenizer(list(SUMMARIES), padding=True, return_tensors="pt").input_ids[:, first:]
    wanted = wanted.masked_fill(wanted == tokenizer.pad_token_id, -100)
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(steps):
        model(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, labels=wanted).loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def _sizes(width):
    both = ("encoder", "decoder")
    heads = {f"{side}_attention_heads": 4 for side in both}
    sizes = {f"{side}_{what}": n for side in both for what, n in (("layers", 1), ("ffn_dim", 2 * width))}
    return {"d_model": width, **heads, **sizes, "dropout": 0.0}


def bart(folder: Path, steps: int = 100, **config) -> Path:
    """A BART with BERT's tokenizer and 40 positions."""
    from transformers import BartConfig, BartForConditionalGeneration

    one_thread()
    tokenizer = word_pieces()
    special = {"pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3, "decoder_start_token_id": 2}
    config = {"max_position_embeddings": 40, "forced_eos_token_id": 3, **special, **config}
    model = BartForConditionalGeneration(BartConfig(vocab_size=len(tokenizer), **_sizes(64), **config))
    learn(model, tokenizer, steps, first=1)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def mt5(folder: Path, steps: int = 100) -> Path:
    """An mT5 with SentencePiece alone."""
    from transformers import AutoTokenizer, MT5Config, MT5ForConditionalGeneration

    one_thread()
    sentence_pieces(folder, tokenizer_class="T5Tokenizer", extra_ids=0)
    sizes = {"d_model": 64, "d_kv": 16, "d_ff": 128, "num_layers": 1, "num_heads": 4, "dropout_rate": 0.0}
    model = MT5ForConditionalGeneration(MT5Config(vocab_size=80, max_position_embeddings=16, **sizes))
    model.save_pretrained(folder)
    learn(model, AutoTokenizer.from_pretrained(folder), steps)
    model.save_pretrained(folder)
    return folder


def pegasus(folder: Path, steps: int = 100) -> Path:
    """A PEGASUS with SentencePiece alone and 40 positions; its tokenizer states 24."""
    from transformers import AutoTokenizer, PegasusConfig, PegasusForConditionalGeneration

    one_thread()
    sentence_pieces(folder, tokenizer_class="PegasusTokenizer", model_max_length=24)
    model = PegasusForConditionalGeneration(PegasusConfig(vocab_size=200, max_position_embeddings=40, **_sizes(64)))
    model.save_pretrained(folder)
    learn(model, AutoTokenizer.from_pretrained(folder), steps)
    model.save_pretrained(folder)
    return folder


CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_pieces(chat_template: str | None = CHATML):
    """A byte-level tokenizer of bytes alone, as small as one can be: three tokens an ideograph."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocabulary = {token: number for number, token in enumerate([*special, *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    made = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", additional_special_tokens=["<|im_start|>", "<|endoftext|>"]
    )
    made.chat_template = chat_template
    return made


def qwen2(folder: Path, texts=(), steps: int = 0, chat_template: str | None = CHATML, **config) -> Path:
    """A Qwen2 that has learned `texts`: pairs of an input's tokens and an answer."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    one_thread()
    tokenizer = byte_pieces(chat_template)
    sizes = {"hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2}
    # The base model's end is not the chat's, as in Qwen's own checkpoints.
    config = {"max_position_embeddings": 512, "eos_token_id": 0, "bos_token_id": None, **config}
    model = Qwen2ForCausalLM(Qwen2Config(vocab_size=len(tokenizer), **sizes, **heads, **config))
    if texts:
        rows = [(tokens, [*tokenizer(answer, add_special_tokens=False)["input_ids"], 2]) for tokens, answer in texts]
        width = max(len(a) + len(b) for a, b in rows)
        ids = torch.zeros((len(rows), width), dtype=torch.long)
        labels = torch.full_like(ids, -100)
        for row, (given, wanted) in enumerate(rows):
            ids[row, : len(given) + len(wanted)] = torch.tensor([*given, *wanted])
            labels[row, len(given) : len(given) + len(wanted)] = torch.tensor(wanted)
        optimizer = torch.optim.Adam(model.parameters(), 3e-3)
        for _ in range(steps):
            model(input_ids=ids, labels=labels).loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
