// A table whose cells are buttons: each says why. One cell is in the tab order, arrows reach the rest.

import { h, say, setAttribute } from "./dom.js";

export function gridView({ data, t }) {
  const live = h("p", { class: "bhx-says", role: "status", "aria-live": "polite" }, t("grid.hint"));
  const buttons = data.rows.map((row) => row.cells.map(([state, text, why], column) =>
    h("button", {
      type: "button", class: "bhx-cell", tabindex: "-1", "data-state": state, "aria-pressed": "false",
      "aria-label": t("grid.cell", { row: row.head, column: data.columns[column][0], text }),
      on: { click: (event) => choose(event.currentTarget, why), keydown: move, focus: (event) => enter(event.currentTarget) },
    }, text)));
  const head = h("tr", {}, h("th", { scope: "col" }, data.corner),
    data.columns.map(([code, summary]) => h("th", { scope: "col", title: summary }, code)));
  const body = data.rows.map((row, place) => h("tr", {},
    h("th", { scope: "row" }, row.head, row.words ? h("span", {}, row.words) : null),
    buttons[place].map((button) => h("td", {}, button))));
  const table = h("table", { class: "bhx-grid" }, h("caption", { class: "bhx-hidden" }, data.title), h("thead", {}, head), h("tbody", {}, body));
  const room = h("div", { class: "bhx-scroll bhx-room" }, table);
  const element = h("div", { class: "bhx-view" }, live, room);
  buttons[0][0].tabIndex = 0;

  function all() {
    return buttons.flat();
  }

  function enter(button) {
    for (const other of all()) if (other.tabIndex === 0) other.tabIndex = -1;
    button.tabIndex = 0;
  }

  function choose(button, why) {
    for (const other of all()) setAttribute(other, "aria-pressed", other === button ? "true" : "false");
    say(live, why);
  }

  function move(event) {
    const row = buttons.findIndex((cells) => cells.includes(event.currentTarget));
    const column = buttons[row].indexOf(event.currentTarget);
    const end = data.columns.length - 1;
    const to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1], Home: [row, 0], End: [row, end],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    buttons[to[0]]?.[to[1]]?.focus();
  }

  return { element, start: () => () => {} };
}
