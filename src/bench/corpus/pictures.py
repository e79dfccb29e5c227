"""Pictures of the data set's figures, SVG and PNG; the same figures give the same bytes with the same matplotlib."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.corpus.describe import ALL, Row, lengths, strata
from bench.corpus.mentions import COARSE, LAYERS
from bench.errors import BenchError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by colour-blind readers; the light grey is for what the layout left alone.
BLUE, ORANGE, GREEN, VERMILION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#D9D9D9"
_FEW = 20
# Mentions of both layers are shown on one scale.
_SCALE_OF = {"inner mention": "outer mention"}
_KINDS = {"one_sentence": "one-sentence summary", "short": "short summary"}
_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: no font of the machine is used
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "svg.hashsalt": "banmian",
    "svg.fonttype": "path",
    "figure.dpi": 100,
    "savefig.dpi": 150,
}


def draw(clean: Sequence[Row], figures: Mapping[str, Any]) -> dict[str, bytes]:
    """Every picture by file name, from the rows of the clean view and what `describe` says of them.

    Raises `BenchError` where matplotlib is missing.
    """
    try:
        from matplotlib import style
    except ImportError:
        raise BenchError("pictures need matplotlib; pip install 'banmian[report]'") from None
    pictures: dict[str, Callable[[], Figure]] = {
        "mentions": lambda: mentions_picture(figures["counts"]["mentions"]),
        "strata": lambda: strata_picture(clean),
        "lengths": lambda: lengths_picture(lengths(clean)),
        "density": lambda: density_picture(figures["density"]),
        "headline_in_body": lambda: headline_picture(figures["headline_in_body"]),
    }
    files: dict[str, bytes] = {}
    # From the defaults, not from a matplotlibrc of the machine.
    with style.context(["default", _STYLE]):
        for name, picture in pictures.items():
            figure = picture()
            files[f"{name}.svg"] = _saved(figure, "svg", {"Date": None, "Creator": None})
            files[f"{name}.png"] = _saved(figure, "png", {"Software": None})
    return files


def _saved(figure: Figure, kind: str, metadata: dict[str, None]) -> bytes:
    sink = io.BytesIO()
    figure.savefig(sink, format=kind, metadata=metadata)
    return sink.getvalue()


def _axes(rows: int = 1, columns: int = 1, size: tuple[float, float] = (7.2, 4.0)) -> tuple[Figure, list[Axes]]:
    # Not through pyplot, which keeps figures and looks for a display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, list(axes.flat)


def mentions_picture(mentions: Mapping[str, Mapping[str, int]]) -> Figure:
    """Bars of mentions by coarse type, the inner layer on top of the outer."""
    figure, (axes,) = _axes()
    bottom = [0] * len(COARSE)
    for layer, colour in zip(LAYERS, (BLUE, ORANGE), strict=True):
        values = [mentions[layer][name] for name in COARSE]
        bars = axes.bar(COARSE, values, bottom=bottom, color=colour, label=f"{layer} ({mentions[layer][ALL]})")
        dark = layer == "outer"
        axes.bar_label(bars, [str(v or "") for v in values], label_type="center", color="white" if dark else "black")
        bottom = [b + v for b, v in zip(bottom, values, strict=True)]
    axes.set_title("Mentions by type and layer")
    axes.set_ylabel("mentions")
    axes.legend(title="layer")
    return figure


def strata_picture(rows: Sequence[Row]) -> Figure:
    """Stacked bars of outer mentions by what the layout does to them; each mention once, in the rarest of its strata.

    So a blank line, which is a line end too, is not in `line end alone`, as it is in the table.
    """
    found = strata(rows)["outer"]
    figure, (axes,) = _axes()
    names = [t for t in reversed(COARSE) if found[t]["mentions"]]
    left = [0.0] * len(names)
    exclusive = {t: _exclusive(rows, t) for t in names}
    parts = (("untouched", GREY), ("line end alone", BLUE), ("stray space", ORANGE), ("blank line", VERMILION))
    for part, colour in parts:
        values = [100 * exclusive[t][part] / (found[t]["mentions"] or 1) for t in names]
        total = sum(exclusive[t][part] for t in names)
        axes.barh(names, values, left=left, color=colour, label=f"{part} ({total})", edgecolor="white", linewidth=0.5)
        left = [b + v for b, v in zip(left, values, strict=True)]
    for place, name in enumerate(names):
        touched = (found[name]["mentions"] or 0) - (found[name]["none"] or 0)
        axes.text(101, place, f"{touched:.0f} of {found[name]['mentions']:.0f}", va="center")
    axes.set_title("What the layout does to outer mentions")
    axes.set_xlabel("share of the type's mentions, %  (at the right: touched, of all)")
    axes.set_xlim(0, 100)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside lower center", ncols=4, columnspacing=1.2, handlelength=1.2)
    return figure


def _exclusive(rows: Sequence[Row], label: str) -> dict[str, int]:
    parts = {"untouched": 0, "line end alone": 0, "stray space": 0, "blank line": 0}
    for row in rows:
        for e in row["entities"]:
            if e["layer"] == "outer" and e["label"] == label:
                parts[
                    "blank line" if e["crosses_blank"] else "stray space" if e["has_space"]
                    else "line end alone" if e["crosses_line"] else "untouched"
                ] += 1  # fmt: skip
    return parts


def lengths_picture(values: Mapping[str, Sequence[int]]) -> Figure:
    """A small plot for each kind of text: a dot for each where there are few, else bars of how many; the median."""
    from matplotlib.ticker import MaxNLocator

    kinds = {name: each for name, each in values.items() if each}
    figure, axes = _axes(len(kinds), 1, size=(7.2, 0.95 * len(kinds) + 0.5))
    for place, (name, each) in zip(axes, kinds.items(), strict=True):
        reach = max(kinds.get(_SCALE_OF.get(name, name), each))
        if len(each) <= _FEW:
            place.scatter(each, [0.5] * len(each), s=36, color=BLUE, alpha=0.5, linewidths=0)
            place.set_ylim(0, 1)
            place.set_yticks([])
            place.spines["left"].set_visible(False)
        else:
            width = math.ceil(reach / 45)
            heights, _, _ = place.hist(each, bins=[e - 0.5 for e in range(0, reach + width + 1, width)], color=BLUE)
            place.set_yticks([0, int(max(heights))])
        place.axvline(median(each), color=VERMILION, linewidth=2)
        title = f"{_KINDS.get(name, name)}: {len(each)}, from {min(each)} to {max(each)}, median {median(each):g}"
        place.set_title(title, fontsize=10, pad=3)
        place.set_xlim(0, reach * 1.04)
        place.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        place.tick_params(labelsize=9)
    axes[-1].set_xlabel("characters (each kind on its own scale; the line is the median)")
    return figure


def density_picture(density: Mapping[str, Mapping[str, float | None]]) -> Figure:
    """Bars by article: mentions per 100 characters, and the share of characters inside a mention."""
    panels = []
    for key, scale, colour, title in (
        ("outer_per_100", 1, BLUE, "outer mentions per 100 characters"),
        ("inside", 100, GREEN, "characters inside a mention, %"),
    ):
        values = {name: scale * (found[key] or 0) for name, found in density.items()}
        panels.append(
            _Panel(
                title,
                values,
                {name: f"{v:.1f}" for name, v in values.items()},
                colour,
                f"{values[ALL]:.1f}",
                max(values.values()) or 1,
            )
        )
    return _bars(panels)


def headline_picture(overlap: Mapping[str, Mapping[str, Mapping[str, float | None]] | None]) -> Figure:
    """Bars by article: what of the headline is found in the body, in %."""
    shown = {name: found for name, found in overlap.items() if found}
    panels = []
    for kind, colour in (("characters", BLUE), ("bigrams", VERMILION), ("mentions", GREEN)):
        each = {name: found[kind] for name, found in shown.items()}
        texts = {n: f"{e['found']:.0f} of {e['of']:.0f}" if e["of"] else "no mention" for n, e in each.items()}
        values = {name: 100 * (e["share"] or 0) for name, e in each.items()}
        panels.append(_Panel(f"headline {kind}\nin the body, %", values, texts, colour, texts.get(ALL, "–"), 100))
    return _bars(panels)


class _Panel(NamedTuple):
    """Bars by article with a text each; the value of `all` is a dashed line, told by `whole`."""

    title: str
    values: Mapping[str, float]
    texts: Mapping[str, str]
    colour: str
    whole: str
    top: float


def _bars(panels: Sequence[_Panel]) -> Figure:
    figure, axes = _axes(1, len(panels), size=(7.2, 3.6))
    for place, panel in zip(axes, panels, strict=True):
        names = [name for name in panel.values if name != ALL][::-1]
        place.barh(names, [panel.values[name] for name in names], color=panel.colour)
        for at, name in enumerate(names):
            # At the foot of the bar, where no other bar's end and no dashed line crosses it.
            inside = panel.values[name] > panel.top / 4
            place.text(
                0.03 * panel.top, at, panel.texts[name], va="center", color="white" if inside else "black", fontsize=10
            )
        if ALL in panel.values:
            place.axvline(panel.values[ALL], color="black", linewidth=1, linestyle="--")
        place.set_title(f"{panel.title}\n(dashed: all, {panel.whole})", fontsize=10)
        place.set_xlim(0, 1.05 * panel.top)
        place.tick_params(axis="y", length=0)
        place.tick_params(axis="x", labelsize=9)
        if place is not axes[0]:
            place.set_yticklabels([])
    return figure
