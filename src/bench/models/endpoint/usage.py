"""What requests took: their number, tokens, money; and the budget that ends a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.errors import BenchError
from bench.models.endpoint.faults import NoReplyError
from bench.models.endpoint.settings import EndpointSettings


@dataclass
class Usage:
    """The totals of a model since it was made; `retries` are those `requests` that repeated one that had failed.

    Tokens are as the server counts them, of the answers that came: `None` where it left them out of one. Budgets are
    for what comes after the latest `begin()`.
    """

    settings: EndpointSettings = field(repr=False)
    requests: int = 0
    retries: int = 0
    input_tokens: int | None = 0
    output_tokens: int | None = 0
    _begun: tuple[int, int] = field(default=(0, 0), repr=False)

    @property
    def cost(self) -> float | None:
        """What the tokens cost, in the currency of the prices; `None` where a price or the tokens are not known."""
        s, parts = self.settings, (self.input_tokens, self.output_tokens)
        if None in (s.price_input, s.price_output, *parts):
            return None
        return ((s.price_input or 0) * (parts[0] or 0) + (s.price_output or 0) * (parts[1] or 0)) / 1e6

    @property
    def _tokens(self) -> int:
        return (self.input_tokens or 0) + (self.output_tokens or 0)

    def begin(self) -> None:
        """From here on the budgets are whole again."""
        self._begun = self.requests, self._tokens

    def spend(self, again: bool) -> None:
        """Counts a request before it is sent; `NoReplyError` where a budget is spent, and none must be."""
        s, (requests, tokens) = self.settings, self._begun
        if s.budget_requests is not None and self.requests - requests >= s.budget_requests:
            raise NoReplyError(f"budget of {s.budget_requests} requests is spent")
        if s.budget_tokens is not None and self._tokens - tokens >= s.budget_tokens:
            raise NoReplyError(f"budget of {s.budget_tokens} tokens is spent")
        self.requests += 1
        self.retries += again

    def add(self, input: int | None, output: int | None) -> None:
        """Adds the tokens of an answer; `BenchError` where it has none and a budget is to be kept in them."""
        if self.settings.budget_tokens is not None and None in (input, output):
            raise BenchError(
                f"{self.settings.base_url} does not say how many tokens it took, so that no budget_tokens can be kept; "
                "take budget_requests"
            )
        self.input_tokens = _sum(self.input_tokens, input)
        self.output_tokens = _sum(self.output_tokens, output)


def _sum(total: int | None, more: int | None) -> int | None:
    return None if total is None or more is None else total + more
