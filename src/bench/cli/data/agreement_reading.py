"""The two blind passes and the gold as they are compared: read, counted once, and every figure from the counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.corpus import AnnotationFolder
    from bench.stats import Annotation, Estimate, PairFigures, Verdict


@dataclass(frozen=True)
class Agreement:
    """The figures of each pair, keyed by the short names of its sides, and which fine types are scored.

    `facts` are κ of the modality and α of the salience, gold and blind reading; empty where there is no reading.
    """

    pairs: dict[tuple[str, str], PairFigures]
    fine_types: dict[str, Verdict]
    facts: dict[str, Estimate]


def read_agreement(folder: AnnotationFolder) -> Agreement:
    """All figures of the folder: pass with pass, and each pass with the gold."""
    from bench.corpus.folder import GOLD, GOLD_SALIENCE, PASS_SALIENCE, PASSES
    from bench.corpus.mentions import LAYERS
    from bench.stats import fine_verdicts, pair_figures, tally_agreement

    if absent := folder.lacks((GOLD, *PASSES)):
        raise BenchError(f"{folder.path}: agreement is of two passes and a gold; not there yet: {', '.join(absent)}")
    names = ("pass A", "pass B", "gold")
    sources = dict(zip(names, zip((*PASSES, GOLD), (*PASS_SALIENCE, GOLD_SALIENCE), strict=True), strict=True))
    annotations = {name: _annotation(folder, *source) for name, source in sources.items()}
    ungraded = {
        name: f"no grades: {grades} is missing or empty"
        for name, (_, grades) in sources.items()
        if not any(annotations[name].grades.values())
    }
    types = fine_types(folder)
    every = [fine for group in types.values() for fine in group]
    pairs = [("pass A", "pass B"), ("pass A", "gold"), ("pass B", "gold")]
    try:
        tallies = {(a, b): tally_agreement(annotations[a], annotations[b], LAYERS, every) for a, b in pairs}
    except ValueError as error:
        raise BenchError(f"{folder.path}: {error}; bench data check names the line") from None
    figures = {
        pair: pair_figures(tally, LAYERS, types, "; ".join(ungraded[side] for side in pair if side in ungraded) or None)
        for pair, tally in tallies.items()
    }
    in_gold = {fine: f.second for fine, f in figures["pass A", "gold"].by_fine.items()}
    verdicts = fine_verdicts(tallies["pass A", "pass B"], LAYERS, every, in_gold)
    return Agreement(figures, verdicts, _fact_figures(folder))


def _fact_figures(folder: AnnotationFolder) -> dict[str, Estimate]:
    """The gold's facts against the reading that saw their texts without their grades."""
    from bench.corpus.facts import MODALITIES
    from bench.corpus.folder import FACT_READING, FACTS
    from bench.stats import ALPHA, Annotation, Labelled, Level, estimate, kappa, tally_agreement

    if folder.lacks((FACTS, FACT_READING)):
        return {}
    read = {line.value["id"]: line.value for line in folder.sound_lines(FACT_READING, "fact_reading")}
    facts = {article.id: folder.facts(article.id) for article in folder.articles()}
    gold = {a: [(n, f.modality, f.salience) for n, f in enumerate(found)] for a, found in facts.items()}
    reading = {
        a: [(n, v["modality"], v["salience"]) for n, f in enumerate(found) if (v := read.get(f.id))]
        for a, found in facts.items()
    }
    first, second = (
        Annotation(
            {a: [Labelled(n, n + 1, "facts", modality) for n, modality, _ in found] for a, found in graded.items()},
            {a: {(n, n + 1): grade for n, _, grade in found} for a, found in graded.items()},
        )
        for graded in (gold, reading)
    )
    tally = tally_agreement(first, second, ("facts",), MODALITIES)
    level = Level(("facts",), {m: (m,) for m in MODALITIES}, MODALITIES)
    return {"modality": estimate(tally, kappa(level)), "salience": estimate(tally, ALPHA)}


def _annotation(folder: AnnotationFolder, source: str, grades_file: str) -> Annotation:
    """The mentions and, where the file is there, the grades of one pass or of the gold."""
    from bench.stats import Annotation, Labelled

    articles = [article.id for article in folder.articles()]
    grades: dict[str, dict[tuple[int, int], int]] = {article: {} for article in articles}
    if (folder.path / grades_file).exists():
        for (article, start, end), grade in folder.salience(grades_file).items():
            grades.setdefault(article, {})[start, end] = grade
    mentions = {a: [Labelled(m.start, m.end, m.layer, m.fine) for m in folder.mentions(source, a)] for a in articles}
    return Annotation(mentions, grades)


def fine_types(folder: AnnotationFolder) -> dict[str, tuple[str, ...]]:
    """The fine types of each coarse one, in the order of the schema, whether the page has such a mention or not."""
    from bench.corpus import COARSE
    from bench.corpus.formats.exchange import fine_types as fine
    from bench.corpus.mentions import coarse

    return {label: tuple(f for f in fine(folder) if coarse(f) == label) for label in COARSE}


def to_json(agreement: Agreement) -> dict[str, Any]:
    """Everything as `--json` prints it."""
    from bench.stats import FINE_BAR

    verdicts = agreement.fine_types
    return {
        "about": {
            "n": "of F1 the mentions of both sides together; of kappa the spans that both have; of alpha the sentences",
            "span_f1": "boundaries alone; of a type: its mentions for which the other side has the span, as whatever",
            "kappa": "of the label on the spans that both sides have; kappa_by_type: of each type against all others; "
            "spans that one side alone has are left out of both, F1 counts them",
            "beyond": "95 % interval for other articles like these; null with a reason where it is not known",
        },
        "pairs": [{"first": a, "second": b, **asdict(figures)} for (a, b), figures in agreement.pairs.items()],
        "facts": {name: asdict(figure) for name, figure in agreement.facts.items()},
        "fine_types": {
            "bar": FINE_BAR,
            "scored": [fine for fine, verdict in verdicts.items() if verdict.scored],
            "shown": {fine: verdict.reason for fine, verdict in verdicts.items() if not verdict.scored},
        },
    }
