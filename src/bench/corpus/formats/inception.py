"""UIMA CAS XMI for INCEpTION: a file an article, and the type system that declares the layer of mentions.

UIMA counts UTF-16 units; dkpro-cassis turns code points into them. Each character is a token, so that a mention may
begin and end anywhere in text without spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.corpus.formats.exchange import ATTRIBUTES, Document, Files, Format, Source
from bench.corpus.formats.stated import write_alt
from bench.corpus.mentions import Mention

if TYPE_CHECKING:
    from cassis import TypeSystem

MENTION = "webanno.custom.Mention"
_SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
# `id` is taken by XMI itself.
FEATURES = ("fine", "layer", "form", "approx", "norm", "alt", "note", "identifier")


def write(source: Source) -> Files:
    """`<article>.xmi` and `TypeSystem.xml`; an article without gold has sentences and tokens alone."""
    types = _type_system()
    files = {f"{document.id}.xmi": _cas(document, types) for document in source.documents}
    return {"TypeSystem.xml": types.to_xml().encode(), **files}


def _type_system() -> TypeSystem:
    from cassis import load_dkpro_core_typesystem

    types = load_dkpro_core_typesystem()
    mention = types.create_type(MENTION, "uima.tcas.Annotation", "A mention of the annotation guidelines")
    for name in FEATURES:
        types.create_feature(mention, name, "uima.cas.String")
    return types


def _cas(document: Document, types: TypeSystem) -> bytes:
    from cassis import Cas

    cas = Cas(types, sofa_string=document.text, document_language="zh")
    whole = cas.get_document_annotation()
    whole.begin, whole.end = 0, len(document.text)
    sentence, token, mention = (
        types.get_type(name) for name in (f"{_SEGMENTATION}.Sentence", f"{_SEGMENTATION}.Token", MENTION)
    )
    cas.add_all(sentence(begin=start, end=end) for start, end in document.sentences)
    cas.add_all(token(begin=i, end=i + 1) for i, c in enumerate(document.text) if not c.isspace())
    cas.add_all(mention(begin=m.start, end=m.end, **_features(m)) for m in document.mentions or ())
    return str(cas.to_xmi()).encode()


def _features(mention: Mention) -> dict[str, Any]:
    values = {name: getattr(mention, name) for name in FEATURES if name != "identifier"}
    return {**values, "alt": write_alt(mention.alt) if mention.alt else None, "identifier": mention.id}


FORMAT = Format("inception", frozenset(ATTRIBUTES), write)
