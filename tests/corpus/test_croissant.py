"""The machine-readable card: validated and read by the reference implementation, and in step with the files."""

from __future__ import annotations

import json

import yaml

from bench.corpus.build import CANARY, build_rows
from bench.corpus.croissant import croissant, read_words
from bench.corpus.dataset import checksums

ROOT_CITATION = "CITATION.cff"


def test_the_committed_metadata_are_what_the_files_say(gold_folder):
    stated = json.loads((gold_folder.path / "croissant.json").read_text(encoding="utf-8"))
    assert stated == croissant(read_words(gold_folder.path), checksums(gold_folder.path)), (
        "run python scripts/update_docs.py"
    )
    assert stated["identifier"] == CANARY
    assert stated["version"] == checksums(gold_folder.path)["version"]


def test_mlcroissant_finds_no_fault_and_reads_every_row(gold_folder):
    import mlcroissant

    data = mlcroissant.Dataset(str(gold_folder.path / "croissant.json"))
    assert data.metadata.ctx.issues.errors == set()
    assert data.metadata.ctx.issues.warnings == set()
    assert data.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    rows = build_rows(gold_folder)
    for name, expected in rows.items():
        read = list(data.records(name))
        assert {r[f"{name}/id"].decode() for r in read} == {r["id"] for r in expected}
        assert {r[f"{name}/text"].decode() for r in read} == {r["text"] for r in expected}
    clean = {r["clean/id"].decode(): r for r in data.records("clean")}
    for row in rows["clean"]:
        spans = clean[row["id"]]["clean/entities"]
        assert [(s["clean/entities/start"], s["clean/entities/fine"].decode()) for s in spans] == [
            (e["start"], e["fine"]) for e in row["entities"]
        ]


def test_every_field_for_responsible_ai_is_filled(gold_folder):
    stated = json.loads((gold_folder.path / "croissant.json").read_text(encoding="utf-8"))
    wanted = {
        "dataCollection", "dataCollectionType", "dataCollectionRawData", "dataCollectionTimeframe",
        "dataAnnotationProtocol", "dataPreprocessingProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis",
        "annotationsPerItem",
        "annotatorDemographics", "machineAnnotationTools", "dataBiases", "dataUseCases", "dataLimitations",
        "dataSocialImpact", "personalSensitiveInformation", "dataReleaseMaintenancePlan",
    }  # fmt: skip
    assert all(stated[f"rai:{key}"] for key in wanted)


def test_the_citation_has_what_the_format_requires_and_the_versions_that_ship(gold_folder, pytestconfig):
    from importlib.metadata import version

    path = pytestconfig.rootpath / ROOT_CITATION
    cited = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert cited["cff-version"] == "1.2.0"
    assert cited["version"] == version("banmian")
    data = cited["preferred-citation"]
    assert {"type", "title", "authors"} <= data.keys()
    assert data["version"] == checksums(gold_folder.path)["version"]
