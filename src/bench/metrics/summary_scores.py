"""Scores of summaries: what can be had from the texts at hand, as folds over one tally."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from bench.errors import InputError
from bench.metrics.fact_matching import MATCHER_FIGURES, Matcher, matcher_figures, tally_matcher
from bench.metrics.facts import ALPHA, FACT_FIGURES, FACT_PARTS, fact_figures, tally_facts
from bench.metrics.faithfulness import (
    FAITHFULNESS_FIGURES,
    VERSION,
    Claim,
    claims_of,
    faithfulness_figures,
    tally_claims,
)
from bench.metrics.form import FORM_FIGURES, form_figures, tally_form
from bench.metrics.ngram_scores import NGRAM_METRICS, sacrebleu_figures, sacrebleu_signature, tally_sacrebleu
from bench.metrics.outputs import output_warnings, tally_outputs
from bench.metrics.references import checked_references
from bench.metrics.rouge import DEFAULT_VARIANTS, VARIANTS, rouge_figures, rouge_signature, tally_rouge
from bench.metrics.tally import Tally
from bench.text import Tokenizer, tokenizer_signature
from bench.text.words import jieba_version

OF_REFERENCES = (*VARIANTS, *NGRAM_METRICS)
OF_SOURCES = (*FAITHFULNESS_FIGURES, *FORM_FIGURES)
# More of these is not better: they are told as higher or lower, and no gate takes them.
UNDIRECTED = frozenset({*FORM_FIGURES, "fact_distortion"})
SUMMARY_METRICS = (*OF_REFERENCES, *OF_SOURCES, *FACT_FIGURES)
_FOLDS: tuple[tuple[str, Callable[[dict[str, float]], Mapping[str, float | None]]], ...] = (
    ("rouge", rouge_figures),
    ("chrf/", sacrebleu_figures),
    ("bleu/", sacrebleu_figures),
    ("number/claims", faithfulness_figures),
    ("coverage/", form_figures),
    ("facts/all", fact_figures),
    ("matcher/all", matcher_figures),
)


class Figure(NamedTuple):
    """One figure; `None` where there is nothing to divide by."""

    value: float | None


class PRF(NamedTuple):
    """Precision, recall and F1, each 0 to 1; `None` without documents."""

    precision: float | None
    recall: float | None
    f1: float | None


class Texts(NamedTuple):
    """What is scored: summaries with what they are compared with, one entry a document."""

    ids: tuple[str, ...]
    summaries: Sequence[str]
    references: Sequence[Sequence[str]]
    sources: Sequence[str] | None = None
    facts: Sequence[Sequence[Mapping[str, Any]]] | None = None
    names: Sequence[tuple[tuple[str, str], ...]] | None = None
    limit: int | None = None


class SummaryScores:
    """Scores of summaries: `scores["rouge1"].f1`, `scores["number_faithfulness"].value`, `scores.figures`.

    Everything is a fold over `tally`, one row a document. `claims[i]` are what the i-th summary says of numbers, names
    and how things are told, with the place in the source that was compared; empty without sources. `warnings` say what
    a reader should know. `signature(name)` says what a figure depends on beside the texts.
    """

    def __init__(self, tally: Tally, signatures: Mapping[str, str], claims: Sequence[Sequence[Claim]]) -> None:
        self.tally = tally
        self.claims = claims
        self._signatures = signatures

    @cached_property
    def figures(self) -> dict[str, float | None]:
        """Every figure by its name in files: `rouge1_f1`, `chrf`, `number_faithfulness`, `coverage` …, 0 to 1."""
        return summary_figures(self.tally.totals())

    def __getitem__(self, metric: str) -> Any:
        """`PRF` of a ROUGE variant, `Figure` of any other metric."""
        if f"{metric}_f1" in self.figures:
            return PRF(*(self.figures[f"{metric}_{part}"] for part in ("precision", "recall", "f1")))
        if metric not in self.figures:
            raise KeyError(f"no metric {metric!r} was asked for or can be had; there are {', '.join(self._signatures)}")
        return Figure(self.figures[metric])

    def signature(self, metric: str) -> str:
        """What a metric's figures depend on beside the texts; takes `rouge1` and `rouge1_f1` alike."""
        for part in ("_precision", "_recall", "_f1"):
            if metric.removesuffix(part) in self._signatures:
                return self._signatures[metric.removesuffix(part)]
        return self._signatures[metric]

    @property
    def warnings(self) -> list[str]:
        """A line for each oddity of the summaries."""
        return output_warnings(self.tally.totals())


