// The diagnoses of the claim in their order; the first-listed is the reason for the visit.

import { renumberPointers } from "./answer.js";
import { combobox } from "./combobox.js";
import { h, icon } from "./dom.js";
import { search } from "./search.js";

const LOOKS_LIKE_ICD = /^[A-TV-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$/;

export function diagnosesPanel({ store, tables, indexes, t, announce }) {
  const names = new Map(tables.diagnoses.map(([code, name]) => [code, name]));
  const list = h("ol", { class: "bht-diagnoses", "aria-label": t("diagnoses.chosen") });
  const box = combobox({
    t, label: t("diagnoses.add"), hint: t("diagnoses.hint"), wide: true, shown: () => "",
    find: (query) => search(indexes.diagnoses, query),
    typed: (text) => {
      const code = withDot(text);
      return code && !names.has(code) ? { value: code, label: t("diagnoses.unlisted") } : null;
    },
    pick: (entry) => {
      if (store.answer.diagnoses.includes(entry.value)) {
        box.note(t("box.already", { text: entry.value }));
        return;
      }
      store.edit((answer) => answer.diagnoses.push(entry.value), "diagnoses");
      announce(t("diagnoses.added", { code: entry.value }));
    },
  });
  const element = h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, t("diagnoses.title")), list, box.element);
  let drawn = "";

  function withDot(text) {
    const code = text.trim().toUpperCase();
    if (!LOOKS_LIKE_ICD.test(code)) return null;
    const bare = code.replace(".", "");
    return bare.length > 3 ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare;
  }

  function move(from, to) {
    store.edit((answer) => {
      const [code] = answer.diagnoses.splice(from, 1);
      answer.diagnoses.splice(to, 0, code);
      renumberPointers(answer, (place) => (place === from + 1 ? to + 1 : place === to + 1 ? from + 1 : place));
    }, "diagnoses");
    const code = store.answer.diagnoses[to];
    announce(t("diagnoses.moved", { code, n: to + 1 }));
    const buttons = list.children[to].querySelectorAll("button");
    const wanted = to < from ? buttons[0] : buttons[1];
    (wanted.disabled ? [...buttons].find((button) => !button.disabled) : wanted).focus();
  }

  function drop(at) {
    const code = store.answer.diagnoses[at];
    store.edit((answer) => {
      answer.diagnoses.splice(at, 1);
      renumberPointers(answer, (place) => (place === at + 1 ? null : place > at + 1 ? place - 1 : place));
    }, "diagnoses");
    announce(t("diagnoses.removed", { code }));
    box.input.focus();
  }

  function tool(name, label, listener, disabled = false) {
    return h("button", { type: "button", class: "bht-button bht-quiet bht-square", "aria-label": label, disabled, on: { click: listener } }, icon(name));
  }

  function sync() {
    const codes = store.answer.diagnoses;
    if (JSON.stringify(codes) === drawn) return;
    drawn = JSON.stringify(codes);
    list.hidden = codes.length === 0;
    list.replaceChildren(...codes.map((code, at) => h("li", { class: "bht-diagnosis" },
      h("span", { class: "bht-diagnosis-text" }, h("strong", {}, code), " ", h("span", {}, names.get(code) ?? t("box.unlisted")),
        at === 0 ? h("span", { class: "bht-badge", "data-kind": "first" }, t("diagnoses.first")) : null),
      tool("up", t("diagnoses.up", { code }), () => move(at, at - 1), at === 0),
      tool("down", t("diagnoses.down", { code }), () => move(at, at + 1), at === codes.length - 1),
      tool("remove", t("diagnoses.remove", { code }), () => drop(at)))));
  }

  return { element, sync };
}
