from __future__ import annotations

import pytest

from bench.errors import BenchError
from bench.models.decoding import read_labels
from bench.models.label_types import Meaning, find_label_types

KNOWN = [
    (("PER", "LOC", "ORG"), "conll/ner"),
    (("PER", "LOC", "ORG", "MISC"), "conll/ner"),
    (("PER", "LOC", "ORG", "TIME"), "lac/names"),
    (("NR", "NS", "NT"), "msra/ner"),
    (("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE"), "ontonotes/ner"),
    (("PERSON", "LOCATION", "ORGANIZATION"), "hanlp/msra"),
    (("name", "address", "company", "position"), "cluener/ner"),
    (("Nh", "Ni", "Ns"), "ltp/ner"),
]


@pytest.mark.parametrize(("types", "source"), KNOWN)
def test_auto_takes_the_known_map_that_has_most_of_the_labels(types, source):
    assert find_label_types("model", "auto", types).source == source


def test_the_scope_is_what_the_checkpoint_can_say():
    tags = find_label_types("model", "auto", ("name", "address", "company", "verb")).tags
    assert tags.labels == {"name": "PER", "address": "LOC", "company": "ORG"}
    assert tags.types == {"PER", "LOC", "org.com"}
    assert set(tags.relations) == set(tags.labels)


def test_maps_that_fit_alike_and_mean_something_else_are_named():
    """DATE is OntoNotes', and its LOC is no city; PER is not."""
    with pytest.raises(BenchError, match=r"org/tagger: several.*conll/ner \(PER, ORG, LOC\).*ontonotes/ner \(.*DATE"):
        find_label_types("org/tagger", "auto", ("PER", "ORG", "LOC", "DATE"))


@pytest.mark.parametrize(("asked", "why"), [("auto", "no known tag map has its labels"), ("lac", "lac has none of")])
def test_labels_that_mean_nothing_are_refused(asked, why):
    with pytest.raises(BenchError, match=why):
        find_label_types("org/tagger", asked, ("LABEL_0", "LABEL_1"))


@pytest.mark.parametrize("asked", ["stanza", "hanlp/ctb"])
def test_an_unknown_map_is_refused(asked):
    with pytest.raises(BenchError, match="there are"):
        find_label_types("org/tagger", asked, ("PER",))


def test_where_every_label_goes():
    labels = read_labels(["O", "B-GPE", "I-GPE", "B-NORP", "B-PET", "X"])
    assert find_label_types("model", "ontonotes", labels.types).meanings(labels) == [
        Meaning(("B-GPE", "I-GPE"), "GPE", "loc.adm", "narrower", ""),
        Meaning(("B-NORP",), "NORP", "", "", "nationalities, religious and political groups; the gold has none"),
        Meaning(("B-PET",), "PET", "", "", "ontonotes does not have it"),
        Meaning(("O", "X"), "", "", "", "outside of every name"),
    ]
