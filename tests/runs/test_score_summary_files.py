"""Files of summaries: brought together by id, and every fault one line with file and line."""

from __future__ import annotations

import hashlib
import json

import pytest

from bench import score_summaries
from bench.errors import InputError
from bench.runs.score_summary_files import score_summary_files

ARTICLES = {"a": "绵阳市去年新建学校20所，今年将改造小区35个。", "b": "广东队主场战胜辽宁队。"}
GOLD = [{"id": name, "text": text, "references": [text[:11]]} for name, text in ARTICLES.items()]
FOUND = [{"id": "a", "summary": "绵阳市新建学校20所。"}, {"id": "b", "summary": "浙江队主场战胜辽宁队。"}]
FACT = {"text": "新建学校20所", "modality": "actual", "salience": 3, "anchors": [["学校"], ["20所"]]}


def write(path, lines):
    text = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")
    return path


@pytest.fixture
def score(tmp_path):
    def score(gold=GOLD, found=FOUND, **more):
        return score_summary_files(write(tmp_path / "g.jsonl", gold), write(tmp_path / "p.jsonl", found), **more)

    return score


def test_a_file_scores_as_its_texts_do(score):
    expected = score_summaries(
        [f["summary"] for f in FOUND], [g["references"] for g in GOLD], sources=list(ARTICLES.values())
    )
    assert score().scores.figures == expected.figures
    assert score(found=FOUND[::-1]).scores.figures == expected.figures
    assert score().texts.ids == ("a", "b")


def test_metrics_follow_from_what_the_gold_has(score):
    bare = [{k: v for k, v in g.items() if k != "text"} for g in GOLD]
    assert {n.split("_")[0] for n in score(gold=bare).scores.figures} == {"rouge1", "rouge2", "rougeL"}
    assert "bleu" in score(gold=bare, metrics="all").scores.figures
    assert set(score(metrics=["chrf"]).scores.figures) == {"chrf"}
    facts = [{**g, "facts": [FACT] if g["id"] == "a" else []} for g in GOLD]
    assert score(gold=facts).scores["fact_recall"].value == 1


def test_tokens_and_a_reference_that_is_a_string(score):
    one = [{**g, "references": g["references"][0]} for g in GOLD]
    assert score(gold=one).scores.figures == score().scores.figures
    words = score(tokens="zh-word").scores
    assert "zh-word" in words.signature("rouge1")


def test_the_signature_names_gold_and_what_was_left_out(score, tmp_path):
    plain = score()
    checksum = hashlib.sha256((tmp_path / "g.jsonl").read_bytes()).hexdigest()[:12]
    assert plain.signature == f"gold:{checksum}|scorer:3"
    assert score(found=FOUND[:1], missing="empty").signature == f"gold:{checksum}|missing:empty|scorer:3"


def test_a_missing_prediction_counts_as_empty_where_that_is_asked_for(score):
    found = score(found=FOUND[:1], missing="empty")
    assert found.scores.warnings == ["1 summary empty: scored 0"]
    assert found.to_json()["by_document"]["b"]["rouge1_f1"]["value"] == 0


