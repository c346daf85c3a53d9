// What a person decides about a case: rubric, dispute, points, the reason, a comment to the learner.

import { radioGroup } from "./choices.js";
import { h, icon, say, setAttribute, uid } from "./dom.js";
import { pointsText, rubricEditor, rubricPanel } from "./review_rubric.js";

export const blankDraft = (data) => ({
  ticked: new Set((data.question?.rubric ?? []).filter((item) => item.given).map((item) => item.id)),
  choice: null,
  points: null, // typed by hand; otherwise they follow from rubric and choice
  why: "",
  comment: data.comment ?? "",
  undo: "",
});

export function decisionPanel(options) {
  return options.data.task ? answerDecision(options) : handInDecision(options);
}

function frame(t, headingId, ...children) {
  const id = uid("decide");
  return h("section", { class: "bht-form bhr-decide", "aria-labelledby": `${id} ${headingId}` },
    h("h3", { id, class: "bht-title" }, t("review.decide.title")), children.flat());
}

function answerDecision({ data, bank: comments, headingId, draft, t, who, ask, send, takeBack, edited, announce }) {
  const { points, question, disputes, needs } = data;
  const acceptable = points.accepted !== null;
  const disputed = disputes.length > 0;
  const choosing = disputed || (acceptable && !points.byHand);
  let told = false; // the question whether it is meant, which is asked once

  const said = { auto: pointsText(points.auto), now: pointsText(points.now), max: pointsText(points.max), accepted: pointsText(points.accepted ?? 0), disputed: pointsText(points.disputed ?? 0) };
  const problem = h("div", { class: "bhr-problem", role: "alert" });
  const rubric = question?.rubric.length ? rubricPanel({
    t, items: question.rubric, ticked: draft.ticked, changed: sync,
    edit: rubricEditor({ t, items: question.rubric, most: question.most, who, ask, applied: edited, announce }),
  }) : null;
  const choice = choosing ? radioGroup({
    legend: t(disputed ? "review.choice.dispute" : "review.choice.defensible"),
    options: ["accept", "keep"].map((value) => {
      const key = `review.choice.${disputed ? "dispute" : "defensible"}.${value}`;
      const known = disputed && value === "accept" && points.disputed !== null;
      return [value, t(key), t(known ? `${key}.field` : `${key}.about`, said)];
    }),
    get: () => draft.choice,
    set: (value) => { draft.choice = value; sync(); },
  }) : null;
  const sum = h("p", { class: "bht-hint", "aria-live": "polite" });
  const pointsField = h("input", {
    id: uid("points"), class: "bht-input bhr-points", type: "number", min: "0", max: String(points.max), step: "any",
    on: { input: () => { draft.points = pointsField.value; sync(); } },
  });
  const byRule = h("button", { type: "button", class: "bht-button bht-quiet", on: { click: () => { draft.points = null; sync(); pointsField.focus(); } } },
    t(rubric ? "review.points.rubric" : "review.points.back"));
  const why = textarea("reason", "why", 2000);
  const whyLabel = h("label", { class: "bht-label", for: why.id });
  const comment = textarea("comment", "comment", 2000);
  const bank = comments.length ? h("div", { class: "bhr-bank" },
    h("p", { class: "bht-label", id: uid("bank") }, t("review.bank")),
    h("ul", {}, comments.map((text, index) => h("li", {},
      h("button", { type: "button", class: "bht-button bht-quiet bhr-insert", on: { click: () => insert(index + 1) } },
        h("kbd", { "aria-hidden": "true" }, String(index + 1)), h("span", {}, text)))))) : null;
  const commentPart = h("div", { class: "bht-part" }, h("label", { class: "bht-label", for: comment.id }, t("review.comment")), comment, bank);
  const decide = h("button", { type: "button", class: "bht-button bht-primary bht-large", on: { click: go } },
    t("review.decide"), h("kbd", { "aria-hidden": "true" }, t("review.key.decide")));
  const element = frame(t, headingId,
    disputes.map(dispute), defensible(), rubric?.element, choice?.element,
    h("div", { class: "bht-part" },
      h("label", { class: "bht-label", for: pointsField.id }, t("review.points", { max: pointsText(points.max) })),
      h("div", { class: "bhr-points-row" }, pointsField, byRule), sum),
    h("div", { class: "bht-part" }, whyLabel, why),
    // The answer to a dispute is what the learner reads.
    disputed ? null : commentPart,
    undo(),
    h("div", { class: "bhr-foot" }, problem, decide));

  function textarea(name, key, most) {
    return h("textarea", {
      id: uid(name), class: "bht-input bht-area", rows: "2", maxlength: String(most), value: draft[key],
      on: { input: (event) => { draft[key] = event.target.value; } },
    });
  }

  function dispute(one) {
    return h("div", { class: "bht-part bhr-dispute" },
      h("h4", { class: "bht-subtitle" }, one.label ? t("review.dispute.field", { field: one.label }) : t("review.dispute")),
      h("blockquote", { class: "bhr-quote" }, one.why),
      h("p", { class: "bht-hint" }, one.said), one.remarks.map((words) => h("p", { class: "bht-hint" }, words)));
  }

  function defensible() {
    if (!acceptable) return null;
    return h("p", { class: "bht-notice", "data-tone": "near" }, icon("info"), h("span", {}, t("review.defensible")));
  }

  // The points that follow from what is ticked and chosen.
  function follow() {
    if (disputed && draft.choice === "accept" && points.disputed !== null) return points.disputed;
    if (rubric) return points.auto + rubric.earned();
    if (draft.choice === "accept" && acceptable) return points.accepted;
    return draft.choice === "keep" && !disputed ? points.auto : points.now;
  }

  function wanted() {
    return draft.points === null ? follow() : draft.points === "" ? NaN : Number(draft.points);
  }

  const overrides = () => draft.points !== null && wanted() !== follow();
  const needsWhy = () => choosing || !rubric || overrides();

  function sync() {
    if (draft.points === null) pointsField.value = pointsText(follow());
    byRule.hidden = draft.points === null;
    if (rubric) {
      say(sum, t("review.sum", { auto: pointsText(points.auto), earned: pointsText(rubric.earned()), by: pointsText(question.most), sum: pointsText(follow()), max: pointsText(points.max) }));
    } else {
      say(sum, t(points.byHand ? "review.sum.by-hand" : "review.sum.auto", said));
    }
    say(whyLabel, t(disputed ? "review.reason.dispute" : needsWhy() ? "review.reason.needed" : "review.reason.free"));
    setAttribute(why, "aria-required", needsWhy() ? "true" : null);
    choice?.sync();
    told = false;
  }

  function tell(words) {
    problem.replaceChildren(h("p", { class: "bht-notice", "data-tone": "wrong" }, icon("warn"), h("span", {}, words)));
  }

  // What is missing, with the field that it is missing from; nothing where it can be sent.
  function missing() {
    if (choosing && draft.choice === null && draft.points === null) return ["review.missing.choice", choice];
    const value = wanted();
    if (!(value >= 0 && value <= points.max)) return ["review.missing.points", pointsField];
    if (needsWhy() && !draft.why.trim()) return ["review.missing.reason", why];
    if (disputed && draft.choice === null) return ["review.missing.choice", choice];
    const unlikely = odd();
    if (unlikely && !told) {
      told = true;
      return [unlikely, decide];
    }
    return null;
  }

  // What may be meant, and is more often forgotten.
  function odd() {
    if (disputed && draft.choice === "accept" && wanted() === points.now) return "review.missing.same";
    return rubric && !draft.ticked.size && needs.includes("question") && !overrides() ? "review.missing.ticks" : null;
  }

  async function go() {
    const lacks = missing();
    if (lacks) {
      tell(t(lacks[0], said));
      (lacks[1].focus ? lacks[1] : lacks[1].element.querySelector("input")).focus();
      return;
    }
    if (decide.getAttribute("aria-disabled") === "true") return;
    setAttribute(decide, "aria-disabled", "true");
    problem.replaceChildren();
    const refused = await send({
      points: overrides() || !rubric || disputed ? wanted() : null,
      ticked: rubric ? [...draft.ticked] : null,
      choice: draft.choice, why: draft.why, comment: draft.comment,
    });
    setAttribute(decide, "aria-disabled", null);
    if (refused) tell(refused);
  }

  function insert(number) {
    const text = comments[number - 1];
    if (text === undefined || disputed) return false;
    const before = comment.value.trimEnd();
    comment.value = draft.comment = before ? `${before}\n${text}` : text;
    announce(t("review.bank.inserted"));
    return true;
  }

  // A person's word can be taken back; then the automatic points count, and it waits again.
  function undo() {
    if (!points.byHand) return null;
    const reason = h("textarea", { id: uid("undo"), class: "bht-input bht-area", rows: "2", maxlength: "2000", value: draft.undo, on: { input: () => { draft.undo = reason.value; } } });
    const said = h("div", { role: "alert" });
    const button = h("button", { type: "button", class: "bht-button", on: { click: async () => {
      const refused = await takeBack(draft.undo);
      if (refused) said.replaceChildren(h("p", { class: "bht-notice", "data-tone": "wrong" }, icon("warn"), h("span", {}, refused)));
    } } }, t("review.undo"));
    return h("details", { class: "bht-more" }, h("summary", {}, t("review.undo.title")),
      h("p", { class: "bht-hint" }, t("review.undo.about")),
      h("label", { class: "bht-label", for: reason.id }, t("review.undo.reason")), reason, h("p", { class: "bhr-buttons" }, button), said);
  }

  sync();
  return {
    element, go, insert, tell,
    press: (number) => rubric?.press(number) ?? false,
    choose(value) {
      if (!choice) return false;
      draft.choice = value;
      sync();
      choice.element.scrollIntoView({ block: "nearest" }); // below a long dispute it is out of sight
      return true;
    },
    toReason: () => why.focus(),
    toComment() {
      comment.focus();
      commentPart.scrollIntoView({ block: "nearest" }); // the comments at hand, too
    },
  };
}

