"""brat standoff: a `.txt` and an `.ann` an article, with the configuration of types and attributes.

Offsets are code points. A type's name may hold letters, digits, `-` and `_` alone, so `loc.adm` is `loc_adm` there. A
mention that a line end cuts is a discontinuous annotation, since a span may not hold a line feed. Layer and form are
attributes, written where they are not the default; a layer that is left out follows from nesting. brat lets an
annotator edit one note a mention (`AnnotatorNotes`), so that one holds the rest, as the guidelines write attributes:
`norm=21 条; approx=约`. A note that names no attribute is the mention's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.corpus.formats.exchange import ATTRIBUTES, Document, Files, Format, Source
from bench.corpus.formats.offsets import MOST_DIGITS
from bench.corpus.formats.stated import EXPORTED, Stated, StatedDocument, read_rows, write_alt
from bench.corpus.forms import brief
from bench.corpus.mentions import FORMS, LAYERS, Mention, coarse, read_text
from bench.errors import BenchError

_ATTRIBUTES = {"Layer": LAYERS, "Form": FORMS}
_NOTED = ("id", "approx", "norm", "alt", "note")
# Fragments of a mention: what stands on one line of it, without white space at the edges.
_FRAGMENT = re.compile(r"\S(?:[^\n]*\S)?")
_PIECE = re.compile(rf"({'|'.join(_NOTED)})=((?:[^;\\]|\\.)*)(?:; ?|$)", re.DOTALL)
_ESCAPES = {"\\": "\\\\", ";": "\\;", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNESCAPES = {escaped: plain for plain, escaped in _ESCAPES.items()}


def write(source: Source) -> Files:
    """`<article>.txt`, `<article>.ann`, `annotation.conf` and `visual.conf`; no gold is an empty `.ann`."""
    files = {"annotation.conf": _annotation_conf(source.labels), "visual.conf": _visual_conf(source.labels)}
    for document in source.documents:
        files[f"{document.id}.txt"] = document.text
        files[f"{document.id}.ann"] = "".join(f"{line}\n" for line in _lines(document))
    return {name: content.encode() for name, content in files.items()}


def _annotation_conf(labels: tuple[str, ...]) -> str:
    """Types under their coarse type, which cannot be chosen itself (`!`); every overlap may be drawn."""
    lines = ["[entities]"]
    for label in labels:
        parent = coarse(label)
        if "." in label and f"!{parent}" not in lines:
            lines.append(f"!{parent}")
        lines.append(("\t" if "." in label else "") + _type(label))
    lines += ["", "[relations]", "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", ""]
    lines += ["[attributes]"]
    lines += [f"{name}\tArg:<ENTITY>, Value:{'|'.join(values)}" for name, values in _ATTRIBUTES.items()]
    return "\n".join(lines) + "\n"


def _visual_conf(labels: tuple[str, ...]) -> str:
    shown = [f"{_type(label)} | {label}" for label in labels]
    drawing = ["SPAN_DEFAULT\tfgColor:black, bgColor:#dbe8ff, borderColor:darken", "ARC_DEFAULT\tcolor:black"]
    return "\n".join(["[labels]", *shown, "", "[drawing]", *drawing]) + "\n"


def _type(label: str) -> str:
    return label.replace(".", "_")


def _lines(document: Document) -> Iterator[str]:
    attributes = 0
    for number, mention in enumerate(document.mentions or (), 1):
        pieces = [(mention.start + m.start(), mention.start + m.end()) for m in _FRAGMENT.finditer(mention.text)]
        spans = ";".join(f"{start} {end}" for start, end in pieces)
        text = " ".join(document.text[start:end] for start, end in pieces)
        yield f"T{number}\t{_type(mention.fine)} {spans}\t{text}"
        for name, values in _ATTRIBUTES.items():
            if (value := getattr(mention, name.lower())) != values[0]:
                attributes += 1
                yield f"A{attributes}\t{name} T{number} {value}"
        yield f"#{number}\tAnnotatorNotes T{number}\t{_note(mention)}"


def _note(mention: Mention) -> str:
    values = {name: getattr(mention, name) for name in _NOTED if getattr(mention, name)}
    if mention.alt:
        values["alt"] = write_alt(mention.alt)
    return "; ".join(f"{name}={_escaped(value)}" for name, value in values.items())


def _escaped(value: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in value)


def read(path: Path, texts: Mapping[str, str], faults: list[str]) -> list[StatedDocument]:  # noqa: ARG001
    """The documents of a folder: every `.txt` with the `.ann` beside it."""
    if not path.is_dir():
        raise BenchError(f"{path}: no folder; name the folder with the .txt and .ann files")
    documents = []
    for name in sorted({file.stem for suffix in ("txt", "ann") for file in path.glob(f"*.{suffix}")}):
        text, lines = path / f"{name}.txt", path / f"{name}.ann"
        if missing := [str(file) for file in (text, lines) if not file.exists()]:
            faults.append(f"{missing[0]}: no such file beside {name}'s other one; export both")
            continue
        mentions = tuple(_Reader(lines, faults).mentions())
        documents.append(StatedDocument(str(text), name, read_text(text, EXPORTED), mentions))
    return documents


class _Reader:
    """Reads one `.ann`: T, A and # lines; every other kind is a fault, for it would be lost."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        self._path = path
        self._faults = faults
        self._bound: dict[str, dict[str, Any]] = {}

    def mentions(self) -> Iterator[Stated]:
        """What the T lines state, with the attributes and notes on them."""
        later: list[tuple[str, str]] = []
        for number, line in enumerate(read_rows(self._path), 1):
            place = f"{self._path}:{number}"
            if line.startswith("T"):
                self._text_bound(place, line)
            elif line:
                later.append((place, line))
        for place, line in later:
            kinds = {"A": self._attribute, "#": self._comment}
            kinds.get(line[0], self._unknown)(place, line)
        for fields in self._bound.values():
            yield Stated(**fields)

    def _unknown(self, place: str, line: str) -> None:
        self._faults.append(f"{place}: {brief(line)} is no T, A or # line; nothing else can be carried, take it out")

    def _text_bound(self, place: str, line: str) -> None:
        name, _, rest = line.partition("\t")
        body, tab, text = rest.partition("\t")
        kind, _, offsets = body.partition(" ")
        pairs = [tuple(map(_number, piece.split(" "))) for piece in offsets.split(";")]
        if not tab or any(len(pair) != 2 for pair in pairs):
            self._faults.append(f"{place}: {brief(line)} is not `T1<TAB>type start end<TAB>text`; mend the line")
        elif name in self._bound:
            first = self._bound[name]["place"]
            self._faults.append(f"{place}: {brief(name)} stands twice, also at {first}; number one anew")
        else:
            fine = kind.replace("_", ".")
            self._bound[name] = {"place": place, "spans": tuple(pairs), "fine": fine, "text": text}

    def _attribute(self, place: str, line: str) -> None:
        fields = line.partition("\t")[2].split(" ")
        name, target, value = (*fields, "", "", "")[:3]
        known = name in _ATTRIBUTES and len(fields) == 3
        self._set(place, line, target, {name.lower(): value} if known and value in _ATTRIBUTES[name] else {})

    def _comment(self, place: str, line: str) -> None:
        _, _, rest = line.partition("\t")
        body, _, text = rest.partition("\t")
        kind, _, target = body.partition(" ")
        self._set(place, line, target, _read_note(text) if kind == "AnnotatorNotes" and text else {})

    def _set(self, place: str, line: str, target: str, values: dict[str, str]) -> None:
        fields = self._bound.get(target)
        if fields is None:
            shown = f"{brief(line)} is on {brief(target)}"
            self._faults.append(f"{place}: {shown}, which is no T line; take it out or mend it")
        elif not values:
            wanted = ", ".join(f"{name} {'|'.join(allowed)}" for name, allowed in _ATTRIBUTES.items())
            self._faults.append(
                f"{place}: {brief(line)} says nothing that can be carried; there are {wanted}, "
                f"and notes of plain words or `name=value; …` with {', '.join(_NOTED)}"
            )
        elif twice := next((name for name in values if name in fields), None):
            self._faults.append(f"{place}: {brief(line)} gives {brief(target)} a second {twice}; keep one")
        else:
            fields |= values


def _number(written: str) -> int | str:
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS else written


def _read_note(text: str) -> dict[str, str]:
    """The attributes of a note; plain words are the mention's note; empty where `name=value; …` is broken."""
    if not text.startswith(tuple(f"{name}=" for name in _NOTED)):
        return {"note": text}
    values: dict[str, str] = {}
    position = 0
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None or piece[1] in values:
            return {}
        values[piece[1]] = re.sub(r"\\.", lambda m: _UNESCAPES.get(m[0], m[0]), piece[2])
        position = piece.end()
    return values


FORMAT = Format("brat", frozenset(ATTRIBUTES), write, read)
