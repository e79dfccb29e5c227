// Puts the parts together: what the address asks for is drawn, and drawn again when it changes.
"use strict";

(() => {
  const { element, choice, need, viewName, scoringName, runName } = banmian;
  const ALL = "*";
  let boards = [];
  let classes = [];
  const at = (id) => document.getElementById(id);

  const chosenBoard = (state) => boards[Number(state.board)] ?? boards[0];

  banmian.chosenRuns = (board, state) => {
    const view = state.view ?? board.views[0];
    const here = board.runs.map((run, index) => ({ run, index })).filter(({ run }) => run.view === view);
    const known = (name) => (state[name] != null && board.runs[Number(state[name])] ? Number(state[name]) : null);
    const a = known("a") ?? here[0].index;
    return [a, known("b") ?? (here.find(({ index }) => index !== a) ?? here[0]).index];
  };
  banmian.chosenArticle = (board, state) => (board.articles[Number(state.article)] ? Number(state.article) : 0);

  banmian.runChoices = (board, [a, b]) => {
    const options = board.runs.map((run, index) => [index, runName(run)]);
    return [choice("left", options, a, (value) => banmian.set({ a: value })), choice("right", options, b, (value) => banmian.set({ b: value }))];
  };
  banmian.articleChoice = (board, state, hits) => {
    const chosen = banmian.chosenArticle(board, state);
    const options = board.articles.map((article, number) => [number, `${article.title}${hits(number)}`]);
    const step = (way) => element("button", {
      type: "button", class: "step", disabled: !board.articles[chosen + way], "aria-label": way < 0 ? "previous article" : "next article",
      onclick: () => banmian.set({ article: chosen + way }),
    }, way < 0 ? "‹" : "›");
    return element("div", { class: "stepper" }, step(-1), choice("article", options, chosen, (article) => banmian.set({ article })), step(1));
  };

  // A figure of the table was clicked: its mentions, errors first.
  banmian.open = (run, type) => {
    banmian.set({ a: run, type: type === ALL ? null : type });
    at("reader").scrollIntoView({ block: "start" });
    at("reader").focus({ preventScroll: true });
  };

  function tabs(board) {
    at("boards").replaceChildren(...boards.map((each, number) => element("button", {
      type: "button", "aria-pressed": String(each === board),
      onclick: () => banmian.set({ board: number, view: null, scoring: null, type: null, sort: null, down: null, a: null, b: null, article: null }),
    }, each.title)));
  }

  function controls(board, state, labels) {
    const scoring = state.scoring ?? board.leading;
    const parts = [choice("view", board.views.map((view) => [view, viewName(view)]), state.view ?? board.views[0], (view) => banmian.set({ view, a: null, b: null }))];
    if (board.scorings.length > 1) {
      parts.push(choice("scheme and track", board.scorings.map(({ key }) => [key, scoringName(key)]), scoring, (value) => banmian.set({ scoring: value === board.leading ? null : value, type: null })));
    }
    if (labels.length) {
      parts.push(choice("type", [[ALL, "all types"], ...labels.map((label) => [label, label])], state.type ?? ALL, (type) => banmian.set({ type: type === ALL ? null : type })));
    }
    const find = element("input", { type: "search", "aria-label": "model", value: state.find ?? "", autocomplete: "off", oninput: () => banmian.set({ find: find.value }) });
    parts.push(element("label", { class: "choice" }, element("span", {}, "model"), find));
    const focused = document.activeElement?.type === "search" && at("controls").contains(document.activeElement);
    const caret = focused ? document.activeElement.selectionStart : null;
    at("controls").replaceChildren(...parts);
    if (focused) {
      find.focus();
      find.setSelectionRange(caret, caret);
    }
  }

  async function figuresOf(board, state) {
    const number = board.scorings.findIndex(({ key }) => key === state.scoring);
    return number < 0 || state.scoring === board.leading ? board.figures : need(`${board.key}-scoring-${number}`);
  }

  function charts(board, figures, state, told, run) {
    const width = Math.max(300, Math.min(620, at("charts").clientWidth - 8));
    const made = [
      banmian.charts.forest(board, figures, state, width),
      banmian.charts.precisionRecall(board, figures, state, width),
      banmian.charts.heat(board, figures, state, width),
      run ? banmian.charts.confusion(board, run, told, width) : null,
      board.layout.length ? banmian.charts.layout(board, Math.max(300, Math.min(860, at("charts").clientWidth - 8))) : null,
    ];
    at("charts").replaceChildren(...made.filter(Boolean));
  }

  let turn = 0;
  async function draw(state) {
    const own = ++turn;
    const board = chosenBoard(state);
    if (!board) return;
    try {
      const figures = await figuresOf(board, state);
      if (own !== turn) return;
      const labels = banmian.table.labelsOf(figures);
      tabs(board);
      controls(board, state, board.kind === "names" ? labels : []);
      at("title").textContent = board.title;
      at("about").textContent = aboutOf(board, state, figures);
      at("table").replaceChildren(banmian.table.draw(board, figures, state));
      at("notes").replaceChildren(...notesOf(board, state).map((note) => element("p", {}, note)));
      charts(board, figures, state, null, null);
      if (!board.articles.length) {
        at("reader").hidden = true;
        return;
      }
      at("reader").hidden = false;
      const { parts, told, run } = await banmian[board.kind].draw(board, state, classes);
      if (own !== turn) return;
      at("article").replaceChildren(...parts.flat().filter(Boolean));
      if (told) charts(board, figures, state, told, run);
    } catch (error) {
      at("notes").prepend(element("p", { class: "failed", role: "alert" }, error.message));
    }
    document.documentElement.dataset.drawn = String(own);
  }

  function aboutOf(board, state, figures) {
    const first = figures.find((own) => own);
    const n = first?.n[state.type ?? ALL];
    const scoring = board.kind === "names" ? `strict spans: start, end and label · ${scoringName(state.scoring ?? board.leading)} · ` : "ROUGE F1 by character, the better of the references · ";
    return `${scoring}${board.articles.length || "?"} articles, ${n ?? "?"} ${board.kind === "names" ? "mentions" : "of them with a reference"} · ${board.data}`;
  }

  function notesOf(board, state) {
    const view = state.view ?? board.views[0];
    const notes = [];
    const leading = (state.scoring ?? board.leading) === board.leading;
    if (leading && board.tests[view]) notes.push(`A range of ranks holds the runs that are not told apart, all pairs tested together at 5 % (${board.tests[view]}). Point at a row to see which.`);
    if (!leading) notes.push("Ranks are worked out for the leading scheme and track alone.");
    notes.push("The bar ends at the figure. Thick line: the 95 % interval for other sentences like these (within); thin line: for other articles like these (beyond). Click a figure to see its mentions in the articles.");
    return [...notes, ...board.notes];
  }

  async function start() {
    const told = await need("boards");
    boards = told.boards;
    classes = told.classes;
    if (!boards.length) return;
    document.documentElement.classList.add("scripted");
    banmian.onstate(draw);
    let width = innerWidth;
    let later;
    addEventListener("resize", () => {
      if (innerWidth === width) return;
      width = innerWidth;
      clearTimeout(later);
      later = setTimeout(() => draw(banmian.state), 120);
    });
    await draw(banmian.state);
  }
  start();
})();
