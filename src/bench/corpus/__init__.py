"""Annotation files, the data set built from them, and label schemes."""

from bench.corpus.dataset import CAVEATS, DATASETS, Corpus, Document, load, load_corpus
from bench.corpus.folder import AnnotationFolder, installed
from bench.corpus.mentions import COARSE, Mention
from bench.corpus.schemes import GoldSpan, Scheme, load_scheme, load_schemes, project

__all__ = [
    "CAVEATS",
    "COARSE",
    "DATASETS",
    "AnnotationFolder",
    "Corpus",
    "Document",
    "GoldSpan",
    "Mention",
    "Scheme",
    "installed",
    "load",
    "load_corpus",
    "load_scheme",
    "load_schemes",
    "project",
]
