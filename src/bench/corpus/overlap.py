"""How much of a headline or a reference stands in its article's text, over `zh-char` tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from bench.text import zh_char
from bench.text.fragments import MEASURES, extraction

_TEXT_ROLES = ("body", "caption")


def text_of(row: Mapping[str, Any], roles: Iterable[str]) -> str:
    """The text of the parts with one of `roles`, one a line; empty where there is none."""
    return "\n".join(row["text"][p["start"] : p["end"]] for p in row["parts"] if p["role"] in tuple(roles))


def headline_overlap(row: Mapping[str, Any]) -> dict[str, dict[str, float | None]] | None:
    """What of a headline is found in body or caption: `zh-char` tokens, their bigrams, strings of outer mentions.

    Each `{"found", "of", "share"}`, counted by occurrence in the headline; `None` where the article has no headline.
    """
    body = text_of(row, _TEXT_ROLES)
    spans = [(p["start"], p["end"]) for p in row["parts"] if p["role"] == "headline"]
    if not spans:
        return None
    tokens, in_body = zh_char(text_of(row, ["headline"])), zh_char(body)
    pairs, known, known_pairs = list(pairwise(tokens)), set(in_body), set(pairwise(in_body))
    names = [
        e["text"] for e in row["entities"]
        if e["layer"] == "outer" and any(start <= e["start"] and e["end"] <= end for start, end in spans)
    ]  # fmt: skip
    return {
        "characters": _found(sum(t in known for t in tokens), len(tokens)),
        "bigrams": _found(sum(b in known_pairs for b in pairs), len(pairs)),
        "mentions": _found(sum(name in body for name in names), len(names)),
    }


def _found(found: float, of: float) -> dict[str, float | None]:
    return {"found": found, "of": of, "share": found / of if of else None}


def pooled(overlaps: Sequence[Mapping[str, Mapping[str, float | None]]]) -> dict[str, dict[str, float | None]] | None:
    """The overlaps of several headlines taken together; `None` without any."""
    if not overlaps:
        return None
    return {
        name: _found(sum(o[name]["found"] or 0 for o in overlaps), sum(o[name]["of"] or 0 for o in overlaps))
        for name in overlaps[0]
    }


def references(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By kind of reference (headline, one_sentence, short): the mean of each measure over `texts`, and each text."""
    found: dict[str, list[dict[str, Any]]] = {"headline": [], "one_sentence": [], "short": []}
    for row in rows:
        source = text_of(row, _TEXT_ROLES)
        by_kind = {"headline": [row["headline"]] if row["headline"] else [], **{k: row[k] for k in list(found)[1:]}}
        for kind, texts in by_kind.items():
            found[kind] += [
                {"article": row["id"], "number": i, **extraction(source, t)} for i, t in enumerate(texts, 1)
            ]
    return {
        kind: {"texts": len(each), **{m: _mean([e[m] for e in each]) for m in MEASURES}, "each": each}
        for kind, each in found.items()
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
