"""Formats of annotation tools: the gold goes out to them, and what was annotated there comes back."""

from bench.corpus.formats import brat, conll, doccano, inception, label_studio, standoff
from bench.corpus.formats.accept import Incoming, read_format
from bench.corpus.formats.exchange import ATTRIBUTES, Format, Source, gather
from bench.corpus.formats.lines import Change, carry_over, changes, mention_lines

# In the order in which messages list them; the help of the two commands lists them too.
FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (brat, label_studio, doccano, inception, conll, standoff)
}

__all__ = [
    "ATTRIBUTES",
    "FORMATS",
    "Change",
    "Format",
    "Incoming",
    "Source",
    "carry_over",
    "changes",
    "gather",
    "mention_lines",
    "read_format",
]
