"""What is evaluated. No gold: an upper line is handed the answers, marked, and never ranked."""

from bench.models.base import Answer, Example, Summarizer, Tagged, Tagger, TagMap
from bench.models.registry import Entry, find_entry, load_entries
from bench.models.tag_maps import load_tag_map, tag_sets

__all__ = [
    "Answer",
    "Entry",
    "Example",
    "Summarizer",
    "TagMap",
    "Tagged",
    "Tagger",
    "find_entry",
    "load_entries",
    "load_tag_map",
    "tag_sets",
]
