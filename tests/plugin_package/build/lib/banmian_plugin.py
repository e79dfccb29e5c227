"""A tagger and a summarizer as a third party adds them: the tagger is the README's."""

from __future__ import annotations

from bench.models import Tagged, TagMap


class Surnames:
    """Marks the character 王."""

    tags = TagMap("surnames", {"name": "PER"})

    def predict(self, texts):
        return [[Tagged(i, i + 1, "name") for i, c in enumerate(text) if c == "王"] for text in texts]

    def describe(self):
        return {"adapter": "surnames-1"}


class Echo:
    """The first characters of the document."""

    def predict(self, documents, limit):
        return [document[:limit] for document in documents]

    def describe(self):
        return {"adapter": "echo-1"}
