"""What share of the gold a model's words can express is told by the run."""

from __future__ import annotations

from bench.corpus import load_corpus
from bench.models.gliner_words import SPLITTERS, expressible
from bench.runs import RunConfig
from bench.runs.ceiling import boundary_ceiling


class Words:
    def __init__(self, splitter, width=None):
        self.splitter, self.width = SPLITTERS[splitter], width

    def expressible(self, text, spans):
        return expressible(text, spans, self.splitter, width=self.width)


def test_characters_express_every_name_and_words_do_not():
    config, corpus = RunConfig(model="lac"), load_corpus()
    assert boundary_ceiling(config, corpus, Words("char")).endswith("100.0 % of the 137 names of core3")
    # 135 of 137: two names are longer than twelve characters.
    assert "can express 98.5 % of the 137" in boundary_ceiling(config, corpus, Words("char", 12))
    assert "can express 92.7 % of the 137" in boundary_ceiling(config, corpus, Words("jieba"))


def test_a_model_of_characters_says_nothing():
    assert boundary_ceiling(RunConfig(model="lac"), load_corpus(), object()) == ""
