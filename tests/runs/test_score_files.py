from __future__ import annotations

import hashlib
import json
import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import score_files, score_spans
from bench.corpus import load_schemes, project, span_lines, span_parquet, span_rows
from bench.corpus.mentions import Mention
from bench.errors import InputError

LABELS = ("PER", "LOC", "ORG")
TEXT = "张三在北京𠀀的e\u0301公司"  # beyond the BMP, a combining mark


def write(path, documents):
    lines = (d if isinstance(d, str) else json.dumps(d, ensure_ascii=False) for d in documents)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def entity(start, end, label="PER", **more):
    return {"start": start, "end": end, "label": label, **more}


@pytest.fixture
def gold(tmp_path):
    return write(tmp_path / "gold.jsonl", [{"id": "a", "text": TEXT, "entities": [entity(0, 2), entity(3, 5, "LOC")]}])


def _documents(seed, n, special=True):
    """Gold and predictions at random: some empty, some with optional mentions and other readings."""
    rng, gold, predicted = random.Random(seed), [], []
    for i in range(n):
        spans, found = [], []
        for at in range(0, rng.choice([0, 30, 60]), 6):
            span = entity(at, at + rng.randrange(1, 5), rng.choice(LABELS))
            if special and rng.random() < 0.2:
                span["optional"] = rng.random() < 0.5
            if special and rng.random() < 0.2:
                span["alt"] = [entity(at, at + 5, rng.choice(LABELS))]
            spans.append(span)
            if rng.random() < 0.7:
                found.append(entity(at, at + rng.randrange(1, 5), rng.choice(LABELS)))
        rng.shuffle(spans)
        gold.append({"id": f"d{i}", "text": "字" * 70, "entities": spans, "source": i})
        predicted.append({"id": f"d{i}", "entities": found, "sentences": [[0, 70]]})
    return gold, predicted


def _same(scores, expected):
    assert scores.documents == len(expected.tally.units)
    assert scores.labels == expected.labels
    assert scores.errors == expected.errors
    assert scores.confusion.tolist() == expected.confusion.tolist()
    for schema in ("strict", "exact", "partial", "type", "fuzzy"):
        assert scores[schema] == expected[schema]
        assert {k: v[schema] for k, v in scores.by_label.items()} == {
            k: v[schema] for k, v in expected.by_label.items()
        }
        assert scores.macro[schema] == pytest.approx(expected.macro[schema])
        assert scores.macro_documents[schema] == pytest.approx(expected.macro_documents[schema])


@pytest.fixture(params=["whole", "in parts"])
def parts(request, monkeypatch):
    if request.param == "in parts":
        monkeypatch.setattr(span_lines, "_BLOCK", 700)
        monkeypatch.setattr(span_parquet, "_ROWS", 7)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("order", ["in step", "shuffled"])
def test_a_file_scores_as_its_documents_do(tmp_path, parts, kind, order):
    gold, predicted = _documents(5, 60)
    expected = score_spans([d["entities"] for d in gold], [d["entities"] for d in predicted])
    if order == "shuffled":
        random.Random(1).shuffle(predicted)
    paths = []
    for name, documents in (("gold", gold), ("predicted", predicted)):
        paths.append(tmp_path / f"{name}.{kind}")
        if kind == "jsonl":
            write(paths[-1], documents)
        else:
            pq.write_table(pa.Table.from_pylist(documents), paths[-1])
    _same(score_files(*paths), expected)


def test_both_sides_may_be_of_different_kinds(tmp_path):
    gold, predicted = _documents(8, 20)
    pq.write_table(pa.Table.from_pylist(predicted), tmp_path / "p.parquet")
    scores = score_files(write(tmp_path / "g.jsonl", gold), tmp_path / "p.parquet")
    _same(scores, score_spans([d["entities"] for d in gold], [d["entities"] for d in predicted]))


