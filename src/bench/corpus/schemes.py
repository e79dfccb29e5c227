"""Label schemes: how the gold's types are told in another scheme's labels (scheme files in conf/scheme)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from bench.corpus.mentions import Mention, Reading, coarse
from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Scheme:
    """A projection of coarse and fine types to labels; what is not listed has no label.

    `labels` and `alt` are keyed by coarse or fine type, the fine one winning; `alt` gives a second label that is as
    good. `optional_forms` are forms of mention that are neither rewarded nor punished. `tags` says what a tag is taken
    for that tells no more than a coarse type which the scheme divides.
    """

    name: str
    labels: Mapping[str, str]
    alt: Mapping[str, str]
    optional_forms: frozenset[str]
    tags: Mapping[str, str] = field(default_factory=dict)

    def label(self, gold_type: str) -> str | None:
        """The scheme's label for a type of the gold, fine or coarse; a coarse type that the scheme divides has none."""
        return self.labels.get(gold_type, self.labels.get(coarse(gold_type)))

    def second_label(self, gold_type: str) -> str | None:
        """The label that is as good as the first."""
        return self.alt.get(gold_type, self.alt.get(coarse(gold_type)))

    def tag_label(self, gold_type: str) -> str | None:
        """The scheme's label for a prediction whose tag says this type of the gold, fine or coarse.

        Where the scheme divides a coarse type and does not say in `tags` what the whole is taken for, there is none:
        such a tag is out of scope, and no label is guessed.
        """
        return self.tags.get(gold_type, self.label(gold_type))

    def scope(self, gold_types: Iterable[str]) -> frozenset[str]:
        """The labels that a tagger can give whose tags say these types."""
        return frozenset(label for label in map(self.tag_label, gold_types) if label is not None)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A mention as a scheme tells it: `readings` are `(start, end, label)`, the mention's own first."""

    id: str
    readings: tuple[tuple[int, int, str], ...]
    optional: bool

    @property
    def label(self) -> str:
        return self.readings[0][2]

    def is_within(self, scope: frozenset[str]) -> bool:
        """Whether one of the readings has a label in a tagger's scope: the tagger can find the mention."""
        return any(label in scope for _, _, label in self.readings)


def project(mentions: Iterable[Mention], scheme: Scheme, nested: bool = False) -> list[GoldSpan]:
    """The gold of one text in a scheme's labels, in the order of the text (annotation scheme, section 5).

    Flat: the outermost mentions that the scheme can express, which do not overlap. `nested`: those of all layers that
    it can express, one for each span and label. The mentions are one text's, and nest or stand apart.
    """
    expressible = sorted(
        (m for m in mentions if scheme.label(m.fine) is not None),
        key=lambda m: (m.start, -m.end, m.layer != "outer", m.fine, m.id),
    )
    spans: list[GoldSpan] = []
    told: set[tuple[int, int, str]] = set()
    reached = -1
    for mention in expressible:
        readings = tuple(_readings(mention, scheme))
        if readings[0] in told if nested else mention.end <= reached:
            continue
        reached = mention.end
        told.add(readings[0])
        spans.append(GoldSpan(mention.id, readings, mention.form in scheme.optional_forms))
    return spans


def _readings(mention: Mention, scheme: Scheme) -> Iterator[tuple[int, int, str]]:
    """The mention's own reading first, then all that are as good, each once."""
    own = Reading(mention.start, mention.end, mention.fine)
    told = (
        (reading.start, reading.end, label)
        for reading in (own, *mention.alt)
        for label in (scheme.label(reading.fine), scheme.second_label(reading.fine))
        if label is not None
    )
    return iter(dict.fromkeys(told))


@cache
def load_schemes() -> dict[str, Scheme]:
    """Every scheme under conf/scheme, by name."""
    import yaml

    schemes = {}
    for entry in sorted(resources.files("bench.conf").joinpath("scheme").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            fields = yaml.safe_load(entry.read_text(encoding="utf-8"))
            schemes[fields["name"]] = Scheme(
                fields["name"],
                fields["labels"],
                fields.get("alt") or {},
                frozenset(fields["optional_forms"]),
                fields.get("tags") or {},
            )
    return schemes


def load_scheme(name: str) -> Scheme:
    """One scheme by name; `BenchError` lists the names there are."""
    schemes = load_schemes()
    if name not in schemes:
        raise BenchError(f"no scheme {name!r}; there are {', '.join(schemes)}")
    return schemes[name]
