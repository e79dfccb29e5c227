"""The agreement as tables: the data card's, and those of the terminal at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.cli.data.tables import Sheet, print_sheets

if TYPE_CHECKING:
    from bench.cli.data.agreement_reading import Agreement
    from bench.stats import Estimate, PairFigures

AB, A_GOLD, B_GOLD = PAIRS = (("pass A", "pass B"), ("pass A", "gold"), ("pass B", "gold"))


def show(estimate: Estimate) -> str:
    """`0.959 [0.90, 0.98]`, without brackets where there is no interval, `–` where there is no figure."""
    if estimate.value is None:
        return "–"
    interval = estimate.beyond
    return f"{estimate.value:.3f}" + (f" [{interval.low:.2f}, {interval.high:.2f}]" if interval else "")


def card_rows(agreement: Agreement) -> list[tuple[str, ...]]:
    """The data card's table, the header first; outer types, then each layer taken together."""
    rows: list[tuple[str, ...]] = [
        ("type", "in gold", "pass A, pass B", "span only", "pass A, gold", "pass B, gold"),
    ]
    ab, a, b = (agreement.pairs[pair].layers for pair in PAIRS)
    wanted = [(name, "outer", name) for name in ab["outer"].by_type if name != "all"]
    for shown, layer, name in [*wanted, ("all outer", "outer", "all"), ("all inner", "inner", "all")]:
        passes, first, second = (figures[layer].by_type[name] for figures in (ab, a, b))
        rows.append(
            (
                shown,
                str(first.second),
                show(passes.strict_f1),
                show(passes.span_f1),
                show(first.strict_f1),
                show(second.strict_f1),
            )
        )
    return rows


def sheets(agreement: Agreement) -> Iterator[Sheet]:
    """Mentions of each pair, fine types, grades of sentences and facts."""
    for pair in PAIRS:
        yield _mentions(pair, agreement.pairs[pair])
    yield _fine(agreement)
    yield _salience(agreement)
    if agreement.facts:
        names = {"modality": "modality, Cohen's κ", "salience": "salience, Krippendorff's α"}
        body = [(names[name], str(figure.n), show(figure)) for name, figure in agreement.facts.items()]
        yield Sheet("Facts: gold and blind reading", [("", "n", "agreement"), *body])


def print_tables(agreement: Agreement) -> None:
    """Prints the tables, and under them what the brackets are."""
    print_sheets(sheets(agreement))
    print(
        "κ: of the label on the spans that both sides have; of a type against all others.\n"
        "What one side alone has is left out of it; F1 counts that.\n"
        "[low, high]: 95 % for other articles like these, jackknife over articles with t.\n"
        "None where one article has all there is or leaving one out changes nothing;\n"
        "--json gives each reason, and the intervals of κ by type."
    )


def _plain(estimate: Estimate) -> str:
    return show(estimate).partition(" ")[0]


def _mentions(pair: tuple[str, str], figures: PairFigures) -> Sheet:
    rows: list[tuple[str, ...]] = [("type", *pair, "strict F1", "span-only F1", "κ")]
    notes = []
    for layer, found in figures.layers.items():
        kappas = {**found.kappa_by_type, "all": found.kappa_coarse}
        for name, f in found.by_type.items():
            if f.first or f.second:
                title = f"all {layer}" if name == "all" else name if layer == "outer" else f"{name} {layer}"
                counts = (str(f.first), str(f.second))
                rows.append((title, *counts, show(f.strict_f1), show(f.span_f1), _plain(kappas[name])))
        notes.append(
            f"κ of the label, {layer}, {found.kappa_coarse.n} spans of both: "
            f"coarse {show(found.kappa_coarse)}, fine {show(found.kappa_fine)}"
        )
    return Sheet(f"Mentions: {pair[0]} and {pair[1]}", rows, notes)


def _fine(agreement: Agreement) -> Sheet:
    rows: list[tuple[str, ...]] = [("fine type", "gold", "pass A, pass B", "A, gold", "B, gold", "")]
    by_fine = [agreement.pairs[pair].by_fine for pair in PAIRS]
    for fine, verdict in agreement.fine_types.items():
        ab, a, b = (figures[fine] for figures in by_fine)
        plain = (_plain(f.strict_f1) for f in (a, b))
        rows.append((fine, str(a.second), show(ab.strict_f1), *plain, "scored" if verdict.scored else "shown"))
    verdicts = agreement.fine_types.items()
    notes = [f"{fine} is shown and not scored: {verdict.reason}" for fine, verdict in verdicts if not verdict.scored]
    return Sheet("Fine types, both layers: strict F1 with the fine type as label", rows, notes)


def _salience(agreement: Agreement) -> Sheet:
    by_pair = [agreement.pairs[pair].salience for pair in PAIRS]
    rows: list[tuple[str, ...]] = [("article", "n", *(f"{a}, {b}" for a, b in PAIRS))]
    for name in by_pair[0]:
        estimates = [salience[name] for salience in by_pair]
        rows.append((name, str(max(e.n for e in estimates)), *map(show, estimates)))
    reasons = dict.fromkeys(s["all"].reason or "" for s in by_pair if s["all"].value is None)
    return Sheet("Salience of sentences: Krippendorff's α, ordinal", rows, list(reasons))
