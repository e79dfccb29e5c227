"""Claims of summaries as counts: one row a document, and the share that the sources bear out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bench.errors import InputError
from bench.metrics.faithfulness.numbers import number_claims
from bench.metrics.faithfulness.roles import entity_claims
from bench.metrics.faithfulness.rules import RULES, Rules
from bench.metrics.faithfulness.source import Claim, statement
from bench.metrics.faithfulness.told import modality_claims
from bench.metrics.tally import Tally, Unit, ratio

READERS = {"number": number_claims, "entity": entity_claims, "modality": modality_claims}
FAITHFULNESS_FIGURES = tuple(f"{kind}_faithfulness" for kind in READERS)
Names = tuple[tuple[str, str], ...]


def claims_of(summary: str, source: str, names: Names = (), rules: Rules = RULES) -> list[Claim]:
    """Every claim of a summary, in the order of kinds and of the text.

    `names` are pairs of a name and its kind (`person`, `place`, `organisation`, `other`) that are looked for too.
    """
    told, known = statement(summary, names, source), statement(source, names)
    return [claim for read in READERS.values() for claim in sorted(read(told, known, rules), key=lambda c: c.start)]


def tally_claims(ids: Sequence[str], claims: Sequence[Sequence[Claim]]) -> Tally:
    """One row a document: `number/claims`, `number/supported` and the same of entity and modality."""
    if len(ids) != len(claims):
        raise InputError(f"{len(ids)} ids and {len(claims)} lists of claims; give each document its claims")
    rows = [
        [float(sum(c.kind == kind and (part == "claims" or c.supported) for c in own)) for kind, part in _PARTS]
        for own in claims
    ]
    units = tuple(Unit(name, name, "document") for name in ids)
    return Tally(units, tuple(map("/".join, _PARTS)), np.array(rows, float).reshape(len(units), len(_PARTS)))


_PARTS = tuple((kind, part) for kind in READERS for part in ("claims", "supported"))


def faithfulness_figures(totals: Mapping[str, float]) -> dict[str, float | None]:
    """Supported claims by claims of each kind; `None` without a claim."""
    return {f"{kind}_faithfulness": ratio(totals[f"{kind}/supported"], totals[f"{kind}/claims"]) for kind in READERS}