@pytest.mark.parametrize("names", ["numbers", "strings"])
@pytest.mark.parametrize("order", ["shuffled", "of documents"])
def test_flat_parquet_has_a_span_a_row_in_any_order(tmp_path, monkeypatch, names, order):
    gold, predicted = _documents(9, 40, special=False)
    paths, whole = [], []
    monkeypatch.setattr(
        span_rows._Rows, "whole", lambda self, read=span_rows._Rows.whole: whole.append(1) or read(self)
    )
    for side, documents in (("g", gold), ("p", predicted)):
        rows = [
            {"document": int(d["id"][1:]) if names == "numbers" else d["id"], **span}
            for d in documents
            for span in d["entities"]
        ]
        if order == "shuffled":
            random.Random(2).shuffle(rows)
        else:
            rows.sort(key=lambda row: row["document"])
        table = pa.Table.from_pylist(rows)
        if names == "strings":
            table = table.set_column(3, "label", table["label"].dictionary_encode())
        paths.append(tmp_path / f"{side}.parquet")
        pq.write_table(table, paths[-1], row_group_size=16)
    scores = score_files(*paths)
    both = [(g, p) for g, p in zip(gold, predicted, strict=True) if g["entities"] or p["entities"]]
    _same(scores, score_spans([g["entities"] for g, _ in both], [p["entities"] for _, p in both]))
    assert len(whole) == (2 if order == "shuffled" else 0), "in the order of documents a file is never held whole"


def test_a_flat_file_of_predictions_leaves_a_document_empty_and_knows_no_other(tmp_path, gold):
    flat = tmp_path / "p.parquet"
    pq.write_table(pa.table({"document": ["a"], "start": [0], "end": [2], "label": ["PER"]}), flat)
    two = write(tmp_path / "two.jsonl", [{"id": "b", "entities": [entity(1, 2)]}, json.loads(gold.read_text())])
    assert score_files(two, flat)["strict"].counts.missed == 2
    pq.write_table(pa.table({"document": ["z"], "start": [0], "end": [2], "label": ["PER"]}), flat)
    with pytest.raises(InputError, match=r"p\.parquet: row 1: document 'z' is not in the gold"):
        score_files(two, flat)


