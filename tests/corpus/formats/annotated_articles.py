"""Documents made up for round trips: astral characters, combining marks, spaces, paragraphs, hard wraps, nesting."""

from __future__ import annotations

from hypothesis import strategies as st

from bench.corpus import Mention, installed
from bench.corpus.folder import AnnotationFolder
from bench.corpus.formats.exchange import fine_types
from bench.corpus.mentions import Reading
from bench.corpus.page import Article, Part
from bench.text import View

LABELS = fine_types(AnnotationFolder(installed()))
_CHARACTERS = st.one_of(
    st.sampled_from("济宁市委长城汽车20%#|“”《》，。 \u3000;=\\&<>\"'"),
    st.sampled_from("𠮷𪚥😀e\u0301\u20dd\ufe0f\u200d"),
    st.characters(categories=["L", "M", "N", "P", "S"]),
)
_LINES = st.text(_CHARACTERS, min_size=1, max_size=24).filter(str.strip)
# What a person may type into a field: any mark of any grammar inside, no white space at the edges.
_WORDS = st.text(st.one_of(_CHARACTERS, st.sampled_from("\t\n")), min_size=1, max_size=8).filter(
    lambda s: s == s.strip() and s
)


def _wrapped(draw: st.DrawFn, paragraph: str, start: int) -> tuple[str, View]:
    """The paragraph with line feeds and spaces put in, and the view that is without them again."""
    raw, offsets = "", []
    for character in paragraph:
        raw += draw(st.sampled_from(["", "", "", "", "\n", "\n\n", " "]))
        offsets.append(start + len(raw))
        raw += character
    return raw, View(paragraph, tuple(offsets))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of one to three paragraphs in both views."""
    raw, views = "", []
    for paragraph in draw(st.lists(_LINES, min_size=1, max_size=3)):
        wrapped, view = _wrapped(draw, paragraph, len(raw))
        views.append(view)
        raw += wrapped + "\n"
    clean = View.joined(views)
    return Article("doc", clean, View.whole(raw), (Part("body", 0, len(clean.text)),))


def _spans(draw: st.DrawFn, text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Spans in `[start, end)` that do not overlap, cross no paragraph and have no white space at the edges."""
    cuts = sorted(draw(st.sets(st.integers(start, end), min_size=min(most, end - start + 1), max_size=2 * most)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [(a, b) for a, b in pairs if text[a:b] == text[a:b].strip() and "\n" not in text[a:b]]


def _mention(draw: st.DrawFn, text: str, span: tuple[int, int], layer: str, number: int) -> Mention:
    start, end = span
    optional = st.one_of(st.none(), _WORDS)
    alt = draw(st.lists(st.builds(Reading, st.just(start), st.just(end), st.sampled_from(LABELS)), max_size=2))
    return Mention(
        f"doc-{number:03}", start, end, text[start:end], draw(st.sampled_from(LABELS)), layer,
        draw(st.sampled_from(["full", "abbr", "deictic"])), tuple(alt), draw(optional), draw(optional), draw(optional),
    )  # fmt: skip


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Article, list[Mention]]:
    """An article and its mentions in the order of the gold, up to outer > inner > inner."""
    article = draw(articles())
    text = article.clean.text
    spans: list[tuple[int, int, str]] = []
    for outer in _spans(draw, text, 0, len(text), 4):
        spans.append((*outer, "outer"))
        for inner in _spans(draw, text, *outer, 2):
            spans += [(*inner, "inner")] if inner != outer else []
            for deeper in _spans(draw, text, *inner, 1):
                spans += [(*deeper, "inner")] if deeper != inner and inner != outer else []
    spans.sort(key=lambda s: (s[0], -s[1], s[2] != "outer"))
    return article, [_mention(draw, text, s[:2], s[2], n) for n, s in enumerate(spans, 1)]
