"""What a tally can say beyond its sums."""

from bench.stats.agreement import (
    ALPHA,
    GRADES,
    Annotation,
    Labelled,
    Level,
    kappa,
    rest_kappa,
    span_f1,
    strict_f1,
    tally_agreement,
)
from bench.stats.agreement_figures import LayerFigures, PairFigures, TypeFigures, pair_figures
from bench.stats.fine_types import FINE_BAR, Verdict, fine_verdicts
from bench.stats.jackknife import Estimate, Figure, Interval, estimate, jackknife_interval, pseudo_values

__all__ = [
    "ALPHA",
    "FINE_BAR",
    "GRADES",
    "Annotation",
    "Estimate",
    "Figure",
    "Interval",
    "Labelled",
    "LayerFigures",
    "Level",
    "PairFigures",
    "TypeFigures",
    "Verdict",
    "estimate",
    "fine_verdicts",
    "jackknife_interval",
    "kappa",
    "pair_figures",
    "pseudo_values",
    "rest_kappa",
    "span_f1",
    "strict_f1",
    "tally_agreement",
]
