"""What is evaluated. No gold: an upper line is handed the answers, marked, and never ranked."""

from bench.models.base import Summarizer, Tagged, Tagger, TagMap
from bench.models.registry import Entry, find_entry, load_entries

__all__ = ["Entry", "Summarizer", "TagMap", "Tagged", "Tagger", "find_entry", "load_entries"]
