// A few questions at the end of a lesson: choose, check, and read why.

import { catalogue, h, icon, say, setAttribute, uid } from "./dom.js";

export function createSelfCheck() {
  return {
    render({ model, el }) {
      const t = catalogue(model.get("texts"));
      const questions = model.get("questions");
      const chosen = questions.map(() => null);
      const parts = questions.map(([text, options], at) => questionPart(text, options, at));
      const told = h("p", { class: "bhx-says", role: "status", "aria-live": "polite" }, t("self-check.hint"));
      const check = h("button", { type: "button", class: "bhx-button", on: { click: ask } }, t("self-check.check"));
      const again = h("button", { type: "button", class: "bhx-button", hidden: true, on: { click: restart } }, t("self-check.again"));
      el.append(h("div", { class: "bhx bhx-self-check", role: "group", "aria-label": t("self-check.title") },
        parts.map((part) => part.element), told, h("div", { class: "bhx-buttons" }, check, again)));

      function questionPart(text, options, at) {
        const name = uid("question");
        const why = h("p", { class: "bhx-why", id: uid("why") });
        const inputs = options.map((option, place) => h("input", {
          type: "radio", name, "aria-describedby": why.id,
          on: { change: () => { chosen[at] = place; mark(); } },
        }));
        const labels = options.map((option, place) => h("label", { class: "bhx-option" }, inputs[place], h("span", {}, option)));
        const title = h("legend", {}, t("self-check.question", { number: at + 1, text }));
        const element = h("fieldset", { class: "bhx-question" }, title, labels, why);

        function mark(result) {
          setAttribute(element, "data-state", result ? (result.right ? "right" : "wrong") : null);
          const words = result ? t(result.right ? "self-check.right" : "self-check.wrong", result) : "";
          why.replaceChildren(...(result ? [icon(result.right ? "right" : "wrong"), words] : []));
        }
        function clear() {
          for (const input of inputs) input.checked = false;
          mark();
        }
        return { element, mark, clear, first: inputs[0] };
      }

      function ask() {
        const open = chosen.findIndex((place) => place === null);
        if (open >= 0) {
          say(told, t("self-check.open", { number: open + 1 }));
          parts[open].first.focus();
          return;
        }
        say(told, t("self-check.wait"));
        model.set("chosen", [model.get("result").number ?? 0, ...chosen]);
        model.save_changes();
      }

      function restart() {
        chosen.fill(null);
        for (const part of parts) part.clear();
        again.hidden = true;
        check.hidden = false;
        say(told, t("self-check.hint"));
        parts[0].first.focus();
      }

      function show() {
        const result = model.get("result");
        if (!result.questions) return;
        result.questions.forEach((one, at) => parts[at].mark(one));
        say(told, result.says);
        again.hidden = false;
        if (document.activeElement === check) again.focus();
        check.hidden = true;
      }

      model.on("change:result", show);
      return () => model.off("change:result", show);
    },
  };
}
