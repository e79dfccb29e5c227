"""Where the annotation files are, and what is in the folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bench.corpus.contrast import ContrastItem, read_items
from bench.corpus.facts import Fact, read_facts
from bench.corpus.mentions import Line, Mention, read_lines, read_mentions
from bench.corpus.page import Article, read_page
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
GRADES = (0, 1, 2, 3)
PASS_SALIENCE = ("passes/pass_a/salience.jsonl", "passes/pass_b/salience.jsonl")


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
    """A page with its annotations: page/, passes/, gold/, schema/."""

    path: Path

    def articles(self) -> list[Article]:
        """The articles in the page's order; `BenchError` where the page cannot be read."""
        try:
            return read_page(self.path / "page")
        except (OSError, ValueError, KeyError) as error:
            raise BenchError(f"{self.path / 'page'}: the page cannot be read: {error}") from None

    def page_path(self) -> Path:
        """The page file that the articles are cut from."""
        layout = json.loads((self.path / "page" / "units.json").read_text(encoding="utf-8"))
        return self.path / "page" / str(layout["page"])

    def mentions(self, layer: str, article: str) -> list[Mention]:
        return read_mentions(self.path / layer, article)

    def reference_lines(self) -> list[Line]:
        return list(read_lines(self.path / REFERENCES))

    def references(self) -> dict[str, References]:
        """By article id."""
        return {
            line.value["id"]: References(
                line.value["headline_type"], tuple(line.value["one_sentence"]), tuple(line.value["short"])
            )
            for line in self.reference_lines()
        }

    def salience(self, name: str) -> dict[tuple[str, int, int], int]:
        """The grades of one file by `(article, start, end)` of the sentence on the clean text.

        Raises `BenchError` naming the line where one is not whole.
        """
        grades: dict[tuple[str, int, int], int] = {}
        for line in read_lines(self.path / name):
            value = line.value
            if not {"article", "start", "end"} <= value.keys() or value.get("salience") not in GRADES:
                raise BenchError(f"{line}: a line has article, start, end and a salience of 0 to 3; mend the line")
            grades[value["article"], value["start"], value["end"]] = value["salience"]
        return grades

    def facts(self, article: str) -> list[Fact]:
        return read_facts(self.path / FACTS, article)

    def contrast(self, article: str) -> list[ContrastItem]:
        return read_items(self.path / CONTRAST, article)

    def schema(self, name: str) -> dict[str, Any]:
        path = self.path / "schema" / f"{name}.json"
        try:
            schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BenchError(f"{path}: cannot be read ({error}); restore it from the repository") from None
        return schema
