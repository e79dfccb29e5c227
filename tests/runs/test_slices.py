"""Which mention belongs to which slice, by hand."""

from __future__ import annotations

from bench.corpus import Document, Mention, load_corpus, load_scheme, project
from bench.runs.slices import slice_names, slices_of
from bench.text import View

#       01234567 8901234567
TEXT = "济宁开会\n张三到济宁市委，张三说。"
MENTIONS = (
    Mention("d-1", 0, 2, "济宁", "loc.adm"),
    Mention("d-2", 5, 7, "张三", "per.subject"),
    Mention("d-3", 8, 12, "济宁市委", "org.gov"),
    Mention("d-4", 8, 11, "济宁市", "loc.adm", layer="inner"),
    Mention("d-5", 13, 15, "张三", "per.subject"),
)
DOCUMENT = Document(
    id="d", clean=View.whole(TEXT), raw=View.whole(TEXT), parts=(("headline", 0, 4), ("body", 5, 17)),
    sentences=((5, 17),), mentions=MENTIONS, crosses_line=frozenset({"d-3"}), references={}, body={}, facts=(),
)  # fmt: skip


DENSE = ("sentence=1-40", "density=8+")


def test_by_hand():
    spans = [project(MENTIONS, load_scheme("full8"))]
    (found,) = slices_of([DOCUMENT], spans)
    assert [set(names) for names in found] == [
        {"length=1-2", *DENSE, "role=headline", "seen=false", "nested=false", "crosses_line=false"},
        {"length=1-2", *DENSE, "role=body", "seen=true", "nested=false", "crosses_line=false"},
        {"length=4", *DENSE, "role=body", "seen=false", "nested=true", "crosses_line=true"},
        {"length=1-2", *DENSE, "role=body", "seen=true", "nested=false", "crosses_line=false"},
    ]


def test_every_mention_of_the_page_is_in_one_slice_of_each_kind():
    documents = load_corpus().documents
    spans = [project(d.mentions, load_scheme("core3")) for d in documents]
    kinds = list(dict.fromkeys(name.partition("=")[0] for name in slice_names()))
    for found in slices_of(documents, spans):
        for names in found:
            assert [name.partition("=")[0] for name in names] == kinds
            assert set(names) <= set(slice_names())
