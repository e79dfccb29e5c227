"""Files of spans to scores: the documents of both sides brought together, compared, and summed part by part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.corpus.forms import brief
from bench.corpus.schemes import Scheme, load_scheme
from bench.corpus.span_columns import Ints, SpanColumns, SpanFile, check_spans
from bench.corpus.span_files import read_parts, read_spans
from bench.corpus.span_projection import check_labels, project_spans
from bench.corpus.span_rows import is_sparse, read_together
from bench.errors import InputError
from bench.metrics import GoldTable, SpanTable
from bench.metrics.span_scores import score_tables
from bench.runs.figures import SCORER
from bench.runs.file_scores import FileScores


def score_files(
    gold: Path | str,
    predictions: Path | str,
    *,
    scheme: str | None = None,
    missing: str | None = None,
    repair: str | None = None,
) -> FileScores:
    """Scores a file of predicted spans against one of gold spans (JSON Lines, Parquet or tags).

    With a `scheme` the gold may carry the page's types and is projected; predictions carry the scheme's labels.
    `missing="empty"` takes a document without prediction as one in which nothing was found. `repair` is for tags
    (`read_tags`). Files with the same documents in the same order are gone through part by part at flat memory;
    others are aligned by id. Raises `InputError` naming file, line, document and value.
    """
    gold, predictions = Path(gold), Path(predictions)
    if missing not in (None, "empty"):
        raise InputError(f"missing is {brief(missing)}; there is 'empty'")
    task = _Task(gold, predictions, load_scheme(scheme) if scheme else None, missing == "empty", repair)
    if not gold.is_file():
        raise InputError(f"{gold}: no such file; name a file of spans")
    with ThreadPoolExecutor(3) as beside:
        checksum = beside.submit(_checksum, gold)
        parts = _in_step(task, beside)
        scores = None if task.fill else _summed(task, parts)
        if scores is None:
            sides = (read_spans(path, repair=repair) for path in (gold, predictions))
            scores = _summed(task, iter([_by_id(task, *sides)]))
        assert scores is not None
        scores.signature = _signature(task, checksum.result())
    return scores


class _Task(NamedTuple):
    gold: Path
    predictions: Path
    scheme: Scheme | None
    fill: bool
    repair: str | None


class _Both(NamedTuple):
    """The same documents of either side in the same order."""

    gold: SpanFile
    predicted: SpanFile


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 22):
            digest.update(data)
    return digest.hexdigest()


def _signature(task: _Task, checksum: str) -> str:
    parts = [f"gold:{checksum[:12]}", f"scheme:{task.scheme.name if task.scheme else 'own'}", "optional:ignored"]
    parts += ["missing:empty"] if task.fill else []
    parts += [f"repair:{task.repair}"] if task.repair else []
    return "|".join([*parts, f"scorer:{SCORER}"])


def _summed(task: _Task, parts: Iterator[_Both | None]) -> FileScores | None:
    """The sums over all parts; `None` where the two sides turn out not to be in step."""
    scores = FileScores("")
    for both in parts:
        if both is None:
            return None
        compare(both.gold, both.predicted)
        gold = both.gold
        if task.scheme is not None:
            gold = project_spans(gold, task.scheme)
            check_labels(both.predicted, task.scheme)
        scores.add(score_tables(gold_table(gold), _table(both.predicted.spans), len(gold)), _required(gold))
    return scores


def _in_step(task: _Task, beside: ThreadPoolExecutor) -> Iterator[_Both | None]:
    """Pieces of both files as long as the ids are the same in the same order; `None` where they are not.

    Both files are read at once, and their next parts while these are scored.
    """
    paths = (task.gold, task.predictions)
    sparse = [is_sparse(path) for path in paths]
    if any(sparse):
        pieces = read_together(*paths) if all(sparse) else None
        yield from (None,) if pieces is None else (_by_id(task, *both) for both in pieces)
        return
    sides = [read_parts(path, repair=task.repair) for path in paths]
    coming = [beside.submit(next, side, None) for side in sides]
    held: list[SpanFile | None] = [None, None]
    seen: list[pa.Array] = []
    while True:
        for i, side in enumerate(sides):
            if held[i] is None:
                held[i] = coming[i].result()
                coming[i] = beside.submit(next, side, None)
        gold, predicted = held
        if gold is None or predicted is None:
            break
        n = min(len(gold), len(predicted))
        both = _Both(gold.documents(0, n), predicted.documents(0, n))
        if not both.gold.ids.equals(both.predicted.ids):
            yield None
            return
        seen.append(both.gold.ids)
        yield both
        held = [None if n == len(part) else part.documents(n, len(part)) for part in (gold, predicted)]
    ids = pa.concat_arrays(seen) if seen else pa.array([], pa.string())
    if gold is not None or predicted is not None or not seen or len(pc.unique(ids)) < len(ids):
        yield None


def _by_id(task: _Task, gold: SpanFile, predicted: SpanFile) -> _Both:
    """The predictions brought into the order of the gold; `InputError` names a document that one side alone has."""
    if not len(gold) and not gold.sparse:
        raise InputError(f"{task.gold}: holds no document; name the file of the gold")
    place = np.array(pc.index_in(predicted.ids, value_set=gold.ids).fill_null(-1), dtype=np.int64)
    unknown = place < 0
    if unknown.any() and not gold.sparse:
        document = int(unknown.argmax())
        raise InputError(f"{predicted.name(document)} is not in the gold {task.gold}; predict its documents alone")
    absent = np.ones(len(gold), dtype=bool)
    absent[place[~unknown]] = False
    if absent.any() and not (task.fill or predicted.sparse):
        document, more = int(absent.argmax()), int(absent.sum()) - 1
        others = f" and {more} more documents have" if more else " has"
        raise InputError(
            f"{gold.name(document)}{others} no prediction in {task.predictions}; "
            "predict every document, or count them as empty with --missing empty"
        )
    # Documents that only the predictions have stand behind those of the gold.
    place[unknown] = np.arange(len(gold), len(gold) + int(unknown.sum()))
    n = len(gold) + int(unknown.sum())
    return _Both(_extended(gold, predicted, unknown), _ordered(predicted, place, n))


def _extended(gold: SpanFile, predicted: SpanFile, unknown: Any) -> SpanFile:
    if not unknown.any():
        return gold
    more = int(unknown.sum())
    nothing = pa.nulls(more, pa.string())
    return replace(
        gold,
        places=replace(gold.places, numbers=np.concatenate([gold.places.numbers, np.zeros(more, dtype=np.int64)])),
        ids=pa.concat_arrays([gold.ids, predicted.ids.filter(pa.array(unknown))]),
        texts=pa.concat_arrays([gold.texts, nothing]),
        checksums=pa.concat_arrays([gold.checksums, nothing]),
        lengths=np.concatenate([gold.lengths, np.full(more, -1)]),
    )


def _ordered(file: SpanFile, place: Ints, n: int) -> SpanFile:
    """The file with each document at its `place` among `n`; the others are empty."""
    if n == len(file) and bool((place == np.arange(n)).all()):
        return file
    at = np.full(n, -1)
    at[place] = np.arange(len(file))
    rows = pa.array(at, mask=at < 0)
    spans = file.spans
    number = place[spans.document] if len(spans) else spans.document
    order = np.argsort(number, kind="stable")
    columns = (column[order] for column in (number, spans.start, spans.end, spans.label))
    numbers, lengths = (
        np.where(at >= 0, np.append(c, 0)[at], missing) for c, missing in ((file.places.numbers, 0), (file.lengths, -1))
    )
    return replace(
        file, places=replace(file.places, numbers=numbers), ids=file.ids.take(rows), texts=file.texts.take(rows),
        checksums=file.checksums.take(rows), lengths=lengths, spans=SpanColumns(spans.labels, *columns),
        optional=None, readings=None, reading_of=None,
    )  # fmt: skip


def compare(gold: SpanFile, predicted: SpanFile) -> None:
    """Refuses predictions on another text than the gold's, and spans past its end; documents are in the same order."""
    if gold.counted != predicted.counted:
        raise InputError(
            f"{predicted.places.path} counts {predicted.counted}, {gold.places.path} {gold.counted}; "
            "give both sides as tags, or both as spans"
        )
    differs = pc.not_equal(predicted.texts, gold.texts).fill_null(False)
    if pc.any(differs).as_py():
        document = int(np.asarray(differs).argmax())
        theirs, own = predicted.texts[document].as_py(), gold.texts[document].as_py()
        at = next(
            (i for i, (a, b) in enumerate(zip(theirs, own, strict=False)) if a != b), min(map(len, (theirs, own)))
        )
        raise InputError(
            f"{predicted.name(document)}: its text differs from the gold's ({gold.places[document]}) at character "
            f"{at}: {_around(theirs, at)}, not {_around(own, at)}; predict on the text of the gold"
        )
    _compare_checksums(gold, predicted)
    unknown = predicted.lengths < 0
    if unknown.any():
        check_spans(predicted, predicted.spans, lengths=np.where(unknown, gold.lengths, -1))


