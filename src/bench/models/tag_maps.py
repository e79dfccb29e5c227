"""Tag maps of known toolkits, from conf/tags: a file a toolkit, in it a set for each thing its models can speak.

A cell says the gold's coarse type, the relation of the tag to it, where the tag says more the fine type, and why;
`left_out` says why other tags of the set have no type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from bench.errors import BenchError
from bench.models.base import TagMap


@cache
def _toolkits() -> dict[str, dict[str, dict[str, Any]]]:
    import yaml

    toolkits = {}
    for entry in sorted(resources.files("bench.conf").joinpath("tags").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            fields = yaml.safe_load(entry.read_text(encoding="utf-8"))
            toolkits[fields["toolkit"]] = fields["sets"]
    return toolkits


def tag_sets() -> list[tuple[str, str]]:
    """Every toolkit and tag set that there is a map for."""
    return [(toolkit, name) for toolkit, sets in _toolkits().items() for name in sets]


def load_tag_map(toolkit: str, tag_set: str | None = None) -> TagMap:
    """The map of a toolkit's tags, or of one of its tag sets: `load_tag_map("hanlp", "msra")`.

    Name the set where a toolkit has several, so that the scope is what the model at hand can say; without a name the
    map reads all of them. `BenchError` lists the names there are.
    """
    toolkits = _toolkits()
    if toolkit not in toolkits:
        raise BenchError(f"no tag map {toolkit!r}; there are {', '.join(toolkits)}")
    sets = toolkits[toolkit]
    if tag_set is None:
        return _tag_map(toolkit, (each["tags"] for each in sets.values()))
    if tag_set not in sets:
        raise BenchError(f"{toolkit} has no tag set {tag_set!r}; there are {', '.join(sets)}")
    return _tag_map(toolkit, [sets[tag_set]["tags"]])


def left_out(source: str) -> dict[str, str]:
    """The tags of `toolkit` or `toolkit/set` that have no type of the gold, and why. The map must be there."""
    toolkit, _, name = source.partition("/")
    sets = _toolkits()[toolkit]
    chosen = [sets[name]] if name else sets.values()
    return {tag: why for each in chosen for tag, why in each.get("left_out", {}).items()}


def _tag_map(toolkit: str, sets: Iterable[Mapping[str, Mapping[str, str]]]) -> TagMap:
    cells = {tag: cell for tags in sets for tag, cell in tags.items()}
    return TagMap(
        toolkit,
        {tag: cell["type"] for tag, cell in cells.items()},
        {tag: cell["relation"] for tag, cell in cells.items()},
        {tag: cell["fine"] for tag, cell in cells.items() if "fine" in cell},
    )
