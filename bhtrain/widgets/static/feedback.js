// What came of the answer, and why: the rule, its source, the sentence that decides.

import { h, icon, uid } from "./dom.js";

const TONES = { right: "right", near: "near", wrong: "wrong" };

// A link to the page of a rule, in a window of its own; null where there is no such page.
export function linkToRule(t, rulesAt) {
  return (one) => {
    if (!rulesAt || !one.rule) return null;
    const href = `${rulesAt}?rule=${encodeURIComponent(one.rule)}`;
    const named = `${t("reason.rule")}: ${one.title} ${t("source.new-window")}`;
    return h("p", {}, h("a", { href, target: "_blank", rel: "noopener", "aria-label": named }, t("reason.rule")));
  };
}

export function feedbackPanel({ t, headingId: deskId, showInNote, ruleLink }) {
  const headingId = uid("feedback");
  const heading = h("h3", { id: headingId, class: "bht-title", tabindex: "-1" });
  const body = h("div", { class: "bht-feedback-body" });
  const element = h("section", { class: "bht-feedback", "aria-labelledby": `${headingId} ${deskId}`, hidden: true }, heading, body);

  const part = (title, ...children) =>
    children.flat().some(Boolean) ? h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, title), children) : null;
  const text = (words) => (words ? h("p", {}, words) : null);

  function field(one) {
    const tone = TONES[one.status] ?? "near";
    return h("li", { class: "bht-result", "data-tone": tone },
      h("span", { class: "bht-verdict" }, icon(tone), t(`status.${tone}`)),
      h("span", { class: "bht-result-text" }, h("strong", {}, one.label), one.text ? h("span", {}, one.text) : null));
  }

  function errorItem(one) {
    return h("li", { class: "bht-error" }, h("span", { class: "bht-badge", "data-kind": "error" }, one.label), " ", h("span", {}, one.text));
  }

  function source(one) {
    const about = [one.publisher, one.date].filter(Boolean).join(", ");
    const safe = /^https?:\/\//.test(one.url ?? "");
    const title = safe
      ? h("a", { href: one.url, rel: "noopener noreferrer", target: "_blank" }, one.title, h("span", { class: "bht-hidden" }, ` ${t("source.new-window")}`))
      : h("span", {}, one.title);
    return h("li", {}, title, about ? ` · ${about}` : "", one.checked ? null : h("span", { class: "bht-unsure" }, ` · ${t("source.unchecked")}`));
  }

  const failed = (one) => one.outcome === "not met" && one.strict !== false;

  function reason(one) {
    const tone = failed(one) ? "wrong" : one.outcome === "met" ? "right" : "near";
    const outcome = one.outcome === "not met" && !failed(one) ? "warning" : one.outcome;
    const numbers = one.sentences ?? [];
    return h("li", { class: "bht-reason", "data-tone": tone },
      h("p", { class: "bht-reason-title" }, h("span", { class: "bht-verdict" }, icon(tone), t(`outcome.${outcome}`)), h("strong", {}, one.title)),
      text(one.text),
      one.consequence && one.outcome !== "met" ? h("p", {}, h("span", { class: "bht-lead" }, t("reason.consequence")), " ", one.consequence) : null,
      numbers.length ? h("p", { class: "bht-shows" }, numbers.map((number) => h("button", {
        type: "button", class: "bht-button bht-quiet", on: { click: () => showInNote(number) },
      }, icon("decides"), t("reason.show", { n: number })))) : null,
      one.sureness ? h("p", { class: "bht-sureness" }, h("span", { class: "bht-lead" }, t("reason.sureness")), " ", one.sureness) : null,
      one.sources?.length ? h("div", { class: "bht-sources" }, h("span", { class: "bht-lead" }, t("reason.sources")), h("ul", {}, one.sources.map(source))) : null,
      ruleLink(one));
  }

  // What made the answer wrong stands open; what else the rules said is one click away.
  function reasons(list) {
    const wrong = list.filter(failed);
    const met = list.filter((one) => one.outcome === "met");
    const other = list.filter((one) => !failed(one) && one.outcome !== "met");
    const folded = (group, [one, many], open) => group.length ? h("details", { class: "bht-more", open },
      h("summary", {}, t(group.length === 1 ? one : many, { n: group.length })),
      h("ul", { class: "bht-reasons" }, group.map(reason))) : null;
    return [
      wrong.length ? h("ul", { class: "bht-reasons" }, wrong.map(reason)) : null,
      folded(other, ["reasons.other.one", "reasons.other.many"], wrong.length === 0),
      folded(met, ["reasons.met.one", "reasons.met.many"], wrong.length === 0 && other.length === 0),
    ];
  }

  const queued = (one) => h("li", {}, h("strong", {}, one.id.toUpperCase()), " ", one.text);

  // The desk explains only where nobody grades, so the learner is told to compare.
  function rubric(items) {
    if (!items.length) return [];
    return [
      h("p", { class: "bht-hint" }, t("feedback.rubric.hint")),
      h("ul", { class: "bht-ordered" }, items.map((one) =>
        h("li", {}, t(one.points === 1 ? "feedback.rubric.one" : "feedback.rubric.many", { points: one.points, text: one.text })))),
    ];
  }

  function draw(result) {
    const points = t("feedback.points", { points: result.points ?? 0, max: result.max_points ?? 0 });
    heading.replaceChildren(result.headline || points);
    const parts = [
      result.problem ? h("p", { class: "bht-notice", "data-tone": "wrong" }, icon("warn"), result.problem) : null,
      result.defensible ? h("p", { class: "bht-notice", "data-tone": "near" }, icon("info"), t("feedback.defensible")) : null,
      part(t("feedback.fields"), result.fields?.length ? h("ul", { class: "bht-results" }, result.fields.map(field)) : null),
      part(t("feedback.errors"), result.errors?.length ? h("ul", { class: "bht-errors" }, result.errors.map(errorItem)) : null),
      part(t("feedback.reasons"), ...reasons(result.reasons ?? [])),
      part(t("feedback.expected"), result.order?.length ? h("ol", { class: "bht-ordered" }, result.order.map(queued)) : text(result.expected)),
      part(t("feedback.question"), text(result.model_query)),
      part(t("feedback.rubric"), ...rubric(result.rubric ?? [])),
      part(t("feedback.rationale"), text(result.rationale)),
      part(t("feedback.near-miss"), text(result.near_miss)),
    ];
    body.replaceChildren(...parts.filter(Boolean));
  }

  return {
    element,
    show(result, { focus }) {
      const there = Boolean(result && Object.keys(result).length);
      element.hidden = !there;
      if (!there) return;
      draw(result);
      if (!focus) return;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    },
  };
}
