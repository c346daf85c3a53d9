// "I think this is wrong": a part, a reason, send; and what was sent before, with its answer.

import { catalogue, h, say, setAttribute, uid } from "./dom.js";

const PATIENCE = 12000; // milliseconds; then something is wrong, and the text has to be saved

export function createDispute() {
  return {
    render({ model, el }) {
      const t = catalogue(model.get("texts"));
      const number = model.get("number");
      const most = model.get("most");
      let asked = 0; // the number of what was sent and waits for its result
      let timer = 0;

      const list = h("ul", { class: "bhx-disputes", tabindex: "-1", "aria-label": t("dispute.list", { number }) });
      const again = h("p", { class: "bhx-hint" }, t("dispute.again"));
      const status = h("p", { class: "bhx-told", role: "status" });
      const field = h("select", { id: uid("dispute-field") });
      const hint = h("p", { class: "bhx-hint", id: uid("dispute-hint") }, t("dispute.hint", { most: most.toLocaleString("en-US") }));
      const reason = h("textarea", {
        id: uid("dispute-reason"), rows: 4, maxlength: most, "aria-describedby": hint.id,
        on: { keydown: (event) => event.stopPropagation() }, // JupyterLab has shortcuts of one letter
      });
      const send = h("button", { type: "submit", class: "bhx-button" }, t("dispute.send"));
      const form = h("form", { class: "bhx-dispute-form", id: uid("dispute"), hidden: true, novalidate: true, on: { submit } },
        h("label", { class: "bhx-label", for: field.id }, t("dispute.field")), field,
        h("label", { class: "bhx-label", for: reason.id }, t("dispute.reason")), reason, hint,
        h("p", {}, t("dispute.next")), h("div", {}, send));
      const open = h("button", {
        type: "button", class: "bhx-quiet", "aria-expanded": "false", "aria-controls": form.id,
        on: { click: () => { say(status, ""); show(form.hidden); } },
      }, t("dispute.open"), " ", h("span", { class: "bhx-hidden" }, t("dispute.open.task", { number })));
      el.append(h("div", { class: "bhx bhx-dispute", role: "group", "aria-label": t("dispute.group", { number }) },
        list, again, open, form, status));

      function show(shown) {
        form.hidden = !shown;
        setAttribute(open, "aria-expanded", String(shown));
        if (shown) field.focus();
      }

      function fill() {
        const chosen = field.options.length > 0 ? field.value : null;
        field.replaceChildren(...model.get("fields").map(([value, label]) => h("option", { value }, label)));
        if ([...field.options].some((option) => option.value === chosen)) field.value = chosen;
        const told = model.get("told");
        list.replaceChildren(...told.map(one));
        list.hidden = told.length === 0;
        again.hidden = !told.some(({ state }) => state !== "waiting");
        open.hidden = field.options.length === 0;
      }

      function one({ state, about, reason: words, outcome, answer }) {
        return h("li", { "data-state": state },
          h("p", { class: "bhx-label" }, about),
          h("p", { class: "bhx-words" }, words),
          h("p", { class: "bhx-outcome" }, outcome),
          answer ? h("p", { class: "bhx-words" }, answer) : null);
      }

      function submit(event) {
        event.preventDefault();
        if (asked) return;
        if (!reason.value.trim()) {
          say(status, t("dispute.empty"));
          reason.focus();
          return;
        }
        asked = (model.get("result").number ?? 0) + 1;
        setAttribute(send, "aria-disabled", "true");
        setAttribute(status, "data-state", null);
        say(status, t("dispute.sending"));
        timer = window.setTimeout(() => finish(false, t("dispute.silent")), PATIENCE);
        model.set("sent", [asked, field.value, reason.value]);
        model.save_changes();
      }

      function finish(ok, says) {
        window.clearTimeout(timer);
        asked = 0;
        setAttribute(send, "aria-disabled", null);
        setAttribute(status, "data-state", ok ? "sent" : "failed");
        say(status, says);
        if (!ok) return;
        reason.value = "";
        show(false);
        (open.hidden ? list : open).focus();
      }

      function hear() {
        const { number: answered, ok, says } = model.get("result");
        if (answered) finish(ok, says);
      }

      function bringBack() {
        const draft = model.get("draft");
        if (!draft.reason) return;
        reason.value = draft.reason;
        field.value = draft.field;
        show(true);
      }

      fill();
      bringBack();
      model.on("change:fields", fill);
      model.on("change:told", fill);
      model.on("change:result", hear);
      return () => {
        window.clearTimeout(timer);
        model.off("change:fields", fill);
        model.off("change:told", fill);
        model.off("change:result", hear);
      };
    },
  };
}
