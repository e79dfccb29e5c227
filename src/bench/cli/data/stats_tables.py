"""The figures of the data set as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bench.cli.data.tables import Sheet, markdown_table
from bench.corpus.describe import percent


def sheets(figures: Mapping[str, Any]) -> Iterator[Sheet]:
    """The figures as tables; what the data does not hold is left out."""
    yield _counts(figures["counts"])
    yield from _mentions(figures["counts"])
    yield _lengths(figures["lengths"])
    yield _density(figures["density"])
    yield _nesting(figures["nesting"])
    yield from _strata(figures["strata"])
    yield _headline(figures["headline_in_body"])
    yield _references(figures["references"])
    if figures["salience"]:
        yield _salience(figures["salience"])
    if "facts" in figures:
        yield _facts(figures["facts"])


def _number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.{digits}f}"


def _counts(counts: Mapping[str, Any]) -> Sheet:
    rows = [("", "n"), ("articles", counts["articles"]), ("sentences of body or caption", counts["sentences"])]
    rows += [(f"characters, {view}", n) for view, n in counts["characters"].items()]
    rows += [(f"{layer} mentions", found["all"]) for layer, found in counts["mentions"].items()]
    rows += [
        (f"{t} with a normalised value", f"{n['with_norm']} of {n['mentions']}") for t, n in counts["norm"].items()
    ]
    return Sheet("What there is", [(name, str(n)) for name, n in rows])


def _mentions(counts: Mapping[str, Any]) -> Iterator[Sheet]:
    layers = counts["mentions"]
    names = [*(name for name in layers["outer"] if name != "all"), "all"]
    rows = [(name, *(str(layers[y][name]) for y in layers)) for name in names]
    yield Sheet("Mentions by type", [("type", *layers), *rows])
    rows = [(name, *(str(n) for n in by_layer.values())) for name, by_layer in counts["fine"].items()]
    yield Sheet("Mentions by fine type", [("fine type", *layers), *rows])
    forms = list(counts["form"]["outer"])
    rows = [(form, *(str(counts["form"][y][form]) for y in layers)) for form in forms]
    yield Sheet("Mentions by form", [("form", *layers), *rows])


def _lengths(lengths: Mapping[str, Any]) -> Sheet:
    columns = ("n", "min", "median", "mean", "max")
    rows = [(name.replace("_", " "), *(_number(found[c]) for c in columns)) for name, found in lengths.items()]
    return Sheet("Lengths in characters", [("", *columns), *rows])


def _density(density: Mapping[str, Any]) -> Sheet:
    rows = [
        (
            name,
            _number(found["characters"]),
            _number(found["outer_per_100"], 2),
            _number(found["all_per_100"], 2),
            percent(found["inside"]),
        )
        for name, found in density.items()
    ]
    header = ("article", "characters", "outer per 100", "all per 100", "inside, %")
    return Sheet("Density of mentions", [header, *rows], ["inside: characters that stand inside a mention"])


def _nesting(nesting: Mapping[str, Any]) -> Sheet:
    rows = [
        (name, _number(found["mentions"]), _number(found["with_inner"]), percent(found["share"]))
        for name, found in nesting["outer"].items()
    ]
    note = f"inner mentions inside another inner one: {nesting['inner_in_inner']}"
    return Sheet("Outer mentions that hold an inner one", [("type", "outer", "with inner", "%"), *rows], [note])


def _strata(strata: Mapping[str, Any]) -> Iterator[Sheet]:
    columns = ("mentions", "line", "blank", "space", "none")
    for layer, by_type in strata.items():
        rows = [
            (name, *(_number(found[c]) for c in columns), percent(found["share"]))
            for name, found in by_type.items()
            if found["mentions"]
        ]
        header = ("type", "mentions", "line end", "blank line", "stray space", "none", "any, %")
        notes = ["a blank line is a line end too; none: the layout leaves the mention whole"]
        yield Sheet(f"What the layout does to {layer} mentions", [header, *rows], notes)


def _headline(overlap: Mapping[str, Any]) -> Sheet:
    kinds = ("characters", "bigrams", "mentions")
    rows = [
        (name, *(f"{o[k]['found']} of {o[k]['of']}" for k in kinds), *(percent(o[k]["share"]) for k in kinds))
        for name, o in overlap.items()
        if o
    ]
    notes = ["characters: zh-char tokens; mentions: the strings of outer mentions"]
    return Sheet("What of the headline is in the body", [("article", *kinds, *("%" for _ in kinds)), *rows], notes)


def _references(references: Mapping[str, Any]) -> Sheet:
    rows = [
        (
            kind.replace("_", " "),
            str(found["texts"]),
            percent(found["coverage"]),
            _number(found["density"], 2),
            _number(found["compression"], 2),
            percent(found["novel_bigrams"]),
        )
        for kind, found in references.items()
    ]
    header = ("reference", "texts", "coverage, %", "density", "compression", "novel bigrams, %")
    notes = ["means over texts, zh-char tokens; the measures of Grusky et al. (2018)"]
    return Sheet("References against their article", [header, *rows], notes)


def _salience(salience: Mapping[str, Any]) -> Sheet:
    grades = [g for g in salience["all"] if g != "ungraded" or salience["all"][g]]
    rows = [(name, *(str(found[g]) for g in grades)) for name, found in salience.items()]
    return Sheet("Sentences by salience", [("article", *grades), *rows])


def _facts(facts: Mapping[str, Any]) -> Sheet:
    grades = list(next(iter(facts["by_modality"].values())))
    rows = [(m, *(str(by[g]) for g in grades), str(sum(by.values()))) for m, by in facts["by_modality"].items()]
    totals = [sum(by[g] for by in facts["by_modality"].values()) for g in grades]
    rows.append(("all", *map(str, totals), str(facts["facts"])))
    notes = ", ".join(f"with a {name}: {facts[f'with_{name}']}" for name in ("speaker", "period"))
    by_article = "by article: " + ", ".join(f"{name} {n}" for name, n in facts["by_article"].items())
    header = ("modality", *(f"salience {g}" for g in grades), "all")
    return Sheet("Facts", [header, *rows], [f"{notes}, with numbers: {facts['with_numbers']}", by_article])


def markdown(tables: Iterable[Sheet], pictures: Iterable[str]) -> str:
    """stats.md: the tables, then the pictures that stand beside the file."""
    parts = ["# banmian in figures\n"]
    parts += [f"## {s.title}\n\n" + markdown_table(s.rows) + "".join(f"\n{n}\n" for n in s.notes) for s in tables]
    shown = [f"![{name.removesuffix('.svg')}]({name})" for name in pictures if name.endswith(".svg")]
    return "\n".join([*parts, "## Pictures\n", "\n".join(shown), ""])
