// Help before Check, a step at a time: where to look, which sentences decide, which rule decides.

import { h, icon, say, setAttribute, uid } from "./dom.js";

// `ask()` asks bhtrain for the next step; `ruleLink(rule)` leads to the whole rule, where it can be read.
export function hintsPanel({ t, knows, kind, ask, showInNote, ruleLink }) {
  const headingId = uid("hints");
  const aboutId = uid("hints-about");
  const list = h("ol", { class: "bht-hints-given", "aria-live": "polite", "aria-relevant": "additions" });
  const problem = h("p", { class: "bht-about", "data-tone": "warn", "aria-live": "polite" });
  const button = h("button", {
    type: "button", class: "bht-button", "aria-describedby": aboutId, on: { click: press },
  });
  const element = h("div", { class: "bht-part bht-hints", role: "group", "aria-labelledby": headingId, hidden: true },
    h("h4", { id: headingId, class: "bht-subtitle" }, t("hint.title")),
    h("p", { id: aboutId, class: "bht-hint" }, t("hint.about")),
    list, h("div", {}, button), problem);

  // The button stays where it is, whatever it says, so that the keyboard does too.
  function press() {
    if (button.getAttribute("aria-disabled") === "true") return;
    setAttribute(button, "aria-disabled", "true");
    say(problem, "");
    ask();
  }

  function step(one) {
    const draw = { 1: look, 2: sentences, 3: rules }[one.step];
    return h("li", { class: "bht-hint-step" }, h("strong", {}, t("hint.step", { n: one.step })), draw(one));
  }

  function look({ competencies }) {
    const asked = competencies.filter((name) => knows(`hint.question.${name}`));
    return [h("p", {}, t(`hint.look.${kind}`)),
      h("ul", { class: "bht-ordered" }, asked.map((name) => h("li", {}, t(`hint.question.${name}`))))];
  }

  function sentences({ sentences: numbers }) {
    if (!numbers.length) return h("p", {}, t("hint.decides.none"));
    return [h("p", {}, t(`hint.decides.${kind}`)),
      h("p", { class: "bht-shows" }, numbers.map((number) => h("button", {
        type: "button", class: "bht-button bht-quiet", on: { click: () => showInNote(number) },
      }, icon("decides"), t("reason.show", { n: number }))))];
  }

  function rules({ rules: found }) {
    if (!found.length) return h("p", {}, t("hint.rules.none"));
    return [h("p", {}, t(found.length === 1 ? "hint.rules.one" : "hint.rules.many")),
      h("ul", { class: "bht-reasons" }, found.map((one) => h("li", { class: "bht-reason" },
        h("strong", {}, one.title), h("p", {}, one.says || t("hint.rule.not-in-force")), ruleLink(one))))];
  }

  return {
    element,
    // What bhtrain gave so far; `over` is said when the feedback tells more than any hint.
    show({ steps = 0, given = [], problem: trouble = "" }, { over }) {
      element.hidden = over || !steps;
      list.append(...given.slice(list.children.length).map(step));
      list.hidden = !given.length;
      say(problem, trouble);
      const left = given.length < steps;
      say(button, left ? t("hint.button", { n: given.length + 1, of: steps }) : t("hint.all"));
      setAttribute(button, "aria-disabled", left ? null : "true");
    },
  };
}
