// Says that this case was changed in another window, and offers the answer that is not shown.

import { h, icon, say } from "./dom.js";

// `leave` takes the keyboard on when what had the focus goes.
export function elsewherePanel({ model, store, t, announce, leave }) {
  const words = h("p", { tabindex: "-1" });
  const show = h("button", { type: "button", class: "bht-button bht-primary", on: { click: () => choose("show other") } });
  const keep = h("button", { type: "button", class: "bht-button", on: { click: () => choose("keep this") } }, t("elsewhere.keep"));
  const element = h("div", { class: "bht-elsewhere", role: "alert" });

  // "copy": changes of a window that was cut off stand in this browser only.
  const state = () => model.get("elsewhere") || (store.overtaken ? "copy" : "");

  function choose(wish) {
    if (state() === "copy") {
      store.settleOvertaken(wish === "show other");
      if (wish === "show other") announce(t("elsewhere.copy.shown"));
      sync();
    } else {
      store.flush(); // what was typed last takes part in it
      model.send({ type: wish });
      words.focus();
    }
  }

  function sync() {
    const now = state();
    if (!now) {
      const had = element.contains(document.activeElement);
      element.replaceChildren();
      if (had) leave();
      return;
    }
    say(words, t(`elsewhere.${now}`));
    say(show, t(`elsewhere.${now}.show`));
    if (!element.firstChild) element.append(icon("warn"), words, show, keep);
  }

  model.on("change:elsewhere", sync);
  sync();
  return { element, close: () => model.off("change:elsewhere", sync) };
}
