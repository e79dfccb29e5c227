"""Label Studio's JSON: `tasks.json`, a task an article, and `config.xml`, the labelling configuration for it.

Offsets are code points. A mention is a region with the label, and for each attribute a result on the same region.
The region's id is the mention's; an id that Label Studio made is none of ours and a new one is given. A layer that is
left out follows from nesting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from bench.corpus.formats.exchange import ATTRIBUTES, Document, Files, Format, Source
from bench.corpus.formats.stated import AGAIN, EXPORTED, Stated, StatedDocument, inside, write_alt
from bench.corpus.forms import brief
from bench.corpus.mentions import FORMS, LAYERS, Mention, as_json, read_text

_TASKS = "tasks.json"
_CHOICES = {"layer": LAYERS, "form": FORMS}
_TEXTS = ("approx", "norm", "alt", "note")


def write(source: Source) -> Files:
    """`tasks.json` and `config.xml`; an article without gold is a task without annotation."""
    tasks = [_task(document) for document in source.documents]
    return {
        _TASKS: (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode(),
        "config.xml": _config(source.labels),
    }


def _config(labels: tuple[str, ...]) -> bytes:
    view = ElementTree.Element("View")
    # Without it the page shows runs of spaces as one, and a selection loses them.
    ElementTree.SubElement(view, "Style").text = ".htx-text{ white-space: pre-wrap; }"
    control = ElementTree.SubElement(view, "Labels", name="fine", toName="text")
    for label in labels:
        ElementTree.SubElement(control, "Label", value=label)
    ElementTree.SubElement(view, "Text", name="text", value="$text", granularity="symbol")
    each = {"toName": "text", "perRegion": "true", "visibleWhen": "region-selected"}
    for name, values in _CHOICES.items():
        ElementTree.SubElement(view, "Header", value=name, size="5")
        choices = ElementTree.SubElement(
            view, "Choices", {"name": name, "choice": "single", "showInline": "true", **each}
        )
        for value in values:
            ElementTree.SubElement(choices, "Choice", value=value)
    for name in _TEXTS:
        ElementTree.SubElement(view, "Header", value=name, size="5")
        ElementTree.SubElement(view, "TextArea", {"name": name, "maxSubmissions": "1", "editable": "true", **each})
    ElementTree.indent(view)
    return (ElementTree.tostring(view, encoding="unicode") + "\n").encode()


def _task(document: Document) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"id": document.id, "text": document.text}}
    if document.mentions is not None:
        task["annotations"] = [{"result": [result for m in document.mentions for result in _results(m)]}]
    return task


def _results(mention: Mention) -> Iterator[dict[str, Any]]:
    place = {"start": mention.start, "end": mention.end}

    def result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        return {"id": mention.id, "from_name": name, "to_name": "text", "type": kind, "value": {**place, **value}}

    yield result("fine", "labels", {"text": mention.text, "labels": [mention.fine]})
    for name, values in _CHOICES.items():
        if (value := getattr(mention, name)) != values[0]:
            yield result(name, "choices", {"choices": [value]})
    written = {name: getattr(mention, name) for name in _TEXTS if getattr(mention, name)}
    if mention.alt:
        written["alt"] = write_alt(mention.alt)
    for name, value in written.items():
        yield result(name, "textarea", {"text": [value]})


def read(path: Path, texts: Mapping[str, str], faults: list[str]) -> list[StatedDocument]:  # noqa: ARG001
    """The tasks of a JSON export; JSON-MIN has another form and is refused."""
    path = inside(path, _TASKS)
    tasks = as_json(read_text(path, EXPORTED), str(path), AGAIN)
    if not isinstance(tasks, list):
        tasks = [tasks]
    documents = []
    for number, task in enumerate(tasks, 1):
        place = f"{path} task {number}"
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(data, dict):
            faults.append(f"{place}: no `data` in it; export from Label Studio as JSON, not as JSON-MIN")
            continue
        name = data.get("id")
        results = _annotation(task, f"{place}: document {brief(name)}", faults)
        mentions = tuple(_mentions(results, place, name, faults)) if results is not None else ()
        documents.append(StatedDocument(place, name, data.get("text"), mentions))
    return documents


def _annotation(task: dict[str, Any], where: str, faults: list[str]) -> list[Any] | None:
    """The results of the annotation that counts: the one that is not cancelled or, of several, the ground truth."""
    found = task.get("annotations")
    kept = [a for a in found if isinstance(a, dict) and not a.get("was_cancelled")] if isinstance(found, list) else []
    truth = [a for a in kept if a.get("ground_truth")]
    if len(kept) > 1 and len(truth) == 1:
        kept = truth
    if len(kept) != 1:
        who = ", ".join(_shown(str(a.get("completed_by", "an unnamed annotator"))) for a in kept)
        faults.append(
            f"{where}: {len(kept)} annotations by {who} and not one of them is the ground truth; mark one as it"
            if kept
            else f"{where}: no annotation that was submitted; submit the task in Label Studio and export again"
        )
        return None
    results = kept[0].get("result")
    if not isinstance(results, list):
        faults.append(f"{where}: the annotation has no `result`; export again")
        return None
    return results


def _mentions(results: list[Any], place: str, name: Any, faults: list[str]) -> Iterator[Stated]:
    """A mention a region: the results with one id."""
    regions: dict[str, dict[str, Any]] = {}
    for result in results:
        fault = _add(result, regions, place)
        if fault:
            faults.append(f"{place}: document {brief(name)}: {fault}")
    for region, fields in regions.items():
        if "fine" in fields:
            # Ids that Label Studio made have another form.
            ours = re.fullmatch(rf"{re.escape(str(name))}-[0-9]{{3}}[a-z]?", region)
            yield Stated(**fields, id=region if ours else None)
        else:
            where = f"{fields['place']}: document {brief(name)}"
            faults.append(f"{where}: the region has attributes and no label; give it one")


def _add(result: Any, regions: dict[str, dict[str, Any]], place: str) -> str | None:
    """Adds what one result says to its region; returns what is wrong with it."""
    value = result.get("value") if isinstance(result, dict) else None
    region = result.get("id") if isinstance(result, dict) else None
    if not isinstance(value, dict) or not isinstance(region, str):
        kind = result.get("type") if isinstance(result, dict) else result
        return f"a result of type {brief(kind)} cannot be carried; take it out"
    fields = regions.setdefault(region, {"place": f"{place} region {_shown(region)}"})
    which, control = f"the region {_shown(region)}", str(result.get("from_name"))
    if control in fields:
        return f"{which} has {brief(control)} twice; keep one"
    key = {"fine": "labels", **dict.fromkeys(_CHOICES, "choices"), **dict.fromkeys(_TEXTS, "text")}.get(control)
    if key is None:
        return f"{which} has a result of {brief(control)}, which config.xml does not declare; take it out"
    chosen = value.get(key)
    if not (isinstance(chosen, list) and len(chosen) == 1 and isinstance(chosen[0], str)):
        return f"{which} has {brief(chosen)} for {brief(control)}, not one string in a list; choose one"
    if control in _CHOICES and chosen[0] not in _CHOICES[control]:
        return f"{which} has {brief(chosen[0])} for {brief(control)}; there are {', '.join(_CHOICES[control])}"
    fields[control] = chosen[0]
    if control == "fine":
        fields |= {"spans": ((value.get("start"), value.get("end")),), "text": value.get("text")}
    return None


def _shown(name: str) -> str:
    """A name as it is where it stands well in a line."""
    return name if name.isprintable() and len(name) <= 40 else brief(name)


FORMAT = Format("label-studio", frozenset(ATTRIBUTES), write, read)
