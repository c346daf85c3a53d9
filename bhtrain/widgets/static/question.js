// The question to the clinician, which a person grades.

import { h, say, uid } from "./dom.js";

export function questionPanel({ store, t }) {
  const id = uid("question");
  const hintId = uid("question-hint");
  const length = h("p", { class: "bht-hint" });
  const box = h("textarea", {
    id, class: "bht-input bht-area", rows: "6", maxlength: "4000", "aria-describedby": hintId,
    on: { input: () => store.edit((answer) => { answer.query = box.value; }, "query") },
  });
  const element = h("div", { class: "bht-part" },
    h("h4", { class: "bht-subtitle" }, h("label", { for: id }, t("question.title"))),
    h("p", { id: hintId, class: "bht-hint" }, t("question.hint")), box, length);
  return {
    element,
    sync() {
      if (box.value !== store.answer.query) box.value = store.answer.query;
      const words = store.answer.query.trim().split(/\s+/).filter(Boolean).length;
      say(length, t(words === 1 ? "question.words.one" : "question.words.many", { n: words }));
    },
  };
}
