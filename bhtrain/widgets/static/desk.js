// The case desk: the note at the left, the claim at the right.

import { asText } from "./answer.js";
import { causesPanel, gapsPanel, radioGroup } from "./choices.js";
import { watchConnection } from "./connection.js";
import { diagnosesPanel } from "./diagnoses.js";
import { catalogue, h, icon, say, setAttribute, uid } from "./dom.js";
import { elsewherePanel } from "./elsewhere.js";
import { feedbackPanel, linkToRule } from "./feedback.js";
import { hintsPanel } from "./hints.js";
import { linesPanel } from "./lines.js";
import { notePanel } from "./note.js";
import { monthPanel, queuePanel, remittancePanel } from "./papers.js";
import { questionPanel } from "./question.js";
import { referenceDrawer } from "./reference.js";
import { indexOf } from "./search.js";
import { createStore } from "./store.js";
import { createTargets } from "./targets.js";

// What each kind of task asks for, in this order.
const ASKS = {
  code: ["decision", "claim", "gaps"],
  review: ["decision", "claim", "gaps"],
  denial: ["decision", "causes", "claim", "gaps"],
  documentation: ["decision", "gaps", "claim"],
  query: ["decision", "gaps", "question"],
  pattern: ["decision", "causes"],
  triage: ["queue"],
};
const PAPERS = { denial: remittancePanel, pattern: monthPanel }; // only looked at
const DATES = { triage: "header.today", pattern: "header.month" };
const SLOW_CHECK = 150; // what comes sooner needs no word that it is coming
const OWN_DECISIONS = new Set(["denial", "pattern"]); // the same three answers to another question

// Each widget gets its own desk; its views, if there are several, share one store.
export function createDesk() {
  let store = null;
  return {
    initialize({ model }) {
      store = createStore(model);
      return () => store.close();
    },
    render({ model, el }) {
      return view(model, store, el);
    },
  };
}