BAD = [
    ('{"id": "a",', "no valid JSON at column"),
    ({"entities": []}, "no id"),
    ({"id": "a"}, "document 'a' has no entities; write"),
    ({"id": "a", "entities": [entity(3, 3)]}, r"document 'a': the entity \[3, 3\) 'PER' is empty or backwards"),
    ({"id": "a", "entities": [entity(-1, 3)]}, r"\[-1, 3\) 'PER' begins before the text"),
    ({"id": "a", "entities": [entity(3, 99)]}, r"\[3, 99\) 'PER' ends past the text of 11 characters"),
    ({"id": "a", "text": TEXT[:5], "entities": [entity(3, 6)]}, r"\[3, 6\) 'PER' ends past the text of 5"),
    ({"id": "a", "entities": [entity(True, 2)]}, "document 'a': start is True, no whole number"),
    ({"id": "a", "entities": [entity(0, 2.0)]}, "document 'a': end is 2.0, no whole number"),
    ({"id": "a", "entities": [entity(float("nan"), 2)]}, "document 'a': start is nan, no whole number"),
    ({"id": "a", "entities": [entity(0, 10**30)]}, "end is 10000"),
    ({"id": "a", "entities": [entity(0, 2, "")]}, "has an empty label"),
    ({"id": "a", "entities": [entity(0, 2, 3)]}, "label is 3, not a string"),
    ({"id": "a", "entities": [{"start": 0, "end": 2}]}, "an entity has no label"),
    ({"id": "a", "entities": [None]}, "an entity has no value"),
    ({"id": "a", "entities": [entity(0, 2, optional="no")]}, "optional is 'no', not true or false"),
    ({"id": "a", "entities": [entity(0, 2, alt=[entity(5, 4)])]}, r"the reading in alt \[5, 4\)"),
    ({"id": 1, "entities": []}, "id is 1, not a string"),
    ("[1]", r"\[1\] is no object"),
    ('\ufeff{"id": "a", "entities": []}', "begins with a UTF-8 byte order mark"),
    ('{"id": "a", "entities": [], "id": "b"}', "the key 'id' stands twice"),
    ('{"id": "a", "entities": [], "text": "\\ud800"}', "text has half a character"),
    ('{"id": "a", "entities": []} {"id": "a", "entities": []}', "no valid JSON"),
    ({"id": "a", "text": TEXT.replace("在", "再"), "entities": []},
     r"its text differs from the gold's \(.*gold\.jsonl:1\) at character 2: '再北京"),
    ({"id": "a", "text": TEXT + "x", "entities": []}, "at character 11: 'x', not the end"),
    ({"id": "a", "sha256": "0" * 64, "entities": []}, "sha256 is '0000"),
    ({"id": "b", "entities": []}, "document 'b' is not in the gold"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BAD)
def test_bad_predictions_are_refused_with_line_document_and_value(tmp_path, gold, line, said):
    path = write(tmp_path / "p.jsonl", [line])
    with pytest.raises(InputError, match=rf"p\.jsonl:1: (document .*)?{said}") as error:
        score_files(gold, path)
    assert "\n" not in str(error.value)


def test_the_line_is_named_behind_blank_ones_and_in_a_later_part(tmp_path, gold, monkeypatch):
    fine, bad = {"id": "a", "entities": []}, {"id": "b", "entities": [entity(2, 1)]}
    with pytest.raises(InputError, match=r"p\.jsonl:4: document 'b'"):
        score_files(gold, write(tmp_path / "p.jsonl", ["", fine, "", bad]))
    monkeypatch.setattr(span_lines, "_BLOCK", 20)
    with pytest.raises(InputError, match=r"p\.jsonl:3: document 'b'"):
        score_files(gold, write(tmp_path / "p.jsonl", [fine, {**fine, "id": "c"}, bad]))


def test_documents_are_named_that_are_missing_or_stand_twice(tmp_path, gold, parts):
    documents = [{"id": name, "entities": []} for name in "ab"]
    two = write(tmp_path / "two.jsonl", documents)
    one = write(tmp_path / "p.jsonl", documents[:1])
    with pytest.raises(InputError, match=r"two\.jsonl:2: document 'b' has no prediction in .*--missing empty"):
        score_files(two, one)
    assert score_files(two, one, missing="empty").documents == 2
    twice = write(tmp_path / "twice.jsonl", [documents[0]] * 2)
    with pytest.raises(InputError, match=r"twice\.jsonl:2: document 'a' stands already at .*twice\.jsonl:1"):
        score_files(twice, twice)
    with pytest.raises(InputError, match=r"none\.jsonl: holds no document"):
        score_files(write(tmp_path / "none.jsonl", []), one)
    with pytest.raises(InputError, match=r"nowhere\.jsonl: no such file"):
        score_files(gold, tmp_path / "nowhere.jsonl")


def test_a_checksum_of_the_text_may_stand_in_for_it(tmp_path, gold):
    checksum = hashlib.sha256(TEXT.encode()).hexdigest()
    path = write(tmp_path / "p.jsonl", [{"id": "a", "sha256": checksum.upper(), "entities": [entity(0, 2)]}])
    assert score_files(gold, path)["strict"].recall == 0.5
    bad_gold = write(tmp_path / "g.jsonl", [{"id": "a", "sha256": "0" * 64, "text": TEXT, "entities": []}])
    with pytest.raises(InputError, match=r"g\.jsonl:1: document 'a': sha256 is"):
        score_files(bad_gold, path)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a"], "entities": [[{"start": 0.0, "end": 2.0, "label": "PER"}]]}, "the column entities holds"),
        ({"id": ["a"], "entities": [[{"start": True, "end": True, "label": "PER"}]]}, "the column entities holds"),
        ({"id": [1], "entities": [[entity(0, 2)]]}, "the column id holds 'int64'"),
        ({"id": ["a"], "entities": [[entity(0, 99)]]}, r": row 1: document 'a': the entity \[0, 99\)"),
        ({"document": ["a"], "start": [0.5], "end": [2], "label": ["PER"]}, "start double"),
        ({"document": ["a"], "start": [None], "end": [2], "label": ["PER"]}, "start null"),
        ({"document": ["a"], "start": [2], "end": [2], "label": ["PER"]}, r"row 1: document 'a': the entity \[2, 2\)"),
        ({"name": ["a"]}, "has the columns name; give id and entities"),
    ],
)
def test_bad_parquet_is_refused_with_column_or_row(tmp_path, gold, columns, said):
    pq.write_table(pa.table(columns), tmp_path / "p.parquet")
    with pytest.raises(InputError, match=said):
        score_files(gold, tmp_path / "p.parquet")


