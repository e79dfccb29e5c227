"""`bench data export` and `bench data import` as users meet them."""

from __future__ import annotations

import json

import pytest

from bench.cli.main import main
from bench.corpus.formats import FORMATS
from conftest import Result
from conftest import bench as command


@pytest.fixture
def bench(capsys, monkeypatch):
    """The command in this process."""

    def run(*arguments, cwd=None):
        if cwd is not None:
            monkeypatch.chdir(cwd)
        return Result(main(arguments), *capsys.readouterr())

    return run


def test_a_page_goes_out_is_annotated_and_comes_back_as_mention_lines(gold_folder, tmp_path, bench):
    done = bench("data", "export", "brat", "--out", "out", "--view", "raw", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == ["7 articles, 409 mentions, raw text", "out"]
    done = bench("data", "import", "brat", "out", "--view", "raw", "--out", "in", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "green: 81 mentions, the gold has 81" in done.out.splitlines()
    for path in sorted((tmp_path / "in").iterdir()):
        assert path.read_bytes() == (gold_folder.path / "gold" / "entities" / path.name).read_bytes()


def test_a_format_says_what_it_cannot_hold_and_for_how_many_mentions(tmp_path, bench):
    done = bench("data", "export", "doccano", "--out", "out", cwd=tmp_path)
    assert done.out.splitlines()[1] == (
        "doccano cannot hold: form (47 mentions), alt (12 mentions), approx (17 mentions), norm (92 mentions), "
        "note (6 mentions), id (409 mentions)"
    )
    done = bench("data", "import", "doccano", "out", "--dry-run", cwd=tmp_path)
    assert done.out.splitlines()[-3:] == [
        "total: 409 mentions; 0 added, 0 removed, 0 changed",
        "doccano cannot hold: form (the gold has 47, 47 kept), alt (the gold has 12, 12 kept), "
        "approx (the gold has 17, 17 kept), norm (the gold has 92, 92 kept), note (the gold has 6, 6 kept), "
        "id (the gold has 409, 409 kept)",
        "kept: from the mention of the gold with the same span, type and layer",
    ]


def test_a_dry_run_shows_each_change_and_writes_nothing(tmp_path, bench):
    bench("data", "export", "brat", "--out", "out", cwd=tmp_path)
    path = tmp_path / "out" / "greatwall.ann"
    lines = path.read_text(encoding="utf-8").splitlines()
    # 林红玉 goes, 长城汽车 becomes an abbreviation, 本报 another type, 带队 comes in.
    assert [line.split("\t")[-1] for line in (lines[0], lines[2], lines[4])] == ["林红玉", "长城汽车", "本报"]
    changed = [*lines[2:4], lines[4].replace("org_media", "org_oth"), *lines[5:]]
    changed += ["A900\tForm T2 abbr", "T900\ttitle 3 5\t带队"]
    path.write_text("\n".join(changed), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = bench("data", "import", "brat", "out", "--dry-run", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:5] == [
        "greatwall: 78 mentions, the gold has 78",
        "- greatwall [0, 3) per.subject 林红玉",
        "+ greatwall [3, 5) title 带队",
        "~ greatwall [6, 10) org.com 长城汽车: form full -> abbr",
        "~ greatwall [19, 21) org.oth 本报: fine org.media -> org.oth",
    ]
    assert done.out.splitlines()[-1] == "total: 409 mentions; 1 added, 1 removed, 2 changed"
    assert sorted(tmp_path.rglob("*")) == before


# `standoff` writes the whole data set, which needs the gold.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "standoff"])
def test_without_gold_the_text_alone_is_written_and_that_is_said(broken_folder, tmp_path, name, bench):
    (broken_folder.path / "gold" / "entities" / "gaocheng.jsonl").unlink()
    done = bench("data", "export", name, "--out", "out", "--folder", str(broken_folder.path), cwd=tmp_path)
    assert done.code == 0, done.err
    assert "7 articles, 388 mentions, clean text" in done.out
    assert "no gold yet, the text alone: gaocheng" in done.out


def test_a_new_article_comes_in_as_added_mentions(broken_folder, tmp_path, bench):
    bench("data", "export", "conll", "--out", "out", cwd=tmp_path)
    (broken_folder.path / "gold" / "entities" / "gaocheng.jsonl").unlink()
    done = bench("data", "import", "conll", "out", "--dry-run", "--folder", str(broken_folder.path), cwd=tmp_path)
    assert "gaocheng: 21 mentions, no gold yet" in done.out.splitlines()
    assert "total: 409 mentions; 21 added, 0 removed, 0 changed" in done.out.splitlines()


def test_every_fault_is_a_line_and_nothing_is_written(tmp_path, bench):
    bench("data", "export", "label-studio", "--out", "out", cwd=tmp_path)
    path = tmp_path / "out" / "tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    results = tasks[0]["annotations"][0]["result"]
    results[0]["value"] |= {"start": 1, "end": 4}
    results[1]["value"]["labels"] = ["ORG"]
    tasks[1]["data"]["text"] += "\n"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    done = bench("data", "import", "label-studio", "out", "--out", "in", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("bench: ") for line in lines)
    assert (
        "task 1 region greatwall-001: document 'greatwall': the file has '林红玉', the article has '红玉带'" in lines[0]
    )
    assert "region greatwall-002: document 'greatwall': no fine type is called 'ORG'; near are org." in lines[1]
    assert "task 2: document 'gaocheng': the text differs at " in lines[2]
    assert lines[3] == "bench: 3 faults in out; nothing was written"
    assert not (tmp_path / "in").exists()


def test_a_gold_line_whose_text_is_not_its_spans_is_not_exported(broken_folder, tmp_path, bench):
    path = broken_folder.path / "gold" / "entities" / "greatwall.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("魏建军", "魏建车", 1), encoding="utf-8")
    done = bench("data", "export", "brat", "--out", "out", "--folder", str(broken_folder.path), cwd=tmp_path)
    assert done.code == 1
    assert "holds '魏建军', not '魏建车'; bench data check names the line" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "brta", "--out", "x"], "no format 'brta'; there are brat, label-studio, doccano, inception, conll"),
        (["import", "brta", "x", "--dry-run"], "no format 'brta'; there are brat, label-studio"),
        (["import", "inception", ".", "--dry-run"], "inception is not read back"),
        (["import", "brat", "nowhere", "--dry-run"], "nowhere: no such file or folder; name what the tool exported"),
        (["import", "doccano", ".", "--dry-run"], "documents.jsonl: no such file; name what the tool exported"),
        (["import", "brat", "."], "bench data import needs --out DIR, or --dry-run to write nothing"),
        (["export", "brat"], "the following arguments are required: --out"),
        (["export", "brat", "--out", "x", "--view", "page"], "argument --view: invalid choice: 'page'"),
        (["export", "brat", "--out", "x", "--folder", "nowhere"], "nowhere: no such folder"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path, arguments, message, bench):
    done = bench("data", *arguments, cwd=tmp_path)
    assert done.code == 1
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_faulty_gold_file_is_one_clear_line(broken_folder, tmp_path, bench):
    path = broken_folder.path / "gold" / "entities" / "greatwall.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"end": 3,', '"end": 3000,', 1), encoding="utf-8")
    done = bench("data", "export", "brat", "--out", "out", "--folder", str(broken_folder.path), cwd=tmp_path)
    assert done.code == 1
    assert f"{path}: the span [0, 3000) holds " in done.err
    assert not (tmp_path / "out").exists()


def test_the_help_lists_every_format():
    out = command("data", "export", "--help").out
    assert all(name in out for name in FORMATS)
    back = command("data", "import", "--help").out
    assert all(name in back for name, form in FORMATS.items() if form.read)


def test_what_doccano_cannot_hold_is_kept_where_the_mention_is_the_golds(gold_folder, tmp_path, bench):
    bench("data", "export", "doccano", "--out", "out", cwd=tmp_path)
    file = tmp_path / "out" / "documents.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    # 本报, greatwall-003, is deictic: it becomes another type; 林红玉, greatwall-001, goes; 带队 comes in.
    labels = lines[0]["label"]
    assert labels[0] == [0, 3, "per.subject"]
    labels[0] = [3, 5, "title"]
    labels[labels.index([19, 21, "org.media"])] = [19, 21, "org.oth"]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = bench("data", "import", "doccano", "out", "--out", "in", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-3:] == [
        "doccano cannot hold: form (the gold has 47, 46 kept), alt (the gold has 12, 12 kept), "
        "approx (the gold has 17, 17 kept), norm (the gold has 92, 92 kept), note (the gold has 6, 6 kept), "
        "id (the gold has 409, 407 kept)",
        "kept: from the mention of the gold with the same span, type and layer",
        "in",
    ]
    gold = {m.id: m for m in gold_folder.mentions("gold/entities", "greatwall")}
    back = [json.loads(line) for line in (tmp_path / "in" / "greatwall.jsonl").read_text(encoding="utf-8").splitlines()]
    new = [(m["id"], m["text"]) for m in back if m["id"] not in gold]
    assert new == [("greatwall-079", "带队"), ("greatwall-080", "本报")]
    assert len(back) == 78
    for article in ("gaocheng", "transport", "sishui", "digital", "green", "lutong"):
        ours = gold_folder.path / "gold" / "entities" / f"{article}.jsonl"
        assert (tmp_path / "in" / ours.name).read_bytes() == ours.read_bytes()


def test_an_empty_file_is_seen_in_the_summary(tmp_path, bench):
    bench("data", "export", "brat", "--out", "out", cwd=tmp_path)
    (tmp_path / "out" / "greatwall.ann").write_text("", encoding="utf-8")
    for how in (["--dry-run"], ["--out", "in"]):
        done = bench("data", "import", "brat", "out", *how, cwd=tmp_path)
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines()[0] == "greatwall: 0 mentions, the gold has 78"


def test_a_number_of_a_removed_mention_is_not_given_again(tmp_path, bench):
    bench("data", "export", "label-studio", "--out", "out", cwd=tmp_path)
    path = tmp_path / "out" / "tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    results = tasks[0]["annotations"][0]["result"]
    results[:] = [result for result in results if result["id"] != "greatwall-078"]
    place = {"start": 3, "end": 5, "text": "带队", "labels": ["title"]}
    results.append({"id": "xyz", "from_name": "fine", "to_name": "text", "type": "labels", "value": place})
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert bench("data", "import", "label-studio", "out", "--out", "in", cwd=tmp_path).code == 0
    lines = (tmp_path / "in" / "greatwall.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines if "带队" in line] == ["greatwall-079"]
