// One case to be decided: the note with what decides it lit, and the answer beside the key.

import { fromPlain } from "./answer.js";
import { h, icon, uid } from "./dom.js";
import { feedbackPanel } from "./feedback.js";
import { notePanel } from "./note.js";
import { monthPanel, remittancePanel } from "./papers.js";

const PAPERS = { denial: remittancePanel, pattern: monthPanel };

export function caseView({ data, headingId, gapLabels, t, announce }) {
  if (!data.task) return handInView({ data, headingId, t });
  const task = data.task;
  const answer = fromPlain(data.answer);
  const desk = { headingId, task, asks: {}, store: { answer }, targets: {}, gapLabels, reference: { button: null }, t, announce };
  const note = notePanel(desk);
  note.light(data.deciding);
  const paper = PAPERS[task.kind]?.(desk);
  const rules = why();
  const answerId = uid("answer");
  const element = h("section", { class: "bht-form bhr-answer", "aria-labelledby": `${answerId} ${headingId}` },
    h("h3", { id: answerId, class: "bht-title" }, t("review.answer")),
    told(),
    question(), draft(), comparison(), queue(), rules);

  // What stands in the answer's place where it could not be read; the learner reads the same.
  function told() {
    if (!data.problem) return null;
    return h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, t("review.fact.told")), notice("wrong", "warn", data.problem));
  }

  function question() {
    if (!data.question) return null;
    const given = data.question.text
      ? h("blockquote", { class: "bhr-quote" }, data.question.text)
      : notice("near", "info", t("review.question.none"));
    return h("div", { class: "bht-part" },
      h("h4", { class: "bht-subtitle" }, t("review.question")), given,
      h("h4", { class: "bht-subtitle" }, t("review.question.model")),
      h("p", { class: "bhr-model" }, data.question.model));
  }

  // The drafted claim is what the learner started from; of a denial the paper shows it.
  function draft() {
    if (!data.draft.length) return null;
    return h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, t("review.draft")), h("ul", { class: "bht-plain" }, data.draft.map((row) => h("li", {}, row))));
  }

  function comparison() {
    if (data.fields.length === 0) return null;
    const heads = ["field", "given", "expected"].map((name) => h("th", { scope: "col" }, t(`review.column.${name}`)));
    return h("div", { class: "bht-part" },
      h("h4", { class: "bht-subtitle" }, t("review.fields")),
      h("table", { class: "bhr-table" },
        h("caption", { class: "bht-hidden" }, t("review.fields.caption")),
        h("thead", {}, h("tr", {}, heads)), h("tbody", {}, data.fields.map(row))));
  }

  function row(one) {
    const tone = one.status;
    const disputed = data.disputes.some((other) => other.field === one.name);
    return h("tr", { "data-tone": tone, "data-disputed": disputed },
      h("th", { scope: "row" }, one.label, " ", h("span", { class: "bht-verdict" }, icon(tone), t(`status.${tone}`)), disputed ? h("span", { class: "bht-badge", "data-kind": "gap" }, t("review.need.dispute")) : null),
      h("td", { "data-column": t("review.column.given") }, one.given || t("review.nothing")),
      h("td", { "data-column": t("review.column.expected") }, one.expected || t("review.nothing")));
  }

  // What was to be put in order stands in the key's order; the letters of the answer are above.
  function queue() {
    if (!task.queue.length) return null;
    return h("details", { class: "bht-more", open: true }, h("summary", {}, t("review.queue")),
      h("ul", { class: "bht-ordered" }, task.queue.map(([id, text]) => h("li", {}, h("strong", {}, id.toUpperCase()), " ", text))));
  }

  function why() {
    const panel = feedbackPanel({ t, headingId, showInNote: (number) => note.show(number), ruleLink: () => null });
    panel.show(data.feedback, { focus: false });
    return h("details", { class: "bht-more" }, h("summary", {}, t("review.why")), panel.element);
  }

  function notice(tone, name, words) {
    return h("p", { class: "bht-notice", "data-tone": tone }, icon(name), h("span", {}, words));
  }

  function openRules() {
    rules.open = !rules.open;
    rules.querySelector("summary").focus();
    return true;
  }

  return { elements: [paper?.element, note.element, element].filter(Boolean), openRules, settle: () => note.reveal() };
}

// A whole hand-in: what is known about it.
function handInView({ data, headingId, t }) {
  const id = uid("hand-in");
  const facts = data.handIn.facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
  return {
    elements: [h("section", { class: "bht-note bhr-hand-in", "aria-labelledby": `${id} ${headingId}` },
      h("h3", { id, class: "bht-title" }, t("review.hand-in")),
      h("dl", { class: "bhr-facts" }, facts.flat()))],
    openRules: null,
    settle: () => {},
  };
}