def test_what_is_no_parquet_is_refused(tmp_path, gold):
    (tmp_path / "p.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match=r"p\.parquet: no Parquet file that can be read"):
        score_files(gold, tmp_path / "p.parquet")


def test_a_scheme_projects_the_gold_as_a_run_does(tmp_path, gold_folder):
    for name, scheme in load_schemes().items():
        lines, expected = [], []
        for article in gold_folder.articles():
            mentions = [Mention(f"{i}", m.start, m.end, "", m.fine, alt=m.alt)
                        for i, m in enumerate(gold_folder.mentions("gold/entities", article.id))]  # fmt: skip
            spans = [
                entity(m.start, m.end, m.fine, alt=[entity(r.start, r.end, r.fine) for r in m.alt]) for m in mentions
            ]
            lines.append({"id": article.id, "entities": spans})
            expected.append(project(mentions, scheme))
        path = write(tmp_path / f"{name}.jsonl", lines)
        found = [[entity(*span.readings[0]) for span in spans] for spans in expected]
        predicted = write(
            tmp_path / "p.jsonl", [{"id": d["id"], "entities": e} for d, e in zip(lines, found, strict=True)]
        )
        scores = score_files(path, predicted, scheme=name)
        assert scores["strict"].f1 == 1
        assert sum(scores.required.values()) == sum(map(len, expected))
        assert f"|scheme:{name}|" in scores.signature


def test_a_label_that_the_scheme_lacks_is_refused(tmp_path, gold):
    bad = write(tmp_path / "p.jsonl", [{"id": "a", "entities": [entity(0, 2, "nr")]}])
    with pytest.raises(
        InputError, match=r"p\.jsonl:1: document 'a': the label 'nr' is none of the scheme core3; it has"
    ):
        score_files(gold, bad, scheme="core3")
    with pytest.raises(
        InputError, match=r"p\.jsonl:1: document 'a': the label 'nr' is none of the scheme core3 or one"
    ):
        score_files(bad, gold, scheme="core3")


def test_what_a_scheme_cannot_express_is_no_gold_but_in_the_full_scheme(tmp_path):
    path = write(tmp_path / "g.jsonl", [{"id": "a", "entities": [entity(0, 2), entity(3, 5, "title.post")]}])
    predicted = write(tmp_path / "p.jsonl", [{"id": "a", "entities": [entity(0, 2)]}])
    assert score_files(path, predicted, scheme="core3")["strict"].recall == 1
    assert score_files(path, predicted, scheme="full8")["strict"].recall == 0.5


def test_the_signature_names_gold_scheme_and_what_was_done(tmp_path, gold):
    checksum = hashlib.sha256(gold.read_bytes()).hexdigest()[:12]
    predicted = write(tmp_path / "p.jsonl", [{"id": "a", "entities": []}])
    assert score_files(gold, predicted).signature == f"gold:{checksum}|scheme:own|optional:ignored|scorer:3"
    signed = score_files(gold, predicted, missing="empty").signature
    assert signed == f"gold:{checksum}|scheme:own|optional:ignored|missing:empty|scorer:3"


def test_support_counts_distinct_mentions_that_are_not_optional(tmp_path):
    spans = [entity(0, 2), entity(0, 2), entity(3, 5), entity(6, 8, optional=True), entity(0, 2, "LOC")]
    path = write(tmp_path / "g.jsonl", [{"id": "a", "entities": spans}, {"id": "b", "entities": [entity(0, 2)]}])
    scores = score_files(path, write(tmp_path / "p.jsonl", [{"id": i, "entities": []} for i in "ab"]))
    assert scores.required == {"PER": 3, "LOC": 1}
    assert scores.to_json()["metrics"]["strict_f1"]["n"] == 4


TAGS = "张\tB-PER\n三\tI-PER\n来\tO\n\n-DOCSTART- O\n\n北\tB-LOC\n京\tI-LOC\n"


def test_files_of_tags_are_scored_by_sequence(tmp_path):
    (tmp_path / "g.conll").write_text(TAGS, encoding="utf-8")
    (tmp_path / "p.bio").write_text(TAGS.replace("B-LOC", "O").replace("I-LOC", "B-LOC").replace("\t", " "), "utf-8")
    scores = score_files(tmp_path / "g.conll", tmp_path / "p.bio")
    assert (scores.documents, scores["strict"].f1, scores.errors["boundary"]) == (2, 0.5, 1)


def test_invalid_tags_are_refused_and_repair_is_named_in_the_signature(tmp_path):
    (tmp_path / "g.conll").write_text(TAGS, encoding="utf-8")
    (tmp_path / "p.conll").write_text(TAGS.replace("B-LOC", "I-LOC"), encoding="utf-8")
    with pytest.raises(InputError, match=r"p\.conll:7: sequence 2: 'I-LOC' stands first"):
        score_files(tmp_path / "g.conll", tmp_path / "p.conll")
    scores = score_files(tmp_path / "g.conll", tmp_path / "p.conll", repair="conlleval")
    assert scores["strict"].f1 == 1
    assert "|repair:conlleval|" in scores.signature


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("张 X O\n", r"p\.conll:1: '张 X O' is not a token and a tag"),
        ("张\n", r"p\.conll:1: '张' is not a token and a tag"),
        (TAGS.replace("张", "李"), r"p\.conll:1: document '1': its text differs from the gold's"),
        (TAGS + "\n好\tO\n", r"p\.conll:10: document '3' is not in the gold"),
    ],
)
def test_bad_files_of_tags_are_refused_with_the_line(tmp_path, content, said):
    (tmp_path / "g.conll").write_text(TAGS, encoding="utf-8")
    (tmp_path / "p.conll").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        score_files(tmp_path / "g.conll", tmp_path / "p.conll")


