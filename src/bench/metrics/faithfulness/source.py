"""What a text says, in the pieces that claims are made of and checked against."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from bench.metrics.faithfulness.lexicon import ORGANISATION, PLACE, SHORT_OF
from bench.metrics.faithfulness.modality import Modality, modalities
from bench.metrics.faithfulness.names import Name, names
from bench.text import Span, sentence_spans
from bench.text.clauses import clause_spans, part_spans
from bench.text.quantities import Quantity, quantities


class Claim(NamedTuple):
    """Something that a summary says at `[start, end)`, and whether the source bears it out.

    `kind` is number, entity or modality. `evidence` is the place in the source that was compared, `None` where nothing
    there speaks of it; `reason` says what is wrong, empty where nothing is.
    """

    kind: str
    start: int
    end: int
    text: str
    supported: bool
    evidence: Span | None
    reason: str


_RESPECTIVELY = "分别"
# How far what stands next to a number reaches, in characters.
_NEAR = 8
# How many clauses before it: news has no such sentence, what a model wrote may have.
_EARLIER = 40
_SEATED = (PLACE, ORGANISATION)
_SEAT = re.compile("([^省市县区]{2,3})[市县区]")
_TRIVIAL = re.compile(r"以上|以下|左右|（.*?）|[\W_]|等|的|了")


@dataclass(frozen=True, eq=False)
class Statement:
    """A text with its sentences, clauses, quantities, names and the modality of every clause."""

    text: str
    known: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(sentence_spans(self.text))

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        return clause_spans(self.text)

    @cached_property
    def parts(self) -> tuple[Span, ...]:
        """The members of the lists in its clauses; a clause without a list is one."""
        return tuple(part for clause in self.clauses for part in part_spans(self.text, clause))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text, self.known, self.source)

    @cached_property
    def home(self) -> frozenset[str]:
        """The place named most often and the one named first: what 我市 and a missing subject mean.

        Each with and without what places end with.
        """
        named = [n.text for n in self.names if n.kind == PLACE and n.text[-1] in "市县区" and len(n.text) > 2]
        stems = {max(sorted({text[:-1] for text in named}), key=self.text.count)} if named else set()
        if first := next((m for n in self.names if n.kind in _SEATED and (m := _SEAT.match(n.text))), None):
            stems.add(first[1])
        return frozenset(stem + end for stem in stems for end in ("", *"市县区"))

    @cached_property
    def modalities(self) -> tuple[Modality, ...]:
        """One a clause."""
        return modalities(self.text, self.clauses, self.sentences)

    def clause_of(self, place: int) -> Span:
        """The clause in which a character stands."""
        return _holding(self.clauses, place)

    def sentence_of(self, place: int) -> Span:
        """The sentence in which a character stands."""
        return _holding(self.sentences, place)

    @cached_property
    def _listed(self) -> dict[Span, list[Span]]:
        return {}

    @cached_property
    def _number_starts(self) -> list[int]:
        return [q.start for q in self.quantities if not self._is_in_a_name(q)]

    @cached_property
    def contexts(self) -> tuple[dict[str, float], ...]:
        """What is said of each quantity: bigrams with weights that fall with distance."""
        return tuple(map(self._context, range(len(self.quantities))))

    def _context(self, number: int) -> dict[str, float]:
        quantity = self.quantities[number]
        clause, sentence = self.clause_of(quantity.start), self.sentence_of(quantity.start)
        if shared := self._shared(number, clause):
            return self._weighed(shared)
        begun, at = (bisect_left(self.clauses, s.start, key=_start) for s in (sentence, clause))
        earlier = self.clauses[max(begun, at - _EARLIER) : at]
        parts = self._parts_of(clause)
        alone = int(not self._is_in_a_name(quantity))
        own = [p for p in parts if self._counted(p) == alone * (p.start <= quantity.start < p.end)]
        weighted = [*self._beside(number, clause), *((0.4, part) for part in own)]
        weighted += [(0.4 if c is earlier[-1] else 0.2, c) for c in earlier]
        if parts and parts[0].end <= quantity.start:
            weighted.append((0.4, parts[0]))  # the first member of a list has what the others share
        return self._weighed(weighted)

    def _parts_of(self, clause: Span) -> list[Span]:
        if clause not in self._listed:
            self._listed[clause] = part_spans(self.text, clause)
        return self._listed[clause]

    def _counted(self, span: Span) -> int:
        """How many numbers begin in a span, ordinals in a name left out."""
        first, last = (bisect_left(self._number_starts, place) for place in span)
        return last - first

    def _weighed(self, weighted: Sequence[tuple[float, Span]]) -> dict[str, float]:
        found: dict[str, float] = {}
        for weight, span in weighted:
            for gram in self.bigrams(span):
                found[gram] = max(found.get(gram, 0.0), weight)
        return found

    def _shared(self, number: int, clause: Span) -> list[tuple[float, Span]]:
        """Of …甲和乙分别增长1%和2% each number's own subject and what they share; empty of other clauses."""
        quantity = self.quantities[number]
        at = self.text.find(_RESPECTIVELY, clause.start, quantity.start)
        if at < 0:
            return []
        behind = [q for q in self.quantities if at < q.start < clause.end]
        subjects = part_spans(self.text, Span(clause.start, at))
        if len(subjects) != len(behind):
            return []
        own = subjects[behind.index(quantity)]
        return [
            (2.0, Span(max(own.start, own.end - _NEAR), own.end)),
            (2.0, Span(at + len(_RESPECTIVELY), behind[0].start)),
            (0.4, Span(clause.start, subjects[0].end)),
        ]

    def _is_in_a_name(self, quantity: Quantity) -> bool:
        """第一 in 第一产业 is no quantity of anything."""
        return quantity.unit == "ordinal" and not quantity.word and self.text[quantity.end : quantity.end + 1].isalpha()

    def _beside(self, number: int, clause: Span) -> list[tuple[float, Span]]:
        """What stands next to a quantity: behind a classifier what it counts, before other units what they measure."""
        quantity = self.quantities[number]
        part = next((p for p in self._parts_of(clause) if p.start <= quantity.start < p.end), clause)
        before = Span(part.start, quantity.start)
        owned = False
        if (
            number
            and part.start < self.quantities[number - 1].end
            and not self._is_in_a_name(self.quantities[number - 1])
        ):
            last = self.quantities[number - 1]
            before = Span(last.end, quantity.start)
            owned = last.unit == "count" and before.end - before.start > 2
        after = Span(quantity.end, part.end)
        if number + 1 < len(self.quantities):
            after = Span(quantity.end, max(min(part.end, self.quantities[number + 1].start), quantity.end))
        near_before = Span(max(before.start, before.end - _NEAR), before.end)
        near_after = Span(after.start, min(after.end, after.start + _NEAR))
        if quantity.unit == "count" and len(_TRIVIAL.sub("", self.text[after.start : after.end])) >= 2:
            head = Span(near_after.start, min(near_after.end, near_after.start + 3))
            return [(2.0, head), (0.6, near_after), (0.2 if owned else 1.0, near_before)]
        return [(0.2 if owned else 2.0, near_before), (0.6, near_after)]

    @cached_property
    def years(self) -> tuple[int | None, ...]:
        """The year that each quantity is of: the last one named before it in its paragraph, `None` without one."""
        found: list[int | None] = []
        year, last = None, 0
        for q in self.quantities:
            if "\n" in self.text[last : q.start]:
                year = None
            last = q.start
            if q.unit == "年" and 1900 <= q.value <= 2100:
                year = int(q.value)
            found.append(year)
        return tuple(found)

    def year_at(self, place: int) -> int | None:
        """The year last named before a place, in its paragraph."""
        begun = self.text.rfind("\n", 0, place)
        before = [y for q, y in zip(self.quantities, self.years, strict=True) if begun < q.start < place]
        return before[-1] if before else None

    @cached_property
    def _wordless(self) -> str:
        """The text with its numbers blank."""
        signs = list(self.text)
        for q in self.quantities:
            if not self._is_in_a_name(q):
                signs[q.start : q.end] = " " * (q.end - q.start)
        return "".join(signs)

    def bigrams(self, span: Span) -> set[str]:
        """Pairs of neighbouring characters, numbers and marks left out."""
        piece = self._wordless[span.start : span.end]
        found = {a + b for a, b in pairwise(piece) if a.isalnum() and b.isalnum()}
        for short, long in SHORT_OF.items():
            if short in self.text[span.start : span.end]:
                found.update(map("".join, pairwise(long)))
        return found

    @cached_property
    def rarity(self) -> dict[str, float]:
        """The weight of a bigram: what stands in few clauses tells more."""
        counts = Counter(gram for clause in self.clauses for gram in self.bigrams(clause))
        return {gram: log(1 + len(self.clauses) / n) for gram, n in counts.items()}


def _start(span: Span) -> int:
    return span.start


def _holding(spans: Sequence[Span], place: int) -> Span:
    """The one of ordered spans that holds a place, or the place alone."""
    number = bisect_right(spans, place, key=_start) - 1
    return spans[number] if number >= 0 and place < spans[number].end else Span(place, place + 1)


@lru_cache(maxsize=512)
def statement(text: str, known: tuple[tuple[str, str], ...] = (), source: str = "") -> Statement:
    """The statement of a text, of a summary with the source that it is of; the summaries of an article share its."""
    return Statement(text, known, source)


def likeness(claim: dict[str, float], source: dict[str, float], rarity: dict[str, float]) -> float:
    """Share of the claim's context that the source's has, 0 to 1."""
    most = max(rarity.values(), default=1.0)
    whole = sum(weight * rarity.get(gram, most) for gram, weight in claim.items())
    shared = sum(min(weight, source.get(gram, 0.0)) * rarity.get(gram, most) for gram, weight in claim.items())
    return shared / whole if whole else 0.0