// A whole hand-in: who it was, when it came, or that it cannot be read.
function handInDecision({ data, headingId, draft, t, send }) {
  const problem = h("div", { class: "bhr-problem", role: "alert" });
  const tell = (words) => problem.replaceChildren(h("p", { class: "bht-notice", "data-tone": "wrong" }, icon("warn"), h("span", {}, words)));
  const buttons = data.handIn.settle.map(([act, label, disabled]) =>
    h("button", { type: "button", class: "bht-button", disabled, on: { click: () => settle(act) } }, label));
  const why = h("textarea", { id: uid("reason"), class: "bht-input bht-area", rows: "2", maxlength: "2000", value: draft.why, on: { input: () => { draft.why = why.value; } } });
  const reason = h("div", { class: "bht-part" }, h("label", { class: "bht-label", for: why.id }, data.handIn.reason), why);
  const element = frame(t, headingId,
    data.handIn.asks.map((words) => h("p", {}, words)),
    buttons.length ? reason : null, h("div", { class: "bhr-buttons" }, buttons), problem);

  async function settle(act) {
    const refused = await send({ act, why: draft.why });
    if (refused) tell(refused);
  }

  const nothing = () => false;
  return { element, tell, go: () => tell(t("review.missing.button")), insert: nothing, press: nothing, choose: nothing, toReason: () => why.focus(), toComment: nothing };
}
