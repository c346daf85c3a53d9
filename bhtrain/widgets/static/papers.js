// What lies on the desk beside the note: what the payer said of a claim, or a month of claims.

import { h, icon, say, setAttribute, uid } from "./dom.js";

// One paper: across the whole desk, above the note and the answer.
function paper(deskId, title, ...children) {
  const headingId = uid("paper");
  return h("section", { class: "bht-paper", "aria-labelledby": `${headingId} ${deskId}` },
    h("h3", { id: headingId, class: "bht-title" }, title), children);
}

// The claim as it was sent, and what came back for each of its lines.
export function remittancePanel({ headingId, task, t }) {
  const lines = task.draft?.lines ?? [];
  const returned = (number) => task.remittance.filter((one) => one.line === number);
  const code = (one) => [one.code, ...one.modifiers].join("-");
  const row = (line, index) => h("tr", {},
    h("th", { scope: "row" }, String(index + 1)),
    h("td", {}, code(line)), h("td", {}, String(line.units)), h("td", {}, line.place ?? ""),
    h("td", {}, said(index + 1)));
  const said = (number) => returned(number).flatMap((one) => one.codes).join(", ") || t("remittance.nothing");
  const meaning = ([code, words]) => h("li", {}, t("remittance.meaning", { code, meaning: words }));
  const heads = ["line", "code", "units", "place", "said"].map((name) => h("th", { scope: "col" }, t(`remittance.column.${name}`)));
  const element = paper(headingId, t("remittance.title"),
    h("p", { class: "bht-hint" }, t("remittance.diagnoses", { list: (task.draft?.diagnoses ?? []).join(", ") })),
    scrolled(t("remittance.table"), h("table", { class: "bht-table" }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, lines.map(row)))),
    h("ul", { class: "bht-plain" }, task.meanings.map(meaning)));
  return { element };
}

// A wide table scrolls by itself, with the keyboard too.
function scrolled(label, table) {
  return h("div", { class: "bht-scroll", role: "region", tabindex: "0", "aria-label": label }, table);
}

const COLUMNS = ["date", "client", "code", "minutes", "start", "stop", "units", "modifiers", "place"];
const NUMBERS = new Set(["units", "minutes"]);

// A month of claims: how often each code was billed, and every line in a table that can be sorted.
export function monthPanel({ headingId, task, t, announce }) {
  const rows = task.month.map(({ day, cells }) => ({ day, ...Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at] ?? ""])) }));
  let sorted = { column: "date", up: true };
  const body = h("tbody");
  const heads = new Map(COLUMNS.map((name) => [name, head(name)]));
  const table = h("table", { class: "bht-table bht-month" },
    h("caption", { class: "bht-hidden" }, t("month.caption")),
    h("thead", {}, h("tr", {}, [...heads.values()])), body);
  const figures = h("div", { class: "bht-figures" },
    bars(t("month.codes"), (row) => row.code),
    bars(t("month.minutes"), (row) => (row.minutes === "" ? null : row.minutes)));
  const element = paper(headingId, t("month.title"),
    h("p", { class: "bht-hint" }, t("month.hint", { n: rows.length }), h("span", { class: "bht-narrow-only" }, " ", t("month.sideways"))),
    h("div", { class: "bht-month-body" }, figures, scrolled(t("month.table"), table)));

  function head(name) {
    const button = h("button", { type: "button", class: "bht-sort", on: { click: () => sort(name) } }, t(`month.column.${name}`), icon("up"));
    return h("th", { scope: "col" }, button);
  }

  function sort(column) {
    sorted = { column, up: sorted.column === column ? !sorted.up : true };
    draw();
    announce(t(sorted.up ? "month.sorted.up" : "month.sorted.down", { column: t(`month.column.${column}`) }));
  }

  function draw() {
    const { column, up } = sorted;
    const value = (row) => (NUMBERS.has(column) ? Number(row[column]) : row[column]);
    const order = [...rows].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (up ? 1 : -1));
    body.replaceChildren(...order.map((row) => h("tr", {}, COLUMNS.map((name) => h("td", {}, String(name === "date" ? row.day : row[name]))))));
    for (const [name, cell] of heads) setAttribute(cell, "aria-sort", name === column ? (up ? "ascending" : "descending") : null);
  }

  // The commonest values as bars, each with its number beside it: the picture is never the only sign.
  function bars(title, key) {
    const counts = new Map();
    for (const row of rows) {
      const one = key(row);
      if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6);
    return h("figure", { class: "bht-bars" }, h("figcaption", {}, title),
      h("ul", {}, top.map(([label, n]) => {
        const share = Math.round((100 * n) / total);
        return h("li", {}, h("span", { class: "bht-bar-label" }, String(label)),
          h("span", { class: "bht-bar-room", "aria-hidden": "true" }, bar(share)),
          h("span", { class: "bht-bar-value" }, t("month.share", { n, share })));
      })));
  }

  function bar(share) {
    const element = h("span", { class: "bht-bar" });
    element.style.width = `${share}%`;
    return element;
  }

  draw();
  return { element };
}

