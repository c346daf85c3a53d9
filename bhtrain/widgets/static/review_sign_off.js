// What is ready to be signed off, what is not and why, for one assignment at a time.

import { h, icon, say, uid } from "./dom.js";
import { pointsText } from "./review_rubric.js";

export function signOffPanel({ t, ask, who, announce }) {
  const picker = h("select", { id: uid("sign-off"), class: "bht-input", on: { change: load } });
  const said = h("div", { role: "status", tabindex: "-1" });
  const body = h("div", { class: "bhr-sign-offs" });
  const element = h("details", { class: "bht-more bhr-sign-off", on: { toggle: () => element.open && load() } },
    h("summary", {}, t("review.sign-off")),
    h("p", { class: "bht-hint" }, t("review.sign-off.about")),
    h("div", { class: "bhr-filter" }, h("label", { class: "bht-label", for: picker.id }, t("review.filter.assignment")), picker),
    said, body);

  async function load() {
    if (!picker.value) return;
    const reply = await ask("sign-offs", { assignment: picker.value });
    if (reply.problem) tell(reply.problem, "wrong");
    else draw(reply.rows);
  }

  function draw(rows) {
    const ready = rows.filter((one) => one.ready);
    const several = ready.length > 1 ? together(ready) : null;
    const open = rows.filter((one) => !one.ready && !one.signed);
    body.replaceChildren(...[
      several,
      group("review.sign-off.ready", ready, (one) => h("button", { type: "button", class: "bht-button", "aria-label": t("review.sign-off.named", { who: who(one.who) }), on: { click: () => sign([one]) } }, t("review.sign-off.one"))),
      group("review.sign-off.open", open, (one) => h("ul", { class: "bht-plain" }, one.reasons.map((words) => h("li", {}, words)))),
      group("review.sign-off.done", rows.filter((one) => one.signed), (one) => h("span", { class: "bht-hint" }, one.signed)),
    ].filter(Boolean));
  }

  function group(title, rows, side) {
    if (!rows.length) return null;
    return h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, t(title, { n: rows.length })),
      h("ul", { class: "bhr-people" }, rows.map((one) => h("li", {},
        h("strong", {}, who(one.who)), h("span", {}, t("review.points.of", { points: pointsText(one.points), max: pointsText(one.max) })),
        one.changed ? h("span", { class: "bhr-changed" }, icon("warn"), one.changed) : null, side(one)))));
  }

  // Several at once only after it is said how many.
  function together(ready) {
    const area = h("p", { class: "bhr-buttons" });
    const ask = () => {
      const yes = h("button", { type: "button", class: "bht-button bht-primary", on: { click: () => sign(ready) } }, t("review.sign-off.yes", { n: ready.length }));
      area.replaceChildren(h("span", {}, t("review.sign-off.sure", { n: ready.length })), yes,
        h("button", { type: "button", class: "bht-button", on: { click: () => { start(); area.firstChild.focus(); } } }, t("review.sign-off.no")));
      yes.focus();
    };
    const start = () => area.replaceChildren(h("button", { type: "button", class: "bht-button", on: { click: ask } }, t("review.sign-off.all", { n: ready.length })));
    start();
    return area;
  }

  async function sign(rows) {
    const reply = await ask("sign-off", { assignment: picker.value, who: rows.map((one) => one.who) });
    await load();
    tell(reply.problem ?? reply.said, reply.problem ? "wrong" : "info");
    said.focus();
    announce("");
  }

  function tell(words, tone) {
    said.replaceChildren(h("p", { class: "bht-notice", "data-tone": tone }, icon(tone === "wrong" ? "warn" : "info"), h("span", {}, words)));
  }

  return {
    element,
    offer(assignments, wanted) {
      const before = wanted || picker.value;
      picker.replaceChildren(...assignments.map((name) => h("option", { value: name }, name)));
      if (assignments.includes(before)) picker.value = before;
    },
    again: () => element.open && load(),
  };
}
