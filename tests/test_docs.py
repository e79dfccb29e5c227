"""Figures in the data card and in the machine-readable metadata are computed, and in step with the annotations."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


def test_every_computed_part_of_the_data_card_is_what_the_annotations_say():
    from update_docs import card, fill

    text = (ROOT / "annotations" / "README.md").read_text(encoding="utf-8")
    parts = card()
    assert set(re.findall(r"<!-- (\w+) -->", text)) == set(parts)
    for marker, content in parts.items():
        assert fill(text, marker, content) == text, f"{marker}: run python scripts/update_docs.py"


def test_no_count_of_the_data_is_typed_outside_the_computed_parts():
    text = (ROOT / "annotations" / "README.md").read_text(encoding="utf-8")
    typed = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    counts = re.findall(r"\b\d[\d,]* (?:outer|inner|mentions|sentences|facts|items|characters|persons|people)\b", typed)
    assert counts == ["150 characters"], "the limit of a short summary is the scheme's; anything else is a count"


def test_the_change_log_counts_what_there_is():
    from bench.corpus import AnnotationFolder, installed

    folder = AnnotationFolder(installed())
    articles = [a.id for a in folder.articles()]
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"* {sum(len(folder.facts(a)) for a in articles)} facts with modality" in text
    assert f"* {sum(len(folder.contrast(a)) for a in articles)} contrast items" in text