def test_json_holds_figures_by_document_too_and_claims_with_evidence(score):
    found = json.loads(json.dumps(score().to_json(), allow_nan=False))
    assert list(found) == ["schema_version", "documents", "metrics", "by_document", "claims", "warnings"]
    assert found["documents"] == 2
    assert set(found["by_document"]["a"]) == set(found["metrics"])
    entry = found["metrics"]["entity_faithfulness"]
    assert set(entry) == {"value", "signature", "n", "within", "beyond", "reason", "accuracy"}
    assert entry["n"] == sum(claim["kind"] == "entity" for own in found["claims"].values() for claim in own)
    assert entry["accuracy"]["caught"]["entity"][1] == 35
    assert "accuracy" not in found["metrics"]["rouge1_f1"]
    (wrong,) = [c for c in found["claims"]["b"] if not c["supported"]]
    assert wrong["text"] == FOUND[1]["summary"][wrong["start"] : wrong["end"]] == "浙江队"
    assert wrong["kind"] == "entity"
    assert wrong["reason"]
    evidence = wrong["evidence"]
    assert ARTICLES["b"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_what_is_unknown_is_null_with_a_reason_and_n_is_what_a_figure_is_of(score):
    found = score(found=[{"id": name, "summary": ""} for name in ARTICLES]).to_json()
    entry = found["metrics"]["number_faithfulness"]
    assert (entry["value"], entry["n"], entry["reason"]) == (None, 0, "no support")
    assert found["metrics"]["rouge1_f1"]["n"] == 2
    assert found["metrics"]["compression"]["n"] == 0


def test_unknown_keys_and_blank_lines_are_passed_over(score):
    assert score(gold=[{**GOLD[0], "source": 1}, "", GOLD[1]]).texts.ids == ("a", "b")


A, B = GOLD
PA, PB = FOUND
BAD = [
    ([A, '{"id": "b",'], FOUND, r"g\.jsonl:2: no valid JSON"),
    ([A, "[1]"], FOUND, r"g\.jsonl:2: a line holds one JSON object"),
    ([A, {**B, "id": "a"}], FOUND, r"g\.jsonl:2: 'a' stands in line 1 too; give each once"),
    ([A, {"text": "甲", "references": ["甲"]}], FOUND, r"g\.jsonl:2: id is None; give each document a string"),
    ([A, {**B, "id": 7}], FOUND, r"g\.jsonl:2: id is 7; give each document a string"),
    ([A, {**B, "id": ""}], FOUND, r"g\.jsonl:2: id is ''; give each document a string"),
    ([A, {"id": "b"}], FOUND, r"g\.jsonl:2: 'b' has no 'references'"),
    ([A, {**B, "references": []}], FOUND, r"g\.jsonl:2: references is \[\]; give a list of strings, one at least"),
    ([A, {**B, "references": [3]}], FOUND, r"g\.jsonl:2: references is \[3\]; give a list of strings"),
    ([A, {**B, "references": None}], FOUND, r"g\.jsonl:2: references is None; give a list of strings"),
    ([A, {"id": "b", "references": ["甲"]}], FOUND, r"g\.jsonl:2: has no text, other lines have; give it to every"),
    ([A, {**B, "text": 3}], FOUND, r"g\.jsonl:2: text is 3, no string"),
    ([A, {**B, "facts": []}], FOUND, r"g\.jsonl:1: has no facts, other lines have; give it to"),
    ([{**A, "facts": {}}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: facts is {}, no list"),
    ([{**A, "facts": [3]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: fact 1 is int, no mapping"),
    ([{**A, "facts": [{"text": "甲"}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: fact 1 has no modality, salience"),
    ([{**A, "facts": [{**FACT, "anchors": "学校"}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: .*anchors"),
    ([{**A, "facts": [{**FACT, "anchors": [[3]]}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: .*anchors"),
    ([{**A, "facts": [{**FACT, "anchors": []}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: .*anchors"),
    ([{**A, "facts": [{**FACT, "salience": "x"}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: .*salience"),
    ([{**A, "facts": [{**FACT, "modality": "done"}]}, {**B, "facts": []}], FOUND, r"g\.jsonl:1: .*modality"),
    ([], FOUND, r"g\.jsonl: holds no document; name the file of the gold"),
    (GOLD, [PA, '{"id": "b", "summary"'], r"p\.jsonl:2: no valid JSON"),
    (GOLD, [PA, PA], r"p\.jsonl:2: 'a' stands in line 1 too"),
    (GOLD, [PA, {"summary": "甲"}], r"p\.jsonl:2: id is None"),
    (GOLD, [PA, {"id": "b"}], r"p\.jsonl:2: 'b' has no 'summary'"),
    (GOLD, [PA, {"id": "b", "summary": None}], r"p\.jsonl:2: summary is None, no string"),
    (GOLD, [PA, {"id": "b", "summary": ["甲"]}], r"p\.jsonl:2: summary is \['甲'\], no string"),
    (GOLD, [PA, PB, {"id": "c", "summary": "甲"}], r"p\.jsonl:3: 'c' is not in the gold .*g\.jsonl; summarise its"),
    (GOLD, [PA], r"g\.jsonl:2: 'b' has no summary in .*p\.jsonl \(1 in all have none\); .*--missing empty"),
    (GOLD, ['\ufeff{"id": "a", "summary": "甲"}', PB], r"p\.jsonl: begins with a UTF-8 byte order mark"),
    (GOLD, [PA, '{"id": "b", "summary": "\\ud800"}'], r"p\.jsonl:2: .*half a character"),
    (GOLD, [PA, {"id": "9" * 5000, "summary": "甲"}], r"p\.jsonl:3?2?: .*is not in the gold"),
]  # fmt: skip


@pytest.mark.parametrize(("gold", "found", "said"), BAD)
def test_a_fault_is_one_short_line_with_file_line_and_remedy(score, gold, found, said):
    with pytest.raises(InputError, match=said) as caught:
        score(gold, found)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"missing": "skip"}, "missing is 'skip'; there is 'empty'"),
        ({"metrics": ["rouge9"]}, "no metric 'rouge9'; there are rouge1"),
        ({"metrics": ["fact_recall"]}, "fact_recall needs the facts of each article"),
        ({"tokens": "jieba"}, "'jieba'"),
    ],
)
def test_what_cannot_be_asked_for_is_said(score, more, said):
    with pytest.raises(InputError, match=said):
        score(**more)


def test_a_file_that_is_not_there_is_named(tmp_path):
    gold = write(tmp_path / "g.jsonl", GOLD)
    with pytest.raises(InputError, match=r"no\.jsonl: no such file; name a file of summaries, JSON Lines"):
        score_summary_files(gold, tmp_path / "no.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        score_summary_files(gold, tmp_path)
