"""Summaries and their references, checked before they are scored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bench.errors import InputError


def checked_references(
    ids: Sequence[str], summaries: Sequence[str], references: Sequence[Sequence[str]]
) -> list[Sequence[str]]:
    """The references of each summary, a string alone as a list of it.

    `InputError` names the document without a reference, or with something that is no text.
    """
    if not len(ids) == len(summaries) == len(references):
        raise InputError(f"{len(ids)} ids, {len(summaries)} summaries and {len(references)} lists of references")
    found: list[Sequence[str]] = [[of] if isinstance(of, str) else of for of in references]
    # One look at all of them tells that all is well; what is wrong is then looked for one by one.
    if all(found) and set(map(type, chain(summaries, *found))) <= {str}:
        return found
    for name, summary, of_document in zip(ids, summaries, found, strict=True):
        if not of_document:
            raise InputError(f"document {name}: no reference")
        for text in (summary, *of_document):
            if not isinstance(text, str):
                raise InputError(f"document {name}: a text is a string, not {type(text).__name__}: {text!r}")
    return found
