from __future__ import annotations

import json

import pytest

from bench.cli.main import main
from conftest import bench

SOURCE = "绵阳市去年新建学校20所，今年将改造老旧小区35个，投资3.6亿元。"
GOLD = {"id": "a", "text": SOURCE, "references": ["绵阳去年新建学校20所。", "绵阳今年将改造小区35个。"], "facts": [
    {"text": "新建学校20所", "modality": "actual", "salience": 3, "anchors": [["学校"], ["20所"]]},
    {"text": "将改造小区35个", "modality": "plan", "salience": 1, "anchors": [["小区"], ["35个"]]}]}  # fmt: skip
FOUND = {"id": "a", "summary": "绵阳去年新建学校20所，已改造老旧小区53个。"}


def write(path, *documents):
    path.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path):
    return ["--gold", write(tmp_path / "gold.jsonl", GOLD), "--predictions", write(tmp_path / "found.jsonl", FOUND)]


def shown(capsys, *arguments):
    assert main(["score", "summaries", *arguments]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    return [line.split() for line in lines]


def test_tables_fit_80_columns_and_show_what_was_worked_out_by_hand(files, capsys):
    lines = shown(capsys, *files)
    assert ["1", "document"] in lines
    # 19 tokens of the summary and 10 of the first reference, which stands whole in it: F1 2·10/29
    rouge = next(line for line in lines if line[:1] == ["ROUGE-1"])
    assert rouge[1:] == ["52.6", "100.0", "69.0"]
    assert next(line for line in lines if line[:2] == ["number", "faithfulness"])[2:4] == ["50.0", "2"]
    assert next(line for line in lines if line[:2] == ["modality", "faithfulness"])[2:4] == ["50.0", "2"]
    assert ["fact", "recall", "50.0"] in lines
    assert ["fact", "recall", "weighted", "75.0"] in lines
    assert ["fact", "recall", "target", "–"] in lines
    assert any(line[:3] == ["a", "number", "53个"] for line in lines)


def test_beside_each_faithfulness_metric_stands_what_it_catches(files, capsys):
    lines = shown(capsys, *files)
    number = next(line for line in lines if line[:2] == ["number", "faithfulness"])
    assert "number" in number[4:]
    assert number[-1].endswith("/112")


def test_without_articles_there_is_overlap_alone(tmp_path, capsys):
    gold = write(tmp_path / "g.jsonl", {k: GOLD[k] for k in ("id", "references")})
    found = write(tmp_path / "p.jsonl", FOUND)
    words = {word for line in shown(capsys, "--gold", gold, "--predictions", found) for word in line}
    assert "ROUGE-L" in words
    assert not words & {"faithfulness", "Facts", "Form", "ROUGE-Lsum"}
    words = {w for line in shown(capsys, "--gold", gold, "--predictions", found, "--metrics", "all") for w in line}
    assert {"ROUGE-Lsum", "chrF", "BLEU"} <= words


def test_many_wrong_claims_are_cut_and_long_ids_fit(tmp_path, capsys):
    long = {**GOLD, "id": "一个很长的文件名" * 6, "text": "甲市开会，乙县下雨，丙镇有风。" * 3}
    summary = "".join(f"丁市投资{n}亿元。" for n in range(11, 31))
    gold = write(tmp_path / "g.jsonl", long)
    lines = shown(
        capsys, "--gold", gold, "--predictions", write(tmp_path / "p.jsonl", {"id": long["id"], "summary": summary})
    )
    assert any(line[1:] == ["more", "in", "--json"] for line in lines)


def test_oddities_are_said(tmp_path, capsys):
    gold = write(tmp_path / "g.jsonl", GOLD, {**GOLD, "id": "b"})
    found = write(tmp_path / "p.jsonl", {"id": "a", "summary": "<think>好</think>綿陽學校"})
    said = [" ".join(line) for line in shown(capsys, "--gold", gold, "--predictions", found, "--missing", "empty")]
    assert any("1 summary empty: scored 0" in line for line in said)
    assert any("1 summary with a thinking block left in" in line for line in said)


def test_json_holds_figures_claims_and_evidence(files, tmp_path, capsys):
    out = tmp_path / "scores.json"
    shown(capsys, *files, "--json", str(out), "--tokens", "char", "--metrics", "all")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["metrics"]["rouge1_f1"]["signature"].startswith("rouge1_f1|")
    assert "gold:" in found["metrics"]["rouge1_f1"]["signature"]
    assert found["metrics"]["number_faithfulness"]["value"] == 0.5
    assert found["metrics"]["number_faithfulness"]["accuracy"]["held_out"] == "by article"
    assert found["metrics"]["fact_recall_target"]["value"] is None
    assert set(found["by_document"]) == {"a"}
    (wrong,) = [c for c in found["claims"]["a"] if c["kind"] == "number" and not c["supported"]]
    assert wrong["text"] == "53个"
    assert wrong["evidence"]["text"] == "今年将改造老旧小区35个"
    assert SOURCE[wrong["evidence"]["start"] : wrong["evidence"]["end"]] == wrong["evidence"]["text"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--metrics", "rouge9"], "no metric 'rouge9'; there are rouge1"),
        (["--tokens", "words"], "invalid choice: 'words'"),
        (["--missing", "skip"], "invalid choice: 'skip'"),
        (["--json", "nowhere/at/all.json"], "nowhere/at/all.json: cannot be written"),
        (["--predictions", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
        (["--gold", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(files, more, said, capsys):
    assert main(["score", "summaries", *files, *more]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a", "summary"', "found.jsonl:1: no valid JSON"),
        ('{"id": "a"}', "found.jsonl:1: 'a' has no 'summary'"),
        ('{"id": "z", "summary": ""}', "found.jsonl:1: 'z' is not in the gold"),
        ("", "gold.jsonl:1: 'a' has no summary in"),
        ('\ufeff{"id": "a", "summary": ""}', "found.jsonl: begins with a UTF-8 byte order mark"),
        ('{"id": "a", "summary": "\\ud800"}', "found.jsonl:1: a string has half a character"),
        ("[" * 100_000, "found.jsonl:1: "),
        ('{"id": "a", "summary": "甲", "more": ' + "[" * 900 + "]" * 900 + "}", ""),
    ],
)
def test_a_broken_file_is_one_line_with_file_and_line_and_no_traceback(files, tmp_path, line, said):
    (tmp_path / "found.jsonl").write_text(line + "\n", encoding="utf-8")
    done = bench("score", "summaries", *files)
    assert "Traceback" not in done.err
    assert done.code == (1 if said else 0)
    assert said in done.err
    assert done.err.count("\n") == (1 if said else 0)


def test_help_shows_an_example_of_the_files():
    done = bench("score", "summaries", "--help")
    assert done.code == 0
    for word in ("--gold FILE", "--predictions FILE", "--tokens", "--metrics NAME", "--missing", "--json OUT"):
        assert word in done.out
    assert '{"id": "d1", "summary": "…"}' in done.out
    assert max(map(len, done.out.splitlines())) <= 120


def test_every_metric_that_can_be_asked_for_is_listed():
    from bench.metrics.summary_scores import SUMMARY_METRICS

    listed = bench("list", "metrics").out
    for name in SUMMARY_METRICS:
        base = name.removesuffix("_actual").removesuffix("_forecast").removesuffix("_target").removesuffix("_plan")
        assert base in listed or base in ("fact_recall_normalised", "fact_distortion"), name
