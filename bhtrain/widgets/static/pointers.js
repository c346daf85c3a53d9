// Which diagnoses a service line is for, once the claim has more than one. None ticked: all of them.

import { h, uid } from "./dom.js";

export function pointersField({ store, t, get, set }) {
  const hintId = uid("pointers");
  const choices = h("div", { class: "bht-pointer-list" });
  const element = h("fieldset", { class: "bht-pointers bht-wide", "aria-describedby": hintId }, h("legend", { class: "bht-label" }, t("pointers.title")), choices,
    h("p", { id: hintId, class: "bht-hint" }, t("pointers.hint")));
  let drawn = "";

  function toggle(place, ticked) {
    const others = get().filter((one) => one !== place);
    set(ticked ? [...others, place].sort((a, b) => a - b) : others);
  }

  function choice(code, place) {
    const box = h("input", { type: "checkbox", on: { change: () => toggle(place, box.checked) } });
    box.checked = get().includes(place);
    return h("label", { class: "bht-pointer" }, box, h("span", {}, t("pointers.choice", { n: place, code })));
  }

  function sync() {
    const codes = store.answer.diagnoses;
    element.hidden = codes.length < 2;
    const now = JSON.stringify([codes, get()]);
    if (now === drawn) return;
    drawn = now;
    const focused = [...choices.querySelectorAll("input")].indexOf(document.activeElement);
    choices.replaceChildren(...codes.map((code, at) => choice(code, at + 1)));
    if (focused >= 0) choices.querySelectorAll("input")[focused]?.focus();
  }

  return { element, sync };
}