def test_tokens_and_characters_are_not_compared_and_spans_not_repaired(tmp_path, gold):
    (tmp_path / "p.conll").write_text("张\tO\n", encoding="utf-8")
    one = write(tmp_path / "g.jsonl", [{"id": "1", "entities": []}])
    with pytest.raises(InputError, match=r"counts tokens, .* characters"):
        score_files(one, tmp_path / "p.conll")
    with pytest.raises(InputError, match="only tags can be repaired"):
        score_files(gold, gold, repair="conlleval")


def test_every_count_of_the_json_is_a_number_and_unknown_is_null(tmp_path):
    empty = write(tmp_path / "e.jsonl", [{"id": "a", "entities": []}])
    found = json.loads(json.dumps(score_files(empty, empty).to_json(), allow_nan=False))
    assert found["metrics"]["strict_f1"] == {
        "value": None, "signature": f"strict_f1|{score_files(empty, empty).signature}", "n": 0, "within": None,
        "beyond": None, "reason": "no support",
    }  # fmt: skip
    assert len(found["metrics"]) == 15
    assert found["confusion"] == {"labels": [], "matrix": []}
    assert found["by_label"] == {}
    assert np.isfinite(found["documents"])


def test_labels_as_a_dictionary_are_read_over_several_row_groups(tmp_path):
    n, path = 12, tmp_path / "spans.parquet"
    labels = pa.DictionaryArray.from_arrays(pa.array([i % 2 for i in range(n)], pa.int8()), ["PER", "LOC"])
    spans = pa.StructArray.from_arrays(
        [pa.array([0] * n, pa.int32()), pa.array([2] * n, pa.int32()), labels], ["start", "end", "label"]
    )
    entities = pa.ListArray.from_arrays(pa.array(range(n + 1), pa.int32()), spans)
    pq.write_table(pa.table({"id": [f"d{i}" for i in range(n)], "entities": entities}), path, row_group_size=5)
    scores = score_files(path, path)
    assert scores.documents == n
    assert {label: s["strict"].counts.correct for label, s in scores.by_label.items()} == {"LOC": 6, "PER": 6}
