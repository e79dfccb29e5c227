#!/usr/bin/env python3
"""Writes measured figures into README.md and the data card, between their markers; --check only compares.

    python scripts/update_docs.py [--check]

The README has the leaderboard, the data card has counts and agreement, croissant.json the checksums. The leaderboard
comes from the default experiment, run in a temporary folder; speeds are left out, they are a machine's.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from bench.cli.data.agreement_reading import read_agreement, to_json
from bench.cli.data.agreement_tables import card_rows
from bench.cli.data.tables import markdown_table
from bench.cli.main import VERBS
from bench.cli.run import read_configs
from bench.corpus import AnnotationFolder
from bench.corpus.build import build_rows
from bench.corpus.contrast import DEFECTS
from bench.corpus.croissant import FILE, croissant, read_words
from bench.corpus.dataset import checksums
from bench.corpus.describe import counts, mention_rows, strata_rows
from bench.corpus.facts import MODALITIES
from bench.corpus.folder import CONTRAST_READING
from bench.reports.board import Table, build_board
from bench.reports.markdown import render_table
from bench.runs import run
from bench.runs.meta_evaluation import TARGETS, Judged, flags

ROOT = Path(__file__).resolve().parent.parent
ANNOTATIONS = ROOT / "annotations"
APART = ROOT / "tests/metrics/faithfulness/apart"
Rows = Mapping[str, Sequence[dict]]


def leaderboard() -> str:
    with tempfile.TemporaryDirectory() as folder:
        records = [run(replace(config, out=Path(folder))) for config in read_configs([])]
        tables = build_board(records)
    return "\n".join(f"**{t.title}** · {t.about}\n\n{render_table(_without_speed(t))}" for t in tables)


def commands() -> str:
    """Every verb with its line of help."""
    rows = [f"| `bench {verb}` | {import_module(f'bench.cli.{verb}').HELP} |" for verb in VERBS]
    return "\n".join(["| command | what it does |", "|---|---|", *rows, ""])


def _without_speed(table: Table) -> Table:
    if table.columns[-1] != "chars/s":
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(replace(r, cells=r.cells[:-1]) for r in table.rows))


def card() -> dict[str, str]:
    """The computed parts of the data card, by marker."""
    folder = AnnotationFolder(ANNOTATIONS)
    rows = build_rows(folder)
    stated = checksums(ANNOTATIONS)
    return {
        "size": size(rows),
        "mentions": markdown_table(mention_rows(rows["clean"])),
        "strata": markdown_table(strata_rows(rows["clean"])),
        "facts": markdown_table(fact_rows(rows["clean"])),
        "contrast": markdown_table(contrast_rows(rows["contrast"])),
        "accuracy": markdown_table(accuracy_rows()),
        "apart": markdown_table(apart_rows(rows["clean"])),
        "reading": reading(rows["contrast"]),
        "agreement": markdown_table(card_rows(read_agreement(folder))),
        "scored": scored(folder),
        "checksums": markdown_table([("config", "rows, SHA-256"), *((n, f"`{c}`") for n, c in stated["rows"].items())]),
    }


def accuracy_rows() -> list[tuple[str, ...]]:
    """Flagged items of each defect, with the exact interval of their share."""
    metrics = json.loads((ANNOTATIONS / "meta_evaluation.json").read_text(encoding="utf-8"))["metrics"]
    names = [name.removesuffix("_faithfulness") for name in metrics]
    found = [("texts", *names)]
    for defect in ("faithful", *DEFECTS):
        cells = []
        for metric in metrics.values():
            of = metric["flagged"][defect]
            cell = f"{of['flagged']} of {of['n']} [{of['low']:.2f}, {of['high']:.2f}]"
            cells.append(f"**{cell}**" if defect in metric["targets"] else cell)
        found.append((defect, *cells))
    return found


def apart_rows(clean: Sequence[dict]) -> list[tuple[str, ...]]:
    """Flagged texts of the sets that were written apart, by defect."""
    sources = {row["id"]: row["text"] for row in clean}
    lines = [line for path in sorted(APART.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [Judged(*(json.loads(line)[key] for key in Judged._fields)) for line in lines]
    flagged = {kind: flags(kind, items, sources) for kind in TARGETS}
    found = [("texts", *TARGETS)]
    for defect in (None, *DEFECTS):
        own = [i for i, item in enumerate(items) if item.defect == defect]
        cells = [f"{sum(of[i] for i in own)} of {len(own)}" for of in flagged.values()]
        bold = [f"**{c}**" if defect in TARGETS[kind] else c for kind, c in zip(TARGETS, cells, strict=True)]
        found.append((defect or "faithful", *bold))
    return found


def size(rows: Rows) -> str:
    found = counts(rows["clean"], rows["raw"])
    characters, mentions = found["characters"], found["mentions"]
    facts = sum(len(row["facts"]) for row in rows["clean"])
    return (
        f"{found['articles']} units; {characters['clean']:,} characters clean, {characters['raw']:,} raw; "
        f"{found['sentences']} sentences; {mentions['outer']['all']} outer mentions, {mentions['inner']['all']} inner; "
        f"{facts} facts; {len(rows['contrast'])} contrast items.\n"
    )


def fact_rows(rows: Iterable[dict]) -> list[tuple[str, ...]]:
    found = Counter((fact["modality"], fact["salience"]) for row in rows for fact in row["facts"])
    body = [(m, *(str(found[m, s]) for s in (3, 2, 1)), str(sum(found[m, s] for s in (3, 2, 1)))) for m in MODALITIES]
    sums = ("all", *(str(sum(found[m, s] for m in MODALITIES)) for s in (3, 2, 1)), str(found.total()))
    return [("modality", "salience 3", "salience 2", "salience 1", "all"), *body, sums]


def contrast_rows(items: Sequence[dict]) -> list[tuple[str, ...]]:
    articles = list(dict.fromkeys(item["article"] for item in items))
    found = Counter((_kind(item), item["article"]) for item in items)
    found += Counter(("all", item["article"]) for item in items)
    body = []
    for kind in ("faithful, new", "faithful, trap", *DEFECTS, "all"):
        row = [found[kind, article] for article in articles]
        body.append((kind, *map(str, row), str(sum(row))))
    return [("item", *articles, "all"), *body]


def _kind(item: dict) -> str:
    return item["defect"] or ("faithful, new" if item["base"] is None else "faithful, trap")


def reading(items: Sequence[dict]) -> str:
    """How the blind readings of contrast items and references went, the first and the last of each text's item."""
    lines = (ANNOTATIONS / CONTRAST_READING).read_text(encoding="utf-8").splitlines()
    values = list(map(json.loads, lines))
    labels = {item["id"]: item["defect"] for item in items}
    first = {v["id"]: v for v in reversed(values)}
    last = {v["id"]: v for v in values}
    as_labelled = [sum(v["judged"] == labels.get(n) for n, v in found.items()) for found in (first, last)]
    rewritten = sum(first[name]["text"] != last[name]["text"] for name in last)
    doubts = sum("doubt" in value for value in last.values())
    return (
        f"{len(last)} texts ({len(items)} items, {len(last) - len(items)} references): {as_labelled[0]} were judged as "
        f"labelled at their first reading, {rewritten} were rewritten after it, and {as_labelled[1]} were judged as "
        f"labelled at their last, {doubts} of them with a doubt that is noted.\n"
    )


