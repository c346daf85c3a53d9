// Codes at the left, add-ons at the right, and a line where one may join the other.

import { h, say, setAttribute } from "./dom.js";
import { s, whenWide } from "./svg.js";

export function mapView({ data, t }) {
  const { bases, add_ons: addOns, lines } = data;
  let chosen = addOns[0] ?? null; // so that a first look shows what a choice does

  const left = bases.map((base) => node(base, base.words, base.label));
  const right = addOns.map((one) => node(one, one.label, one.words));
  const paths = lines.map(() => s("path", { class: "bhx-line" }));
  const board = s("svg", { class: "bhx-lines", role: "img", "aria-label": t("map.image") }, paths);
  const live = h("p", { class: "bhx-says", role: "status", "aria-live": "polite" });
  const column = (title, buttons) => h("div", { class: "bhx-side" }, h("p", { class: "bhx-label" }, title),
    h("ul", { "aria-label": title }, buttons.map((button) => h("li", {}, button))));
  const stage = h("div", { class: "bhx-map" }, column(t("map.bases"), left), board, column(t("map.add-ons"), right));
  const element = h("div", { class: "bhx-view" }, h("p", { class: "bhx-hint" }, t("map.hint")), live, stage);

  function node(entry, strong, small) {
    return h("button", { type: "button", class: "bhx-node", on: { click: () => choose(chosen === entry ? null : entry) } },
      h("strong", {}, strong), h("span", {}, small));
  }

  function choose(entry) {
    chosen = entry;
    const lit = lines.map(([base, one]) => bases[base] === chosen || addOns[one] === chosen);
    const touched = (side, place) => lines.some((line, index) => lit[index] && line[side] === place);
    for (const [index, path] of paths.entries()) setAttribute(path, "data-lit", lit[index]);
    setAttribute(board, "data-chosen", chosen !== null);
    for (const [buttons, entries, side] of [[left, bases, 0], [right, addOns, 1]]) {
      for (const [place, button] of buttons.entries()) {
        setAttribute(button, "aria-pressed", entries[place] === chosen ? "true" : "false");
        setAttribute(button, "data-lit", touched(side, place));
      }
    }
    say(live, chosen === null ? t("map.hint") : chosen.says);
  }

  function draw() {
    const frame = board.getBoundingClientRect();
    board.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
    const middle = (button) => {
      const box = button.getBoundingClientRect();
      return box.top + box.height / 2 - frame.top;
    };
    for (const [index, [base, one]] of lines.entries()) {
      const from = middle(left[base]);
      const to = middle(right[one]);
      const half = frame.width / 2;
      paths[index].setAttribute("d", `M0 ${from}C${half} ${from} ${half} ${to} ${frame.width} ${to}`);
    }
  }

  choose(chosen);
  return { element, start: () => whenWide(stage, draw) };
}
