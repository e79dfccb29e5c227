"""Token classifiers with random weights in folders, as `save_pretrained` writes them, and the slow way to read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from seqeval.metrics.sequence_labeling import get_entities
from tiny_tokenizers import vocabulary

BIO = ("O", *(f"{k}-{t}" for t in ("PER", "ORG", "LOC") for k in "BI"))
SIZE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}


def bert(folder: Path, labels: tuple[str, ...] = BIO, positions: int = 512, seed: int = 0) -> Path:
    """A BERT whose labels change from token to token: its random head is made loud."""
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizer

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    names = dict(enumerate(labels))
    config = BertConfig(vocab_size=len(vocabulary()), max_position_embeddings=positions, id2label=names, **SIZE)
    model = BertForTokenClassification(config)
    torch.nn.init.normal_(model.classifier.weight, std=3)
    for layer in model.bert.encoder.layer:  # neighbours matter, so that a wrong window shows
        torch.nn.init.normal_(layer.attention.output.dense.weight, std=1)
    model.save_pretrained(folder)
    BertTokenizer(vocab=vocabulary(), model_max_length=positions).save_pretrained(folder)
    return folder


def roberta(folder: Path, tokenizer: Any, positions: int = 34) -> Path:
    """A RoBERTa, whose positions are numbered from behind the padding's: two fewer tokens fit than there are."""
    import torch
    from transformers import XLMRobertaConfig, XLMRobertaForTokenClassification

    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=positions, id2label=dict(enumerate(BIO)), **SIZE
    )
    model = XLMRobertaForTokenClassification(config)
    torch.nn.init.normal_(model.classifier.out_proj.weight if hasattr(model.classifier, "out_proj") else
                          model.classifier.weight, std=3)  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def brute_force(folder: Path, text: str, windows: list[list[tuple[int, int]]] | None = None, labels=BIO):
    """Spans of `text`, all of whose characters but white space are tokens: a window a call, character by character.

    `windows` are `[start, end)` of tokens; the label is the best in the window where the token is most central.
    """
    import torch
    from transformers import BertForTokenClassification

    model = BertForTokenClassification.from_pretrained(folder).eval()
    places = [i for i, c in enumerate(text) if not c.isspace()]
    ids = [vocabulary()[text[i]] for i in places]
    best = [(-1, "O")] * len(ids)
    for start, end in windows or [(0, len(ids))]:
        with torch.inference_mode():
            logits = model(input_ids=torch.tensor([[2, *ids[start:end], 3]])).logits[0, 1:-1]
        for i, label in enumerate(logits.argmax(-1).tolist(), start):
            central = min(i - start, end - 1 - i)
            if central > best[i][0]:
                best[i] = central, labels[label]
    lines = np.cumsum([c == "\n" for c in text])
    found = []
    for line in sorted({int(lines[i]) for i in places}):
        inside = [n for n, i in enumerate(places) if lines[i] == line]
        for tag, first, last in get_entities([best[n][1] for n in inside]):
            found.append((places[inside[first]], places[inside[last]] + 1, tag))
    return found
