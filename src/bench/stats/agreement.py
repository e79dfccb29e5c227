"""Agreement of two annotations of the same text: pairwise strict F1 (Hripcsak and Rothschild 2005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.metrics import Document, Gold, Predicted, Tally, Unit, strict_figures, tally_spans

LabelledSpan = tuple[int, int, str]


def tally_agreement(
    first: Mapping[str, Sequence[LabelledSpan]], second: Mapping[str, Sequence[LabelledSpan]], labels: Sequence[str]
) -> Tally:
    """One row an article: the second annotation counted against the first. F1 is the same the other way round."""
    documents = [
        Document(
            [Gold((span,)) for span in dict.fromkeys(first[article])],
            [Predicted(*span) for span in second[article]],
            [(Unit(article, article, "document"), 0, 0)],
        )
        for article in first
    ]
    return tally_spans(documents, labels)


def strict_agreement(tally: Tally, labels: Sequence[str]) -> float | None:
    """Strict F1 over `labels`, 0 to 1; `None` where neither annotation has such a mention."""
    return strict_figures(tally.totals(), labels)["strict_f1"]
