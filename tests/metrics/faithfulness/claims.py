"""What the tests of claims share: the claims of one kind without support."""

from __future__ import annotations

from bench.metrics.faithfulness import READERS, statement


def unsupported(kind: str, summary: str, source: str) -> list[str]:
    """The claims of a kind that a source does not bear out, by their text."""
    told, known = statement(summary, (), source), statement(source)
    return [claim.text for claim in READERS[kind](told, known) if not claim.supported]
