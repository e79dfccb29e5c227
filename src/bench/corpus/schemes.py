"""Label schemes: how the gold's types are told in another scheme's labels (scoring scheme files in conf/scheme)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bench.corpus.mentions import Mention, coarse
from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Scheme:
    """A projection of coarse and fine types to labels; what is not listed has no label.

    `labels` and `alt` are keyed by coarse or fine type, the fine one winning; `alt` gives a second label that is as
    good. `optional_forms` are forms of mention that are neither rewarded nor punished.
    """

    name: str
    labels: Mapping[str, str]
    alt: Mapping[str, str]
    optional_forms: frozenset[str]

    def label(self, fine: str) -> str | None:
        return self.labels.get(fine, self.labels.get(coarse(fine)))

    def project_label(self, label: str) -> str | None:
        """The scheme's label for a prediction that carries a coarse type only."""
        return self.labels.get(label)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A mention as a scheme tells it: `readings` are `(start, end, label)`, the mention's own first."""

    id: str
    readings: tuple[tuple[int, int, str], ...]
    optional: bool

    @property
    def label(self) -> str:
        return self.readings[0][2]


def project(mentions: Iterable[Mention], scheme: Scheme) -> list[GoldSpan]:
    """The flat gold of a scheme: the outermost mentions that it can express (annotation scheme, section 5)."""
    expressible = sorted(
        (m for m in mentions if scheme.label(m.fine) is not None), key=lambda m: (m.start, -m.end, m.layer != "outer")
    )
    spans: list[GoldSpan] = []
    reached = -1
    for mention in expressible:
        if mention.end <= reached:
            continue
        reached = mention.end
        spans.append(GoldSpan(mention.id, tuple(_readings(mention, scheme)), mention.form in scheme.optional_forms))
    return spans


def _readings(mention: Mention, scheme: Scheme) -> list[tuple[int, int, str]]:
    label = scheme.label(mention.fine)
    assert label is not None
    readings = [(mention.start, mention.end, label)]
    second = scheme.alt.get(mention.fine)
    if second is not None:
        readings.append((mention.start, mention.end, second))
    for other in mention.alt:
        other_label = scheme.label(other.fine)
        if other_label is not None:
            readings.append((other.start, other.end, other_label))
    return list(dict.fromkeys(readings))


@cache
def load_schemes() -> dict[str, Scheme]:
    """Every scheme under conf/scheme, by name."""
    import yaml

    schemes = {}
    for entry in sorted(resources.files("bench.conf").joinpath("scheme").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            fields = yaml.safe_load(entry.read_text(encoding="utf-8"))
            schemes[fields["name"]] = Scheme(
                fields["name"], fields["labels"], fields.get("alt") or {}, frozenset(fields["optional_forms"])
            )
    return schemes


def load_scheme(name: str) -> Scheme:
    """One scheme by name; `BenchError` lists the names there are."""
    schemes = load_schemes()
    if name not in schemes:
        raise BenchError(f"no scheme {name!r}; there are {', '.join(schemes)}")
    return schemes[name]
