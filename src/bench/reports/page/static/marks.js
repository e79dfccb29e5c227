// A text with marks on it: spans of code points, several of which may cover a sign, told apart by colour and by form.
"use strict";

banmian.marked = (() => {
  const { element, visible } = banmian;
  const isLow = (text) => [...visible(text)];

  // `marks` are {start, end, classes, chip, tone, title, onclick}: half-open code points; a chip has its tone for a class. A chip stands behind its mark; an empty
  // mark is a chip alone. Line feeds of a page as extracted are shown.
  function marked(text, marks, { lines = false } = {}) {
    const signs = isLow(text);
    const inside = marks.filter((mark) => mark.start >= 0 && mark.start <= mark.end && mark.end <= signs.length);
    const cuts = new Set([0, signs.length]);
    for (const mark of inside) cuts.add(mark.start).add(mark.end);
    const places = [...cuts].sort((a, b) => a - b);
    const from = new Map();
    for (const mark of inside) from.set(mark.start, [...(from.get(mark.start) ?? []), mark]);
    const made = document.createDocumentFragment();
    let open = [];
    places.forEach((place, number) => {
      for (const mark of open.filter((each) => each.end === place)) addChip(made, mark);
      open = open.filter((mark) => mark.end > place);
      for (const mark of from.get(place) ?? []) {
        if (mark.end > mark.start) open.push(mark);
        else addChip(made, mark);
      }
      const next = places[number + 1];
      if (next != null) made.append(piece(signs.slice(place, next), open, lines));
    });
    return made;
  }

  function piece(signs, open, lines) {
    const inside = document.createDocumentFragment();
    signs.forEach((sign) => {
      if (sign === "\n" && lines) inside.append(element("span", { class: "feed", "aria-hidden": "true" }, "⏎"), "\n");
      else inside.append(sign);
    });
    inside.normalize();
    if (!open.length) return inside;
    const last = open[open.length - 1];
    const made = element("span", { class: `mark ${open.map((mark) => mark.classes).join(" ")}`, title: open.map((mark) => mark.title).filter(Boolean).join("\n") });
    if (last.onclick) made.addEventListener("click", last.onclick);
    made.append(inside);
    return made;
  }

  function addChip(made, mark) {
    if (!mark.chip) return;
    const chip = element("span", { class: `chip ${mark.tone}`, title: mark.title }, mark.chip);
    if (mark.onclick) chip.addEventListener("click", mark.onclick);
    // A word joiner: the chip stays with the sign before it, so that no line begins with one.
    chip.prepend("\u2060");
    made.append(chip);
  }

  return marked;
})();
