"""The articles of a board of summaries: what runs wrote, what of it the article bears out, the facts they state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from bench.corpus import Document
from bench.errors import BenchError
from bench.metrics.facts import fact_verdict
from bench.metrics.faithfulness import claims_of
from bench.reports.page.names import MOST, Articles, title_of
from bench.reports.standings import Board
from bench.reports.wording import shown
from bench.runs import RunRecord
from bench.runs.folder import RunFolder
from bench.runs.stored_config import read_config


def summary_articles(board: Board, runs: Sequence[RunRecord]) -> Articles:
    """Every article with the summaries of all runs; a run whose predictions are not at hand is noted and left out."""
    articles: dict[str, dict[str, Any]] = {}
    told: list[dict[str, Any] | None] = []
    notes = []
    for number, record in enumerate(runs):
        try:
            run = read_config(record.path)
            if run.corpus.signature != board.data:
                raise BenchError(f"it is of {board.data}, and the data here are {run.corpus.signature}")
            stored = RunFolder(record.path).predictions()
        except BenchError as error:
            notes.append(f"{shown(record.model)}, {record.view}: its summaries cannot be shown: {shown(str(error))}")
            told.append(None)
            continue
        counts = {}
        for document in islice((d for d in run.corpus.documents if "summary" in stored.get(d.id, {})), MOST):
            own = articles.setdefault(document.id, _article(document, board.task))
            written = _written(stored[document.id]["summary"], document)
            own["runs"][number] = written
            counts[list(articles).index(document.id)] = dict(Counter(verdict[0] for verdict in written["facts"]))
        told.append({"articles": counts})
    return Articles(list(articles.values()), told, [], notes)


def _article(document: Document, task: str) -> dict[str, Any]:
    facts = [
        {
            "text": fact["text"],
            "salience": fact["salience"],
            "modality": fact["modality"],
            "evidence": [[e["start"], e["end"]] for e in fact["evidence"]],
        }
        for fact in document.facts
    ]
    return {
        "id": shown(document.id),
        "title": shown(title_of(document)),
        "clean": document.clean.text,
        "references": list(document.references[task]),
        "facts": facts,
        "runs": {},
    }


def _written(summary: str, document: Document) -> Mapping[str, Any]:
    """A summary, its claims with their evidence in the article, and the verdict on each fact."""
    claims = [
        [c.kind, c.start, c.end, c.supported, list(c.evidence) if c.evidence else None, c.reason]
        for c in claims_of(summary, document.clean.text)
    ]
    verdicts = [fact_verdict(summary, fact) for fact in document.facts]
    return {
        "summary": summary,
        "claims": claims,
        "facts": [[v.verdict, list(v.place) if v.place else None, v.reason] for v in verdicts],
    }
