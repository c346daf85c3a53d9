// The top of the review page: how many wait, which of them, and the way through them.

import { h, icon, say, setAttribute, uid } from "./dom.js";

const FILTERS = ["assignment", "need", "task"];

// `go(by)` moves, `chosen()` is told of another filter, `names(shown)` of the names' switch.
export function queueBar({ t, go, chosen, names, again }) {
  const heading = h("h2", { class: "bht-heading" }, t("review.title"));
  const count = h("p", { class: "bhr-count", role: "status" });
  const place = h("p", { class: "bhr-place" });
  const selects = Object.fromEntries(FILTERS.map((name) => [name, h("select", { id: uid(name), class: "bht-input", on: { change: chosen } })]));
  const fields = FILTERS.map((name) => h("div", { class: "bhr-filter" },
    h("label", { class: "bht-label", for: selects[name].id }, t(`review.filter.${name}`)), selects[name]));
  const back = h("button", { type: "button", class: "bht-button", on: { click: () => go(-1) } }, icon("up"), t("review.previous"));
  const next = h("button", { type: "button", class: "bht-button", on: { click: () => go(1) } }, icon("down"), t("review.next"));
  const shown = h("input", { type: "checkbox", id: uid("names"), on: { change: () => names(shown.checked) } });
  const fresh = h("button", { type: "button", class: "bht-button bht-quiet", on: { click: again } }, t("review.again"));
  const keys = h("details", { class: "bht-more bhr-keys" }, h("summary", {}, t("review.keys")),
    h("dl", {}, KEYS.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, t(key))), h("dd", {}, t(words))])));
  const element = h("header", { class: "bht-header bhr-bar" },
    h("div", { class: "bhr-top" }, heading, count, fresh, keys,
      h("label", { class: "bhr-names", for: shown.id }, shown, t("review.names"))),
    h("div", { class: "bhr-filters" }, fields));
  const steps = h("nav", { class: "bhr-steps", "aria-label": t("review.steps") }, back, place, next);

  // The values of a filter that the queue has, with how many wait for each.
  function options(name, rows) {
    const wanted = selects[name].value;
    const counts = new Map();
    for (const row of rows) {
      for (const value of name === "need" ? row.needs : [row[name]]) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const label = (value) => (name === "need" ? t(`review.need.${value}`) : value);
    const choices = [...counts].map(([value, n]) => h("option", { value }, t("review.filter.value", { value: label(value), n })));
    selects[name].replaceChildren(h("option", { value: "" }, t(`review.filter.${name}.all`)), ...choices);
    selects[name].value = counts.has(wanted) ? wanted : "";
  }

  return {
    element,
    steps,
    toggleKeys() {
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    },
    // Whether a row is asked for.
    wants(row) {
      const { assignment, need, task } = selects;
      return (!assignment.value || row.assignment === assignment.value)
        && (!need.value || row.needs.includes(need.value))
        && (!task.value || row.task === task.value);
    },
    assignment: () => selects.assignment.value,
    offer(rows) {
      options("assignment", rows);
      options("need", rows);
      const { value } = selects.assignment;
      options("task", rows.filter((row) => !value || row.assignment === value));
    },
    show({ waiting, at, of }) {
      say(count, t(waiting === 0 ? "review.waiting.none" : waiting === 1 ? "review.waiting.one" : "review.waiting.many", { n: waiting }));
      say(place, at >= 0 && at < of ? t("review.place", { n: at + 1, of }) : t("review.place.none"));
      setAttribute(back, "aria-disabled", at <= 0 ? "true" : null);
      setAttribute(next, "aria-disabled", at + 1 >= of ? "true" : null);
    },
  };
}

const KEYS = [
  ["review.key.decide", "review.key.decide.about"],
  ["review.key.next", "review.key.next.about"],
  ["review.key.previous", "review.key.previous.about"],
  ["review.key.rubric", "review.key.rubric.about"],
  ["review.key.choice", "review.key.choice.about"],
  ["review.key.rules", "review.key.rules.about"],
  ["review.key.reason", "review.key.reason.about"],
  ["review.key.comment", "review.key.comment.about"],
  ["review.key.bank", "review.key.bank.about"],
  ["review.key.help", "review.key.help.about"],
];
