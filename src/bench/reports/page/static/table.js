// The leaderboard's table: ranks as ranges, intervals, sorting, and a way from each figure to its mentions.
"use strict";

banmian.table = (() => {
  const { element, points, signed, interval, viewName } = banmian;
  const ALL = "*";

  // The columns of a board under a scoring: name, title, the value that they sort by, and the cell.
  function columns(board, figures, type) {
    const found = [
      { key: "rank", title: "#", help: "Rank; a range holds the runs that are not told apart.", value: rankValue, cell: rankCell },
      { key: "name", title: "model", value: (row) => row.run.name, cell: nameCell, text: true },
    ];
    board.metrics.forEach((metric, place) => {
      const of = (row) => row.own?.of[type]?.[place];
      found.push({
        key: metric.key, title: metric.title, value: (row) => of(row)?.[0],
        cell: (row) => figureCell(board, row, of(row), metric.title, type, place === 0),
      });
    });
    for (const label of board.kind === "names" && type === ALL ? labelsOf(figures) : []) {
      const of = (row) => row.own?.of[label]?.[0];
      found.push({
        key: `label-${label}`, title: `${label} (${supportOf(figures, label)})`, help: `F1 of ${label}; in brackets how many there are`,
        value: (row) => of(row)?.[0], cell: (row) => figureCell(board, row, of(row), "F1", label, false),
      });
    }
    if (board.kind === "names") {
      found.push({ key: "coverage", title: "cov.", help: "Tag coverage: the share that the model's tags can express at all.", value: (row) => row.own?.coverage, cell: (row) => element("td", {}, points(row.own?.coverage)) });
    }
    found.push({ key: "rate", title: "chars/s", help: "Characters a second on the machine of the run.", value: (row) => row.run.rate, cell: (row) => element("td", {}, rate(row.run.rate)) });
    found.push({ key: "signature", title: "signature", unsorted: true, cell: signatureCell });
    return found;
  }

  const labelsOf = (figures) => {
    const first = figures.find((own) => own);
    return first ? Object.keys(first.of).filter((label) => label !== ALL) : [];
  };
  const supportOf = (figures, label) => figures.find((own) => own)?.n[label] ?? 0;
  const rate = (value) => (value == null ? "–" : Number(value.toPrecision(2)).toLocaleString("en"));
  const rankText = (rank) => (rank == null ? "–" : rank[0] === rank[1] ? `${rank[0]}` : `${rank[0]}–${rank[1]}`);
  const rankValue = (row) => (row.run.rank == null ? null : row.run.rank[0] * 1e4 + row.run.rank[1]);

  function rankCell(row, board) {
    const tied = row.run.tied.map((other) => board.runs[other].name);
    const text = row.leading ? rankText(row.run.rank) : "";
    const told = tied.length && row.leading ? `not told apart from ${tied.join(", ")}` : null;
    return element("td", { class: "rank", title: told }, text, told ? element("span", { class: "unseen" }, `, ${told}`) : null);
  }

  function nameCell(row) {
    const notes = [];
    if (row.run.reference) notes.push("upper line, not ranked");
    if (row.run.failed) notes.push(`${row.run.failed} documents failed`);
    if (row.run.truncated) notes.push(`${row.run.truncated} characters not read`);
    return element("th", { scope: "row" }, row.run.name, notes.map((note) => element("small", {}, note)));
  }

  // The bar is a background, drawn by the style sheet from three pairs of numbers.
  function figureCell(board, row, numbers, title, type, drawn) {
    const [value, low, high, farLow, farHigh] = numbers ?? [];
    const told = [
      `${title} ${points(value)}`,
      low == null ? null : `within ${interval(low, high)}`,
      farLow == null ? null : `beyond ${interval(farLow, farHigh)}`,
    ].filter(Boolean).join(", ");
    const open = element("button", {
      class: "figure", type: "button", title: told, "aria-label": `${row.run.name}: ${told}; show in the articles`,
      onclick: () => banmian.open(row.index, type),
    }, points(value));
    const cell = element("td", { class: drawn ? "drawn" : "" }, open);
    if (drawn && value != null) {
      const ends = { "--v": value, "--low": low ?? value, "--high": high ?? value, "--far-low": farLow ?? low ?? value, "--far-high": farHigh ?? high ?? value };
      for (const [name, end] of Object.entries(ends)) cell.style.setProperty(name, Math.min(Math.max(end, 0), 1).toFixed(4));
      const shown = interval(low ?? farLow, high ?? farHigh);
      if (shown) cell.append(element("small", {}, shown));
    }
    return cell;
  }

  function signatureCell(row) {
    const signature = row.own?.signature ?? "";
    const copy = element("button", {
      class: "copy", type: "button", title: signature, "aria-label": `copy the signature of ${row.run.name}`,
      onclick: async () => {
        await copied(signature);
        copy.textContent = "copied";
        setTimeout(() => { copy.textContent = "copy"; }, 1200);
      },
    }, "copy");
    return element("td", { class: "signature" }, copy);
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = element("textarea", {}, text);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // Upper lines stay last whatever is sorted by; unknown figures stand before them.
  function ordered(rows, column, down) {
    const known = (row) => { const value = column.value(row); return value != null && value !== ""; };
    const compare = (a, b) => {
      if (a.run.reference !== b.run.reference) return a.run.reference ? 1 : -1;
      if (known(a) !== known(b)) return known(a) ? -1 : 1;
      if (!known(a)) return a.index - b.index;
      const [x, y] = [column.value(a), column.value(b)];
      const way = column.text ? x.localeCompare(y) : x - y;
      return (down ? -way : way) || a.index - b.index;
    };
    return [...rows].sort(compare);
  }

  function draw(board, figures, state) {
    const type = state.type ?? ALL;
    const scoring = state.scoring ?? board.leading;
    const wanted = (state.find ?? "").toLowerCase();
    const rows = board.runs
      .map((run, index) => ({ run, index, own: figures[index], leading: scoring === board.leading }))
      .filter((row) => row.run.view === (state.view ?? board.views[0]) && row.run.name.toLowerCase().includes(wanted));
    const shown = columns(board, rows.map((row) => row.own), type);
    const first = scoring === board.leading && type === ALL ? "rank" : shown[2].key;
    const by = shown.find((column) => column.key === state.sort && !column.unsorted) ?? shown.find((column) => column.key === first);
    const down = state.down == null ? !(by.text || by.key === "rank") : state.down === "1";
    const head = element("tr", {}, shown.map((column) => heading(column, by, down)));
    const body = ordered(rows, by, down).map((row) => bodyRow(board, row, shown, rows));
    return element("table", { id: "ranking" },
      element("caption", { class: "unseen" }, `${board.title}, ${viewName(state.view ?? board.views[0])}, ${scoring}`),
      element("thead", {}, head), element("tbody", {}, body));
  }

  function heading(column, by, down) {
    const sorted = column === by;
    const inside = column.unsorted
      ? column.title
      : element("button", {
          type: "button", title: column.help, class: "sort",
          onclick: () => banmian.set({ sort: column.key, down: sorted ? (down ? "0" : "1") : column.text || column.key === "rank" ? "0" : "1" }),
        }, column.title, element("span", { class: "way", "aria-hidden": "true" }, sorted ? (down ? "▾" : "▴") : ""));
    return element("th", { scope: "col", class: column.text ? "name" : "", "aria-sort": sorted ? (down ? "descending" : "ascending") : null }, inside);
  }

  function bodyRow(board, row, shown, rows) {
    const made = element("tr", { class: row.run.reference ? "reference" : "", "data-run": row.index }, shown.map((column) => column.cell(row, board)));
    const mark = (on) => {
      for (const other of row.run.tied) document.querySelector(`#ranking tr[data-run="${other}"]`)?.classList.toggle("tied", on);
      made.classList.toggle("tied", on && row.run.tied.length > 0);
    };
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      made.addEventListener(event, () => mark(on));
    }
    return made;
  }

  return { draw, rankText, ALL, labelsOf, signed };
})();
