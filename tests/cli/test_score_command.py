from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.cli.main import main
from conftest import bench

GOLD = {"id": "a", "text": "张三在北京和上海", "entities": [
    {"start": 0, "end": 2, "label": "PER"}, {"start": 3, "end": 5, "label": "LOC"},
    {"start": 6, "end": 8, "label": "LOC"}]}  # fmt: skip
# One right, one of another type, one missed, one where nothing is.
FOUND = {"id": "a", "entities": [
    {"start": 0, "end": 2, "label": "PER"}, {"start": 3, "end": 5, "label": "ORG"},
    {"start": 2, "end": 3, "label": "ORG"}]}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    paths = []
    for name, document in (("gold", GOLD), ("found", FOUND)):
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    return ["--gold", str(paths[0]), "--predictions", str(paths[1])]


def test_tables_fit_80_columns_and_show_what_was_worked_out_by_hand(files, capsys):
    assert main(["score", "spans", *files]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    lines = [line.split() for line in shown.splitlines()]
    assert ["1", "documents,", "3", "gold", "mentions"] in lines
    # micro; mean over LOC (no prediction: P unknown) and PER; over the one document
    assert ["strict", "33.3", "33.3", "33.3", "100.0", "50.0", "50.0", "33.3", "33.3", "33.3"] in lines
    assert next(line for line in lines if line[:1] == ["exact"])[:4] == ["exact", "66.7", "66.7", "66.7"]
    assert ["LOC", "–", "0.0", "0.0", "2"] in lines
    assert ["ORG", "0.0", "–", "0.0", "0"] in lines
    for error, n in (("correct", 1), ("label", 1), ("boundary", 0), ("missed", 1), ("spurious", 1)):
        assert [error, str(n)] in lines
    assert ["LOC", "0", "1", "0"] in lines  # the confusion: LOC, ORG, PER


def test_json_holds_every_figure_with_signature_support_and_reason(files, tmp_path, capsys):
    out = tmp_path / "scores.json"
    assert main(["score", "spans", *files, "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert list(found) == [
        "schema_version", "documents", "metrics", "by_label", "macro", "macro_documents", "errors", "confusion",
    ]  # fmt: skip
    entry = found["metrics"]["strict_f1"]
    assert entry["value"] == pytest.approx(1 / 3)
    assert entry["n"] == 3
    assert entry["signature"].startswith("strict_f1|gold:")
    assert {entry["within"], entry["beyond"]} == {None}
    assert found["by_label"]["LOC"]["strict_precision"]["value"] is None
    assert found["by_label"]["LOC"]["strict_precision"]["reason"] == "no support"
    assert found["by_label"]["LOC"]["strict_recall"]["n"] == 2
    assert found["macro"]["strict_f1"] == {**found["macro"]["strict_f1"], "value": 0.5, "n": 2}
    assert found["macro"]["strict_f1"]["signature"].startswith("strict_f1|average:labels|gold:")
    assert found["errors"] == {
        "correct": 1, "label": 1, "boundary": 0, "label_boundary": 0, "missed": 1, "spurious": 1,
    }  # fmt: skip
    assert found["confusion"] == {"labels": ["LOC", "ORG", "PER"], "matrix": [[0, 1, 0], [0, 0, 0], [0, 0, 1]]}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--scheme", "core9"], "no scheme 'core9'; there are"),
        (["--scheme", "lac4"], "the label 'ORG'"),
        (["--missing", "skip"], "invalid choice: 'skip'"),
        (["--json", "nowhere/at/all.json"], "nowhere/at/all.json: cannot be written"),
        (["--predictions", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(files, more, said, capsys):
    known = more == ["--scheme", "lac4"]
    assert main(["score", "spans", *files, *more]) == (0 if known else 1)
    error = capsys.readouterr().err
    assert known or (said in error and error.count("\n") == 1)


def test_score_alone_says_what_there_is():
    done = bench("score")
    assert (done.code, done.err) == (1, "bench: bench score needs a kind; there is spans, summaries\n")


def test_the_verb_costs_nothing_until_it_is_used():
    code = (
        "import sys, contextlib; from bench.cli.main import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "print([m for m in ('numpy', 'pyarrow', 'evaluate', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert "score " in done.stdout
