"""Facts of an article: one predicate each, tied to the text by evidence spans, found in a summary by anchors."""

from __future__ import annotations

from dataclasses import dataclass

from bench.corpus.mentions import Line
from bench.errors import BenchError
from bench.text import Span

MODALITIES = ("actual", "forecast", "target", "plan")


@dataclass(frozen=True, slots=True)
class Fact:
    """One atomic content unit (guidelines, section 7).

    `evidence` are spans of the article's clean text. `anchors` are groups of alternative strings: a text states the
    fact when it holds one of each group. `entails` names facts of the same article whose anchors this one's text
    holds too. `numbers` are `value unit`, as in the norm of a mention; `period` is an ISO 8601 date or interval.
    """

    id: str
    text: str
    salience: int
    modality: str
    evidence: tuple[Span, ...]
    anchors: tuple[tuple[str, ...], ...]
    speaker: str | None = None
    period: str | None = None
    numbers: tuple[str, ...] = ()
    entails: tuple[str, ...] = ()
    note: str | None = None

    def evidence_text(self, article_text: str) -> str:
        """The evidence in the article's words, a clause mark between spans that lie apart."""
        return "，".join(span.of(article_text) for span in self.evidence)


def fact_of(line: Line) -> Fact:
    """The fact that a line describes; `BenchError` names the line where a field is missing or unknown."""
    value = dict(line.value)
    try:
        return Fact(
            evidence=tuple(Span(e["start"], e["end"]) for e in value.pop("evidence")),
            anchors=tuple(tuple(group) for group in value.pop("anchors")),
            numbers=tuple(value.pop("numbers", ())),
            entails=tuple(value.pop("entails", ())),
            **value,
        )
    except (TypeError, KeyError) as error:
        raise BenchError(f"{line}: not a fact: {error}; see schema/fact.json") from None