function view(model, store, el) {
  const task = model.get("task");
  const tables = model.get("tables");
  const t = catalogue(model.get("texts"));
  const practice = model.get("setting") === "practice";
  const speaker = h("p", { class: "bht-hidden", role: "status", "aria-live": "polite" });
  const announce = (text) => say(speaker, text);
  const gapLabels = new Map(tables.gaps.flatMap(([, gaps]) => gaps));
  const rows = (table) => indexOf(table.map(([value, label, words]) => ({ value, label, words: words ?? "" })));
  const indexes = { codes: rows(tables.codes), modifiers: rows(tables.modifiers), diagnoses: rows(tables.diagnoses) };
  const order = ASKS[task.kind];
  const ownDecision = OWN_DECISIONS.has(task.kind);
  const asks = Object.fromEntries(order.map((name) => [name, true]));
  const targets = createTargets({ store, asks, t });
  const headingId = uid("desk");
  const reference = referenceDrawer({ task, t, model });
  const desk = { headingId, task, asks, tables, t, store, targets, indexes, announce, gapLabels, reference, enterNote: (from) => note.enter(from) };

  const note = notePanel(desk);
  const lines = linesPanel(desk);
  const diagnoses = diagnosesPanel(desk);
  const gaps = gapsPanel(desk);
  const decision = radioGroup({
    legend: ownDecision ? t(`decision.title.${task.kind}`) : t("decision.title"),
    options: ["bill", "hold", "not-billable"].map((value) => {
      const name = ownDecision ? `${value}.${task.kind}` : value;
      return [value, t(`decision.${name}`), t(`decision.${name}.about`)];
    }),
    get: () => store.answer.decision,
    set: (value) => store.edit((answer) => { answer.decision = value; }),
  });
  const confidence = radioGroup({
    legend: t("confidence.title"), compact: true,
    options: [1, 2, 3].map((value) => [value, t(`confidence.${value}`), ""]),
    get: () => store.answer.confidence,
    set: (value) => store.edit((answer) => { answer.confidence = value; }),
  });
  const ruleLink = linkToRule(t, model.get("rules_at"));
  const showInNote = (number) => note.show(number);
  const hints = hintsPanel({
    t, knows: (key) => key in model.get("texts"), kind: task.kind, showInNote, ruleLink,
    ask: () => store.send({ hint_asks: model.get("hint_asks") + 1 }),
  });
  const feedback = feedbackPanel({ t, headingId, showInNote, ruleLink });
  const claim = claimArea();
  const makers = { queue: queuePanel, causes: causesPanel, question: questionPanel };
  const ready = { decision, claim, gaps };
  const paper = PAPERS[task.kind]?.(desk);
  const parts = order.map((name) => ready[name] ?? makers[name](desk));
  const warn = () => parts.forEach((part) => part.warn?.(model.get("lookalikes")));
  const checking = practice ? checkArea() : null;
  const claimId = uid("claim");
  const header = headerBar();
  const form = h("section", { class: "bht-form", "aria-labelledby": `${claimId} ${headingId}` },
    h("h3", { id: claimId, class: "bht-title" }, t(task.kind === "review" ? "claim.title.review" : "claim.title")),
    task.kind === "review" ? draftBar() : null,
    parts.map((one) => one.element),
    confidence.element,
    hints.element,
    checking?.element,
    feedback.element);
  const body = h("div", { class: "bht-body", id: uid("body") }, ...[paper?.element, note.element, form].filter(Boolean));
  setAttribute(header.toggle, "aria-controls", body.id);
  const elsewhere = elsewherePanel({ model, store, t, announce, leave: () => header.focus() });
  const root = h("article", { class: "bht", "aria-labelledby": headingId },
    header.element, body, reference.element, h("div", { class: "bht-news" }, header.alarm, elsewhere.element), speaker);

  function headerBar() {
    const saved = h("span", { role: "status", "aria-live": "polite" });
    const savedBox = h("p", { class: "bht-saved" }, icon("saved"), saved);
    const toggle = h("button", { type: "button", class: "bht-button", on: { click: () => { model.set("opened", !model.get("opened")); model.save_changes(); } } });
    const alarm = h("div", { class: "bht-alarm", role: "alert" });
    const heading = h("h2", { id: headingId, class: "bht-heading", tabindex: "-1" });
    const facts = [[t(DATES[task.kind] ?? "header.date"), task.service_date_label], [t("header.points"), String(task.points)]];
    if (task.kind !== "triage") facts.unshift([t("header.payer"), task.payer_label]); // a queue holds several payers
    const element = h("header", { class: "bht-header" },
      h("div", { class: "bht-header-main" }, heading,
        h("p", { class: "bht-todo" }, h("strong", {}, t(`kind.${task.kind}`)), " ", t(`kind.${task.kind}.todo`)),
        h("dl", { class: "bht-facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))))),
      h("div", { class: "bht-header-side" }, savedBox, toggle));
    return {
      element, toggle, alarm,
      focus() {
        heading.focus({ preventScroll: true });
        root.scrollIntoView({ block: "start" });
      },
      sync() {
        say(heading, model.get("heading") || t("header.untitled"));
        const words = {
          idle: store.restored ? t("saved.restored") : model.get("saved") || t("saved.nothing"),
          slow: t("saved.saving"),
          saved: model.get("saved"),
          refused: model.get("saved"),
        }[store.state];
        if (words !== undefined) say(saved, words);
        setAttribute(savedBox, "data-state", store.state);
        setAttribute(savedBox, "data-tone", store.state === "refused" ? "warn" : null);
      },
      open() {
        const opened = model.get("opened");
        say(toggle, t(opened ? "header.close" : "header.open"));
        setAttribute(toggle, "aria-expanded", opened ? "true" : "false");
        setAttribute(toggle, "aria-label", t(opened ? "header.close.named" : "header.open.named", { heading: model.get("heading") }));
        body.hidden = !opened;
      },
      lost(gone) {
        root.toggleAttribute("data-lost", gone);
        if (!gone) {
          alarm.replaceChildren();
          return;
        }
        const until = store.state === "refused" ? "" : model.get("saved");
        const page = "voila" in document.body.dataset; // elsewhere it is a notebook's cell
        const reload = h("button", { type: "button", class: "bht-button bht-primary", on: { click: () => window.location.reload() } }, t("lost.reload"));
        alarm.replaceChildren(icon("warn"),
          h("p", {}, h("strong", {}, until ? t("lost.saved", { saved: until }) : t("lost.nothing")), " ", t(page ? "lost.page" : "lost.cell")),
          ...(page ? [reload] : []));
      },
    };
  }

  function claimArea() {
    const notice = h("p", { class: "bht-notice", "data-tone": "info" });
    const live = h("div", { "aria-live": "polite" });
    const fields = h("fieldset", { class: "bht-claim" }, h("legend", { class: "bht-hidden" }, t("claim.legend")), lines.element, diagnoses.element);
    return {
      element: h("div", { class: "bht-claim-area" }, live, fields),
      sync() {
        const { decision: chosen } = store.answer;
        const stopped = chosen === "hold" || chosen === "not-billable";
        const words = stopped ? t(`claim.${task.kind === "denial" ? `${chosen}.denial` : chosen}`) : "";
        fields.disabled = stopped;
        if (!stopped) live.replaceChildren();
        else if (notice.textContent !== words || !live.firstChild) {
          notice.replaceChildren(icon("info"), h("span", {}, words));
          live.replaceChildren(notice);
        }
      },
    };
  }

  function draftBar() {
    return h("div", { class: "bht-draft" }, h("p", {}, t("draft.about")),
      h("button", { type: "button", class: "bht-button", on: { click: acceptDraft } }, icon("right"), t("draft.accept")));
  }

  function acceptDraft() {
    store.accept(task.draft);
    announce(t("draft.accepted"));
  }

  function checkArea() {
    const button = h("button", { type: "button", class: "bht-button bht-primary bht-large", on: { click: check } }, t("check.button"));
    const waiting = h("p", { class: "bht-hint", "aria-live": "polite" });
    let checkedText = null;
    let slow = null;
    function check() {
      if (button.getAttribute("aria-disabled") === "true") return;
      setAttribute(button, "aria-disabled", "true");
      slow = window.setTimeout(() => say(waiting, t("check.waiting")), SLOW_CHECK);
      store.send({ checks: model.get("checks") + 1 });
    }
    return {
      element: h("div", { class: "bht-check-area" }, button, waiting),
      done() {
        window.clearTimeout(slow);
        checkedText = asText(store.answer);
        setAttribute(button, "aria-disabled", null);
        say(waiting, "");
        say(button, t("check.again"));
      },
      sync() {
        if (checkedText !== null && button.getAttribute("aria-disabled") !== "true") {
          say(waiting, checkedText === asText(store.answer) ? "" : t("check.changed"));
        }
      },
    };
  }

  function syncAll() {
    for (const part of [header, ...parts, lines, diagnoses, confidence, note]) part.sync?.();
    checking?.sync();
  }

  // First all that is written, then what has to be measured: the page is laid out once.
  function showFeedback(focus) {
    showHints();
    if (focus) checking?.done();
    feedback.show(model.get("feedback"), { focus });
    note.reveal();
  }

  // After Check the feedback tells more than any hint, and what a hint lit stays lit by it.
  function showHints() {
    const result = model.get("feedback") ?? {};
    const checked = Object.keys(result).length > 0;
    const taken = model.get("hints");
    hints.show(taken, { over: checked });
    note.light(checked ? result.sentences ?? [] : (taken.given ?? []).flatMap((one) => one.sentences));
  }

  const stopListening = store.listen((what) => (what === "saved" ? header.sync() : syncAll()));
  const onFeedback = () => showFeedback(true);
  const onHeader = () => header.sync();
  const onOpened = () => header.open();
  model.on("change:feedback", onFeedback);
  model.on("change:hints", showHints);
  model.on("change:lookalikes", warn);
  model.on("change:saved change:heading", onHeader);
  model.on("change:opened change:heading", onOpened);
  const stopWatching = watchConnection(model, (gone) => header.lost(gone));

  header.open();
  syncAll();
  warn();
  showFeedback(false);
  el.append(root);
  if (model.get("take_focus")) requestAnimationFrame(() => header.focus());

  return () => {
    stopListening();
    stopWatching();
    reference.stop();
    elsewhere.close();
    model.off("change:feedback", onFeedback);
    model.off("change:hints", showHints);
    model.off("change:lookalikes", warn);
    model.off("change:saved change:heading", onHeader);
    model.off("change:opened change:heading", onOpened);
  };
}
