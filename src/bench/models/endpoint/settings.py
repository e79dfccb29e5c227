"""What can be set of a model behind an endpoint, and what of it the answers depend on."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bench.errors import BenchError

OPENAI = "https://api.openai.com/v1"
OPENAI_KEY = "OPENAI_API_KEY"
# A key that somebody puts here in the place of its name is refused for its small letters or signs, and not repeated.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_AT_LEAST = {
    "max_tokens": 1, "concurrency": 1, "retries": 0, "budget_requests": 1, "budget_tokens": 1,
    "temperature": 0, "price_input": 0, "price_output": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """`path` is the model's name at the endpoint; `key` the *name* of the environment variable that holds the key.

    `prompt` is `zh`, `en` or a YAML file, `types` a set of types in it. `structured` says how JSON is asked for: by
    schema, as an object, or by words alone. `window` is the longest piece of an article in one request, in characters.
    `timeout` is in seconds a request; `backoff` the first pause before another try, doubled with each. A budget of
    `null` is none; `price_input` and `price_output` are for a million tokens, in whatever currency the printed cost is
    to be.
    """

    path: str
    base_url: str = OPENAI
    key: str = OPENAI_KEY
    prompt: str = "zh"
    temperature: float | None = 0.0
    max_tokens: int | None = 4096
    seed: int | None = None
    concurrency: int = 8
    timeout: float = 300.0
    retries: int = 8
    budget_requests: int | None = None
    budget_tokens: int | None = None
    price_input: float | None = None
    price_output: float | None = None

    def __post_init__(self) -> None:
        if not _is_address(self.base_url):
            # Not repeated: with a name, a password or a query it may hold a key.
            raise BenchError("base_url is no plain address; give one such as http://127.0.0.1:8000/v1")
        if not _VARIABLE.fullmatch(self.key):
            raise BenchError(f"key is the name of an environment variable in capitals, such as {OPENAI_KEY}; give that")
        for name, least in _AT_LEAST.items():
            value = getattr(self, name)
            if value is not None and not value >= least:  # not <: nan is no number either
                raise BenchError(f"the model {self.path}: {name}={value}: take a number from {least}")
        if not 0 < self.timeout < 86400:
            raise BenchError(f"the model {self.path}: timeout={self.timeout}: take seconds, more than 0")

    @property
    def remote(self) -> str:
        """The endpoint's host, empty where it is this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            local = ip_address(host).is_loopback
        except ValueError:
            local = host == "localhost"
        return "" if local else host

    @property
    def length_key(self) -> str:
        """OpenAI's own newer models refuse `max_tokens`; other servers know no other name."""
        return "max_completion_tokens" if self.base_url.rstrip("/") == OPENAI else "max_tokens"

    def read_key(self) -> str | None:
        """The key, for the moment in which it is sent; `None` where OpenAI's usual variable is not set.

        `BenchError` where a variable that was named is not set, or holds what no header can.
        """
        key = os.environ.get(self.key, "").strip()
        if not key and self.key != OPENAI_KEY:
            raise BenchError(f"the environment variable {self.key} is not set; set it to the key of {self.base_url}")
        if not key.isascii() or not key.isprintable() or " " in key:
            raise BenchError(f"the environment variable {self.key} holds signs that no key has; set it anew")
        return key or None

    def describe(self) -> dict[str, Any]:
        """What answers depend on. No key, price or budget, nothing of how or how often it is asked.

        A name is in no other fingerprint, but what is behind an endpoint is known by nothing else. The same name at
        another address is another model, so that a hash of the address stands beside it. The client's version does
        not: it sends what is said here, and nobody is to pay twice for a newer one.
        """
        return {
            "model": self.path,
            "endpoint": hashlib.sha256(self.base_url.rstrip("/").encode()).hexdigest(),
            "temperature": None if self.temperature is None else float(self.temperature),
            "max_tokens": self.max_tokens,
            "seed": self.seed,
        }


def _is_address(base_url: str) -> bool:
    try:
        url = urlsplit(base_url)
        url.port  # noqa: B018  raises where it is no number
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.hostname) and not (url.username or url.password or url.query)
