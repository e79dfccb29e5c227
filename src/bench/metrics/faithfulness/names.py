"""Names in Chinese text: given ones, quoted strings, codes, and what a segmenter and endings make of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bench.metrics.faithfulness.lexicon import (
    FAMILY_NAMES,
    FUNCTION_CHARACTERS,
    GENERIC_PLACES,
    KIND_OF_ENDING,
    NO_NAME,
    ORGANISATION,
    OTHER,
    PERSON,
    PLACE,
    TITLES,
)
from bench.text.quantities import quantities
from bench.text.words import part_of_speech_tokenizer


class Word(NamedTuple):
    """A word of the segmenter at `[start, end)` with its part of speech."""

    start: int
    end: int
    text: str
    flag: str


class Name(NamedTuple):
    """A name at `[start, end)`; `proper` is false for common nouns that end as names do (国家级示范城市)."""

    start: int
    end: int
    text: str
    kind: str
    proper: bool


_LONGEST_FIRST = sorted(KIND_OF_ENDING, key=len, reverse=True)
PROPER = {"nr": PERSON, "nrt": PERSON, "nrfg": PERSON, "ns": PLACE, "nt": ORGANISATION, "nz": OTHER}
_WHO = ("nr", "ns", "nrt", "nrfg")
_QUOTED = re.compile(r"[“「『《〈]([^“”「」『』《》〈〉，。；！？\n]{2,24})[”」』》〉]")
_CODE = re.compile(r"[A-Za-z]+-?[0-9]+[A-Za-z0-9-]*")
# How far a name may reach behind its proper word, in words.
_REACH = 5


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Word, ...]:
    """The segmenter's words with their parts of speech; quantities are left out, so that none joins a word."""
    tagger = part_of_speech_tokenizer()
    found, last = [], 0
    for quantity in (*quantities(text), None):
        start, stop = last, quantity.start if quantity else len(text)
        for word, flag in tagger.cut(text[start:stop]):
            head = word[0] in FUNCTION_CHARACTERS and len(word) > 2 and not tagger.tokenizer.FREQ.get(word)
            if head:  # a word that the segmenter made up: 和济微
                found.append(Word(start, start + 1, word[0], "c"))
            found.append(Word(start + head, start + len(word), word[head:], flag))
            start += len(word)
        last = quantity.end if quantity else len(text)
    return tuple(found)


@lru_cache(maxsize=2048)
def names(text: str, known: tuple[tuple[str, str], ...] = (), source: str = "") -> tuple[Name, ...]:
    """The names of `text` in order.

    `known` are pairs of a string and its kind that is a name wherever it stands; strings of nouns that stand in
    `source` as well are kept together.
    """
    taken = [False] * len(text)
    found: list[Name] = []
    for name in (*_given(text, known), *_marked(text), *_segmented(text, source)):
        if not any(taken[name.start : name.end]):
            taken[name.start : name.end] = [True] * (name.end - name.start)
            found.append(name)
    return tuple(sorted(found))


def _given(text: str, known: Sequence[tuple[str, str]]) -> Iterator[Name]:
    for string, kind in sorted(known, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(string), text):
            yield Name(match.start(), match.end(), string, kind, proper=True)


def _marked(text: str) -> Iterator[Name]:
    for match in _QUOTED.finditer(text):
        yield Name(match.start(1), match.end(1), match[1], OTHER, proper=True)
    for match in _CODE.finditer(text):
        yield Name(match.start(), match.end(), match.group(), OTHER, proper=True)


def _segmented(text: str, source: str) -> Iterator[Name]:
    tokens = words(text)
    yield from _persons(text, tokens)
    i = 0
    while i < len(tokens):
        run = i
        while run < len(tokens) and _nominal(tokens[run]) and (run == i or tokens[run].start == tokens[run - 1].end):
            run += 1
        yield from _of_run(text, tokens[i:run], source)
        i = max(run, i + 1)


def _persons(text: str, tokens: Sequence[Word]) -> Iterator[Name]:
    """A family name and one or two characters behind a title, which the segmenter often takes apart: 董事长|魏|建军."""
    for i, title in enumerate(tokens):
        after = tokens[i + 1 : i + 4]
        if not title.text.endswith(TITLES) or not after or after[0].text[0] not in FAMILY_NAMES:
            continue
        for stop in range(len(after), 0, -1):
            start, end = after[0].start, after[stop - 1].end
            if start == title.end and 2 <= end - start <= 3 and all(w.flag[:1] in "njazb" for w in after[:stop]):
                yield Name(start, end, text[start:end], PERSON, proper=True)
                break


def _nominal(word: Word) -> bool:
    return word.flag[:1] in "njb" or word.flag in ("vn", "eng", "s", "l") or word.text in ("高速", "低", "碳", "通航")


def _of_run(text: str, run: Sequence[Word], source: str) -> Iterator[Name]:
    """Names of a run of nouns: from a proper word to the next ending, or the run up to an ending."""
    i = 0
    while i < len(run):
        reach = run[i : i + _REACH]
        proper = _is_proper(run[i])
        last = next((k for k, word in enumerate(reach) if _ends(word.text, k)), None)
        begins = next((k for k, word in enumerate(reach) if k and _is_proper(word)), None)
        if last is not None and begins is not None and begins <= last and (not proper or run[i + begins].flag in _WHO):
            last = None  # another name begins before the ending
        if not proper and (last is None or (last == 0 and not _is_whole(run[i].text))):
            i += 1
            continue
        stop = i + (last or 0) + 1
        if proper and last is None:
            stop = i + _kept_together(text, reach, source or text, 1 if source else 2)
        start, end = run[i].start, run[stop - 1].end
        # 长城 is a place, 长城重工 is none.
        kind = _ending(text[start:end]) or PROPER.get(run[stop - 1].flag, OTHER)
        if end - start > 1:
            yield Name(start, end, text[start:end], kind, proper)
        i = stop


def _ends(word: str, place: int) -> bool:
    """Whether a name may end with a word: 湖 and 局 end one, but are none."""
    return bool(_ending(word)) or (place > 0 and word in KIND_OF_ENDING)


def _is_whole(word: str) -> bool:
    """Whether a word by itself is the name of an organ (市委) or of a place (任城区)."""
    if KIND_OF_ENDING.get(word) == ORGANISATION:
        return True
    return _ending(word) == PLACE and len(word) == 3 and not word.endswith(GENERIC_PLACES)


def _is_proper(word: Word) -> bool:
    return word.flag in PROPER and len(word.text) > 1 and not NO_NAME.search(word.text)


def _kept_together(text: str, run: Sequence[Word], source: str, times: int) -> int:
    """How many words from a proper one on the source has together, so many times at least: 长城|重工."""
    fits = [k for k in range(len(run), 1, -1) if source.count(text[run[0].start : run[k - 1].end]) >= times]
    return fits[0] if fits else 1


def _ending(text: str) -> str:
    found = next((ending for ending in _LONGEST_FIRST if text.endswith(ending)), None)
    return KIND_OF_ENDING[found] if found and (len(text) > len(found) or len(found) > 1) else ""
