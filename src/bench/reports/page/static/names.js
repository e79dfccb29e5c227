// The article view of names: two runs side by side, every mention marked by what became of it.
"use strict";

banmian.names = (() => {
  const { element, choice, need, marked, runName } = banmian;
  const ALL = "*";
  // Class, its sign (form beside colour), its name, and what it means.
  const CLASSES = {
    correct: ["✓", "correct", "start, end and type are the gold's"],
    label: ["≠", "type", "the gold's place, another type"],
    boundary: ["↔", "boundary", "the gold's type, another place"],
    label_boundary: ["≠↔", "type and boundary", "overlaps, with another place and type"],
    missed: ["∅", "missed", "in the gold, not predicted"],
    spurious: ["+", "spurious", "predicted, not in the gold"],
    optional: ["·", "optional", "neither asked for nor punished: bare organs, deictic words"],
    ignored: ["·", "not counted", "a prediction on something optional, or inside another reading"],
  };

  function read(row, labels, classes) {
    const [gs, ge, gl, ps, pe, pl, kind] = row;
    return {
      gold: gs < 0 ? null : { start: gs, end: ge, label: labels[gl] ?? "?" },
      predicted: ps < 0 ? null : { start: ps, end: pe, label: labels[pl] ?? "?" },
      kind: classes[kind],
    };
  }

  const typeOf = (outcome) => (outcome.gold ?? outcome.predicted).label;

  function chipOf({ gold, predicted, kind }) {
    const sign = CLASSES[kind][0];
    if (kind === "correct") return `${sign} ${predicted.label}`; // by another reading of the gold it may be another type
    if (gold && predicted && gold.label !== predicted.label) return `${sign} ${gold.label}→${predicted.label}`;
    return `${sign} ${(gold ?? predicted).label}`;
  }

  // Underlined is the gold, shaded the prediction; a chip says the class.
  function marksOf(outcomes, text) {
    const signs = [...text];
    const cut = (span) => (span ? signs.slice(span.start, span.end).join("").replaceAll("\n", "⏎") : "nothing");
    return outcomes.flatMap((outcome) => {
      const { gold, predicted, kind } = outcome;
      const told = `${CLASSES[kind][1]}: gold ${gold ? `${cut(gold)} ${gold.label}` : "nothing"}; predicted ${predicted ? `${cut(predicted)} ${predicted.label}` : "nothing"}`;
      const made = [];
      const end = Math.max(gold?.end ?? 0, predicted?.end ?? 0);
      const faint = kind === "optional" || kind === "ignored";
      if (gold) made.push({ ...gold, classes: `gold ${kind}`, tone: kind, title: told, chip: gold.end === end && !faint ? chipOf(outcome) : null });
      if (predicted) made.push({ ...predicted, classes: `predicted ${kind}`, tone: kind, title: told, chip: !(gold?.end === end) && !faint ? chipOf(outcome) : null });
      return made;
    });
  }

  function column(board, article, index, classes, filter) {
    const run = board.runs[index];
    const rows = article.runs[index];
    const name = element("h4", {}, runName(run));
    if (!rows) return element("div", { class: "column" }, name, element("p", { class: "notes" }, "This run has no prediction for this article."));
    const text = run.view === "clean" ? article.clean : article.raw;
    const outcomes = rows.map((row) => read(row, board.labels, classes));
    const shown = outcomes.filter((outcome) => filter(outcome));
    const body = element("div", { class: `article ${run.view === "clean" ? "" : "raw"}`, lang: "zh-Hans", tabindex: "0", role: "region", "aria-label": `${article.title}, ${run.name}` });
    body.append(marked(text, marksOf(shown, text), { lines: run.view !== "clean" }));
    const counts = Object.keys(CLASSES).map((kind) => [kind, outcomes.filter((outcome) => outcome.kind === kind).length]).filter(([kind, count]) => count && kind !== "ignored" && kind !== "optional");
    const told = element("p", { class: "counts" }, counts.map(([kind, count]) => element("span", { class: `key ${kind}` }, `${CLASSES[kind][0]} ${CLASSES[kind][1]} ${count}`)));
    return element("div", { class: "column" }, name, told, body, listOf(shown, text));
  }

  // The same as a list, for those who do not see the marks.
  function listOf(outcomes, text) {
    const wrong = outcomes.filter((outcome) => !["correct", "optional", "ignored"].includes(outcome.kind));
    if (!wrong.length) return null;
    const signs = [...text];
    const cell = (span) => element("td", { lang: "zh-Hans" }, span ? `${signs.slice(span.start, span.end).join("").replaceAll("\n", "⏎") || "(nowhere on the page)"} ` : "–", span ? element("small", {}, span.label) : null);
    return element("details", {}, element("summary", {}, `${wrong.length} errors as a list`),
      element("table", { class: "list" }, element("thead", {}, element("tr", {}, ["class", "gold", "predicted"].map((title) => element("th", { scope: "col" }, title)))),
        element("tbody", {}, wrong.map((outcome) => element("tr", {}, element("th", { scope: "row" }, `${CLASSES[outcome.kind][0]} ${CLASSES[outcome.kind][1]}`), cell(outcome.gold), cell(outcome.predicted))))));
  }

  function legend() {
    return element("dl", { class: "legend" },
      element("div", {}, element("dt", {}, element("span", { class: "mark gold optional" }, "underlined")), element("dd", {}, "the gold")),
      element("div", {}, element("dt", {}, element("span", { class: "mark predicted optional" }, "shaded")), element("dd", {}, "the prediction")),
      Object.entries(CLASSES).slice(0, 6).map(([kind, [sign, name, about]]) => element("div", {}, element("dt", {}, element("span", { class: `mark gold predicted ${kind}` }, name), element("span", { class: `chip ${kind}` }, sign)), element("dd", {}, about))));
  }

  async function draw(board, state, classes) {
    const [a, b] = banmian.chosenRuns(board, state);
    const [article, told] = await Promise.all([need(`${board.key}-article-${banmian.chosenArticle(board, state)}`), need(`${board.key}-run-${a}`).catch(() => null)]);
    const type = state.type && state.type !== ALL ? state.type : null;
    const filter = (outcome) => (!type || outcome.gold?.label === type || outcome.predicted?.label === type) && (state.only !== "errors" || !["correct", "optional", "ignored"].includes(outcome.kind));
    const hits = (number) => {
      const own = told?.articles[number] ?? {};
      const counts = type ? [own[type] ?? {}] : Object.values(own);
      const sum = (kind) => counts.reduce((all, each) => all + (each[kind] ?? 0), 0);
      const right = sum("correct");
      return ` (${right} ✓, ${Object.keys(CLASSES).slice(1, 6).reduce((all, kind) => all + sum(kind), 0)} ✗)`;
    };
    const controls = element("div", { class: "controls" },
      banmian.articleChoice(board, state, hits),
      banmian.runChoices(board, [a, b]),
      choice("show", [["", "all mentions"], ["errors", "errors alone"]], state.only ?? "", (only) => banmian.set({ only })));
    return { parts: [controls, legend(), element("div", { class: "columns" }, column(board, article, a, classes, filter), b === a ? null : column(board, article, b, classes, filter))], told, run: board.runs[a] };
  }

  return { draw, typeOf, CLASSES };
})();
