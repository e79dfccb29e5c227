"""The verdicts of a gate as JUnit XML: a test case a run and figure.

The elements and attributes are those that Jenkins' xUnit plugin reads (its schema junit-10.xsd), GitLab and the common
GitHub actions too. A regression is a failure, what could not be judged an error, an inconclusive figure skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from bench.reports.gate import ERROR, INCONCLUSIVE, REGRESSION, Judgement
from bench.reports.gate_markdown import sentence
from bench.reports.wording import shown

_ELEMENTS = {REGRESSION: "failure", ERROR: "error", INCONCLUSIVE: "skipped"}
SUITE = "bench gate"


def render_junit(judgements: Sequence[Judgement]) -> str:
    """The document, without a clock in it: the same verdicts give the same bytes."""
    numbers = {verdict: str(sum(j.verdict == verdict for j in judgements)) for verdict in _ELEMENTS}
    counts = {
        "name": SUITE, "tests": str(len(judgements)), "failures": numbers[REGRESSION], "errors": numbers[ERROR],
    }  # fmt: skip
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {**counts, "skipped": numbers[INCONCLUSIVE]})
    for judgement in judgements:
        _add_case(suite, judgement)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_case(suite: ET.Element, judgement: Judgement) -> None:
    place = " ".join(filter(None, (judgement.task, judgement.where))) or SUITE
    name = " ".join(filter(None, (judgement.model, judgement.metric))) or "gate"
    case = ET.SubElement(suite, "testcase", classname=shown(place), name=shown(name))
    said = sentence(judgement)
    if element := _ELEMENTS.get(judgement.verdict):
        ET.SubElement(case, element, message=said, type=judgement.verdict).text = said
    else:
        ET.SubElement(case, "system-out").text = said
