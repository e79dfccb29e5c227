"""A tiny BERT that knows the page by heart, through the path that users take: what it then misses is our fault.

The only test that trains on the gold. Whatever is wrong with an offset, a window, a merge or a decoding costs names.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from bench import RunConfig, run
from bench.corpus import Corpus, load_corpus, load_scheme, project
from bench.models.tokenizer_offsets import TokenReader

LABELS = ("O", *(f"{k}-{t}" for t in ("PER", "ORG", "LOC") for k in "BI"))
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
POSITIONS, WIDTH = 512, 128
NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
# Pieces that are read in training: characters of each, how many at once, how often; and what is not learned at a cut.
LENGTHS, COUNTS, SHARES = (62, 126, 510), (20, 10, 2), (0.7, 0.2, 0.1)
EDGE = 4


def labelled(corpus: Corpus, reader: TokenReader) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Tokens of each article and their labels: the outer mentions as core3 has them, in BIO."""
    articles = []
    for document in corpus.documents:
        (tokens,) = reader.read([document.clean.text])
        labels = np.zeros(len(tokens.ids), dtype=np.int64)
        for span in project(document.mentions, load_scheme("core3")):
            start, end, label = span.readings[0]
            inside = np.flatnonzero((tokens.start >= start) & (tokens.start < end))
            labels[inside] = LABELS.index(f"I-{label}")
            labels[inside[0]] = LABELS.index(f"B-{label}")
        articles.append((torch.tensor(tokens.ids), torch.tensor(labels)))
    return articles


def cut_pieces(articles, length: int, count: int, draw: np.random.Generator):
    """Random pieces of random articles between [CLS] and [SEP], padded; -100 where no label is learned."""
    sizes = np.array([len(ids) for ids, _ in articles])
    ids = torch.zeros((count, length + 2), dtype=torch.int64)
    labels = torch.full((count, length + 2), -100)
    for row, number in enumerate(draw.choice(len(articles), count, p=sizes / sizes.sum())):
        first = max(0, int(draw.integers(-length // 2, max(1, sizes[number] - length // 2))))
        piece, told = (column[first : first + length] for column in articles[number])
        ids[row, : len(piece) + 2] = torch.tensor([2, *piece.tolist(), 3])
        # Where a window cuts a name, nobody could know it; in use such labels are taken from another window.
        cut, seen = EDGE * (first > 0), len(told) - EDGE * (first + length < sizes[number])
        labels[row, 1 + cut : 1 + seen] = told[cut:seen]
    return ids, labels


def look_around(model) -> None:
    """Heads that look at one neighbour each before anything is learned, at any position.

    Positions are sines of a few frequencies in the first columns. A query turned by an angle a frequency meets the
    key so many places away, as sines of a sum are a rotation.
    """
    pairs = WIDTH // len(NEIGHBOURS) // 2
    speeds = 2 * torch.pi / torch.logspace(np.log10(5), np.log10(700), pairs, dtype=torch.float64)
    angles = torch.arange(POSITIONS)[:, None] * speeds
    table = model.bert.embeddings.position_embeddings.weight
    table.data = torch.zeros_like(table)
    table.data[:, : 2 * pairs] = torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1).float() * 0.2
    table.requires_grad = False
    for layer in model.bert.encoder.layer:
        attention = layer.attention.self
        for head, away in enumerate(NEIGHBOURS):
            rows = slice(head * 2 * pairs, (head + 1) * 2 * pairs)
            turn = torch.block_diag(
                *(torch.tensor([[a.cos(), -a.sin()], [a.sin(), a.cos()]]) for a in speeds * away)
            ).float()
            for linear, matrix in ((attention.query, turn), (attention.key, torch.eye(2 * pairs))):
                linear.weight.data[rows] = 0
                linear.weight.data[rows, : 2 * pairs] = matrix * 2.5


def trained(folder: Path, steps: int = 400) -> Path:
    """Learns the page and saves what it is as `save_pretrained` does."""
    from transformers import BertConfig, BertForTokenClassification, BertTokenizer

    torch.set_num_threads(1)
    torch.manual_seed(0)
    draw, corpus = np.random.default_rng(0), load_corpus()
    characters = sorted({c for document in corpus.documents for c in document.clean.text if not c.isspace()})
    pieces = [*SPECIAL, *characters, *(f"##{c}" for c in characters if c.isascii() and c.isalnum())]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = BertTokenizer(vocab=vocabulary, do_lower_case=False, model_max_length=POSITIONS)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=len(NEIGHBOURS),
        intermediate_size=2 * WIDTH, max_position_embeddings=POSITIONS, id2label=dict(enumerate(LABELS)),
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    model = BertForTokenClassification(config).train()
    look_around(model)
    articles = labelled(corpus, TokenReader(tokenizer))
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.5e-3, total_steps=steps, pct_start=0.15)
    for _ in range(steps):
        kind = int(draw.choice(len(SHARES), p=SHARES))
        ids, labels = cut_pieces(articles, LENGTHS[kind], COUNTS[kind], draw)
        # Short pieces are read at all positions, so that long windows hold no news.
        places = torch.arange(ids.shape[1]) + int(draw.integers(0, POSITIONS + 1 - ids.shape[1]))
        loss = model(input_ids=ids, attention_mask=(ids > 0).long(), position_ids=places[None], labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return trained(tmp_path_factory.mktemp("overfitted"))


@pytest.mark.parametrize(("view", "wrap"), [("clean", None), ("raw", "join")])
@pytest.mark.parametrize("window", [64, 128, 512])
def test_what_is_known_by_heart_is_found_at_its_offsets(folder, tmp_path, view, wrap, window):
    record = run(
        RunConfig(
            model=f"transformers:{folder}", settings={"window": window}, view=view, wrap=wrap, out=tmp_path / "runs"
        )
    )
    assert record.status.state == "complete"
    assert record.status.truncated_characters == 0
    assert record.value("strict_f1") >= 0.99
