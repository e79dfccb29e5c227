// What every part of the page uses: data that are loaded when asked for, elements, numbers, and the state in the address.
"use strict";

const banmian = (() => {
  const known = new Map();
  const waiting = new Map();

  // Files of data call this. A page that is opened from disk may load scripts, and nothing else.
  function take(key, value) {
    known.set(key, value);
    waiting.get(key)?.resolve(value);
    waiting.delete(key);
  }

  function need(key) {
    if (known.has(key)) return Promise.resolve(known.get(key));
    if (!waiting.has(key)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      waiting.set(key, entry);
      const script = document.createElement("script");
      script.src = `data/${key}.js`;
      script.onerror = () => {
        waiting.delete(key);
        entry.reject(new Error(`data/${key}.js cannot be read: keep the folder of the report together`));
      };
      document.head.append(script);
    }
    return waiting.get(key).promise;
  }

  // Controls, formats and lone halves: what hides, reorders or breaks. One sign stands for one, so that offsets hold.
  const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
  const visible = (text) => String(text).replace(HIDDEN, (sign) => (sign === "\n" || sign === "\t" ? sign : "\ufffd"));

  // Text goes in as text alone: no value of a run is ever read as markup.
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, visible(value));
    }
    for (const child of children.flat()) {
      if (child != null) made.append(child instanceof Node ? child : visible(child));
    }
    return made;
  }

  const points = (value) => (value == null ? "–" : (100 * value).toFixed(1));
  function signed(value) {
    if (value == null) return "–";
    const text = (100 * value).toFixed(1);
    return Number(text) === 0 ? "0.0" : text.startsWith("-") ? text.replace("-", "−") : `+${text}`;
  }
  const interval = (low, high) => (low == null ? "" : `[${points(low)}, ${points(high)}]`);
  const VIEWS = { clean: "clean", "raw-lines": "raw, by lines", "raw-join": "raw, joined" };
  const viewName = (view) => VIEWS[view] ?? view;
  const runName = (run) => (run.view === "clean" ? run.name : `${run.name} · ${viewName(run.view)}`);
  const scoringName = (key) => key.replaceAll("-", " · ");

  // The address says what is shown, so that a view of the report can be sent to somebody.
  const listeners = [];
  let state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  function set(changes) {
    state = { ...state, ...changes };
    for (const [name, value] of Object.entries(state)) if (value == null || value === "") delete state[name];
    const address = new URLSearchParams(state).toString();
    try {
      history.replaceState(null, "", `#${address}`);
    } catch {
      // A page in a sandbox has no address of its own.
    }
    tell();
  }
  function tell() {
    for (const listener of listeners) listener(state);
  }
  window.addEventListener("hashchange", () => {
    state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    tell();
  });

  function choice(label, options, chosen, onchange) {
    const select = element("select", { "aria-label": label, onchange: () => onchange(select.value) });
    for (const [value, title] of options) {
      select.append(element("option", { value, selected: String(value) === String(chosen) }, title));
    }
    return element("label", { class: "choice" }, element("span", {}, label), select);
  }

  return {
    take, need, visible, element, points, signed, interval, viewName, runName, scoringName, choice, set,
    get state() { return state; },
    onstate(listener) { listeners.push(listener); },
  };
})();
