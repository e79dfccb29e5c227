"""What the trained taggers learn from: of each character what stands around it, and its label in BIO."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.errors import BenchError
from bench.models.base import Example, Tagged
from bench.models.decoding import Ints, Labels, chunks
from bench.text.characters import FOLD, KINDS
from bench.text.words import jieba_tokenizer

# Raised when a feature of some text can change.
VERSION = 1

_BEFORE, _BEHIND = "^^", "$$"
_LONGEST_WORD = 5
# The most frequent surnames of one character, some 85 of a hundred people.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)


def features(text: str) -> list[list[str]]:
    """Of each character its features: the characters around it alone and in pairs, their kinds, jieba's word there.

    Digits are one sign and Latin letters another, so that 2023 and 1998 are alike; full-width forms are folded.
    """
    folded = text.translate(FOLD)
    kinds = folded.translate(KINDS)
    signs = "".join({"d": "0", "l": "a"}.get(k, c) for c, k in zip(folded, kinds, strict=True))
    places, words = _words(folded)
    c, k, p = (_BEFORE + row + _BEHIND for row in (signs, kinds, places))
    surnames = "".join("01"[sign in _SURNAMES] for sign in c)
    return [
        [
            f"c-2={c[i - 2]}", f"c-1={c[i - 1]}", f"c0={c[i]}", f"c+1={c[i + 1]}", f"c+2={c[i + 2]}",
            f"p-2={c[i - 2 : i]}", f"p-1={c[i - 1 : i + 1]}", f"p0={c[i : i + 2]}", f"p+1={c[i + 1 : i + 3]}",
            f"around={c[i - 1]}{c[i + 1]}", f"kinds={k[i - 2 : i + 3]}", f"surname={surnames[i - 2 : i + 1]}",
            f"places={p[i - 1 : i + 2]}", f"long={p[i]}{min(len(word), _LONGEST_WORD)}", f"word={word}",
        ]
        for i, word in enumerate(words, len(_BEFORE))
    ]  # fmt: skip


def _words(text: str) -> tuple[str, list[str]]:
    """Of each character where it stands in jieba's word, B M E or S, and that word."""
    places, words = "", []
    for word in jieba_tokenizer().cut(text):
        places += "S" if len(word) == 1 else f"B{'M' * (len(word) - 2)}E"
        words += [word] * len(word)
    return places, words


def bio(example: Example) -> list[str]:
    """Of each character of an example its label; `ValueError` where names overlap, which BIO cannot say."""
    labels = ["O"] * len(example.text)
    for start, end, tag in example.spans:
        if any(label != "O" for label in labels[start:end]):
            raise ValueError(f"names overlap at {start}:{end} of {example.text[:20]!r}; give one layer of names")
        labels[start:end] = [f"B-{tag}", *[f"I-{tag}"] * (end - start - 1)]
    return labels


def lessons(examples: Sequence[Example]) -> tuple[list[list[list[str]]], list[list[str]]]:
    """Features and labels of each example; `BenchError` where there is no name to learn from."""
    if not any(example.spans for example in examples):
        raise BenchError("the other articles have no name to learn from; take more of them (a higher limit)")
    return [features(example.text) for example in examples], [bio(example) for example in examples]


def named(path: Ints, texts: Sequence[str], labels: Labels) -> list[list[Tagged]]:
    """The spans that the labels of all characters of the texts, in one row, say of each text."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    ends = np.cumsum(lengths)
    found: list[list[Tagged]] = [[] for _ in texts]
    spans = chunks(path, lengths, labels)
    for number, start, end, kind in zip(np.searchsorted(ends, spans.start, side="right"), *spans, strict=True):
        first = int(ends[number] - lengths[number])
        found[number].append(Tagged(int(start) - first, int(end) - first, labels.types[kind]))
    return found


def not_trained(model: str) -> BenchError:
    """What a model says that is asked before it has learned anything."""
    return BenchError(f"the model {model} knows nothing before it is trained; predict with what fit(examples) returns")
