"""`bench data check`: every fault of the annotation files, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bench.corpus.folder import GOLD, PASSES, REFERENCES, AnnotationFolder
from bench.corpus.mentions import Line, Mention, mention_of, read_lines
from bench.corpus.norms import quantity_fault, time_fault
from bench.corpus.page import Article
from bench.errors import BenchError

ONE_SENTENCE_LIMIT = 60
SHORT_LIMITS = (100, 150)
# An inner mention may hold inner mentions once.
_DEEPEST = 2


def faults(folder: AnnotationFolder) -> Iterator[str]:
    """Lines of the form `path:line: what is wrong; what to do`, in the order of the files."""
    articles = folder.articles()
    for layer in (GOLD, *PASSES):
        yield from _layer_faults(folder, layer, articles)
    yield from _reference_faults(folder, articles)


def _layer_faults(folder: AnnotationFolder, layer: str, articles: Iterable[Article]) -> Iterator[str]:
    labels: dict[str, tuple[str, Line]] = {}
    for article in articles:
        path = folder.path / layer / f"{article.id}.jsonl"
        lines, broken = _readable(folder, path, "mention")
        yield from broken
        if not lines and not broken:
            yield f"{path}: no mention at all; restore it from the repository"
        placed = [(line, mention_of(line)) for line in lines]
        sound = []
        for line, mention in placed:
            fault = _text_fault(mention, article.clean.text)
            if fault:
                yield f"{line}: {fault}"
            else:
                sound.append((line, mention))
                yield from (f"{line}: {fault}" for fault in _attribute_faults(mention, article.clean.text))
        yield from _identity_faults(sound)
        yield from _nesting_faults(sound)
        if layer == GOLD:
            yield from _label_faults(sound, labels)


def _readable(folder: AnnotationFolder, path: Path, schema: str) -> tuple[list[Line], list[str]]:
    """The lines that satisfy the schema, and the faults of the others."""
    from jsonschema import Draft202012Validator

    try:
        lines = list(read_lines(path))
    except BenchError as error:
        return [], [str(error)]
    validator = Draft202012Validator(folder.schema(schema))
    good: list[Line] = []
    broken: list[str] = []
    for line in lines:
        wrong = min(validator.iter_errors(line.value), key=lambda e: list(map(str, e.path)), default=None)
        if wrong is None:
            good.append(line)
        else:
            place = ".".join(map(str, wrong.path)) or "the line"
            broken.append(f"{line}: {place}: {wrong.message}; see schema/{schema}.json")
    return good, broken


def _text_fault(mention: Mention, text: str) -> str | None:
    place = f"the span [{mention.start}, {mention.end})"
    if not mention.start < mention.end <= len(text):
        return f"{place} lies outside the article of {len(text)} characters; mend start or end"
    found = text[mention.start : mention.end]
    if found != mention.text:
        return (
            f"the span [{mention.start}, {mention.end}) holds {found!r}, not {mention.text!r}; mend start, end or text"
        )
    return None


def _attribute_faults(mention: Mention, text: str) -> Iterator[str]:
    if mention.layer == "inner" and (mention.label not in ("LOC", "ORG") or len(mention.text) < 2):
        yield f"the inner mention {mention.text!r} is no LOC or ORG of two characters or more; take it out"
    for reading in mention.alt:
        if not reading.start < reading.end <= len(text):
            yield f"the alt [{reading.start}, {reading.end}) lies outside the article; mend it"
        elif reading.end <= mention.start or mention.end <= reading.start:
            yield f"the alt {text[reading.start : reading.end]!r} does not touch {mention.text!r}; mend it"
    if mention.norm is not None:
        if mention.label == "TIME":
            fault = time_fault(mention.norm)
        elif mention.label == "NUM":
            fault = quantity_fault(mention.norm, mention.text, "元" if mention.fine == "num.money" else None)
        else:
            fault = f"a {mention.label} has no norm"
        if fault:
            yield f"{fault}; mend the norm"
    if mention.approx is not None:
        yield from _approx_faults(mention, text)


def _approx_faults(mention: Mention, text: str) -> Iterator[str]:
    if mention.label != "NUM":
        yield f"a {mention.label} has no approx; take it out"
        return
    before, both, after = mention.approx.partition("…") if mention.approx else ("", "", "")
    stands_before = text[: mention.start].endswith(before)
    fits = (
        stands_before and text.startswith(after, mention.end)
        if both
        else (stands_before or text.startswith(before, mention.end))
    )
    if not fits:
        yield f"the approx {mention.approx!r} does not stand beside {mention.text!r}; mend it"


def _identity_faults(placed: list[tuple[Line, Mention]]) -> Iterator[str]:
    seen: dict[str, Line] = {}
    for line, mention in placed:
        if mention.id in seen:
            yield f"{line}: the id {mention.id!r} stands on line {seen[mention.id].number} too; give each its own"
        seen[mention.id] = line


def _nesting_faults(placed: list[tuple[Line, Mention]]) -> Iterator[str]:
    """Overlaps in one layer, and inner mentions that lie in no outer one or too deep."""
    outer = sorted((p for p in placed if p[1].layer == "outer"), key=lambda p: (p[1].start, p[1].end))
    for (_, first), (line, second) in pairwise(outer):
        if second.start < first.end:
            yield f"{line}: {second.text!r} overlaps {first.text!r} ({first.id}); outer mentions never do; mend one"
    inner = [p for p in placed if p[1].layer == "inner"]
    for line, mention in inner:
        holders = [m for _, m in placed if m is not mention and m.start <= mention.start and mention.end <= m.end]
        if not any(m.layer == "outer" for m in holders):
            yield f"{line}: the inner mention {mention.text!r} lies inside no outer one; make it outer or mend its span"
        elif len(holders) > _DEEPEST:
            yield f"{line}: the inner mention {mention.text!r} is nested deeper than once; take one out"
        for _, other in inner:
            if mention.start < other.start < mention.end < other.end:
                yield f"{line}: {mention.text!r} crosses the inner {other.text!r} ({other.id}); mend one of them"


def _label_faults(placed: list[tuple[Line, Mention]], labels: dict[str, tuple[str, Line]]) -> Iterator[str]:
    """The same string in the same sense has the same label everywhere."""
    for line, mention in placed:
        first = labels.setdefault(mention.text, (mention.fine, line))
        if first[0] != mention.fine:
            yield f"{line}: {mention.text!r} is {mention.fine} here and {first[0]} at {first[1]}; give it one label"


def _reference_faults(folder: AnnotationFolder, articles: Iterable[Article]) -> Iterator[str]:
    path = folder.path / REFERENCES
    lines, broken = _readable(folder, path, "reference")
    yield from broken
    known = {article.id: article for article in articles}
    seen: dict[str, Line] = {}
    for line in lines:
        name = line.value["id"]
        if name not in known or name in seen:
            yield f"{line}: {name!r} is no article of the page or stands twice; one line an article"
            continue
        seen[name] = line
        headlined = bool(known[name].role_text("headline"))
        yield from (f"{line}: {fault}" for fault in _summary_faults(line, headlined))
    if not broken:
        yield from (f"{path}: no references for {name!r}; add a line" for name in known if name not in seen)


def _summary_faults(line: Line, headlined: bool) -> Iterator[str]:
    value = line.value
    if headlined != (value["headline_type"] is not None):
        yield "headline_type is for articles with a headline, and for all of them; mend it"
    if len(value["short"]) != (2 if headlined else 0):
        yield f"{len(value['short'])} short summaries, wanted {2 if headlined else 0}"
    for kind, low, high in (("one_sentence", 1, ONE_SENTENCE_LIMIT), ("short", *SHORT_LIMITS)):
        for summary in value[kind]:
            if not low <= len(summary) <= high:
                yield f"a {kind} summary has {len(summary)} characters, allowed are {low} to {high}; rewrite it"
        if len(set(value[kind])) < len(value[kind]):
            yield f"the two {kind} summaries are the same; word one of them independently"
