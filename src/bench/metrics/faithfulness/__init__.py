"""Claims of a summary and whether its source bears them out: numbers, entities, and how things are told."""

from bench.metrics.faithfulness.counts import (
    FAITHFULNESS_FIGURES,
    READERS,
    claims_of,
    faithfulness_figures,
    tally_claims,
)
from bench.metrics.faithfulness.numbers import number_claims
from bench.metrics.faithfulness.roles import entity_claims
from bench.metrics.faithfulness.rules import GRID, RULES, VERSION, Rules
from bench.metrics.faithfulness.source import Claim, Statement, statement
from bench.metrics.faithfulness.told import contradiction, modality_claims

__all__ = [
    "FAITHFULNESS_FIGURES",
    "GRID",
    "READERS",
    "RULES",
    "VERSION",
    "Claim",
    "Rules",
    "Statement",
    "claims_of",
    "contradiction",
    "entity_claims",
    "faithfulness_figures",
    "modality_claims",
    "number_claims",
    "statement",
    "tally_claims",
]
