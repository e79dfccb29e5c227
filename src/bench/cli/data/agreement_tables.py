"""The agreement as tables: the data card's, and those of the terminal at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

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


def print_tables(agreement: Agreement) -> None:
    """Prints mentions of each pair, fine types, grades of sentences, and what the brackets are."""
    from rich.console import Console

    console = Console(width=80, highlight=False)
    for pair in PAIRS:
        _print_mentions(console, pair, agreement.pairs[pair])
    _print_fine(console, agreement)
    _print_salience(console, agreement)
    _print_facts(console, agreement)
    console.print(
        "\\[low, high]: 95 % for other articles like these, jackknife over articles with t.\n"
        "None where one article has all there is or leaving one out changes nothing;\n"
        "--json gives each reason."
    )


def _print_table(console: Console, title: str, rows: list[tuple[str, ...]], notes: Iterator[str]) -> None:
    from rich.table import Table

    header, *body = rows
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(header):
        table.add_column(column, justify="right" if number else "left")
    for row in body:
        table.add_row(*row)
    console.print(title, style="bold")
    console.print(table)
    for note in notes:
        console.print(note, style="dim", markup=False)
    console.print()


def _print_mentions(console: Console, pair: tuple[str, str], figures: PairFigures) -> None:
    rows: list[tuple[str, ...]] = [("type", *pair, "strict F1", "span-only F1")]
    for layer, found in figures.layers.items():
        for name, f in found.by_type.items():
            if f.first or f.second:
                title = f"all {layer}" if name == "all" else name if layer == "outer" else f"{name} {layer}"
                rows.append((title, str(f.first), str(f.second), show(f.strict_f1), show(f.span_f1)))

    def notes() -> Iterator[str]:
        for layer, found in figures.layers.items():
            yield (
                f"κ of the label, {layer}, {found.kappa_coarse.n} spans of both: "
                f"coarse {show(found.kappa_coarse)}, fine {show(found.kappa_fine)}"
            )

    _print_table(console, f"Mentions: {pair[0]} and {pair[1]}", rows, notes())


def _print_fine(console: Console, agreement: Agreement) -> None:
    rows: list[tuple[str, ...]] = [("fine type", "gold", "pass A, pass B", "A, gold", "B, gold", "")]
    by_fine = [agreement.pairs[pair].by_fine for pair in PAIRS]
    for fine, verdict in agreement.fine_types.items():
        ab, a, b = (figures[fine] for figures in by_fine)
        plain = (show(f.strict_f1).partition(" ")[0] for f in (a, b))
        rows.append((fine, str(a.second), show(ab.strict_f1), *plain, "scored" if verdict.scored else "shown"))

    def notes() -> Iterator[str]:
        for fine, verdict in agreement.fine_types.items():
            if not verdict.scored:
                yield f"{fine} is shown and not scored: {verdict.reason}"

    _print_table(console, "Fine types, both layers: strict F1 with the fine type as label", rows, notes())


def _print_facts(console: Console, agreement: Agreement) -> None:
    if agreement.facts:
        names = {"modality": "modality, Cohen's κ", "salience": "salience, Krippendorff's α"}
        body = [(names[name], str(figure.n), show(figure)) for name, figure in agreement.facts.items()]
        _print_table(console, "Facts: gold and blind reading", [("", "n", "agreement"), *body], iter(()))


def _print_salience(console: Console, agreement: Agreement) -> None:
    by_pair = [agreement.pairs[pair].salience for pair in PAIRS]
    rows: list[tuple[str, ...]] = [("article", "n", *(f"{a}, {b}" for a, b in PAIRS))]
    for name in by_pair[0]:
        estimates = [salience[name] for salience in by_pair]
        rows.append((name, str(max(e.n for e in estimates)), *map(show, estimates)))

    def notes() -> Iterator[str]:
        yield from dict.fromkeys(s["all"].reason or "" for s in by_pair if s["all"].value is None)

    _print_table(console, "Salience of sentences: Krippendorff's α, ordinal", rows, notes())