def summary_figures(totals: dict[str, float]) -> dict[str, float | None]:
    """The figures that a sum of rows has the columns for."""
    found: dict[str, float | None] = {}
    for column, fold in _FOLDS:
        if any(name.startswith(column) for name in totals):
            found.update(fold(totals))
    return found


def summary_parts() -> dict[str, tuple[str, str]]:
    """Of every figure that is one, the columns whose sums are divided."""
    return {
        **{f"{variant}_{part}": (f"{variant}/{part}", "documents") for variant in VARIANTS for part in PRF._fields},
        **{
            name: (f"{kind}/supported", f"{kind}/claims")
            for name in FAITHFULNESS_FIGURES
            for kind in (name.removesuffix("_faithfulness"),)
        },
        **{name: (f"{name}/sum", f"{name}/known") for name in FORM_FIGURES},
        **FACT_PARTS,
    }


def score_summaries(
    summaries: Sequence[str],
    references: Sequence[str | Sequence[str]],
    *,
    tokens: Tokenizer = "zh-char",
    metrics: Sequence[str] | str = DEFAULT_VARIANTS,
    sources: Sequence[str] | None = None,
    facts: Sequence[Sequence[Mapping[str, Any]]] | None = None,
    aggregate: str = "best",
    names: Sequence[Sequence[tuple[str, str]]] | None = None,
    limit: int | None = None,
    matcher: Matcher | None = None,
) -> SummaryScores:
    """Scores summaries against references, and against the articles where they are given.

    `references[i]` is a string or a list of strings. `metrics` are names of `SUMMARY_METRICS` or `"all"`: all that the
    inputs allow. With `sources`, the articles, the three faithfulness metrics and the form measures are added; with
    `facts`, mappings as in the data set's column, fact recall. Of several references ROUGE takes the best by F1
    (`aggregate="best"`) or the mean. `names[i]` are pairs of a name and its kind (`person`, `place`, `organisation`,
    `other`) for the entity metric to look for beside those that it finds itself. `limit` is the length asked for, in
    characters. `matcher` is a second reader of facts, called with pairs of a summary and a fact (such as
    `bench.models.nli.NliMatcher`): its recall and its agreement with the anchors stand apart. Raises `InputError`
    naming the document or the metric that cannot be had.
    """
    ids = tuple(map(str, range(len(summaries))))
    listed = [[of] if isinstance(of, str) else list(of) for of in references]
    known = None if names is None else [tuple(of) for of in names]
    texts = Texts(ids, summaries, listed, sources, facts, known, limit)
    wanted = metrics_to_score(metrics, texts)
    added = (*(OF_SOURCES if sources is not None else ()), *(FACT_FIGURES if facts is not None else ()))
    return scores_of(texts, dict.fromkeys([*wanted, *added]), tokens, aggregate, matcher)


def metrics_to_score(metrics: Sequence[str] | str, texts: Texts) -> tuple[str, ...]:
    """The metrics by name, `all` being what the texts allow; `InputError` says what a metric lacks."""
    if metrics == "all" or "all" in metrics:
        return tuple(m for m in SUMMARY_METRICS if not _lacks(m, texts))
    wanted = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    for metric in wanted:
        if metric not in SUMMARY_METRICS:
            raise InputError(f"no metric {metric!r}; there are {', '.join(SUMMARY_METRICS)}, and all")
        if lacking := _lacks(metric, texts):
            raise InputError(f"{metric} needs {lacking}")
    return wanted