def scored(folder: AnnotationFolder) -> str:
    """Which fine types are shown and not scored, and α of the salience grades."""
    found = to_json(read_agreement(folder))
    shown = [f"`{name}` ({reason})" for name, reason in found["fine_types"]["shown"].items()]
    alphas = found["pairs"][0]["salience"]
    alpha, bounds = alphas.pop("all"), alphas_between(alphas)
    beyond = alpha["beyond"]
    return (
        f"Fine types that are shown and not scored: {'; '.join(shown)}. All others are scored.\n\n"
        f"Salience of sentences, Krippendorff's α for ordinals, pass A and pass B: {alpha['value']:.3f} "
        f"[{beyond['low']:.2f}, {beyond['high']:.2f}] on {alpha['n']} sentences; {bounds}.\n\n"
        f"Facts, gold and blind reading: modality κ {found['facts']['modality']['value']:.3f}, salience α "
        f"{found['facts']['salience']['value']:.3f} on {found['facts']['salience']['n']} facts.\n"
    )


def alphas_between(alphas: Mapping[str, dict]) -> str:
    low, high = (f(alphas, key=lambda name: alphas[name]["value"]) for f in (min, max))
    return f"by article from {alphas[low]['value']:.3f} ({low}) to {alphas[high]['value']:.3f} ({high})"


def fill(text: str, marker: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"no markers <!-- {marker} --> … <!-- /{marker} -->")
    return pattern.sub(lambda match: match[1] + content + match[2], text)


def main(check: bool) -> int:
    stale = []
    readme, data_card = ROOT / "README.md", ANNOTATIONS / "README.md"
    wanted = {readme: fill(readme.read_text(encoding="utf-8"), "leaderboard", leaderboard())}
    wanted[readme] = fill(wanted[readme], "commands", commands())
    wanted[data_card] = data_card.read_text(encoding="utf-8")
    for marker, content in card().items():
        wanted[data_card] = fill(wanted[data_card], marker, content)
    metadata = croissant(read_words(ANNOTATIONS), checksums(ANNOTATIONS))
    wanted[ANNOTATIONS / FILE] = json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
    for path, new in wanted.items():
        if path.exists() and path.read_text(encoding="utf-8") == new:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.write_text(new, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'figures are out of step; run python scripts/update_docs.py' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    sys.exit(main("--check" in sys.argv[1:]))
