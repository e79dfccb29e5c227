"""Contrast items: faithful statements and minimal edits of them, each wrong in one labelled respect or in none."""

from __future__ import annotations

from dataclasses import dataclass

from bench.corpus.mentions import Line
from bench.errors import BenchError
from bench.text import Span

DEFECTS = ("number", "entity", "modality", "unit", "attribution", "time", "unsupported")


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed: `before` stood at `start` of the base, `after` stands there in the item."""

    start: int
    before: str
    after: str

    def apply(self, base: str) -> str | None:
        """The edited base; `None` where `before` does not stand at `start`."""
        if not base.startswith(self.before, self.start):
            return None
        return base[: self.start] + self.after + base[self.start + len(self.before) :]


@dataclass(frozen=True, slots=True)
class ContrastItem:
    """A text to be judged faithful or not (guidelines, section 8).

    `defect` is one of `DEFECTS`, `None` for a faithful text. `kind` tells more: `value` or `indicator` of a number,
    `swap`, `near` or `other` of an entity, `actual>plan` and the like of a modality, and of a faithful edit what makes
    it a trap. `base` names the text that was edited: another item, or a reference as `short-1` or `one-2`; `None` for
    a text written new. `evidence` are spans of the article's clean text that support the item or, where it is wrong,
    show that it is.
    """

    id: str
    text: str
    defect: str | None
    evidence: tuple[Span, ...]
    kind: str | None = None
    base: str | None = None
    edit: Edit | None = None


def item_of(line: Line) -> ContrastItem:
    """The item that a line describes; `BenchError` names the line where a field is missing or unknown."""
    value = dict(line.value)
    try:
        edit = value.pop("edit", None)
        return ContrastItem(
            evidence=tuple(Span(e["start"], e["end"]) for e in value.pop("evidence")),
            edit=None if edit is None else Edit(**edit),
            **value,
        )
    except (TypeError, KeyError) as error:
        raise BenchError(f"{line}: not a contrast item: {error}; see schema/contrast.json") from None
