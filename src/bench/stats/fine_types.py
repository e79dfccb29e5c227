"""Which fine types are scored and which are only shown (annotation scheme, section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bench.metrics import Tally
from bench.stats.agreement import Level, strict_f1

FINE_BAR = 0.80


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a fine type is scored; `reason` says why it is only shown."""

    scored: bool
    reason: str | None = None


def fine_verdicts(
    passes: Tally, layers: Iterable[str], fine_types: Iterable[str], in_gold: Mapping[str, int]
) -> dict[str, Verdict]:
    """By fine type: scored where the blind passes agree to a strict F1 of 0.80 or more over all layers.

    `passes` is the tally of pass against pass. Shown only, too, where the gold has no such mention: there is nothing
    to find; and where no pass has one: nothing is known of the agreement.
    """
    every = tuple(fine_types)
    return {fine: _verdict(passes, Level(tuple(layers), {fine: (fine,)}, every), in_gold[fine]) for fine in every}


def _verdict(passes: Tally, level: Level, in_gold: int) -> Verdict:
    agreement = strict_f1(level).value(passes.totals())
    if not in_gold:
        return Verdict(False, "no mention in the gold")
    if agreement is None:
        return Verdict(False, "no mention in either pass")
    if agreement < FINE_BAR:
        return Verdict(False, f"strict F1 of the passes {agreement:.3f}, under {FINE_BAR:.2f}")
    return Verdict(True)
