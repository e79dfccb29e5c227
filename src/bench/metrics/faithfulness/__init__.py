"""Claims of a summary and whether its source bears them out: numbers, entities, and how things are told."""

from bench.metrics.faithfulness.numbers import number_claims
from bench.metrics.faithfulness.roles import entity_claims
from bench.metrics.faithfulness.rules import GRID, RULES, VERSION, Rules
from bench.metrics.faithfulness.source import Claim, Statement, statement
from bench.metrics.faithfulness.told import modality_claims

__all__ = [
    "GRID",
    "RULES",
    "VERSION",
    "Claim",
    "Rules",
    "Statement",
    "entity_claims",
    "modality_claims",
    "number_claims",
    "statement",
]
