// The article view of summaries: what two runs wrote, which of it the article bears out, and which facts it states.
"use strict";

banmian.summaries = (() => {
  const { element, choice, need, marked, runName } = banmian;
  const VERDICTS = { stated: ["✓", "stated"], distorted: ["≠", "distorted"], missed: ["∅", "missed"] };

  function claimMarks(written, point) {
    return written.claims.map(([kind, start, end, supported, evidence, reason]) => ({
      start, end, classes: `claim ${supported ? "stated" : "distorted"} ${kind}`,
      chip: supported ? null : `≠ ${kind}`, tone: "distorted",
      title: `${kind}: ${supported ? "borne out by the article" : reason || "not borne out by the article"}`,
      onclick: evidence ? () => point([evidence], supported ? "stated" : "distorted") : null,
    }));
  }

  function facts(article, written, point, pointSummary) {
    const counts = Object.keys(VERDICTS).map((verdict) => `${written.facts.filter(([found]) => found === verdict).length} ${verdict}`);
    return element("details", { open: true }, element("summary", {}, `${written.facts.length} facts: ${counts.join(", ")}`),
      element("ul", { class: "facts" }, written.facts.map(([verdict, place, reason], number) => {
        const fact = article.facts[number];
        return element("li", { class: verdict }, element("button", {
          type: "button", onclick: () => { point(fact.evidence, verdict); pointSummary(place); },
        }, element("span", { class: `chip ${verdict}` }, `${VERDICTS[verdict][0]} ${VERDICTS[verdict][1]}`), " ", element("span", { lang: "zh-Hans" }, fact.text), element("small", {}, ` ${fact.modality}, salience ${fact.salience}${reason ? `: ${reason}` : ""}`)));
      })));
  }

  function column(board, article, index, point) {
    const run = board.runs[index];
    const written = article.runs[index];
    const name = element("h4", {}, runName(run));
    if (!written) return element("div", { class: "column" }, name, element("p", { class: "notes" }, "This run has no summary of this article."));
    const body = element("div", { class: "article summary", lang: "zh-Hans", tabindex: "0", role: "region", "aria-label": `summary by ${run.name}` });
    const fill = (place) => {
      const here = place ? [{ start: place[0], end: place[1], classes: "pointed", title: "" }] : [];
      body.replaceChildren(marked(written.summary, [...claimMarks(written, point), ...here]));
    };
    fill(null);
    const length = [...written.summary].length;
    return element("div", { class: "column" }, name, element("p", { class: "counts" }, `${length.toLocaleString("en")} characters`), body, facts(article, written, point, fill));
  }

  async function draw(board, state) {
    const [a, b] = banmian.chosenRuns(board, state);
    const article = await need(`${board.key}-article-${banmian.chosenArticle(board, state)}`);
    const text = element("div", { class: "article source", lang: "zh-Hans", tabindex: "0", role: "region", "aria-label": `the article ${article.title}` });
    const point = (spans, verdict) => {
      text.replaceChildren(marked(article.clean, (spans ?? []).map(([start, end]) => ({ start, end, classes: `evidence ${verdict}`, chip: VERDICTS[verdict][0], tone: verdict, title: "evidence" }))));
      text.querySelector(".evidence")?.scrollIntoView({ block: "nearest" });
    };
    const states = article.facts.map((fact, number) => ({ fact, verdicts: [a, b].map((index) => article.runs[index]?.facts[number]?.[0]) }));
    const best = ({ verdicts }) => (verdicts.includes("stated") ? "stated" : verdicts.includes("distorted") ? "distorted" : "missed");
    text.append(marked(article.clean, states.flatMap((each) => each.fact.evidence.map(([start, end]) => ({ start, end, classes: `evidence ${best(each)}`, title: `${each.fact.text}: ${each.verdicts.filter(Boolean).join(", ")}` })))));
    const controls = element("div", { class: "controls" }, banmian.articleChoice(board, state, () => ""), banmian.runChoices(board, [a, b]));
    const legend = element("dl", { class: "legend" }, Object.entries(VERDICTS).map(([verdict, [sign, name]]) => element("div", {}, element("dt", {}, element("span", { class: `mark evidence ${verdict}` }, name), element("span", { class: `chip ${verdict}` }, sign)), element("dd", {}, { stated: "a fact that is told as it is, or a claim that the article bears out", distorted: "told as something else, or not borne out", missed: "a fact that is not told" }[verdict]))));
    const references = element("details", {}, element("summary", {}, "references"), article.references.map((reference) => element("p", { lang: "zh-Hans" }, reference)));
    return {
      parts: [controls, legend, element("div", { class: "columns three" },
        element("div", { class: "column" }, element("h4", {}, "The article"), element("p", { class: "counts" }, "marked: evidence of the facts"), text, references),
        column(board, article, a, point), b === a ? null : column(board, article, b, point))],
      told: null, run: board.runs[a],
    };
  }

  return { draw };
})();