def _around(text: str, at: int) -> str:
    return repr(text[at : at + 8]) if at < len(text) else "the end"


def _compare_checksums(gold: SpanFile, predicted: SpanFile) -> None:
    """A stated sha256 is that of the document's own text, and of the other side's."""
    stated = np.asarray(pc.or_(gold.checksums.is_valid(), predicted.checksums.is_valid()))
    for document in np.flatnonzero(stated).tolist():
        sums = [side.checksums[document].as_py() for side in (gold, predicted)]
        texts = [side.texts[document].as_py() for side in (gold, predicted)]
        text = texts[0] if texts[0] is not None else texts[1]
        actual = hashlib.sha256(text.encode()).hexdigest() if text is not None else sums[0]
        for side, stated_sum in zip((predicted, gold), reversed(sums), strict=True):
            if stated_sum is not None and actual is not None and stated_sum.lower() != actual.lower():
                what = "the sha256 of the text" if text is not None else "the gold's sha256"
                raise InputError(
                    f"{side.name(document)}: sha256 is {brief(stated_sum)}, {what} is {actual}; "
                    "predict on the text of the gold"
                )


def gold_table(file: SpanFile) -> GoldTable:
    """The gold of a file as the scorer takes it."""
    readings = None if file.readings is None else _table(file.readings)
    return GoldTable(_table(file.spans), file.optional, readings, file.reading_of)


def _table(spans: SpanColumns) -> SpanTable:
    return SpanTable(spans.document, spans.start, spans.end, spans.label, spans.labels)


def _required(file: SpanFile) -> dict[str, int]:
    """How many distinct gold mentions by label are not optional."""
    spans, required = file.spans, slice(None) if file.optional is None else ~file.optional
    columns = [c[required] for c in (spans.document, spans.start, spans.end, spans.label)]
    if not _ascending(columns):
        order = np.lexsort(columns[::-1])
        columns = [c[order] for c in columns]
        same = np.logical_and.reduce([c[1:] == c[:-1] for c in columns])
        columns = [c[np.append(True, ~same)] for c in columns]
    counts = np.bincount(columns[-1], minlength=len(spans.labels))
    return dict(zip(spans.labels, counts.tolist(), strict=True))


def _ascending(columns: Sequence[Ints]) -> bool:
    """Whether no row can be a repetition: starts rise within each document."""
    document, start = columns[0], columns[1]
    return bool(((document[1:] > document[:-1]) | (start[1:] > start[:-1])).all())