def _lacks(metric: str, texts: Texts) -> str:
    if metric in OF_SOURCES and texts.sources is None:
        return "the articles: give sources, or text in the gold"
    if metric in FACT_FIGURES and texts.facts is None:
        return "the facts of each article: give facts"
    return ""


def scores_of(
    texts: Texts,
    metrics: Iterable[str],
    tokens: Tokenizer,
    aggregate: str = "best",
    matcher: Matcher | None = None,
) -> SummaryScores:
    """The scores of exactly these metrics."""
    wanted = list(metrics)
    checked = checked_references(texts.ids, texts.summaries, texts.references)
    _check_sources(texts)
    known = ["".join((*of, *([texts.sources[i]] if texts.sources else []))) for i, of in enumerate(checked)]
    tallies = [tally_outputs(texts.ids, texts.summaries, known)]
    signatures: dict[str, str] = {}
    claims: Sequence[Sequence[Claim]] = [[] for _ in texts.ids]
    if variants := [m for m in wanted if m in VARIANTS]:
        tallies.append(tally_rouge(texts.ids, texts.summaries, checked, tokens, variants, aggregate))
        signatures.update(dict.fromkeys(variants, rouge_signature(tokens, aggregate)))
    if ngrams := [m for m in wanted if m in NGRAM_METRICS]:
        tallies.append(tally_sacrebleu(texts.ids, texts.summaries, checked, tokens, ngrams))
        signatures.update((m, sacrebleu_signature(m, checked, tokens)) for m in ngrams)
    if texts.sources is not None and any(m in FORM_FIGURES for m in wanted):
        tallies.append(tally_form(texts.ids, texts.summaries, texts.sources, texts.limit, tokens))
        signatures.update(dict.fromkeys(FORM_FIGURES, f"tokens:{tokenizer_signature(tokens)}"))
    if texts.sources is not None and any(m in FAITHFULNESS_FIGURES for m in wanted):
        names = texts.names or [()] * len(texts.ids)
        rows = zip(texts.summaries, texts.sources, names, strict=True)
        claims = [claims_of(summary, source, known_names) for summary, source, known_names in rows]
        tallies.append(tally_claims(texts.ids, claims))
        named = "|names:given" if texts.names else ""
        rules = f"rules:{VERSION}|words:jieba-{jieba_version()}{named}"
        signatures.update(dict.fromkeys(FAITHFULNESS_FIGURES, rules))
    if texts.facts is not None and any(m in FACT_FIGURES for m in wanted):
        tallies.append(tally_facts(texts.ids, texts.summaries, texts.facts, checked))
        signatures.update(dict.fromkeys(FACT_FIGURES, f"facts:anchors|rules:{VERSION}|alpha:{ALPHA:g}"))
    if matcher is not None:
        if texts.facts is None:
            raise InputError("a matcher needs the facts of each article: give facts")
        tallies.append(tally_matcher(texts.ids, texts.summaries, texts.facts, matcher))
        signatures.update(dict.fromkeys(MATCHER_FIGURES, f"matcher:{getattr(matcher, 'signature', 'unnamed')}"))
    return SummaryScores(tallies[0].beside(*tallies[1:]), signatures, claims)


def _check_sources(texts: Texts) -> None:
    for what, given in (("sources", texts.sources), ("lists of facts", texts.facts), ("lists of names", texts.names)):
        if given is not None and len(given) != len(texts.ids):
            raise InputError(f"{len(texts.ids)} summaries and {len(given)} {what}; give each summary its own")
    for i, source in enumerate(texts.sources or ()):
        if not isinstance(source, str):
            raise InputError(f"document {texts.ids[i]}: the source is a string, not {type(source).__name__}")
