// The reference drawer: the tables that somebody who codes keeps at hand, for the note's own date.

import { h, icon, say, uid } from "./dom.js";
import { indexOf, search } from "./search.js";

const PATIENCE = 5000;

export function referenceDrawer({ task, t, model }) {
  const titleId = uid("reference");
  const fieldId = uid("search");
  let state = "empty"; // empty | asked | filled
  let timer = null;
  let sections = [];
  let openBefore = null; // which sections were open before the search opened others

  const button = h("button", {
    type: "button", class: "bht-button", "aria-haspopup": "dialog", on: { click: open },
  }, icon("book"), t("reference.button"));
  const field = h("input", {
    id: fieldId, type: "search", class: "bht-input", placeholder: t("reference.hint"),
    autocomplete: "off", spellcheck: "false", maxlength: "100", on: { input: filter },
  });
  const status = h("p", { class: "bht-hint", role: "status" });
  const content = h("div", { class: "bht-drawer-content" });
  // A drawer is a dialog of the browser's own: it takes the focus, keeps it, hears Escape, and
  // gives the focus back. What was searched and unfolded in it stays for the next time.
  const dialog = h("dialog", {
    class: "bht-drawer", "aria-labelledby": titleId, on: { click: beside, keydown: key },
  }, h("div", { class: "bht-drawer-body" },
    h("div", { class: "bht-drawer-head" },
      h("h3", { id: titleId, class: "bht-title" }, t("reference.title", { date: task.service_date_label })),
      h("button", { type: "button", class: "bht-button bht-quiet bht-square", "aria-label": t("reference.close"), on: { click: () => dialog.close() } }, icon("remove")),
      h("p", { class: "bht-hint" }, t("reference.payer", { payer: task.payer_label })),
      h("label", { for: fieldId, class: "bht-label" }, t("reference.search")), field, status),
    content));

  function open() {
    dialog.showModal();
    field.focus();
    field.select();
    if (state === "empty") ask();
  }

  // The tables come when the drawer is first opened, so that a desk opens as quickly without them.
  function ask() {
    state = "asked";
    say(status, t("reference.coming"));
    timer = window.setTimeout(() => stopWaiting(t("reference.late")), PATIENCE);
    try {
      model.send({ type: "reference" });
    } catch {
      // No connection: the missing answer is noticed above.
    }
  }

  function stopWaiting(words) {
    state = "empty";
    say(status, words);
  }

  function hear(message) {
    if (message?.type !== "reference" || state === "filled") return;
    window.clearTimeout(timer);
    if (!message.sections) {
      stopWaiting(message.problem);
      return;
    }
    state = "filled";
    say(status, "");
    sections = message.sections.map(sectionOf);
    content.replaceChildren(...sections.map((one) => one.element));
    filter();
  }

  // Folded, the sections are a table of contents.
  function sectionOf({ title, about, tables }) {
    const drawn = tables.map((table) => tableOf(table, title));
    const element = h("details", { class: "bht-more bht-reference" },
      h("summary", {}, title),
      about ? h("p", { class: "bht-hint" }, about) : null,
      drawn.map((one) => one.element));
    return { element, tables: drawn };
  }

  function tableOf({ title, head, rows }, section) {
    const drawn = rows.map(([[first, ...rest]]) => h("tr", {}, h("th", { scope: "row" }, lines(first)), rest.map((cell) => h("td", {}, lines(cell)))));
    const index = indexOf(rows.map(([[first, ...rest], words], at) => (
      { value: first[0], label: [first, ...rest].flat().join(" "), words, row: drawn[at] })));
    const element = h("table", { class: "bht-table" },
      h("caption", { class: title ? "bht-subtitle" : "bht-hidden" }, title || section),
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, drawn));
    return { element, index, rows: drawn };
  }

  function lines(cell) {
    return cell.length === 1 ? cell : cell.map((line) => h("span", { class: "bht-line-of-cell" }, line));
  }

  function filter() {
    if (state !== "filled") return;
    const query = field.value.trim();
    let found = 0;
    if (query) openBefore ??= sections.map((one) => one.element.open);
    sections.forEach((section, at) => {
      let here = 0;
      for (const { element, index, rows } of section.tables) {
        const kept = query ? new Set(search(index, query, rows.length).map((entry) => entry.row)) : new Set(rows);
        for (const row of rows) row.hidden = !kept.has(row);
        element.hidden = kept.size === 0;
        here += kept.size;
      }
      section.element.hidden = here === 0;
      if (query) section.element.open = here > 0;
      else if (openBefore) section.element.open = openBefore[at];
      found += here;
    });
    if (!query) openBefore = null;
    if (!query) say(status, "");
    else if (!found) say(status, t("box.nothing"));
    else say(status, t(found === 1 ? "reference.found.one" : "reference.found.many", { n: found }));
  }

  // In a search field the browser takes the first Escape to empty it; here it always closes.
  function key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  }

  function beside(event) {
    if (event.target === dialog) dialog.close();
  }

  model.on("msg:custom", hear);
  return {
    button,
    element: dialog,
    stop() {
      window.clearTimeout(timer);
      model.off("msg:custom", hear);
    },
  };
}
