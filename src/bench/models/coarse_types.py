"""The gold's eight coarse types as tags that mean themselves: what is trained on the gold, or names them itself."""

from __future__ import annotations

from bench.models.base import TagMap

COARSE = TagMap("banmian", {label: label for label in ("PER", "ORG", "LOC", "FAC", "TITLE", "TIME", "NUM", "MISC")})
