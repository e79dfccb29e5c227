"""`bench list schemes`: labels, and what each toolkit's tags can express."""

from __future__ import annotations

from bench.corpus import load_schemes
from bench.models import tag_sets
from conftest import bench


def test_schemes_are_listed_with_their_labels_and_the_coverage_of_each_tag_set_in_80_columns():
    lines = bench("list", "schemes").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].split() == ["core3", "PER", "ORG", "LOC"]
    told = " ".join(" ".join(lines).split())
    for scheme in load_schemes().values():
        assert f"{scheme.name} {' '.join(dict.fromkeys(scheme.labels.values()))} " in told
    table = {tuple(line.split()[:2]): line.split()[2:] for line in lines[-len(tag_sets()) :]}
    assert list(table) == tag_sets()
    # of the 157, 137, 352, 169 and 257 mentions: all but 30 + 3 + 19; all; 28 + 44 + 63; all but 32; 28 + 30 + 48
    assert table["jieba", "pos"] == ["66.9", "100.0", "38.4", "81.1", "41.2"]
    assert table["ontonotes", "ner"][-1] == table["cluener", "ner"][0] == "100.0"
