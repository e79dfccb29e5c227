"""Where the annotation files are, and what is in the folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bench.corpus.contrast import ContrastItem, item_of
from bench.corpus.facts import Fact, fact_of
from bench.corpus.forms import form_fault, validator
from bench.corpus.mentions import Line, Mention, mention_of, read_lines
from bench.corpus.page import Article, page_file, read_page
from bench.errors import BenchError

NAME = "banmian"
VERSION = "1.1.0"
GOLD = "gold/entities"
PASSES = ("passes/pass_a", "passes/pass_b")
REFERENCES = "gold/references.jsonl"
FACTS = "gold/facts"
CONTRAST = "gold/contrast"
GOLD_SALIENCE = "gold/salience.jsonl"
FACT_READING = "passes/facts_reading.jsonl"
CONTRAST_READING = "passes/contrast_reading.jsonl"
PASS_SALIENCE = ("passes/pass_a/salience.jsonl", "passes/pass_b/salience.jsonl")
# Grades of sentences; facts have no 0.
GRADES = (0, 1, 2, 3)
# The kinds of annotation in the order in which one builds on another: a file, or a folder with a file an article.
BUILT_FROM = (GOLD, REFERENCES, GOLD_SALIENCE, FACTS, CONTRAST)
KINDS = (GOLD, *PASSES, REFERENCES, GOLD_SALIENCE, *PASS_SALIENCE, FACTS, CONTRAST, FACT_READING, CONTRAST_READING)


def installed() -> Path:
    """The annotation folder that came with the package."""
    return Path(str(resources.files("bench.annotations")))


@dataclass(frozen=True, slots=True)
class References:
    """The reference summaries of one article; empty lists where the scheme has none."""

    headline_type: str | None
    one_sentence: tuple[str, ...]
    short: tuple[str, ...]

    def by_name(self) -> dict[str, str]:
        """The texts by the names that contrast items call them: `one-1`, `one-2`, `short-1`, `short-2`."""
        named = [
            *(("one", i, t) for i, t in enumerate(self.one_sentence, 1)),
            *(("short", i, t) for i, t in enumerate(self.short, 1)),
        ]
        return {f"{kind}-{number}": text for kind, number, text in named}


@dataclass(frozen=True, slots=True)
class AnnotationFolder:
    """A page with its annotations: page/, passes/, gold/, schema/.

    What is read of passes and gold raises `BenchError` naming file and line where it has not the form of its schema.
    """

    path: Path

    def articles(self) -> list[Article]:
        """The articles in the page's order; `BenchError` where the page cannot be read."""
        return read_page(self.path / "page")

    def page_path(self) -> Path:
        """The page file that the articles are cut from."""
        return page_file(self.path / "page")

    def has(self, kind: str) -> bool:
        """Whether a kind of annotation is there at all: its file or its folder."""
        path = self.path / kind
        if kind.endswith(".jsonl"):
            return path.exists()
        # The folder of a pass holds its grades of sentences too, which are a kind of their own.
        return path.is_dir() and {p.name for p in path.iterdir() if p.name[0] != "."} != {"salience.jsonl"}

    def lacks(self, kinds: Iterable[str]) -> list[str]:
        """Those of `kinds` that are not there at all."""
        return [kind for kind in kinds if not self.has(kind)]

    def lines(self, name: str, schema: str) -> tuple[list[Line], list[str]]:
        """The lines of a file that have the form of schema/<schema>.json, and the faults of the others."""
        form = validator(self.schema(schema))
        good: list[Line] = []
        broken: list[str] = []
        try:
            for line in read_lines(self.path / name):
                if fault := form_fault(form, line.value):
                    broken.append(f"{line}: {fault}; see schema/{schema}.json")
                else:
                    good.append(line)
        except BenchError as error:
            broken.append(str(error))
        return good, broken

    def sound_lines(self, name: str, schema: str) -> list[Line]:
        """The lines of a file; `BenchError` names the first that does not have the form of its schema."""
        good, broken = self.lines(name, schema)
        if broken:
            raise BenchError(broken[0])
        return good

    def mentions(self, layer: str, article: str) -> list[Mention]:
        """The mentions of one article in the gold or in a pass."""
        return [mention_of(line) for line in self.sound_lines(f"{layer}/{article}.jsonl", "mention")]

    def references(self) -> dict[str, References]:
        """By article id."""
        return {
            line.value["id"]: References(
                line.value["headline_type"], tuple(line.value["one_sentence"]), tuple(line.value["short"])
            )
            for line in self.sound_lines(REFERENCES, "reference")
        }

    def salience(self, name: str) -> dict[tuple[str, int, int], int]:
        """The grades of one file by `(article, start, end)` of the sentence on the clean text."""
        values = (line.value for line in self.sound_lines(name, "salience"))
        return {(value["article"], value["start"], value["end"]): value["salience"] for value in values}

    def facts(self, article: str) -> list[Fact]:
        return [fact_of(line) for line in self.sound_lines(f"{FACTS}/{article}.jsonl", "fact")]

    def contrast(self, article: str) -> list[ContrastItem]:
        return [item_of(line) for line in self.sound_lines(f"{CONTRAST}/{article}.jsonl", "contrast")]

    def schema(self, name: str) -> dict[str, Any]:
        path = self.path / "schema" / f"{name}.json"
        try:
            schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BenchError(f"{path}: cannot be read ({error}); copy schema/ from the repository") from None
        return schema
