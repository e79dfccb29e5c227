"""Offsets, views of a page and what maps between them, sentences and tokens; nothing of models, files or scores."""

from bench.text.alignment import Alignment
from bench.text.normal import normal, states
from bench.text.numerals import numeral_value
from bench.text.printable import printable
from bench.text.sentences import ends_sentence, sentence_spans
from bench.text.spans import Span
from bench.text.tokens import Tokenizer, tokenize, tokenizer_signature, zh_char
from bench.text.views import NO_OFFSET, View, unwrap, unwrap_line

__all__ = [
    "NO_OFFSET",
    "Alignment",
    "Span",
    "Tokenizer",
    "View",
    "ends_sentence",
    "normal",
    "numeral_value",
    "printable",
    "sentence_spans",
    "states",
    "tokenize",
    "tokenizer_signature",
    "unwrap",
    "unwrap_line",
    "zh_char",
]
