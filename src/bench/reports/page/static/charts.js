// The charts, by Observable Plot: intervals, precision and recall, types, confusion, and the cost of the layout.
"use strict";

banmian.charts = (() => {
  const { element, points, signed, interval, viewName } = banmian;
  const ALL = "*";

  // Plot puts a style element into each chart; the page's policy has one style sheet, which says the same.
  function plot(options) {
    const made = Plot.plot({ className: "plot", style: { background: "none", fontSize: "12px", overflow: "visible" }, ...options });
    for (const style of made.querySelectorAll("style")) style.remove();
    for (const named of made.querySelectorAll("[aria-label]")) named.removeAttribute("aria-label"); // one name for the whole
    return made;
  }

  function figure(title, about, chart, label) {
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", label ?? title);
    return element("figure", { class: "chart" }, element("figcaption", {}, element("h3", {}, title), element("p", {}, about)), element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, chart));
  }

  function rowsOf(board, figures, state) {
    const view = state.view ?? board.views[0];
    const type = state.type ?? ALL;
    return board.runs
      .map((run, index) => ({ run, index, name: run.name, own: figures[index]?.of[type] }))
      .filter((row) => row.run.view === view && row.own)
      .map((row) => {
        const [value, low, high, farLow, farHigh] = row.own[0].map((end) => (end == null ? null : 100 * end));
        return { ...row, value, low, high, farLow, farHigh };
      })
      .filter((row) => row.value != null);
  }

  const side = (rows) => Math.min(190, 24 + 8 * Math.max(4, ...rows.map((row) => [...row.name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1.6 : 1), 0))));
  const named = (rows, type = "point") => ({ type, domain: rows.map((row) => row.index), tickFormat: (index) => short(rows.find((row) => row.index === index).name), label: null });
  const short = (name) => (name.length > 26 ? `${name.slice(0, 25)}…` : name);

  function forest(board, figures, state, width) {
    const rows = rowsOf(board, figures, state);
    if (!rows.length) return null;
    const title = board.metrics[0].title;
    const ends = rows.flatMap((row) => [row.value, row.low, row.high, row.farLow, row.farHigh].filter((end) => end != null));
    const domain = [Math.max(0, Math.floor(Math.min(...ends) / 10) * 10), Math.min(100, Math.ceil(Math.max(...ends) / 10) * 10)];
    const chart = plot({
      width, height: 56 + 30 * rows.length, marginLeft: side(rows), marginRight: 24, marginTop: 22,
      x: { domain: domain[0] < domain[1] ? domain : [0, 100], grid: true, label: title, clamp: true }, y: named(rows),
      marks: [
        Plot.ruleY(rows, { y: "index", x1: "farLow", x2: "farHigh", stroke: "var(--beyond)", strokeWidth: 2 }),
        Plot.ruleY(rows, { y: "index", x1: "low", x2: "high", stroke: "var(--within)", strokeWidth: 7 }),
        Plot.dot(rows, { y: "index", x: "value", r: 4, fill: (row) => (row.run.reference ? "var(--paper)" : "var(--ink)"), stroke: "var(--ink)" }),
        Plot.text(rows, { y: "index", x: "value", dy: -11, text: (row) => row.value.toFixed(1), fill: "var(--ink)" }),
      ],
    });
    const spoken = rows.map((row) => `${row.name} ${row.value.toFixed(1)} ${interval(row.own[0][1], row.own[0][2])}`).join("; ");
    return figure(`${title} with its intervals`, "Thick: other sentences like these (within). Thin: other articles like these (beyond). Both 95 %.", chart, spoken);
  }

  function precisionRecall(board, figures, state, width) {
    if (board.kind !== "names") return null;
    const rows = rowsOf(board, figures, state).map((row) => {
      const [p, pl, ph] = row.own[1].map((end) => (end == null ? null : 100 * end));
      const [r, rl, rh] = row.own[2].map((end) => (end == null ? null : 100 * end));
      return { ...row, p, pl, ph, r, rl, rh };
    }).filter((row) => row.p != null && row.r != null);
    if (!rows.length) return null;
    const size = Math.min(width, 520);
    const chart = plot({
      width: size, height: size, marginLeft: 44, marginBottom: 40, marginRight: 60,
      x: { domain: [0, 100], label: "recall", grid: false }, y: { domain: [0, 100], label: "precision" },
      marks: [
        Plot.contour({ x1: 1, y1: 1, x2: 100, y2: 100, value: (r, p) => (2 * p * r) / (p + r), thresholds: [20, 40, 60, 80, 90], stroke: "var(--soft)", strokeOpacity: 0.45, fill: "none" }),
        Plot.text([20, 40, 60, 80, 90], { x: 100, y: (f) => (f * 100) / (200 - f), text: (f) => `F1 ${f}`, textAnchor: "start", dx: 5, fill: "var(--soft)" }),
        Plot.ruleX(rows, { x: "r", y1: "pl", y2: "ph", stroke: "var(--within)", strokeWidth: 2 }),
        Plot.ruleY(rows, { y: "p", x1: "rl", x2: "rh", stroke: "var(--within)", strokeWidth: 2 }),
        Plot.dot(rows, { x: "r", y: "p", r: 4.5, fill: (row) => (row.run.reference ? "var(--paper)" : "var(--ink)"), stroke: "var(--ink)" }),
        Plot.text(rows, { x: "r", y: "p", text: (row) => short(row.name), dx: 8, dy: -9, textAnchor: (row) => (row.r > 70 ? "end" : "start"), fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4 }),
      ],
    });
    return figure("Precision and recall", "Curves join equal F1. Crosses: other sentences like these, 95 %.", chart, rows.map((row) => `${row.name}: precision ${row.p.toFixed(1)}, recall ${row.r.toFixed(1)}`).join("; "));
  }

  function cells(grid, options, width) {
    return plot({
      width: Math.min(width, options.marginLeft + 74 * new Set(grid.map((cell) => cell.x)).size + 30),
      height: 64 + 30 * new Set(grid.map((cell) => cell.y)).size,
      padding: 0.04, marginTop: 40, marginRight: 20, ...options,
      color: { type: options.scale ?? "linear", domain: [0, options.most], interpolate: (t) => `color-mix(in oklab, var(--hot) ${(100 * Math.min(1, t)).toFixed(1)}%, var(--cold))` },
      marks: [
        Plot.cell(grid, { x: "x", y: "y", fill: (cell) => cell.value ?? 0, fillOpacity: (cell) => (cell.value == null ? 0 : 1), inset: 0.5 }),
        Plot.text(grid, { x: "x", y: "y", text: "text", fill: (cell) => ((cell.value ?? 0) > 0.6 * options.most ? "var(--on-hot)" : "var(--ink)") }),
      ],
    });
  }

  function heat(board, figures, state, width) {
    if (board.kind !== "names") return null;
    const rows = rowsOf(board, figures, { ...state, type: ALL });
    const labels = banmian.table.labelsOf(figures);
    const grid = rows.flatMap((row) => labels.map((label) => {
      const value = figures[row.index].of[label]?.[0][0];
      return { x: label, y: row.index, value: value == null ? null : 100 * value, text: points(value) };
    }));
    if (!grid.length) return null;
    const chart = cells(grid, { marginLeft: side(rows), x: { domain: labels, label: null, axis: "top" }, y: named(rows, "band"), most: 100 }, width);
    return figure("F1 by type", "Every figure is in the table above too.", chart, grid.map((cell) => `${cell.x} ${cell.text}`).join(", "));
  }

  function confusion(board, run, told, width) {
    if (!told?.confusion) return null;
    const sides = [...board.labels, ""];
    const grid = told.confusion.flatMap((line, gold) => line.map((count, predicted) => ({
      y: sides[gold] || "nothing", x: sides[predicted] || "nothing", value: count, text: sides[gold] || sides[predicted] ? String(count) : "", right: gold === predicted,
    })));
    const axis = sides.map((label) => label || "nothing");
    const chart = cells(grid, {
      marginLeft: 78, x: { domain: axis, label: "predicted →", axis: "top" }, y: { domain: axis, label: "gold ↓" }, scale: "sqrt",
      most: Math.max(1, ...grid.map((cell) => cell.value)),
    }, width);
    return figure(`What ${run.name} takes for what`, "Pairs by the type of the gold and of the prediction; boundaries may differ. Gold against nothing is missed, nothing against a prediction is spurious.", chart, grid.filter((cell) => cell.text).map((cell) => `${cell.y} as ${cell.x}: ${cell.value}`).join(", "));
  }

  function layout(board, width) {
    const rows = board.layout.flatMap((row) => Object.entries(row.raw).map(([view, cost]) => ({ ...cost, view, model: row.model, clean: row.clean, base: row.cut })));
    if (!rows.length) return null;
    const value = (index) => 100 * board.figures[index].of[ALL][0][0];
    const lines = rows.filter((row) => row.difference != null).map((row, number) => ({ ...row, number, from: value(row.clean), to: value(row.run) }));
    const titles = lines.map((row) => `${short(row.model)}, ${width < 420 ? row.view : viewName(row.view)}`);
    const ends = lines.flatMap((row) => [row.from, row.to]);
    const domain = [Math.max(0, Math.floor(Math.min(...ends) / 10) * 10), Math.min(100, Math.ceil(Math.max(...ends) / 10) * 10)];
    const chart = plot({
      width, height: 60 + 26 * lines.length, marginLeft: Math.min(width / 2, 20 + 7 * Math.max(10, ...titles.map((title) => title.length))), marginRight: 40,
      x: { grid: true, label: "F1", domain: domain[0] < domain[1] ? domain : [0, 100] }, y: { type: "point", domain: lines.map((row) => row.number), tickFormat: (number) => titles[number], label: null },
      marks: [
        Plot.arrow(lines.filter((row) => Math.abs(row.from - row.to) > 0.8), { x1: "from", x2: "to", y1: "number", y2: "number", stroke: "var(--accent)", strokeWidth: 2, headLength: 7 }),
        Plot.dot(lines, { x: "from", y: "number", r: 4, fill: "var(--paper)", stroke: "var(--ink)" }),
        Plot.dot(lines, { x: "to", y: "number", r: 4, fill: "var(--accent)" }),
      ],
    });
    const text = (side, row) => (row[side]?.[0] == null ? "–" : points(row[side][0]));
    const table = element("table", { class: "costs" },
      element("thead", {}, element("tr", {}, ["model", "way", "points", "95 %", "p", `cut (${rows[0].cut.cut?.[1] ?? 0}): clean → raw`, `rest (${rows[0].cut.rest?.[1] ?? 0}): clean → raw`].map((title) => element("th", { scope: "col" }, title)))),
      element("tbody", {}, rows.map((row) => element("tr", {},
        element("th", { scope: "row" }, row.model), element("td", {}, viewName(row.view)), element("td", {}, signed(row.difference)),
        element("td", {}, range(row)), element("td", {}, chance(row)),
        element("td", {}, `${text("cut", row.base)} → ${text("cut", row.cut)}`), element("td", {}, `${text("rest", row.base)} → ${text("rest", row.cut)}`)))));
    const made = figure("What the layout costs", "Hollow: the text as a reader sees it. Filled: the same mentions on the page as extracted. Paired, other sentences like these; cut: strict recall on mentions that a line end falls on.", chart, rows.map((row) => `${row.model}, ${viewName(row.view)}: ${signed(row.difference)} points`).join("; "));
    made.append(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "what the layout costs, as a table" }, table));
    made.classList.add("wide");
    return made;
  }
  const reading = (row) => (row.within?.interval ? row.within : row.beyond);
  const range = (row) => (reading(row)?.interval ? `${signed(reading(row).interval[0])} to ${signed(reading(row).interval[1])}` : "–");
  const chance = (row) => (reading(row)?.p == null ? "–" : reading(row).p < 0.001 ? "< 0.001" : reading(row).p.toFixed(3));

  return { forest, precisionRecall, heat, confusion, layout };
})();
