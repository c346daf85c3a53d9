// A field with a list to choose from, by number or by words (the combobox pattern of the ARIA guide).

import { h, icon, say, setAttribute, uid } from "./dom.js";

const LONGEST = 100; // characters; nothing in a list is called by more
const SHOWN = 40;

// `shown()` is the text of what is chosen now; `pick(entry)` chooses; `typed(text)` may make an
// entry of a text that no entry has, or return null; `clear()` is called when the field is emptied.
export function combobox({ t, label, hint, shown, find, pick, typed = () => null, clear = null, wide = false }) {
  const id = uid("box");
  let options = [];
  let at = -1;
  let noted = "";

  const input = h("input", {
    id, class: "bht-input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    "aria-describedby": `${id}-about`, placeholder: hint, maxlength: LONGEST,
  });
  const list = h("ul", { id: `${id}-list`, class: "bht-options", role: "listbox", "aria-label": label, hidden: true });
  const about = h("p", { id: `${id}-about`, class: "bht-about", "aria-live": "polite" });
  const open = h("button", {
    type: "button", class: "bht-open", tabindex: "-1", "aria-label": t("box.open", { label }),
    "aria-expanded": "false", "aria-controls": `${id}-list`,
  }, icon("down"));
  const element = h("div", { class: wide ? "bht-field bht-wide" : "bht-field" },
    h("label", { for: id, class: "bht-label" }, label),
    h("div", { class: "bht-box" }, input, open, list),
    about);

  function expand(query) {
    refuse("");
    options = find(query);
    const extra = options.some((entry) => entry.value === query.trim().toUpperCase()) ? null : typed(query);
    if (extra) options = [...options, extra];
    list.replaceChildren(...options.map((entry, index) => h("li", {
      id: `${id}-${index}`, role: "option", class: "bht-option", "aria-selected": "false",
      on: { mousedown: (event) => event.preventDefault(), click: () => choose(entry) },
    }, h("span", { class: "bht-option-code" }, entry.value), " ", h("span", {}, entry.label))));
    if (!options.length) list.replaceChildren(h("li", { role: "option", class: "bht-none", "aria-selected": "false", "aria-disabled": "true" }, t("box.nothing")));
    list.hidden = false;
    setAttribute(input, "aria-expanded", "true");
    setAttribute(open, "aria-expanded", "true");
    light(query.trim() && options.length ? 0 : -1);
  }

  function shut() {
    list.hidden = true;
    at = -1;
    setAttribute(input, "aria-expanded", "false");
    setAttribute(open, "aria-expanded", "false");
    setAttribute(input, "aria-activedescendant", null);
  }

  function light(next) {
    at = next;
    [...list.children].forEach((item, index) => {
      setAttribute(item, "aria-selected", index === at ? "true" : "false");
      if (index === at) item.scrollIntoView({ block: "nearest" });
    });
    setAttribute(input, "aria-activedescendant", at >= 0 ? `${id}-${at}` : null);
  }

  function choose(entry) {
    shut();
    note("");
    pick(entry);
    refresh();
  }

  // Nothing unknown is kept silently: it goes back to what was chosen, with a sentence.
  function settle() {
    shut();
    const text = input.value.trim();
    if (text === shown()) return;
    if (!text && clear) {
      clear();
      refresh();
      return;
    }
    const exact = text && find(text).find((entry) => entry.value.toLowerCase() === text.toLowerCase());
    const entry = exact || (text ? typed(text) : null);
    if (entry) {
      choose(entry);
      return;
    }
    refresh();
    const kept = shown();
    const start = [...text].slice(0, SHOWN).join("");
    if (text) refuse(kept ? t("box.kept", { text: start, kept }) : t("box.unknown", { text: start }));
  }

  // Why what was typed was not taken; "" when that is over, and what was noted is said again.
  function refuse(words) {
    say(about, words || noted);
    setAttribute(about, "data-tone", words ? "warn" : null);
    setAttribute(input, "aria-invalid", words ? "true" : null);
  }

  // Something to say of what is chosen.
  function note(words) {
    noted = words;
    refuse("");
  }

  function refresh() {
    input.value = shown();
  }

  input.addEventListener("input", () => expand(input.value));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", settle);
  input.addEventListener("keydown", (event) => {
    const opened = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!opened) expand(input.value === shown() ? "" : input.value);
      if (!options.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      light(at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (opened && at >= 0) choose(options[at]);
      else settle();
    } else if (event.key === "Escape" && (opened || input.value !== shown())) {
      event.preventDefault();
      event.stopPropagation();
      shut();
      refresh();
    }
  });
  open.addEventListener("mousedown", (event) => event.preventDefault());
  open.addEventListener("click", () => {
    input.focus();
    if (list.hidden) expand("");
    else shut();
  });

  refresh();
  return {
    element,
    input,
    refresh,
    note,
  };
}
