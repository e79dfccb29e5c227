"""A second page: two articles, a name over a line end, characters outside the basic plane, ids of every kind."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.corpus import AnnotationFolder, installed
from bench.corpus.page import Article

PAGE = """市县签约大会举行
𠮷田公司5日与济
宁市签约，项目投
资额达5亿元😀。
张三出席签约会。

■记者 李四
曲阜市新建的机场
今年开工，王五
六摄于现场工地。
"""
UNITS = [
    {"id": "Front_1", "parts": [{"role": "headline", "lines": [1, 1]}, {"role": "body", "lines": [2, 5]}]},
    {"id": "two-b", "parts": [{"role": "byline", "lines": [7, 7]}, {"role": "caption", "lines": [8, 10]}]},
]
_MENTIONS = {
    "Front_1": [
        ("𠮷田公司", "org.com", {}), ("5日", "time.date", {"note": "no month, rule 3.6"}),
        ("济宁市", "loc.adm", {}), ("5亿元", "num.money", {"approx": "达", "norm": "500000000 元"}),
        ("张三", "per.subject", {}),
    ],
    "two-b": [
        ("记者", "title", {}), ("李四", "per.author", {}), ("曲阜市新建的机场", "misc.proj", {}),
        ("曲阜市", "loc.adm", {"layer": "inner"}), ("今年", "time.rel", {"form": "deictic"}),
        ("王五六", "per.author", {}),
    ],
}  # fmt: skip
_SHORT = "𠮷田公司与济宁市签约，投资额达5亿元。"
_FACTS = {
    "Front_1": [
        {"text": "𠮷田公司与济宁市签约", "salience": 3, "anchors": [["签约"], ["𠮷田公司"]],
         "quoted": "𠮷田公司5日与济宁市签约"},
        {"text": "签约项目投资额达5亿元", "salience": 2, "anchors": [["5亿元"], ["投资"]],
         "quoted": "项目投资额达5亿元", "numbers": ["500000000 元"]},
    ],
    "two-b": [
        {"text": "曲阜市新建的机场今年开工", "salience": 2, "anchors": [["机场"], ["开工"]],
         "quoted": "曲阜市新建的机场今年开工"},
    ],
}  # fmt: skip


def bare_page(path: Path) -> AnnotationFolder:
    """The page with its units and checksum, and the schemas: what there is before anybody annotates."""
    shutil.copytree(installed() / "schema", path / "schema")
    (path / "page").mkdir()
    (path / "page" / "second.txt").write_text(PAGE, encoding="utf-8")
    digest = hashlib.sha256(PAGE.encode()).hexdigest()
    (path / "page" / "SHA256").write_text(f"{digest}  second.txt\n", encoding="utf-8")
    (path / "page" / "units.json").write_text(json.dumps({"page": "second.txt", "units": UNITS}), encoding="utf-8")
    return AnnotationFolder(path)


def annotated_page(path: Path) -> AnnotationFolder:
    """The page with every kind of annotation, without a fault; both passes are the gold."""
    folder = bare_page(path)
    articles = folder.articles()
    for layer in ("gold/entities", "passes/pass_a", "passes/pass_b"):
        for article in articles:
            write(folder, f"{layer}/{article.id}.jsonl", mentions(article))
    for name in ("gold", "passes/pass_a", "passes/pass_b"):
        write(folder, f"{name}/salience.jsonl", grades(articles))
    write(folder, "gold/references.jsonl", map(references, articles))
    for article in articles:
        write(folder, f"gold/facts/{article.id}.jsonl", facts(article))
        write(folder, f"gold/contrast/{article.id}.jsonl", items(article))
    write(folder, "passes/facts_reading.jsonl", fact_readings(folder))
    write(folder, "passes/contrast_reading.jsonl", text_readings(folder))
    return folder


def write(folder: AnnotationFolder, name: str, values: Iterable[dict[str, Any]]) -> None:
    path = folder.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(v, ensure_ascii=False) + "\n" for v in values), encoding="utf-8")


def mentions(article: Article) -> list[dict[str, Any]]:
    found = []
    for number, (text, fine, more) in enumerate(_MENTIONS[article.id], 1):
        start = article.clean.text.index(text)
        place = {"start": start, "end": start + len(text), "text": text}
        found.append({"id": f"{article.id}-{number:03}", **place, "fine": fine, "layer": "outer", **more})
    return found


def grades(articles: Iterable[Article]) -> list[dict[str, Any]]:
    return [
        {"article": a.id, "start": s.start, "end": s.end, "salience": 3 - number % 4}
        for a in articles
        for number, s in enumerate(a.sentences)
    ]


def references(article: Article) -> dict[str, Any]:
    if article.id == "two-b":
        pair = ["曲阜市新建的机场开工。", "曲阜市的机场今年开工。"]
        return {"id": article.id, "headline_type": None, "one_sentence": pair, "short": []}
    short = [_SHORT * 6, "在大会上，" + _SHORT * 6]
    pair = ["𠮷田公司与济宁市签约。", "济宁市与𠮷田公司签约。"]
    return {"id": article.id, "headline_type": "content", "one_sentence": pair, "short": short}


def _evidence(article: Article, quoted: str) -> list[dict[str, Any]]:
    start = article.clean.text.index(quoted)
    return [{"start": start, "end": start + len(quoted), "text": quoted}]


def facts(article: Article) -> list[dict[str, Any]]:
    found = []
    for number, fact in enumerate(_FACTS[article.id], 1):
        rest = {key: value for key, value in fact.items() if key != "quoted"}
        evidence = _evidence(article, fact["quoted"])
        found.append({"id": f"{article.id}-f{number:02}", "modality": "actual", **rest, "evidence": evidence})
    return found


def items(article: Article) -> list[dict[str, Any]]:
    fact = _FACTS[article.id][0]
    evidence = _evidence(article, fact["quoted"])
    text = f"{fact['text']}了。"
    edit = {"start": len(text) - 2, "before": "了", "after": "完"}
    name = f"{article.id}-c"
    return [
        {"id": f"{name}01", "text": text, "defect": None, "evidence": evidence},
        {"id": f"{name}02", "text": edit_of(text, edit), "defect": "unsupported", "base": f"{name}01", "edit": edit,
         "evidence": evidence},
    ]  # fmt: skip


def edit_of(text: str, edit: dict[str, Any]) -> str:
    return text[: edit["start"]] + edit["after"] + text[edit["start"] + len(edit["before"]) :]


def fact_readings(folder: AnnotationFolder) -> list[dict[str, Any]]:
    """A reading of each fact that grades it as the gold does."""
    each = (fact for article in folder.articles() for fact in folder.facts(article.id))
    return [{"id": f.id, "modality": f.modality, "salience": f.salience, "true": True} for f in each]


def text_readings(folder: AnnotationFolder) -> list[dict[str, Any]]:
    """A first round on every item and reference in its present words."""
    found = []
    for article in folder.articles():
        texts = {f"{article.id}-{n}": (t, None) for n, t in folder.references()[article.id].by_name().items()}
        texts |= {item.id: (item.text, item.defect) for item in folder.contrast(article.id)}
        found += [{"id": name, "round": 1, "text": text, "judged": d} for name, (text, d) in texts.items()]
    return found
