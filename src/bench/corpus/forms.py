"""The form of annotation lines: JSON Schema, strict where Python is lax about numbers and strings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

# Of a longer value in a message its beginning and its end are shown.
_LONGEST = 80


def validator(schema: dict[str, Any]) -> Validator:
    """Checks values against `schema`; a whole number is one that is written as such, not 3.0 and not true."""
    from jsonschema import Draft202012Validator, validators

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    strict: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, type_checker=checker
    )
    return strict(schema)


def form_fault(form: Validator, value: dict[str, Any]) -> str | None:
    """What is wrong with a value, `place: what`, the first place alone; `None` where it has its form."""
    try:
        wrong = min(form.iter_errors(value), key=lambda e: list(map(str, e.path)), default=None)
        whole = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "the line: lists or objects are nested too deep"
    if wrong is not None:
        place = ".".join(map(str, wrong.path)) or "the line"
        return f"{place}: {wrong.message.replace(repr(wrong.instance), brief(wrong.instance))}"
    return None if is_text(whole) else "the line: a string has half a character in it; type it anew"


def is_text(value: str) -> bool:
    """Whether UTF-8 can hold the string: JSON may state one half of a surrogate pair."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def brief(value: Any) -> str:
    """How a value looks in JSON-like writing, for a message: of a long one the beginning, the end and the length."""
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # nested too deep, or a number of more digits than Python writes
        return "a value too large to show"
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}…{text[-half:]} ({len(text)} characters)"
