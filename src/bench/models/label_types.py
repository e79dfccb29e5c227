"""What a checkpoint's labels mean in the gold's types: the tag map that fits them, and where each label goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bench.errors import BenchError
from bench.models.base import TagMap
from bench.models.decoding import Labels
from bench.models.tag_maps import left_out, load_tag_map, tag_sets

AUTO = "auto"


class Meaning(NamedTuple):
    """A row of what maps where: labels of the checkpoint that have one tag, and what the tag says in the gold.

    `gold` is a coarse or fine type and empty for a tag that counts for nothing; `relation` is one of
    `bench.models.base.RELATIONS`; `why` says why a tag is left out.
    """

    labels: tuple[str, ...]
    tag: str
    gold: str
    relation: str
    why: str


class LabelTypes(NamedTuple):
    """The map of a checkpoint's tags, which has no others, and where it comes from: `toolkit` or `toolkit/set`."""

    tags: TagMap
    source: str

    def meanings(self, labels: Labels) -> list[Meaning]:
        """Where every label goes, in the order of the checkpoint."""
        reasons = left_out(self.source)
        found = []
        for number, tag in enumerate(labels.types):
            names = tuple(name for name, of in zip(labels.names, labels.type, strict=True) if of == number)
            why = "" if tag in self.tags.labels else reasons.get(tag, f"{self.source} does not have it")
            found.append(Meaning(names, tag, self.tags.gold_type(tag), self.tags.relations.get(tag, ""), why))
        outside = tuple(name for name, of in zip(labels.names, labels.type, strict=True) if of < 0)
        return [*found, Meaning(outside, "", "", "", "outside of every name")] if outside else found


def find_label_types(where: str, asked: str, types: Sequence[str]) -> LabelTypes:
    """The map that is `asked` for, `toolkit` or `toolkit/set`, or with `auto` the known one that fits `types` best.

    The best is the one that has most of them. Where several do and they mean the same, it is one of a toolkit with a
    single set, and with the fewest other tags. Raises `BenchError` that begins with `where`: for an unknown map, where
    none of the tags is known, and where the best maps do not mean the same.
    """
    if asked == AUTO:
        return _fitting(where, types)
    found = _narrowed(asked, types)
    if not found.tags.labels:
        raise BenchError(
            f"{where}: {asked} has none of its labels ({_list(types)}); take another map with tags=TOOLKIT"
        )
    return found


def _fitting(where: str, types: Sequence[str]) -> LabelTypes:
    found = [_narrowed(f"{toolkit}/{name}", types) for toolkit, name in tag_sets()]
    most = max(len(each.tags.labels) for each in found)
    if most == 0:
        raise BenchError(
            f"{where}: no known tag map has its labels ({_list(types)}); mend id2label, or see conf/tags for a map"
        )
    best = [each for each in found if len(each.tags.labels) == most]
    meanings = {tuple(sorted((tag, each.tags.gold_type(tag)) for tag in each.tags.labels)) for each in best}
    if len(meanings) > 1:
        told = "; ".join(f"{each.source} ({_list(each.tags.labels)})" for each in best)
        raise BenchError(f"{where}: several tag maps fit its labels alike: {told}; choose one with tags=TOOLKIT/SET")
    return min(best, key=_preference)


def _preference(found: LabelTypes) -> tuple[int, int, str]:
    sets = sum(toolkit == found.tags.toolkit for toolkit, _ in tag_sets())
    return sets, len(_whole(found.source).labels), found.source


def _whole(source: str) -> TagMap:
    toolkit, _, name = source.partition("/")
    return load_tag_map(toolkit, name or None)


def _narrowed(source: str, types: Sequence[str]) -> LabelTypes:
    """A map with the tags of `types` alone, so that the scope is what the checkpoint can say."""
    whole = _whole(source)
    labels, relations, fine = (
        {tag: each[tag] for tag in types if tag in each} for each in (whole.labels, whole.relations, whole.fine)
    )
    return LabelTypes(TagMap(whole.toolkit, labels, relations, fine), source)


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:8]) + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")
