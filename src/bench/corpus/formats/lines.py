"""Mentions as lines of gold/entities, and a set of mentions beside the gold: what it changes, what it may keep."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from bench.corpus.formats.exchange import ATTRIBUTES, DEFAULTS, in_order
from bench.corpus.mentions import Mention


def mention_value(mention: Mention) -> dict[str, Any]:
    """The object of a mention's line, keys in the order of the gold; what has its default is left out."""
    value: dict[str, Any] = {
        "id": mention.id, "start": mention.start, "end": mention.end, "text": mention.text, "fine": mention.fine,
        "layer": mention.layer,
    }  # fmt: skip
    if mention.form != "full":
        value["form"] = mention.form
    value |= {k: v for k in ("approx", "norm") if (v := getattr(mention, k)) is not None}
    if mention.alt:
        value["alt"] = [{"start": r.start, "end": r.end, "fine": r.fine} for r in mention.alt]
    if mention.note is not None:
        value["note"] = mention.note
    return value


def mention_lines(mentions: Iterable[Mention]) -> str:
    """JSON Lines of the mentions."""
    return "".join(json.dumps(mention_value(mention), ensure_ascii=False) + "\n" for mention in mentions)


def numbered(article: str, mentions: Sequence[Mention], gold: Sequence[Mention]) -> list[Mention]:
    """The mentions with an id each: one without gets the next number behind the highest that is or was taken."""
    numbers = [m.id.rpartition("-")[2][:3] for m in (*mentions, *gold)]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    new = count(highest + 1)
    return [m if m.id else replace(m, id=f"{article}-{next(new):03}") for m in mentions]


def carry_over(
    article: str, gold: Sequence[Mention], new: Sequence[Mention], holds: Iterable[str]
) -> tuple[list[Mention], Counter[str]]:
    """`new` with what a format does not hold taken from the gold's mention of the same span, type and layer.

    Also how many mentions got each attribute so. Where the format holds no ids the other mentions are numbered anew.
    """
    lost = [name for name in ATTRIBUTES if name not in holds]
    known = {_key(mention): mention for mention in gold}
    carried: list[Mention] = []
    counts: Counter[str] = Counter()
    for mention in new:
        partner = known.pop(_key(mention), None)
        if partner is not None:
            counts.update(name for name in lost if getattr(partner, name) != DEFAULTS[name])
            carried.append(replace(mention, **{name: getattr(partner, name) for name in lost}))
        else:
            carried.append(replace(mention, id="") if "id" in lost else mention)
    return numbered(article, carried, gold), counts


def _key(mention: Mention) -> tuple[int, int, str, str]:
    return mention.start, mention.end, mention.layer, mention.fine


@dataclass(frozen=True, slots=True)
class Change:
    """A mention that is added (+), removed (-) or changed (~); `what` names what changed and from what to what."""

    sign: str
    mention: Mention
    what: str = ""


def changes(old: Sequence[Mention], new: Sequence[Mention], holds: Iterable[str]) -> list[Change]:
    """What `new` changes in `old`, in order of the text; only what a format `holds` is compared.

    Mentions are paired by span, type and layer, then by span and layer, then, where the format holds ids, by id; the
    rest is added or removed.
    """
    compared = ["start", "end", "fine", *(name for name in ATTRIBUTES if name in holds)]
    keys: list[Callable[[Mention], Any]] = [
        _key,
        lambda m: (m.start, m.end, m.layer),
    ]
    if "id" in holds:
        keys.append(lambda m: m.id)
    left, right = list(old), list(new)
    found: list[Change] = []
    for key in keys:
        known = {key(mention): mention for mention in left}
        for mention in list(right):
            partner = known.pop(key(mention), None)
            if partner is None:
                continue
            left.remove(partner)
            right.remove(mention)
            if what := _difference(partner, mention, compared):
                found.append(Change("~", mention, what))
    found += [Change("-", mention) for mention in left] + [Change("+", mention) for mention in right]
    return sorted(found, key=lambda change: (in_order(change.mention), change.sign))


def _difference(old: Mention, new: Mention, names: Iterable[str]) -> str:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return ", ".join(f"{name} {_shown(a)} -> {_shown(b)}" for name, a, b in pairs if a != b)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"[{r.start}, {r.end}) {r.fine}" for r in value) or "none"
    return "none" if value is None else str(value)
