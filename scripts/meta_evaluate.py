#!/usr/bin/env python3
"""Measures the faithfulness metrics on the contrast items and writes annotations/meta_evaluation.json.

    python scripts/meta_evaluate.py [--check]

--check writes nothing and fails where the file is not what the rules and the items give.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.corpus import AnnotationFolder, load_corpus
from bench.metrics.faithfulness import VERSION
from bench.runs.meta_evaluation import Judged, meta_evaluate

FOLDER = Path(__file__).resolve().parent.parent / "annotations"


def main(check: bool) -> int:
    corpus = load_corpus()
    folder = AnnotationFolder(FOLDER)
    documents = corpus.documents
    items = [Judged(d.id, item.text, item.defect) for d in documents for item in folder.contrast(d.id)]
    sources = {document.id: document.clean.text for document in documents}
    found = {
        "rules": VERSION,
        "data": corpus.signature,
        "items": len(items),
        "interval": "Clopper-Pearson 95 %",
        "metrics": meta_evaluate(items, sources),
    }
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    path = FOLDER / "meta_evaluation.json"
    for metric, figures in found["metrics"].items():
        print(metric, figures["chosen"])
        for defect, share in figures["flagged"].items():
            print(f"  {defect:12} {share['flagged']:3} of {share['n']:3}  [{share['low']:.2f}, {share['high']:.2f}]")
    if check:
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not same:
            print(f"{path} is not what the rules and the items give; run scripts/meta_evaluate.py", file=sys.stderr)
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
