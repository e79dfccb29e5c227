"""The articles of a board of names: their text, and what became of every mention in each run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bench.corpus import Document
from bench.errors import BenchError
from bench.metrics.span_tally import ERRORS
from bench.reports.standings import Board
from bench.reports.wording import shown
from bench.runs import RunRecord
from bench.runs.folder import RunFolder
from bench.runs.outcomes import IGNORED, OPTIONAL, Outcome, outcomes
from bench.runs.stored_config import read_config

CLASSES = (*ERRORS, OPTIONAL, IGNORED)
# How many articles of a data set can be read on the page; the tables and charts are of all.
MOST = 2_000
NOWHERE = [-1, -1, -1]


class Articles(NamedTuple):
    """`articles[i]` are the values of an article's file, `runs[i]` those of a run's; `notes` are for people."""

    articles: list[dict[str, Any]]
    runs: list[dict[str, Any] | None]
    labels: list[str]
    notes: list[str]


def name_articles(board: Board, runs: Sequence[RunRecord], labels: Sequence[str]) -> Articles:
    """Every article with the mentions of all runs; a run whose predictions are not at hand is noted and left out."""
    articles: dict[str, dict[str, Any]] = {}
    told: list[dict[str, Any] | None] = []
    notes = []
    for number, record in enumerate(runs):
        try:
            documents, found = _outcomes(board, record)
        except BenchError as error:
            notes.append(f"{shown(record.model)}, {record.view}: its mentions cannot be shown: {shown(str(error))}")
            told.append(None)
            continue
        for document, own in islice(zip(documents, found, strict=True), MOST):
            if document.id not in articles:
                articles[document.id] = _article(document)
            rows = list(_rows(document, own, record.view, labels))
            articles[document.id]["runs"][number] = rows
        told.append(_run(documents, found, list(articles), labels))
    return Articles(list(articles.values()), told, list(labels), notes)


def _outcomes(board: Board, record: RunRecord) -> tuple[Sequence[Document], list[list[Outcome]]]:
    run = read_config(record.path)
    if run.corpus.signature != board.data:
        raise BenchError(f"it is of {board.data}, and the data here are {run.corpus.signature}")
    assert run.tags is not None  # its predictions are entities
    stored = RunFolder(record.path).predictions()
    documents = [d for d in run.corpus.documents if "entities" in stored.get(d.id, {})]
    if not documents:
        raise BenchError("no prediction is stored")
    return documents, outcomes(board.leading, run.config.view, documents, stored, run.tags)


def _article(document: Document) -> dict[str, Any]:
    return {
        "id": shown(document.id),
        "title": shown(title_of(document)),
        "clean": document.clean.text,
        "raw": document.raw.text,
        "parts": [list(part) for part in document.parts],
        "runs": {},
    }


def title_of(document: Document) -> str:
    """The headline, or how the text begins."""
    headline = next((document.clean.text[s:e] for role, s, e in document.parts if role == "headline"), "")
    return " ".join((headline or document.clean.text[:24] + "…").split())


def _rows(document: Document, own: Sequence[Outcome], view: str, labels: Sequence[str]) -> Iterator[list[int]]:
    """Of each outcome the gold span and the prediction as start, end, label on the text of the view, and its class."""
    place = {label: i for i, label in enumerate(labels)}
    for outcome in own:
        row = []
        for span in (outcome.gold, outcome.predicted):
            if span is None:
                row += NOWHERE
                continue
            start, end = span.start, span.end
            if view != "clean":
                on_raw = document.to_raw.project(start, end)
                at = document.to_raw.place(start)
                start, end = on_raw or (at, at)
            row += [start, end, place.get(span.label, -1)]
        yield [*row, CLASSES.index(outcome.error)]


def _run(
    documents: Sequence[Document], found: Sequence[Sequence[Outcome]], known: Sequence[str], labels: Sequence[str]
) -> dict[str, Any]:
    """Counts of a run: by article and label the classes that occur, and the confusion of labels."""
    at = {name: i for i, name in enumerate(known)}
    by_article: dict[int, dict[str, dict[str, int]]] = {}
    confusion: Counter[tuple[str, str]] = Counter()
    for document, own in zip(documents, found, strict=True):
        counts: dict[str, Counter[str]] = {}
        for o in own:
            if o.error in (OPTIONAL, IGNORED):
                continue
            gold, predicted = (span.label if span else "" for span in (o.gold, o.predicted))
            counts.setdefault(gold or predicted, Counter())[o.error] += 1
            confusion[gold, predicted] += 1
        if document.id in at:
            by_article[at[document.id]] = {label: dict(c) for label, c in counts.items()}
    sides = [*labels, ""]
    return {"articles": by_article, "confusion": [[confusion[g, p] for p in sides] for g in sides]}
