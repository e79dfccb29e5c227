"""Files of summaries to scores: gold and predictions brought together by id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.corpus.forms import brief, is_text
from bench.corpus.mentions import Line, read_lines
from bench.errors import BenchError, InputError
from bench.metrics.facts import fact_fault
from bench.metrics.summary_scores import SummaryScores, Texts, metrics_to_score, scores_of
from bench.runs.figures import SCORER
from bench.runs.summary_entries import summary_entries

_REMEDY = "name a file of summaries, JSON Lines"


class SummaryFile(NamedTuple):
    """Scores of a file, and what they were computed from."""

    scores: SummaryScores
    texts: Texts
    signature: str

    def to_json(self) -> dict[str, Any]:
        """Everything as `--json` writes it: figures 0 to 1 with signature and support, by document too, and claims."""
        scores, ids = self.scores, self.texts.ids
        return {
            "schema_version": 1,
            "documents": len(ids),
            "metrics": summary_entries(scores, scores.tally, self.signature),
            "by_document": {
                name: summary_entries(scores, scores.tally.of_documents([name]), self.signature, whole=False)
                for name in ids
            },
            "claims": {
                name: [_claim(claim, source) for claim in own]
                for name, own, source in zip(ids, scores.claims, self.texts.sources or [""] * len(ids), strict=True)
                if own
            },
            "warnings": scores.warnings,
        }


def _claim(claim: Any, source: str) -> dict[str, Any]:
    evidence = claim.evidence
    return {
        **{name: getattr(claim, name) for name in ("kind", "start", "end", "text", "supported", "reason")},
        "evidence": evidence
        and {"start": evidence.start, "end": evidence.end, "text": source[evidence.start : evidence.end]},
    }


def score_summary_files(
    gold: Path | str,
    predictions: Path | str,
    *,
    tokens: str = "zh-char",
    metrics: Sequence[str] | str | None = None,
    missing: str | None = None,
) -> SummaryFile:
    """Scores a file of summaries against one of references.

    Gold lines are `{"id", "text"?, "references": […], "facts"?: […]}`, predictions `{"id", "summary"}`. `metrics` are
    names, or `all`; without any, ROUGE and what the texts and facts of the gold allow. `missing="empty"` takes a
    document without prediction as an empty summary. Raises `InputError` naming file, line and value.
    """
    gold, predictions = Path(gold), Path(predictions)
    if missing not in (None, "empty"):
        raise InputError(f"missing is {brief(missing)}; there is 'empty'")
    lines = _by_id(gold, "references")
    if not lines:
        raise InputError(f"{gold}: holds no document; name the file of the gold")
    told = _by_id(predictions, "summary")
    for name, line in told.items():
        if name not in lines:
            raise InputError(f"{line}: {brief(name)} is not in the gold {gold}; summarise its documents alone")
    absent = [name for name in lines if name not in told]
    if absent and not missing:
        raise InputError(
            f"{lines[absent[0]]}: {brief(absent[0])} has no summary in {predictions} ({len(absent)} in all have none); "
            "predict every document, or count them as empty with --missing empty"
        )
    texts = Texts(
        tuple(lines),
        [_summary(told[name]) if name in told else "" for name in lines],
        [_references(line) for line in lines.values()],
        _column(lines, "text"),
        _column(lines, "facts"),
    )
    wanted = metrics_to_score("all" if metrics is None else metrics, texts)
    if metrics is None:
        wanted = tuple(m for m in wanted if m not in ("chrf", "bleu", "rougeLsum"))
    scores = scores_of(texts, wanted, tokens)
    checksum = hashlib.sha256(gold.read_bytes()).hexdigest()[:12]
    empty = "|missing:empty" if missing else ""
    return SummaryFile(scores, texts, f"gold:{checksum}{empty}|scorer:{SCORER}")


def _by_id(path: Path, needed: str) -> dict[str, Line]:
    found: dict[str, Line] = {}
    try:
        for line in read_lines(path, _REMEDY):
            name = line.value.get("id")
            if not isinstance(name, str) or not name:
                raise InputError(f"{line}: id is {brief(name)}; give each document a string of its own")
            if name in found:
                raise InputError(f"{line}: {brief(name)} stands in line {found[name].number} too; give each once")
            if needed not in line.value:
                raise InputError(f"{line}: {brief(name)} has no {needed!r}")
            if not is_text(json.dumps(line.value, ensure_ascii=False)):
                raise InputError(f"{line}: a string has half a character in it; type it anew")
            found[name] = line
    except BenchError as error:
        raise error if isinstance(error, InputError) else InputError(str(error)) from None
    return found


def _summary(line: Line) -> str:
    summary = line.value["summary"]
    if not isinstance(summary, str):
        raise InputError(f"{line}: summary is {brief(summary)}, no string")
    return summary


def _references(line: Line) -> list[str]:
    references = line.value["references"]
    references = [references] if isinstance(references, str) else references
    if not isinstance(references, list) or not references or not all(isinstance(r, str) for r in references):
        raise InputError(f"{line}: references is {brief(references)}; give a list of strings, one at least")
    return references


def _column(lines: dict[str, Line], name: str) -> list[Any] | None:
    """A column that every document has; `None` where none has it."""
    kind = {"text": str, "facts": list}[name]
    having = [line for line in lines.values() if line.value.get(name) is not None]
    if not having:
        return None
    lacking = next((line for line in lines.values() if line.value.get(name) is None), None)
    if lacking is not None:
        raise InputError(f"{lacking}: has no {name}, other lines have; give it to every document or to none")
    for line in having:
        if not isinstance(line.value[name], kind):
            raise InputError(f"{line}: {name} is {brief(line.value[name])}, no {'string' if kind is str else 'list'}")
        for number, fact in enumerate(line.value[name] if kind is list else (), 1):
            if fault := fact_fault(fact):
                raise InputError(f"{line}: fact {number} {fault}; mend it")
    return [line.value[name] for line in lines.values()]
