"""What kind of character a code point is, for tokens: by Unicode property, and by range where Python's tables end."""

from __future__ import annotations

from unicodedata import category, name

# Full-width ASCII and the ideographic space. NFKC would change compatibility ideographs too.
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# Ideographs by range, as older Pythons do not know the newest extensions: radicals, 々〆〇, the numerals 〡 to 〩 and
# 〸 to 〺, the mark 〻, Extension A, the unified block, compatibility ideographs, and planes 2 and 3 whole: Extensions
# B to J and the compatibility supplement; what is not assigned there yet is an ideograph by default (UAX #14).
IDEOGRAPHS = (
    (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD),
)  # fmt: skip
IDEOGRAPH = "".join(f"{chr(first)}-{chr(last)}" for first, last in IDEOGRAPHS)

# Code points that are no token of any text: unassigned, special or private planes.
SPARE = range(0x40000, 0x110000)

_SCRIPTS = {"LATIN": "l", "HIRAGANA": "k", "KATAKANA": "k", "KATAKANA-HIRAGANA": "k", "HANGUL": "h"}


def kind(character: str) -> str:
    """One letter: `i`deograph, `d`igit, `l`atin, `k`ana, `h`angul, `o`ther letter, `n`umeral like ① or Ⅳ, combining
    `m`ark, `.`, `%`, or `x` for everything else (punctuation, symbols, spaces).
    """  # fmt: skip
    code = ord(character)
    if any(first <= code <= last for first, last in IDEOGRAPHS):
        return "i"
    if character in ".%":
        return character
    group = category(character)
    if group[0] == "L":
        return _SCRIPTS.get(name(character, "").split(" ")[0], "l" if character in "ªº" else "o")
    return {"Nd": "d", "Nl": "n", "No": "n", "Mn": "m", "Mc": "m", "Me": "m"}.get(group, "x")


class _Kinds(dict[int, str]):
    """`text.translate(KINDS)` is the kind of every character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = kind(chr(code))
        return found


KINDS = _Kinds()
