"""Words of Chinese text by jieba: its dictionary as shipped, quiet, and each text segmented once."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache
from importlib.metadata import version
from typing import Any

from bench.text.characters import FOLD, KINDS
from bench.text.codes import Codes

# Characters of text whose words are kept: tens of megabytes.
_KEPT = 1 << 24


@cache
def jieba_version() -> str:
    """The installed version; jieba itself is not imported."""
    return version("jieba")


@cache
def jieba_tokenizer() -> Any:
    """A tokenizer of its own: words that a caller adds to jieba's global one do not change a result.

    The dictionary is read from the package (half a second), never from or into a file of the temporary folder, which
    is shared with other users.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports the deprecated pkg_resources
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@cache
def part_of_speech_tokenizer() -> Any:
    """The same, with parts of speech. Its table of words takes some 40 MB, and jieba's own tokenizer has one already:
    that is shared, word for word, unless somebody imported it before us and may have added words.
    """
    tokenizer = jieba_tokenizer()
    fresh = "jieba.posseg" not in sys.modules
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        from jieba import posseg
    if not fresh:
        return posseg.POSTokenizer(tokenizer)
    found = posseg.POSTokenizer.__new__(posseg.POSTokenizer)  # its constructor reads the table once more
    found.tokenizer, found.word_tag_tab = tokenizer, dict(posseg.dt.word_tag_tab)
    return found


class Segmented:
    """Texts as strings with one code point a word; a text is segmented when it is first met."""

    _latest: Segmented | None = None

    def __init__(self) -> None:
        self.codes = Codes()
        self._texts: dict[str, str] = {}
        self._room = _KEPT

    @classmethod
    def current(cls) -> Segmented:
        """The one in use; a fresh one once that is full, so that memory stays flat."""
        found = cls._latest
        if found is None or found._room < 0 or found.codes.spent:
            found = cls._latest = cls()
        return found

    def packed(self, text: str) -> str:
        """`text` with one code point a word."""
        found = self._texts.get(text)
        if found is None:
            found = self._texts[text] = self.codes.packed(segment(text))
            self._room -= len(text)
        return found


def segment(text: str) -> list[str]:
    """jieba's words of the folded text in lower case, less those that hold neither letter nor numeral."""
    found = jieba_tokenizer().cut(text.translate(FOLD))
    return [word.lower() for word in found if word.translate(KINDS).strip("xm.%")]


def words(text: str) -> list[str]:
    """The tokens named `zh-word`: as `segment`, each text segmented once."""
    store = Segmented.current()
    return store.codes.unpacked(store.packed(text))
