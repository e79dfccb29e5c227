"""Summary-level longest common subsequence: ROUGE-Lsum (Lin 2004, section 3.2), tie-break and clipping of rouge_score.

Of several longest subsequences the one counts that rouge_score 0.1.2 reads out of its table: from the end, a match
where the two tokens are equal, else a step back in the candidate where the table is greater there, else in the
reference. The table is kept as one integer a candidate token (Hyyrö 2004): bit i is 0 where one more reference token
lengthens the subsequence, which is all that the way back asks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def summary_level_hits(predicted: Sequence[str], reference: Sequence[str]) -> int:
    """Reference tokens in the union of subsequences, no token counted more often than the prediction has it.

    Both sides are sentences, each a string with one code point a token.
    """
    left = Counter("".join(predicted))
    hits = 0
    for sentence in reference:
        for token, times in Counter(_union(sentence, predicted)).items():
            found = min(times, left[token])
            left[token] -= found
            hits += found
    return hits


def _union(sentence: str, predicted: Sequence[str]) -> list[str]:
    """The tokens of a reference sentence that lie in its subsequence with any of the predicted sentences."""
    places: dict[str, int] = {}
    for i, token in enumerate(sentence):
        places[token] = places.get(token, 0) | 1 << i
    union = 0
    for candidate in predicted:
        union |= _subsequence(len(sentence), [places.get(t, 0) for t in candidate])
    return [token for i, token in enumerate(sentence) if union >> i & 1]


def _subsequence(length: int, matches: Sequence[int]) -> int:
    """The places of one longest common subsequence in the reference sentence, as bits.

    `matches` are the places of each candidate token; those that match nowhere turn the way back as well.
    """
    full = (1 << length) - 1
    flat, rows = full, []
    for places_of_token in matches:
        kept = flat & places_of_token
        flat = (flat + kept | flat - kept) & full
        rows.append(flat)
    found, above = 0, full
    for places_of_token, row in zip(reversed(matches), reversed(rows), strict=True):
        stops = (places_of_token | ~row) & above
        if not stops:
            break
        place = 1 << stops.bit_length() - 1
        if places_of_token & place:
            found |= place
            above = place - 1
        else:
            above = (place << 1) - 1
    return found
