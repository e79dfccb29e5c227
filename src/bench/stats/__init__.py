"""What a tally can say beyond its sums."""

from bench.stats.agreement import strict_agreement, tally_agreement

__all__ = ["strict_agreement", "tally_agreement"]
