"""Faults of contrast items: what the guidelines (section 8) promise of bases, edits and kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bench.corpus.check.lines import evidence_faults, stray_faults
from bench.corpus.contrast import ContrastItem, item_of
from bench.corpus.facts import MODALITIES
from bench.corpus.folder import CONTRAST, REFERENCES, AnnotationFolder
from bench.corpus.forms import brief
from bench.corpus.page import Article

_REFERENCES = ("one-1", "one-2", "short-1", "short-2")
TRAPS = ("number_form", "time_form", "name", "term", "cue")
_KINDS = {
    None: TRAPS,
    "number": ("value", "indicator"),
    "entity": ("swap", "near", "other"),
    "modality": tuple(f"{a}>{b}" for a in MODALITIES for b in MODALITIES if a != b),
}


def contrast_faults(folder: AnnotationFolder, articles: Sequence[Article]) -> Iterator[str]:
    """The faults of contrast items; references, where there are any, are sound already.

    Without references the edits of them cannot be followed and are left alone.
    """
    references = folder.references() if folder.has(REFERENCES) else {}
    yield from stray_faults(folder, CONTRAST, articles)
    for article in articles:
        bases: dict[str, str | None] = dict.fromkeys(_REFERENCES)
        if article.id in references:
            bases = {**references[article.id].by_name()}
        yield from _article_faults(folder, article, bases)


def _article_faults(folder: AnnotationFolder, article: Article, bases: dict[str, str | None]) -> Iterator[str]:
    lines, broken = folder.lines(f"{CONTRAST}/{article.id}.jsonl", "contrast")
    yield from broken
    texts = {text: name for name, text in bases.items() if text is not None}
    ids: set[str] = set()
    for line in lines:
        item = item_of(line)
        faults = [*evidence_faults(line, article.clean.text), *_kind_faults(item), *_edit_faults(item, bases)]
        if item.id in ids or not re.fullmatch(rf"{article.id}-c[0-9]{{2,3}}", item.id):
            faults.append(f"the id {brief(item.id)} stands twice or is not of the article {article.id}; mend it")
        if item.text in texts:
            faults.append(f"the text is that of {texts[item.text]}; take one out")
        yield from (f"{line}: {fault}" for fault in faults)
        ids.add(item.id)
        texts[item.text] = item.id
        if item.edit is None:
            bases[item.id] = item.text


def _kind_faults(item: ContrastItem) -> Iterator[str]:
    if item.edit is None:
        if item.defect is not None or item.kind is not None:
            yield "a text without an edit is faithful and of no kind; name its base and edit"
        return
    allowed = _KINDS.get(item.defect, ())
    if (item.kind is not None or allowed) and item.kind not in allowed:
        yield (
            f"the kind {brief(item.kind)} of {item.defect or 'a trap'} is none of "
            f"{', '.join(allowed) or 'none'}; mend it"
        )


def _edit_faults(item: ContrastItem, bases: Mapping[str, str | None]) -> Iterator[str]:
    edit = item.edit
    if edit is None:
        return
    base = bases.get(item.base or "")
    if item.base not in bases:
        yield f"the base {brief(item.base)} is no reference and no unedited item before it; mend it"
    elif base is not None and (edit.before == edit.after or edit.apply(base) != item.text):
        change = f"{brief(edit.before)} to {brief(edit.after)} at {edit.start} of {item.base}"
        yield f"the edit {change} does not give the text; mend it"
    if item.defect == "unit" and re.findall(r"\d+", edit.before) != re.findall(r"\d+", edit.after):
        yield f"a unit defect keeps the digits: {brief(edit.before)} to {brief(edit.after)}; mend it"
