"""Names out of what a chat model wrote: JSON as it was asked for, or whatever of it can be read."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

# The key that the prompts ask for.
KEY = "mentions"
_THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_THINKS = re.compile(r"\s*<think(?:ing)?>", re.IGNORECASE)
# A comma with nothing behind it; strings are matched too, so that one in a string stays.
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()
# Lists that cannot be read: after so many there is no more looking, as each may take long to fail.
_MOST_BROKEN = 100


class Mention(NamedTuple):
    """A name as the model wrote it; a part that it left out, or that is no text, is empty."""

    text: str
    type: str


def without_thinking(answer: str) -> str:
    """What a model says after it has thought aloud: behind the last `</think>`, and nothing where it never closes.

    Chat templates may put `<think>` into the prompt, so that an answer can have the closing tag alone.
    """
    thoughts = list(_THOUGHT.finditer(answer))
    if thoughts:
        return answer[thoughts[-1].end() :]
    return "" if _THINKS.match(answer) else answer


def read_mentions(answer: str) -> tuple[list[Mention], bool]:
    """The names in a model's answer, in its order, and whether it could be read to its end.

    JSON as it was asked for: an object with a list under `mentions`, or the list alone. Otherwise, for servers that do
    not hold a model to a schema: the last list of objects that stands in the text, in a fence or among words, under
    any key, commas too many left out. Of a list that breaks off, the objects that are whole. Never raises.
    """
    said = without_thinking(answer)
    try:
        items = _as_asked(json.loads(said))
    except (ValueError, RecursionError):
        items = None
    whole = items is not None
    if items is None:
        items, whole = _last_list(_TRAILING.sub(r"\1", said))
    return [_mention(item) for item in items], whole


def _as_asked(value: Any) -> list[Any] | None:
    found = value.get(KEY) if isinstance(value, dict) else value
    return found if isinstance(found, list) else None


def _last_list(text: str) -> tuple[list[Any], bool]:
    """The objects of the last list that has any, and whether it is closed.

    Without one: nothing, and whether all lists there are were empty, as they should be where there is no name.
    """
    found: tuple[list[Any], bool] = [], False
    empty, broken = True, 0
    start = text.find("[")
    while start >= 0 and broken < _MOST_BROKEN:
        items, end, closed = _objects(text, start + 1)
        if items:
            found = items, closed
        empty = empty and closed
        broken += text.startswith("{", end)
        start = text.find("[", end)
    return found if found[0] else ([], empty and "[" in text)


def _objects(text: str, position: int) -> tuple[list[Any], int, bool]:
    """The objects that follow each other from `position` on, where they end, and whether a bracket closes them."""
    items = []
    while True:
        between = _BETWEEN.match(text, position)
        assert between is not None
        position = between.end()
        if not text.startswith("{", position):
            break
        try:
            item, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return items, position, text.startswith("]", position)


def _mention(item: Any) -> Mention:
    parts = item if isinstance(item, dict) else {}
    text, type_ = parts.get("text"), parts.get("type")
    return Mention(text if isinstance(text, str) else "", type_ if isinstance(type_, str) else "")
