"""What the data set holds, counted from its rows; no model. Unknown is `None`, never 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any, TypeAlias

from bench.corpus.facts import MODALITIES
from bench.corpus.folder import GRADES
from bench.corpus.mentions import COARSE, FORMS, LAYERS
from bench.corpus.overlap import headline_overlap, pooled, references

Row: TypeAlias = Mapping[str, Any]
STRATA = {"line": "crosses_line", "blank": "crosses_blank", "space": "has_space"}
ALL = "all"


def describe(clean: Sequence[Row], raw: Sequence[Row]) -> dict[str, Any]:
    """Every figure of the data set, from the rows of both views; JSON as it stands.

    Lengths are code points; shares 0 to 1. `facts` is left out where the rows have no such column.
    """
    headlines = {row["id"]: headline_overlap(row) for row in clean}
    figures = {
        "counts": counts(clean, raw),
        "lengths": {name: summary(values) for name, values in lengths(clean).items()},
        "density": density(clean),
        "nesting": nesting(clean),
        "headline_in_body": {ALL: pooled([o for o in headlines.values() if o]), **headlines},
        "references": references(clean),
        "strata": strata(clean),
        "salience": salience(clean),
    }
    if any(row.get("facts") is not None for row in clean):
        figures["facts"] = facts(clean)
    return figures


def _mentions(rows: Iterable[Row], layer: str | None = None) -> list[dict[str, Any]]:
    return [e for row in rows for e in row["entities"] if layer in (None, e["layer"])]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def counts(clean: Sequence[Row], raw: Sequence[Row]) -> dict[str, Any]:
    """Articles, characters of each view, sentences; mentions by coarse type, fine type, form and layer.

    `norm` says how many NUM and TIME mentions have a normalised value.
    """
    mentions = _mentions(clean)
    coarse = Counter((e["layer"], e["label"]) for e in mentions)
    fine = Counter((e["fine"], e["layer"]) for e in mentions)
    forms = Counter((e["layer"], e["form"]) for e in mentions)
    normed = Counter(e["label"] for e in mentions if e["norm"] is not None)
    order = sorted({f for f, _ in fine}, key=lambda f: (COARSE.index(f.partition(".")[0].upper()), f))
    return {
        "articles": len(clean),
        "characters": {"clean": sum(len(r["text"]) for r in clean), "raw": sum(len(r["text"]) for r in raw)},
        "sentences": sum(len(r["sentences"]) for r in clean),
        "mentions": {y: {ALL: len(_mentions(clean, y)), **{t: coarse[y, t] for t in COARSE}} for y in LAYERS},
        "fine": {f: {y: fine[f, y] for y in LAYERS} for f in order},
        "form": {y: {form: forms[y, form] for form in FORMS} for y in LAYERS},
        "norm": {t: {"mentions": sum(coarse[y, t] for y in LAYERS), "with_norm": normed[t]} for t in ("NUM", "TIME")},
    }


def mention_rows(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Mentions by coarse type and layer as a table, the header first; empty where there is none."""
    found = counts(rows, [])["mentions"]
    body = [(name, *(str(found[layer][name] or "") for layer in LAYERS)) for name in (*COARSE, ALL)]
    return [("type", *LAYERS), *body]


def lengths(rows: Sequence[Row]) -> dict[str, list[int]]:
    """The length in code points of every article, sentence, mention, headline and reference."""
    return {
        "article": [len(r["text"]) for r in rows],
        "sentence": [s["end"] - s["start"] for r in rows for s in r["sentences"]],
        **{f"{layer} mention": [e["end"] - e["start"] for e in _mentions(rows, layer)] for layer in LAYERS},
        "headline": [len(r["headline"]) for r in rows if r["headline"]],
        "one_sentence": [len(text) for r in rows for text in r["one_sentence"]],
        "short": [len(text) for r in rows for text in r["short"]],
    }


def summary(values: Sequence[float]) -> dict[str, float | None]:
    """`n`, `min`, `median`, `mean` and `max`; all but `n` are `None` where there is nothing."""
    if not values:
        return {"n": 0, "min": None, "median": None, "mean": None, "max": None}
    return {
        "n": len(values),
        "min": min(values),
        "median": median(values),
        "mean": fmean(values),
        "max": max(values),
    }


def density(rows: Sequence[Row]) -> dict[str, dict[str, float | None]]:
    """By article and together: outer and all mentions per 100 characters, and the share of characters inside one."""
    return {ALL: _density(rows), **{row["id"]: _density([row]) for row in rows}}


