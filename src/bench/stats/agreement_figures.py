"""Every figure of the agreement of two annotations, from their tally."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bench.metrics import Tally
from bench.stats.agreement import ALPHA, Level, kappa, rest_kappa, span_f1, strict_f1
from bench.stats.jackknife import Estimate, estimate

ALL = "all"


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """Mentions of a type on either side, and how far they agree; `n` of both F1 is `first + second`."""

    first: int
    second: int
    strict_f1: Estimate
    span_f1: Estimate


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """One layer: by coarse type and `all`, and κ on the spans that both sides have, of coarse and of fine label.

    `kappa_by_type` is κ of each coarse type against all others.
    """

    by_type: dict[str, TypeFigures]
    kappa_by_type: dict[str, Estimate]
    kappa_coarse: Estimate
    kappa_fine: Estimate


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Two annotations: mentions by layer, by fine type over all layers, and α of the grades of sentences by article."""

    layers: dict[str, LayerFigures]
    by_fine: dict[str, TypeFigures]
    salience: dict[str, Estimate]


def pair_figures(
    tally: Tally, layers: tuple[str, ...], types: Mapping[str, tuple[str, ...]], no_grades: str | None = None
) -> PairFigures:
    """The figures of one tally; `types` are the fine types of each coarse one.

    `no_grades` is why one side graded no sentence, said instead of 'no support'.
    """
    salience = {ALL: estimate(tally, ALPHA)}
    salience |= {a: estimate(tally.of_documents([a]), ALPHA) for a in tally.documents}
    if no_grades:
        salience = {name: replace(e, reason=no_grades) for name, e in salience.items()}
    universe = tuple(fine for group in types.values() for fine in group)
    return PairFigures(
        layers={layer: _layer(tally, layer, types, universe) for layer in layers},
        by_fine={fine: _type(tally, Level(layers, {fine: (fine,)}, universe)) for fine in universe},
        salience=salience,
    )


def _layer(tally: Tally, layer: str, types: Mapping[str, tuple[str, ...]], universe: tuple[str, ...]) -> LayerFigures:
    whole = Level((layer,), types, universe)
    fine = Level((layer,), {f: (f,) for f in universe}, universe)
    levels = {coarse: Level((layer,), {coarse: group}, universe) for coarse, group in types.items()}
    return LayerFigures(
        by_type={name: _type(tally, level) for name, level in {**levels, ALL: whole}.items()},
        kappa_by_type={name: estimate(tally, rest_kappa(level)) for name, level in levels.items()},
        kappa_coarse=estimate(tally, kappa(whole)),
        kappa_fine=estimate(tally, kappa(fine)),
    )


def _type(tally: Tally, level: Level) -> TypeFigures:
    totals = tally.totals()
    return TypeFigures(
        first=round(level.mentions(totals, "first")),
        second=round(level.mentions(totals, "second")),
        strict_f1=estimate(tally, strict_f1(level)),
        span_f1=estimate(tally, span_f1(level)),
    )