// A day's queue, to be put in order with buttons; the order counts from the first change on.
export function queuePanel({ store, task, t, announce }) {
  const headingId = uid("queue");
  const texts = new Map(task.queue);
  const list = h("ol", { class: "bht-queue", "aria-labelledby": headingId });
  const state = h("p", { class: "bht-hint", role: "status", tabindex: "-1" });
  const keep = h("button", { type: "button", class: "bht-button", on: { click: keepOrder } }, icon("right"), t("queue.keep"));
  const element = h("div", { class: "bht-part", role: "group", "aria-labelledby": headingId },
    h("h4", { id: headingId, class: "bht-subtitle" }, t("queue.title")),
    h("p", { class: "bht-hint" }, t("queue.hint")), list, keep, state);
  let drawn = "";

  // What was answered, with what it leaves out at the end.
  function order() {
    const chosen = store.answer.order.filter((id) => texts.has(id));
    return [...chosen, ...[...texts.keys()].filter((id) => !chosen.includes(id))];
  }

  function put(ids) {
    store.edit((answer) => { answer.order = ids; }, "order");
  }

  // The button goes; the keyboard stays where it was.
  function keepOrder() {
    put(order());
    state.focus();
  }

  function move(id, by) {
    const ids = order();
    const at = ids.indexOf(id);
    ids.splice(at, 1);
    ids.splice(at + by, 0, id);
    put(ids);
    announce(t("queue.moved", { item: id.toUpperCase(), n: at + by + 1 }));
    const buttons = list.children[at + by].querySelectorAll("button");
    const wanted = by < 0 ? buttons[0] : buttons[1];
    (wanted.disabled ? [...buttons].find((button) => !button.disabled) : wanted).focus();
  }

  function tool(name, label, listener, disabled) {
    return h("button", { type: "button", class: "bht-button bht-quiet bht-square", "aria-label": label, disabled, on: { click: listener } }, icon(name));
  }

  function sync() {
    const ids = order();
    keep.hidden = store.answer.order.length > 0;
    say(state, t(store.answer.order.length ? "queue.answered" : "queue.open"));
    if (JSON.stringify(ids) === drawn) return;
    drawn = JSON.stringify(ids);
    list.replaceChildren(...ids.map((id, at) => h("li", { class: "bht-queue-item" },
      h("span", { class: "bht-queue-text" }, h("strong", {}, id.toUpperCase()), " ", texts.get(id)),
      tool("up", t("queue.up", { item: id.toUpperCase() }), () => move(id, -1), at === 0),
      tool("down", t("queue.down", { item: id.toUpperCase() }), () => move(id, 1), at === ids.length - 1))));
  }

  return { element, sync };
}
