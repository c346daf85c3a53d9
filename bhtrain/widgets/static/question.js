// The question to the clinician, which a person grades.

import { h, icon, say, setAttribute, uid } from "./dom.js";

const MOST = 4000; // characters, as bhtrain counts them; some take two of the browser's units

export function questionPanel({ store, t }) {
  const id = uid("question");
  const hintId = uid("question-hint");
  const warningId = uid("question-warning");
  const fullId = uid("question-full");
  const length = h("p", { class: "bht-hint" });
  const full = h("p", { id: fullId, class: "bht-about", "data-tone": "warn", "aria-live": "polite" });
  const warning = h("div", { id: warningId, class: "bht-lookalikes", "aria-live": "polite" });
  const box = h("textarea", {
    id, class: "bht-input bht-area", rows: "6", maxlength: 2 * MOST + 2, "aria-describedby": `${hintId} ${fullId} ${warningId}`,
    on: { input: write },
  });
  const element = h("div", { class: "bht-part" },
    h("h4", { class: "bht-subtitle" }, h("label", { for: id }, t("question.title"))),
    h("p", { id: hintId, class: "bht-hint" }, t("question.hint")), box, full, warning, length);

  // The browser's own limit keeps a megabyte out, but cuts without a word; this one says so.
  function write() {
    const characters = [...box.value];
    const over = characters.length > MOST;
    if (over) box.value = characters.slice(0, MOST).join("");
    say(full, over ? t("question.full", { most: MOST }) : "");
    setAttribute(box, "aria-invalid", over ? "true" : null);
    store.edit((answer) => { answer.query = box.value; }, "query");
  }

  return {
    element,
    sync() {
      if (box.value !== store.answer.query) box.value = store.answer.query;
      const words = store.answer.query.trim().split(/\s+/).filter(Boolean).length;
      say(length, t(words === 1 ? "question.words.one" : "question.words.many", { n: words }));
    },
    // It only warns: whoever writes knows better whether somebody is real.
    warn(rows) {
      const texts = rows.map(([text, called, instead]) => t("question.lookalike", { text, called, instead }));
      if (JSON.stringify(texts) === warning.dataset.told) return;
      warning.dataset.told = JSON.stringify(texts);
      warning.replaceChildren(...(texts.length ? [
        h("p", { class: "bht-lookalikes-title" }, icon("warn"), h("span", {}, t("question.real"))),
        h("ul", { class: "bht-ordered" }, texts.map((text) => h("li", {}, text))),
      ] : []));
    },
  };
}
