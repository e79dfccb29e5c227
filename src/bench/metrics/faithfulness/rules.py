"""The numbers in the rules of faithfulness, tuned on the contrast items with one article left out each time."""

from __future__ import annotations

from dataclasses import dataclass

# Raised when a rule, a word list or a number here can change a verdict.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """`rival_margin`: by how much another number's context must be the likelier one, 0 to 1. `other_year`: what a
    context loses where the source speaks of another year. `rounded`: the least likeness of a context whose number is
    rounded here. `counterpart`: the least share of a clause that its
    counterpart has. `near_clause`, `near_name`, `near_noun`: the share of the best counterpart's weight from which on
    another one counts too, for modality, names and nouns.
    """

    rival_margin: float = 0.16
    other_year: float = 0.35
    rounded: float = 0.15
    counterpart: float = 0.4
    near_clause: float = 0.8
    near_name: float = 0.9
    near_noun: float = 0.8


RULES = Rules()
# What each metric's numbers were chosen from; the defaults are what all articles together choose.
GRID: dict[str, dict[str, tuple[float, ...]]] = {
    "number": {"rival_margin": (0.04, 0.08, 0.12, 0.16, 0.2, 0.3), "other_year": (0.15, 0.25, 0.35, 0.45)},
    "entity": {"near_name": (0.6, 0.7, 0.8, 0.9), "near_noun": (0.6, 0.7, 0.8, 0.9)},
    "modality": {"counterpart": (0.3, 0.4, 0.5, 0.6), "near_clause": (0.7, 0.8, 0.9)},
}
