"""Tokens of Chinese text for n-gram metrics, by name: `zh-char`, `zh-word`, `char`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias
from unicodedata import normalize

from bench.errors import InputError
from bench.text.characters import FOLD as FOLD
from bench.text.characters import IDEOGRAPH, KINDS
from bench.text.words import jieba_version, words

Tokenizer: TypeAlias = str | Callable[[str], Sequence[str]]

# Raised when a token of some text can change.
_VERSIONS = {"zh-char": "2", "zh-word": "1", "char": "1"}

_HALF_KANA = re.compile("[\uff66-\uff9f]+")
_DECOMPOSED = re.compile(rf"[^\W\d_{IDEOGRAPH}][\u0300-\u036f\u3099\u309a]+")
# Over the kinds of the characters, not the characters.
_TOKEN = re.compile(r"i|d+(?:\.d+)*%?|l[lm]*|k[km]*|h[hm]*|o[om]*|n")


def tokenize(text: str, tokens: Tokenizer = "zh-char") -> list[str]:
    """The tokens of `text`, in order.

    * `zh-char`: each ideograph (every CJK block, radicals and compatibility ideographs included; 々 〆 〇); each run of
      digits with its inner points and a trailing %; each run of Latin letters in lower case, of kana (hiragana and
      katakana together), of hangul, and of letters of any other script, with their combining marks; each numeral of
      another kind (①, Ⅳ). Full-width forms and half-width katakana are folded, decomposed letters composed.
      Punctuation, symbols, spaces and variation selectors are dropped.
    * `zh-word`: jieba's words of the text with full-width forms folded, in lower case; those without a `zh-char` token
      (punctuation) are dropped.
    * `char`: each code point that is no white space, as it stands.
    * a callable: what it returns.

    `InputError` where the name is none of these, or the text is no string.
    """
    if not isinstance(text, str):
        raise InputError(f"a text is a string, not {type(text).__name__}: {text!r}")
    if callable(tokens):
        return list(tokens(text))
    return named(tokens)(text)


def tokenizer_signature(tokens: Tokenizer) -> str:
    """Name and version of a tokenizer: figures with another one are not comparable.

    `zh-word` adds jieba's version. A callable gives its attribute `signature`, or its module and name; a change of it
    is then the caller's to tell.
    """
    if callable(tokens):
        of = tokens if hasattr(tokens, "__qualname__") else type(tokens)
        name = ".".join(filter(None, (getattr(of, "__module__", None), of.__qualname__)))
        return str(getattr(tokens, "signature", f"callable-{name}"))
    named(tokens)
    return f"{tokens}-{_VERSIONS[tokens]}" + (f"-jieba-{jieba_version()}" if tokens == "zh-word" else "")


def zh_char(text: str) -> list[str]:
    """The tokens named `zh-char`."""
    if _HALF_KANA.search(text):
        text = _HALF_KANA.sub(lambda run: normalize("NFKC", run.group()), text)
    # σ at a word's end would make a token depend on what stands around it.
    text = text.translate(FOLD).lower().replace("ς", "σ")
    text = _DECOMPOSED.sub(lambda letter: normalize("NFC", letter.group()), text)
    return [text[token.start() : token.end()] for token in _TOKEN.finditer(text.translate(KINDS))]


def char(text: str) -> list[str]:
    """The tokens named `char`."""
    return [c for c in text if not c.isspace()]


_NAMED: dict[str, Callable[[str], list[str]]] = {"zh-char": zh_char, "zh-word": words, "char": char}


def named(tokens: str) -> Callable[[str], list[str]]:
    """The tokenizer of that name; `InputError` names the choices."""
    if tokens not in _NAMED:
        raise InputError(f"no tokens named {tokens!r}: choose {', '.join(_NAMED)}, or pass a callable")
    return _NAMED[tokens]
