"""What can be set of a model: a frozen dataclass an adapter, its fields checked by name and type."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from bench.errors import BenchError


def read_settings(adapter: str, settings: type[Any], values: Mapping[str, Any]) -> Any:
    """An instance of the dataclass `settings` from plain values.

    Whole numbers are taken where decimals are asked for, nothing else is converted. Raises `BenchError` that names the
    key and what it takes: for one that is unknown, of another type, or missing.
    """
    hints = get_type_hints(settings)
    known = {field.name: field for field in fields(settings)}
    for key, value in values.items():
        if key not in known:
            raise BenchError(f"the model {adapter} has no setting {key!r}; there are {', '.join(known)}")
        if not _fits(value, hints[key]):
            raise BenchError(f"the model {adapter}: {key}={value!r}: take {_told(hints[key])}")
    missing = [n for n, f in known.items() if n not in values and f.default is MISSING and f.default_factory is MISSING]
    if missing:
        where = f"model={adapter}:PATH" if missing[0] == "path" else f"with.{missing[0]}=VALUE"
        raise BenchError(f"the model {adapter} wants {', '.join(missing)}; give {where}")
    return settings(**values)


def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _fits(value: Any, hint: Any) -> bool:
    allowed = _options(hint)
    # bool is an int in Python, and True is no number of tokens.
    if isinstance(value, bool):
        return bool in allowed
    return type(value) in allowed or (isinstance(value, int) and float in allowed)


def _told(hint: Any) -> str:
    words = {int: "a whole number", float: "a number", str: "a word", bool: "true or false", type(None): "null"}
    return " or ".join(words.get(option, str(option)) for option in _options(hint))
