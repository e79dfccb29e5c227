"""Damage to exported files, and the faults that an import of them has."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bench.corpus import AnnotationFolder
from bench.corpus.formats import FORMATS, gather, read_format


def export(folder: AnnotationFolder, out: Path, name: str) -> Path:
    """Writes a format's export of the clean gold; returns its folder."""
    for file, content in _files(folder, name).items():
        (out / file).write_bytes(content)
    return out


@cache
def _files(folder: AnnotationFolder, name: str) -> dict[str, bytes]:
    return FORMATS[name].write(gather(folder, "clean"))


def faults(folder, name, path):
    return read_format(FORMATS[name], path, folder, "clean").faults


def only_fault(folder, name, path):
    (fault,) = faults(folder, name, path)
    assert "\n" not in fault
    return fault


def change_tasks(path, change):
    file = path / "tasks.json"
    tasks = json.loads(file.read_text(encoding="utf-8"))
    change(tasks)
    file.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")


def change_line(path, change, number=0):
    file = path / "documents.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    change(lines[number])
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def replace_in(file: Path, old: str, new: str):
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
