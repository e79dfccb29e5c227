"""Faults of contrast items: what the guidelines (section 8) promise of bases, edits and kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.corpus.check.lines import readable, span_fault
from bench.corpus.contrast import ContrastItem, item_of
from bench.corpus.facts import MODALITIES
from bench.corpus.folder import CONTRAST, AnnotationFolder
from bench.corpus.page import Article
from bench.text import Span

TRAPS = ("number_form", "time_form", "name", "term", "cue")
_KINDS = {
    None: TRAPS,
    "number": ("value", "indicator"),
    "entity": ("swap", "near", "other"),
    "modality": tuple(f"{a}>{b}" for a in MODALITIES for b in MODALITIES if a != b),
}


def contrast_faults(folder: AnnotationFolder, article: Article) -> Iterator[str]:
    """The faults of one article's contrast items; references are sound already."""
    lines, broken = readable(folder, folder.path / CONTRAST / f"{article.id}.jsonl", "contrast")
    yield from broken
    bases = folder.references()[article.id].by_name()
    texts = {text: name for name, text in bases.items()}
    ids: set[str] = set()
    for line in lines:
        item = item_of(line)
        faults = [
            fault
            for evidence in line.value["evidence"]
            if (fault := span_fault(Span(evidence["start"], evidence["end"]), evidence["text"], article.clean.text))
        ]
        faults += _kind_faults(item)
        faults += _edit_faults(item, bases)
        if item.id in ids or not item.id.startswith(f"{article.id}-c"):
            faults.append(f"the id {item.id!r} stands twice or is not of the article {article.id}; mend it")
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
        yield f"the kind {item.kind!r} of {item.defect or 'a trap'} is none of {', '.join(allowed) or 'none'}; mend it"


def _edit_faults(item: ContrastItem, bases: dict[str, str]) -> Iterator[str]:
    edit = item.edit
    if edit is None:
        return
    if item.base not in bases:
        yield f"the base {item.base!r} is no reference and no unedited item before it; mend it"
    elif edit.before == edit.after or edit.apply(bases[item.base]) != item.text:
        change = f"{edit.before!r} to {edit.after!r} at {edit.start} of {item.base}"
        yield f"the edit {change} does not give the text; mend it"
    if item.defect == "unit" and re.findall(r"\d+", edit.before) != re.findall(r"\d+", edit.after):
        yield f"a unit defect keeps the digits: {edit.before!r} to {edit.after!r}; mend it"
