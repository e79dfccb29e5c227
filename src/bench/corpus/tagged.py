"""Tag sequences (BIO, BIOES, BMES) to spans: strictly, or as conlleval does where repair is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from bench.corpus.forms import brief
from bench.corpus.mentions import read_text
from bench.corpus.span_columns import Places, SpanColumns, SpanFile
from bench.errors import InputError

SCHEMES = {"BIO": "BIO", "BIOES": "BIOES", "BMES": "BMEOS"}
REPAIRS = ("conlleval",)
TAG_FILES = (".conll", ".bio")
_OUTSIDE = "O"


class _Tag(NamedTuple):
    """A tag taken apart; the M of BMES is told as I."""

    prefix: str
    label: str


def read_tags(
    sequences: Sequence[Sequence[str]], scheme: str | None = None, *, repair: str | None = None
) -> list[list[tuple[int, int, str]]]:
    """Documents of `(start, end, label)` from tag sequences, half-open and counted in tokens: for `score_spans`.

    `scheme` is BIO (IOB2), BIOES (IOBES) or BMES; without it the one whose prefixes all tags have. A tag without a
    label (`B`) makes a span labelled `_`, as in seqeval. Raises `InputError` naming sequence, position and tags where
    a sequence is invalid: an I, M or E that goes on with nothing or with another label, in BIOES and BMES also a
    mention without its E. `repair="conlleval"` takes these as conlleval and seqeval's default mode do: what cannot go
    on begins a mention, what is not ended ends.
    """
    if scheme is not None and scheme not in SCHEMES:
        raise InputError(f"no tag scheme {brief(scheme)}; there are {', '.join(SCHEMES)}")
    _check_repair(repair)
    return _spans(sequences, scheme, repair, lambda number, at: f"sequence {number}, position {at}")


def _check_repair(repair: str | None) -> None:
    if repair is not None and repair not in REPAIRS:
        raise InputError(f"no repair {brief(repair)}; there is {', '.join(REPAIRS)}")


_Where = Callable[[int, int], str]


def _spans(
    sequences: Sequence[Sequence[str]], scheme: str | None, repair: str | None, where: _Where
) -> list[list[tuple[int, int, str]]]:
    seen: dict[str, tuple[int, int]] = {}
    for number, tags in enumerate(sequences):
        if isinstance(tags, str):
            raise InputError(f"sequence {number} is the string {brief(tags)}; give a list of tags a sequence")
        for tag in dict.fromkeys(tags):
            seen.setdefault(tag, (number, tags.index(tag)))
    tags_of = {tag: _parsed(tag, where(*place)) for tag, place in seen.items()}
    scheme = scheme or _scheme(seen, where)
    for tag, place in seen.items():
        if tag[0] not in SCHEMES[scheme]:
            raise InputError(f"{where(*place)}: {brief(tag)} is no tag of {scheme}; name the scheme that the tags have")
    ends = scheme != "BIO" and repair is None
    return [list(_of_sequence(number, tags, tags_of, ends, repair, where)) for number, tags in enumerate(sequences)]


def _parsed(tag: str, place: str) -> _Tag:
    prefix, dash, label = tag.partition("-") if isinstance(tag, str) else ("", "", "")
    if prefix not in tuple("BIMEOS") or bool(dash) != bool(label) or (prefix == _OUTSIDE and dash):
        raise InputError(f"{place}: {brief(tag)} is no tag; give O, or a prefix, a dash and a label such as B-PER")
    return _Tag("I" if prefix == "M" else prefix, label or "_")


def _scheme(seen: dict[str, tuple[int, int]], where: _Where) -> str:
    prefixes = {tag[0] for tag in seen}
    for name, allowed in SCHEMES.items():
        if prefixes <= set(allowed):
            return name
    tag = next(tag for tag in seen if tag[0] == "M")
    raise InputError(f"{where(*seen[tag])}: {brief(tag)} stands in a file with I- tags; no scheme has both")


def _of_sequence(
    number: int, tags: Sequence[str], tags_of: dict[str, _Tag], ends: bool, repair: str | None, where: _Where
) -> Iterator[tuple[int, int, str]]:
    """The spans of one sequence; `ends` says whether a mention needs its E."""
    start, open_label = 0, ""
    for i, tag in enumerate([*tags, _OUTSIDE]):
        if tag == _OUTSIDE and not open_label:
            continue
        prefix, label = tags_of[tag] if tag in tags_of else _Tag(_OUTSIDE, "_")
        if prefix in "IE" and open_label == label:
            if prefix == "E":
                yield start, i + 1, label
                open_label = ""
            continue
        if prefix in "IE" and repair is None:
            raise InputError(f"{where(number, i)}: {brief(tag)} {_behind(tags, i)}; begin a mention with its B-{_HINT}")
        if open_label:
            if ends:
                last = f"{where(number, i - 1)}: the mention of {brief(open_label)} is not ended"
                behind = f"before {brief(tag)}" if i < len(tags) else "at the end of the sequence"
                raise InputError(f"{last} {behind}; end it with E-{_HINT}")
            yield start, i, open_label
        start, open_label = i, label if prefix in "BI" else ""
        if prefix in "SE":
            yield i, i + 1, label


_HINT = ", or ask for repair conlleval"


def _behind(tags: Sequence[str], i: int) -> str:
    return f"follows {brief(tags[i - 1])}" if i else "stands first"


def read_tag_file(path: Path, *, repair: str | None = None) -> SpanFile:
    """A file with a token and its tag a line, a blank line between sequences; these are numbered from 1.

    Token and tag stand apart by one tab or space. Lines that begin with `-DOCSTART-` are passed over. Offsets are in
    tokens.
    """
    _check_repair(repair)
    tokens, tags, lines = _sequences(path)
    spans = _spans(tags, None, repair, lambda number, at: f"{path}:{lines[number] + at}: sequence {number + 1}")
    found = [(number, *span) for number, of_sequence in enumerate(spans) for span in of_sequence]
    labels = tuple(sorted({span[3] for span in found}))
    place = {label: i for i, label in enumerate(labels)}
    columns = np.array([(*span[:3], place[span[3]]) for span in found], dtype=np.int64).reshape(-1, 4).T
    texts = pa.array([" ".join(of_sequence) for of_sequence in tokens], pa.string())
    return SpanFile(
        Places(path, np.array(lines, dtype=np.int64)),
        pa.array([str(number + 1) for number in range(len(tags))], pa.string()),
        texts,
        pa.nulls(len(tags), pa.string()),
        np.array([len(of_sequence) for of_sequence in tokens], dtype=np.int64),
        SpanColumns(labels, *columns),
        counted="tokens",
    )


def _sequences(path: Path) -> tuple[list[list[str]], list[list[str]], list[int]]:
    """Tokens and tags of each sequence, and the line on which it begins."""
    tokens: list[list[str]] = []
    tags: list[list[str]] = []
    lines: list[int] = []
    inside = False
    for number, line in enumerate(read_text(path, "name a file of tags").split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip("\t ") or line.startswith("-DOCSTART-"):
            inside = False
            continue
        token, *rest = line.split("\t" if "\t" in line else " ")
        if not token or len(rest) != 1 or not rest[0]:
            raise InputError(f"{path}:{number}: {brief(line)} is not a token and a tag; write these two, a tab between")
        if not inside:
            tokens.append([])
            tags.append([])
            lines.append(number)
            inside = True
        tokens[-1].append(token)
        tags[-1].append(rest[0])
    return tokens, tags, lines
