"""A chat completion as a server sends it, read with trust in nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.models.endpoint.faults import FaultError, reason_of

# Ends that are the server's, not the model's (OpenRouter, vLLM).
_BROKEN_OFF = ("error", "abort")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, and how it ended; tokens as the server counts them, `None` where it does not."""

    content: str
    cut_off: bool
    refused: bool
    input_tokens: int | None
    output_tokens: int | None


def read_reply(body: bytes) -> Reply:
    """The reply in a body; `FaultError` where there is none: no JSON, no choice, no content and no reason for that."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise FaultError("the server's answer is no JSON") from None
    choices = said.get("choices") if isinstance(said, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        # Some answer 200 and say in the body that it failed.
        told = f": {reason_of(body)}" if isinstance(said, dict) and "error" in said else ""
        raise FaultError(f"the server's answer has no message{told}")
    return _reply(choice, choice["message"], said.get("usage"))


def _reply(choice: dict[str, Any], message: dict[str, Any], usage: Any) -> Reply:
    content, end = message.get("content"), choice.get("finish_reason")
    cut_off, refused = end == "length", end == "content_filter" or bool(message.get("refusal"))
    if end in _BROKEN_OFF:
        raise FaultError(f"the server broke the answer off ({end})")
    if content is None and (cut_off or refused):
        content = ""
    if not isinstance(content, str):
        raise FaultError("the server's answer has no content")
    return Reply(content, cut_off, refused, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


def _count(usage: Any, key: str) -> int | None:
    found = usage.get(key) if isinstance(usage, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def kept_of(replies: Sequence[Reply]) -> dict[str, Any]:
    """What is stored beside an answer made of `replies`: tokens, and how many were `cut_off` or `refused`, if any.

    Tokens are `None` where the server did not count those of a reply.
    """
    tokens = {"input": [r.input_tokens for r in replies], "output": [r.output_tokens for r in replies]}
    ends = {"cut_off": sum(r.cut_off for r in replies), "refused": sum(r.refused for r in replies)}
    return {
        "tokens": {kind: None if None in found else sum(found) for kind, found in tokens.items()},
        **{end: count for end, count in ends.items() if count},
    }