def _density(rows: Sequence[Row]) -> dict[str, float | None]:
    characters = sum(len(r["text"]) for r in rows)
    inside = sum(len({i for e in r["entities"] for i in range(e["start"], e["end"])}) for r in rows)
    return {
        "characters": characters,
        "outer_per_100": _share(100 * len(_mentions(rows, "outer")), characters),
        "all_per_100": _share(100 * len(_mentions(rows)), characters),
        "inside": _share(inside, characters),
    }


def nesting(rows: Sequence[Row]) -> dict[str, Any]:
    """Outer mentions that hold an inner one, by coarse type of the outer; inner mentions inside another inner one."""
    outer, holding, nested = Counter[str](), Counter[str](), 0
    for row in rows:
        inner = _mentions([row], "inner")
        for e in _mentions([row], "outer"):
            outer[e["label"]] += 1
            holding[e["label"]] += any(_holds(e, i) for i in inner)
        nested += sum(any(_holds(j, i) and j is not i for j in inner) for i in inner)
    by_type = {t: _held(outer[t], holding[t]) for t in COARSE}
    return {"outer": {ALL: _held(outer.total(), holding.total()), **by_type}, "inner_in_inner": nested}


def _holds(whole: Row, part: Row) -> bool:
    return bool(whole["start"] <= part["start"] and part["end"] <= whole["end"])


def _held(mentions: int, holding: int) -> dict[str, float | None]:
    return {"mentions": mentions, "with_inner": holding, "share": _share(holding, mentions)}


def strata(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, float | None]]]:
    """What the layout does to mentions, by layer and coarse type: cut by a line end, a blank line, with a stray space.

    A blank line is a line end too, so such a mention counts in `line` and `blank`; `none` has no flag; `share` is of
    those with any.
    """
    return {layer: _strata(_mentions(rows, layer)) for layer in LAYERS}


def _strata(mentions: Sequence[Row]) -> dict[str, dict[str, float | None]]:
    by_type = {ALL: mentions, **{t: [e for e in mentions if e["label"] == t] for t in COARSE}}
    return {name: _stratum(found) for name, found in by_type.items()}


def _stratum(mentions: Sequence[Row]) -> dict[str, float | None]:
    untouched = sum(not any(e[flag] for flag in STRATA.values()) for e in mentions)
    return {
        "mentions": len(mentions),
        **{name: sum(e[flag] for e in mentions) for name, flag in STRATA.items()},
        "none": untouched,
        "share": _share(len(mentions) - untouched, len(mentions)),
    }


def strata_rows(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The strata of the layout as a table, the header first: outer types, then each layer together; `share` in %."""
    found = strata(rows)
    wanted = [*((t, "outer", t) for t in COARSE), *((f"all {layer}", layer, ALL) for layer in LAYERS)]
    body = [
        (shown, *(str(found[layer][name][column]) for column in ("mentions", *STRATA, "none")),
         percent(found[layer][name]["share"]))
        for shown, layer, name in wanted
    ]  # fmt: skip
    return [("type", "mentions", "line end", "blank line", "stray space", "none", "any, %"), *body]


def percent(share: float | None) -> str:
    """A share as people read it: 0–100 with one decimal, `–` where it is not known."""
    return "–" if share is None else f"{100 * share:.1f}"


def salience(rows: Sequence[Row]) -> dict[str, dict[str, int]] | None:
    """Sentences by grade, by article and together; `None` where no sentence has a grade."""
    if all(s["salience"] is None for r in rows for s in r["sentences"]):
        return None
    return {ALL: _grades(rows), **{row["id"]: _grades([row]) for row in rows}}


def _grades(rows: Sequence[Row]) -> dict[str, int]:
    found = Counter(s["salience"] for r in rows for s in r["sentences"])
    return {**{str(grade): found[grade] for grade in reversed(GRADES)}, "ungraded": found[None]}


def facts(rows: Sequence[Row]) -> dict[str, Any]:
    """Facts by article, by salience and modality, and how many have a speaker, a number, a period."""
    each = [fact for row in rows for fact in row["facts"] or ()]
    table = Counter((fact["modality"], str(fact["salience"])) for fact in each)
    modalities = list(dict.fromkeys((*MODALITIES, *(m for m, _ in table))))
    grades = [str(grade) for grade in reversed(GRADES) if grade]
    return {
        "facts": len(each),
        "by_article": {row["id"]: len(row["facts"] or ()) for row in rows},
        "by_modality": {m: {g: table[m, g] for g in grades} for m in modalities},
        **{f"with_{name}": sum(bool(fact[name]) for fact in each) for name in ("speaker", "numbers", "period")},
    }
