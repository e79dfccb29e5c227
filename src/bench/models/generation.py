"""Many inputs through `generate`: batches, halved where memory runs short, each input's answer its own.

An answer depends on its input alone. Greedy search and beams see to that in float32, where a batch changes sums in
their last digits only; sampling draws for each input by itself, seeded by what it is, so that neither order nor an
interruption changes what is drawn.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from bench.errors import BenchError
from bench.models.language_model import LanguageModel

_BATCH = 8


class Written(NamedTuple):
    """What a model wrote on one input, or the `error`; tokens in and out; `ended` where it came to an end by itself."""

    text: str
    input: int
    output: int
    ended: bool = True
    error: str | None = None


class Generator:
    """A language model that writes on many inputs."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self._halved: int | None = None

    @property
    def batch(self) -> int:
        """Inputs that go through the model together."""
        settings = self.model.settings
        # Drawn tokens depend on what else is drawn for.
        asked = 1 if settings.do_sample else settings.batch or (_BATCH if self.model.dtype == "float32" else 1)
        return min(asked, self._halved or asked)

    def write(self, inputs: Sequence[Sequence[int]], most: int) -> Iterator[tuple[int, Written]]:
        """The index of each input of token ids with what is written on it, as batches of like lengths are done.

        `most` new tokens each. A batch for which memory runs short is halved, and so are those after it; what goes
        wrong otherwise is tried by itself, and then is that input's `error`.
        """
        self.model.load()
        waiting = deque(sorted(range(len(inputs)), key=lambda i: -len(inputs[i])))
        alone = 0
        while waiting:
            chosen = [waiting.popleft() for _ in range(min(1 if alone else self.batch, len(waiting)))]
            alone = max(alone - 1, 0)
            try:
                written = self._write_batch([inputs[i] for i in chosen], most)
            except BenchError:
                raise
            except Exception as error:  # whatever the model throws is its failure on an input
                short = _is_out_of_memory(error)
                if len(chosen) > 1:
                    waiting.extendleft(reversed(chosen))
                    self._halved, alone = (len(chosen) // 2, 0) if short else (self._halved, len(chosen))
                    continue
                written = [_failed(len(inputs[chosen[0]]), error, short)]
            yield from zip(chosen, written, strict=True)

    def _write_batch(self, inputs: Sequence[Sequence[int]], most: int) -> list[Written]:
        import torch

        model, decoder = self.model, not self.model.config.is_encoder_decoder
        width = max(map(len, inputs))
        ids = torch.full((len(inputs), width), model.weights.generation_config.pad_token_id)
        mask = torch.zeros_like(ids)
        for row, tokens in enumerate(inputs):
            # A decoder goes on where its input ends: what is filled up stands before it.
            place = slice(width - len(tokens), width) if decoder else slice(len(tokens))
            ids[row, place] = torch.tensor(tokens)
            mask[row, place] = 1
        with torch.inference_mode(), self._drawing(inputs[0]):
            found = model.weights.generate(
                input_ids=ids.to(model.device), attention_mask=mask.to(model.device), max_new_tokens=most
            )
        rows = found[:, width if decoder else 1 :].tolist()
        return [self._written(len(tokens), row) for tokens, row in zip(inputs, rows, strict=True)]

    def _written(self, input: int, row: list[int]) -> Written:
        """What stands in a row up to its first end token; what comes after it only fills the batch up."""
        ends = [row.index(token) for token in self.model.weights.generation_config.eos_token_id or () if token in row]
        row = row[: min(ends) + 1] if ends else row
        return Written(self.model.decode(row), input, len(row), bool(ends))

    @contextmanager
    def _drawing(self, tokens: Sequence[int]) -> Iterator[None]:
        """Random numbers of the input's own inside, those that there were outside."""
        settings, device = self.model.settings, self.model.device
        if not settings.do_sample:
            yield
            return
        import torch

        told = hashlib.sha256(f"{settings.seed} {list(tokens)}".encode()).digest()
        with torch.random.fork_rng(devices=[device] if device.startswith("cuda") else []):
            torch.manual_seed(int.from_bytes(told[:7], "big"))
            yield


def _is_out_of_memory(error: Exception) -> bool:
    import torch

    # PyTorch has an error of its own for a GPU's memory, not for the machine's.
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "allocate" in str(error)


def _failed(tokens: int, error: Exception, short: bool) -> Written:
    reason = f"{type(error).__name__}: {error}"
    if short:
        reason = f"out of memory on an input of {tokens} tokens by itself; make max_input_tokens smaller"
    return Written("", tokens, 0, False, " ".join(reason.split()))
